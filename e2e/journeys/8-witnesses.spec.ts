import { appendFileSync } from 'node:fs';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import pg from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { formatCheckpoint, parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import type { Contradiction } from '@/lib/ledger/domain/contradiction';
import { COSIGNATURE, ED25519, formatVkey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { formatNote, parseNote, verifyNote } from '@/lib/ledger/domain/signed-note';
import { isQuorumMet, type Policy } from '@/lib/ledger/domain/tlog-policy';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { openNoteSigner } from '@/lib/ledger/server/note-signer';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { hearthline, product, signedIn, test } from '../product';

async function readPolicy(): Promise<Policy> {
  const policy = parsePolicy(await (await fetch(`${product().url}/ledger/keys`)).text(), sha256);
  if ('refused' in policy) throw new Error(policy.refused);
  return policy;
}

/** Whether the checkpoint that is served now is signed by the log and cosigned by a quorum, as a stranger finds it. */
async function isWitnessed(policy: Policy): Promise<boolean> {
  const note = parseNote(await (await fetch(`${product().url}/ledger/checkpoint`)).text());
  const keys = [...policy.logs, ...policy.witnesses].map(({ key }) => key);
  const verdict = note && (await verifyNote(note, keys, { sha256, verifySignature: verifyBytes }));
  if (verdict === undefined || !('verified' in verdict)) return false;
  const names = policy.witnesses.filter(({ key }) => verdict.verified.includes(key)).map(({ name }) => name);
  return policy.logs.some(({ key }) => verdict.verified.includes(key)) && isQuorumMet(policy, new Set(names));
}

test('the checkpoint that is served meets the quorum of the published policy, which four partners make', async () => {
  const policy = await readPolicy();
  expect(policy.witnesses.map(({ name }) => name)).toEqual(['northwind', 'harborline', 'cedar', 'lantern']);
  expect(policy.groups).toMatchObject([{ threshold: 3 }]);
  await expect.poll(() => isWitnessed(policy)).toBe(true);
  expect((await fetch(`${product().url}/api/v1/ledger/alarms`)).status).toBe(401);
});

test('what a witness holds against the hub is shown to every partner, although the hub says nothing', async ({ browser }) => {
  const policy = await readPolicy();
  const [witness] = policy.witnesses;
  const origin = policy.logs[0]?.key.name ?? '';
  const log = openNoteSigner(join(product().dataDirectory, 'signer', 'log.pem'), origin, ED25519);
  const served = await (await fetch(`${product().url}/ledger/checkpoint`)).text();
  const { size = 0, root = sha256('') } = parseCheckpoint(parseNote(served)?.text ?? '') ?? {};
  const text = formatCheckpoint({ origin, size, root: sha256('another history') });
  const other = formatNote({ text, signatures: [log.sign(text, 0)] });
  const proof: Contradiction = { smaller: other, larger: served, root: toBase64(root), path: [] };
  const lie: Contradiction = { ...proof, smaller: served };

  for (const organisation of ['lantern', 'household'] as const) {
    const page = await signedIn(browser, organisation);
    let claim = lie;
    // The shared product stays clean: only this browser hears the witness say so.
    await page.route(`${witness?.url ?? ''}/evidence`, (route) =>
      route.fulfill({ json: { evidence: [claim] }, headers: { 'access-control-allow-origin': '*' } }),
    );
    const asked = page.waitForResponse(`${witness?.url ?? ''}/evidence`);
    await page.reload();
    await asked;
    await expect(page.getByRole('heading').first()).toBeVisible();
    await expect(page.getByRole('alert', { name: 'Alarm about the record' })).toHaveCount(0);
    claim = proof;
    await page.reload();
    const alarm = page.getByRole('alert', { name: 'Alarm about the record' });
    await expect(alarm).toContainText('Two versions of this record exist.');
    await expect(alarm).toContainText('Found by northwind’s witness');
    await expect(alarm.getByRole('button')).toHaveCount(0);
    expect((await new AxeBuilder({ page }).include('[role=alert]').analyze()).violations).toEqual([]);
    await page.context().close();
  }
});

/** Takes the newest checkpoint out of the database, as its superuser can, and lets no newer one in. Answers its size, and how to undo it. */
async function cutShort(): Promise<{ size: string; undo: () => Promise<void> }> {
  const owner = new pg.Client({ connectionString: runningDatabaseUrls(product().dataDirectory).owner });
  await owner.connect();
  const { rows } = await owner.query<{ size: string }>('select max(size) as size from ledger.checkpoint');
  await owner.query(`
    create function ledger.hold_back() returns trigger language plpgsql as 'begin return null; end';
    create trigger hold_back before insert on ledger.checkpoint for each row execute function ledger.hold_back();
    alter table ledger.checkpoint disable trigger append_only;
    delete from ledger.checkpoint where size = (select max(size) from ledger.checkpoint);
    alter table ledger.checkpoint enable always trigger append_only;`);
  const undo = async (): Promise<void> => {
    await owner.query('drop trigger hold_back on ledger.checkpoint; drop function ledger.hold_back()');
    await owner.end();
  };
  return { size: rows[0]?.size ?? '', undo };
}

test('a record that somebody cut short in the database is an alarm on every partner’s screen until it is whole again', async ({
  browser,
}) => {
  const policy = await readPolicy();
  await expect.poll(() => isWitnessed(policy)).toBe(true);
  const pages = [];
  for (const organisation of ['northwind', 'harborline', 'cedar', 'lantern', 'household'] as const)
    pages.push(await signedIn(browser, organisation));
  const { size, undo } = await cutShort();
  try {
    for (const page of pages) {
      await page.reload();
      const alarm = page.getByRole('alert', { name: 'Alarm about the record' });
      await expect(alarm).toContainText('This record is shorter than it was.');
      await expect(alarm).toContainText('cedar’s witness');
    }
  } finally {
    await undo();
  }
  // Whole again is when the hub can prove growth up to what was cut off; that its cosignatures follow is no alarm.
  const growth = `${product().url}/api/v1/ledger/consistency?from=1&to=${size}`;
  await expect.poll(async () => (await fetch(growth)).status).toBe(200);
  for (const page of pages) {
    const asked = page.waitForResponse((response) => response.url().endsWith('/ledger/checkpoint'));
    await page.reload();
    await asked;
    await expect(page.getByRole('heading').first()).toBeVisible();
    await expect(page.getByRole('alert', { name: 'Alarm about the record' })).toHaveCount(0);
    await page.context().close();
  }
});

test('a witness joins: a browser goes along once enough of the witnesses that it knew have signed', async ({ browser }) => {
  const page = await signedIn(browser, 'cedar');
  await page.goto('/ledger');
  const check = page.getByRole('button', { name: 'Check the log from this device' });
  await check.click();
  await expect(page.getByText('This is the first time you look')).toBeVisible();
  const { dataDirectory } = product();
  const { key } = openNoteSigner(join(dataDirectory, 'joining', 'witness.pem'), 'orchard.example/w', COSIGNATURE);
  appendFileSync(join(dataDirectory, 'signer', 'policy'), `witness orchard ${formatVkey(key)}\n`);
  await expect.poll(async () => (await readPolicy()).witnesses.length, { timeout: 20_000 }).toBe(5);
  await check.click();
  const changed = page.getByRole('alert').filter({ hasText: 'are not those this browser first met' });
  await expect(changed).toContainText('None of the witnesses that this browser knows has signed for the new ones.');
  const agree = (directory: string): ReturnType<typeof hearthline> =>
    hearthline('policy', 'agree', '--data', join(dataDirectory, directory), '--yes');
  expect(await agree('joining')).toMatchObject({ code: 1, output: expect.stringContaining('This witness never cosigned') });
  for (const name of ['northwind', 'harborline', 'lantern']) {
    // What was not shown before is shown, and not signed.
    const shown = await agree(join('witness', name));
    expect([shown.code, shown.output.includes('witness orchard')]).toEqual([1, true]);
    expect(await agree(join('witness', name))).toMatchObject({ code: 0 });
  }
  await expect.poll(async () => (await readPolicy()).agreements?.at(-1)?.match(/^— /gm)?.length, { timeout: 20_000 }).toBe(3);
  await check.click();
  await expect(
    page.getByText('Enough of those that this browser knew signed for that (harborline, lantern, northwind)'),
  ).toBeVisible();
  await expect(changed).toHaveCount(0);
});
