import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import pg from 'pg';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { accountAt, findPlace, invite, operatorOf, pay, removeDirectories, signInAs, type Place } from '../nodes';
import { test } from '../product';
import { runProduct, type RunningProduct } from '../run-product';

/** A hub with its four witnesses, and two partners' own nodes, each with a witness of its own. */
let hub: Place & { running: RunningProduct };
const copies: (Place & { running: RunningProduct })[] = [];

test.beforeAll(async () => {
  test.setTimeout(400_000);
  const own = await findPlace('hub');
  hub = { ...own, running: await runProduct(own) };
  for (const organisation of ['cedar', 'northwind']) {
    const copy = await findPlace(organisation);
    const keyFile = join(copy.dataDirectory, 'hub-key');
    writeFileSync(keyFile, accountAt(hub, organisation).apiKey, { mode: 0o600 });
    const where = ['--role', 'follower', '--key-file', keyFile, '--invitation', await invite(hub, organisation)];
    copies.push({ ...copy, running: await runProduct(copy, ...where) });
  }
});

test.afterAll(async () => {
  test.setTimeout(120_000);
  for (const { running } of [...copies, hub]) await running.stop();
  removeDirectories();
});

/** Cuts entries off the end, as the database's superuser can, and makes all that is left agree with itself. */
async function rewriteByHand(): Promise<void> {
  const owner = new pg.Client({ connectionString: runningDatabaseUrls(hub.dataDirectory).owner });
  await owner.connect();
  const tables = ['entry', 'commit', 'disclosure', 'checkpoint', 'subtree'];
  const triggers = (how: string): string =>
    tables.map((name) => `alter table ledger.${name} ${how} trigger append_only;`).join('\n');
  const { rows } = await owner.query<{ size: string }>('select size from ledger.checkpoint order by size desc offset 1 limit 1');
  const size = rows[0]?.size ?? '0';
  await owner.query(`begin; ${triggers('disable')}
    delete from ledger.disclosure where index >= ${size};
    delete from ledger.entry where index >= ${size};
    delete from ledger.commit where first_index >= ${size};
    delete from ledger.checkpoint where size > ${size};
    delete from ledger.subtree;
    delete from ledger.stream_head;
    insert into ledger.stream_head select distinct on (stream) stream, version, digest, index from ledger.entry order by stream, version desc;
    update ledger.head set size = ${size}, frontier = ledger.grow('{}', 0, (select array_agg(leaf order by index) from ledger.entry));
    ${triggers('enable always')} commit`);
  await owner.end();
}

test('a hub whose database is rewritten by hand is found out on every partner’s screen', async ({ browser }) => {
  test.setTimeout(300_000);
  await pay(hub);
  const signed = async ({ url }: Place): Promise<number> => Number((await (await fetch(`${url}/ledger/checkpoint`)).text()).split('\n')[1]);
  const before = await signed(hub);
  await pay(hub);
  for (const node of [hub, ...copies]) await expect.poll(() => signed(node), { timeout: 60_000 }).toBeGreaterThan(before);
  await rewriteByHand();
  const partners = ['northwind', 'harborline', 'cedar', 'lantern', 'household'].map((each) => ({ url: hub.url, ...accountAt(hub, each) }));
  for (const { url, email, password } of [...partners, ...copies.map((copy) => ({ url: copy.url, ...operatorOf(copy) }))]) {
    const page = await signInAs(browser, url, { email, password });
    const alarm = page.getByRole('alert', { name: 'Alarm about the record' });
    await expect(async () => {
      await page.reload();
      await expect(alarm).toContainText(/shorter than it was|does not hold/, { timeout: 3_000 });
    }).toPass({ timeout: 90_000 });
    await page.context().close();
  }
}); // prettier-ignore
