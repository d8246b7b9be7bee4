import { appendFileSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser } from '@playwright/test';
import pg from 'pg';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { accountAt, ask, findPlace, invite, operatorOf, pay, removeDirectories, signIn, signInAs, type Place } from '../nodes';
import { test } from '../product';
import { runProduct, type RunningProduct } from '../run-product';

/** A hub of its own, because it is stopped here, and the servicer's and the owner's copies of it. */
let hub: Place & { running: RunningProduct };
const copies: (Place & { readonly organisation: string; running: RunningProduct })[] = [];

/** An address at which nothing answers. */
const NOBODY = 'http://127.0.0.1:9';

/** What an organisation is answered, by the hub and by its own copy, to everything that does not depend on when it is asked. */
async function answers(organisation: string): Promise<{ hub: unknown[]; copy: unknown[] }> {
  const copy = copies.find((each) => each.organisation === organisation);
  if (copy === undefined) throw new Error(`${organisation} has no copy`);
  const [hubKey, ownKey] = [accountAt(hub, organisation).apiKey, operatorOf(copy).apiKey];
  const { loans } = (await ask(hub.url, hubKey, 'loans?limit=3')) as { loans: { loanId: string }[] };
  const own = organisation === 'cedar' ? ['portfolio', 'movements', 'exposure'] : ['alerts', 'alerts/summary'];
  const paths = ['loans?limit=500', ...own, ...loans.flatMap(({ loanId }) => [`loans/${loanId}`, `loans/${loanId}/history`])];
  const all = (url: string, key: string): Promise<unknown[]> => Promise.all(paths.map((path) => ask(url, key, path)));
  return { hub: await all(hub.url, hubKey), copy: await all(copy.url, ownKey) };
}

async function expectEqual(organisation: string): Promise<void> {
  await expect(async () => {
    const { hub: shown, copy } = await answers(organisation);
    expect(copy).toEqual(shown);
  }).toPass({ timeout: 60_000 });
}

/** Does something to the hub's tables of the log, as the database's superuser can. */
async function byHand(sql: string): Promise<void> {
  const owner = new pg.Client({ connectionString: runningDatabaseUrls(hub.dataDirectory).owner });
  await owner.connect();
  const tables = ['entry', 'commit', 'disclosure', 'checkpoint', 'subtree'];
  const triggers = (how: string): string =>
    tables.map((name) => `alter table ledger.${name} ${how} trigger append_only;`).join('\n');
  await owner.query(`begin; ${triggers('disable')} ${sql}; ${triggers('enable always')} commit`);
  await owner.end();
}

/** Cuts the log back to a checkpoint, and makes all that is left agree with itself. */
function cutBack(size: number): Promise<void> {
  return byHand(`delete from ledger.disclosure where index >= ${String(size)};
    delete from ledger.entry where index >= ${String(size)};
    delete from ledger.commit where first_index >= ${String(size)};
    delete from ledger.checkpoint where size > ${String(size)};
    delete from ledger.subtree;
    delete from ledger.stream_head;
    insert into ledger.stream_head select distinct on (stream) stream, version, digest, index from ledger.entry order by stream, version desc;
    update ledger.head set size = ${String(size)}, frontier = ledger.grow('{}', 0, (select array_agg(leaf order by index) from ledger.entry))`);
}

/** Sees the alarm on a page of each: of all partners at the hub, and of the two copies, which must say who found it. */
async function expectAlarm(browser: Browser, words: RegExp, { onCopies }: { onCopies: string }): Promise<void> {
  const partners = ['northwind', 'harborline', 'cedar', 'lantern', 'household'].map((each) => ({ url: hub.url, ...accountAt(hub, each), by: 'the hub' }));
  const own = copies.map((copy) => ({ url: copy.url, ...operatorOf(copy), by: onCopies }));
  for (const { url, email, password, by } of [...partners, ...own]) {
    const page = await signInAs(browser, url, { email, password });
    const alarm = page.getByRole('alert', { name: 'Alarm about the record' }).getByText(words);
    await expect(async () => {
      await page.reload();
      await expect(alarm).toContainText(by, { timeout: 3_000 });
    }).toPass({ timeout: 90_000 });
    await page.context().close();
  }
} // prettier-ignore

test.describe.configure({ mode: 'serial' });

async function startCopy(organisation: string): Promise<(typeof copies)[number]> {
  const copy = await findPlace(organisation);
  const keyFile = join(copy.dataDirectory, 'hub-key');
  writeFileSync(keyFile, accountAt(hub, organisation).apiKey, { mode: 0o600 });
  const where = organisation === 'cedar' ? ['--hub', hub.url] : ['--invitation', await invite(hub, organisation), '--sign'];
  return { ...copy, organisation, running: await runProduct(copy, '--role', 'follower', '--key-file', keyFile, ...where) };
}

async function restart(copy: (typeof copies)[number], from: string): Promise<void> {
  await copy.running.stop();
  copy.running = await runProduct(copy, '--role', 'follower', '--hub', from);
}

test.beforeAll(async () => {
  test.setTimeout(400_000);
  const own = await findPlace('hub');
  hub = { ...own, running: await runProduct(own) };
  copies.push(...(await Promise.all(['cedar', 'northwind'].map(startCopy))));
});

test.afterAll(async () => {
  test.setTimeout(120_000);
  for (const { running } of [...copies, hub]) await running.stop();
  removeDirectories();
});

test('two partners’ own copies answer as the hub does, and follow it while it moves', async () => {
  test.setTimeout(240_000);
  for (const { organisation } of copies) await expectEqual(organisation);
  await pay(hub);
  for (const { organisation } of copies) await expectEqual(organisation);
  // The servicer's node holds its key: without it the payment could not have been posted.
  const signed = readFileSync(join(copies[1]?.dataDirectory ?? '', 'own-key', 'signed.jsonl'), 'utf8');
  expect(signed).toContain('"type":"PaymentReceived"');
});

test('a copy shows its organisation’s pages, proves its records, and changes nothing', async ({ browser }) => {
  test.setTimeout(240_000);
  const [cedar, northwind] = copies;
  if (cedar === undefined || northwind === undefined) throw new Error('The copies do not run');
  const page = await signIn(browser, northwind);
  const line = page.getByRole('region', { name: 'Your own copy' });
  await expect(line).toContainText(/as of checkpoint [\d,]+ at .+ · hub reachable/);
  await expect(page.getByRole('button', { name: 'Acknowledge' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Tapes' })).toHaveCount(0);
  expect((await new AxeBuilder({ page }).include('[aria-label="Your own copy"]').analyze()).violations).toEqual([]);
  const { apiKey } = operatorOf(northwind);
  const { loans } = (await ask(northwind.url, apiKey, 'loans?limit=1')) as { loans: { loanId: string }[] };
  const loan = loans[0]?.loanId ?? '';
  await page.goto(`/loans/${loan}?view=payments`);
  await expect(page.getByRole('table', { name: 'Months reported' })).toBeVisible();
  await expect(page.getByRole('form', { name: 'Post a payment' })).toHaveCount(0);
  const refused = await fetch(`${northwind.url}/api/v1/loans/${loan}/payments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': 'here' },
    body: JSON.stringify({ amount: '1.00', receivedOn: '2026-01-01' }),
  });
  expect(await refused.json()).toMatchObject({ status: 403, code: 'READ_ONLY_COPY', detail: expect.stringContaining(hub.url) });
  // The desk is the hub's, and the page at which a browser signs comes from this node.
  const custody = await fetch(`${northwind.url}/api/v1/custody`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}` },
    body: JSON.stringify({ custody: 'organisation', publicKey: '', proof: '' }),
  });
  expect(await custody.json()).toMatchObject({ status: 403, code: 'CUSTODY_REFUSED' });
  await page.goto('/ledger/sign');
  await expect(page.getByText('Your organisation holds its own key, in another place.')).toBeVisible();
  await expect(page.getByText('comes from your own node, and not from the hub')).toBeVisible();
  await page.goto(`/loans/${loan}?view=proof`);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText(/Verified: all \d+ links hold/)).toBeVisible({ timeout: 30_000 });
  await page.context().close();
}); // prettier-ignore

test('a copy witnesses the log: its line in the hub’s policy is all that is needed', async () => {
  test.setTimeout(120_000);
  const [cedar] = copies;
  const line = /^ {2}(witness \S+ \S+ \S+)$/m.exec(cedar?.running.said() ?? '')?.[1];
  const [, name = '', vkey = ''] = line?.split(' ') ?? [];
  expect(name).toBe('cedar-copy');
  appendFileSync(join(hub.dataDirectory, 'signer', 'policy'), `${line ?? ''}\n`);
  const read = async (path: string): Promise<string> => (await fetch(`${hub.url}/ledger/${path}`)).text();
  await expect.poll(() => read('keys'), { timeout: 30_000 }).toContain(vkey);
  await pay(hub);
  const [witness = ''] = vkey.split('+');
  await expect.poll(() => read('checkpoint'), { timeout: 30_000 }).toContain(`— ${witness} `);
});

test('when the hub is gone a copy serves on and says so; when it is back it catches up, live', async ({ browser }) => {
  test.setTimeout(300_000);
  const [cedar] = copies;
  if (cedar === undefined) throw new Error('The copy does not run');
  const page = await signIn(browser, cedar);
  const line = page.getByRole('region', { name: 'Your own copy' });
  await expect(line).toContainText('hub reachable');
  await expectEqual('cedar');
  const { copy: before } = await answers('cedar');
  await hub.running.stop();
  await expect(line).toContainText('hub not reached since', { timeout: 30_000 });
  await page.reload();
  await expect(line).toContainText('hub not reached since');
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
  const { apiKey } = operatorOf(cedar);
  expect(await ask(cedar.url, apiKey, 'loans?limit=500')).toEqual(before[0]);

  hub = { ...hub, running: await runProduct(hub) };
  await expect(line).toContainText('hub reachable', { timeout: 60_000 });
  const loan = await pay(hub);
  const shown = await signIn(browser, cedar);
  await shown.goto(`/loans/${loan}`);
  await expectEqual('cedar');
  await expect(page.getByRole('alert', { name: 'Alarm about the record' })).toHaveCount(0);
  for (const each of [page, shown]) await each.context().close();
});

test('what is changed in a hub’s database after it was signed is found by the hub itself, and told on every partner’s screen', async ({ browser }) => {
  test.setTimeout(300_000);
  await byHand('update ledger.entry set header = set_byte(header, 40, get_byte(header, 40) # 1) where index = 100');
  // With each start of the hub the record is read again from its first entry on.
  await hub.running.stop();
  hub = { ...hub, running: await runProduct(hub) };
  const { apiKey } = accountAt(hub, 'cedar');
  const found = async (): Promise<string> => JSON.stringify(await ask(hub.url, apiKey, 'ledger/alarms'));
  await expect.poll(found, { timeout: 150_000 }).toContain('"index":100');
  await expectAlarm(browser, /at entry 101, what is stored is not what was sealed and signed/, { onCopies: 'the hub' });
}); // prettier-ignore

test('a hub whose database is rewritten by hand is found out on every partner’s screen', async ({ browser }) => {
  test.setTimeout(300_000);
  const [cedar, northwind] = copies;
  if (cedar === undefined || northwind === undefined) throw new Error('The copies do not run');
  const signed = async ({ url }: Place): Promise<number> => Number((await (await fetch(`${url}/ledger/checkpoint`)).text()).split('\n')[1]);
  // Whatever comes meanwhile, a copy that asks nobody stays where it is.
  await restart(cedar, NOBODY);
  const atCut = await signed(cedar);
  await pay(hub);
  for (const node of [hub, northwind]) await expect.poll(() => signed(node), { timeout: 60_000 }).toBeGreaterThan(atCut);
  // One copy holds more than is left, and the other just as much: to it the hub sends nothing that contradicts what it has.
  await cutBack(atCut);
  await restart(cedar, hub.url);
  await expectAlarm(browser, /^Found by .*(with [\d,]+ entries, signed by its own key|sealed, signed and witnessed)/, { onCopies: 'this copy' });
  expect(await signed(cedar)).toBe(atCut);
}); // prettier-ignore
