import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@playwright/test';
import { hearthline, product, signedIn, test } from '../product';

/** The organisation's own signer, as it runs at the organisation. */
async function startSigner(directory: string): Promise<ChildProcess> {
  const env = { ...process.env, PORT: String(product().port), HEARTHLINE_DATA_DIR: product().dataDirectory };
  const args = ['cli/bootstrap.mjs', 'hearthline', 'custody', 'sign', '--as', 'harborline', '--data', directory];
  const signer = spawn(process.execPath, args, { env, stdio: ['ignore', 'ignore', 'pipe'] });
  await new Promise<void>((resolve, reject) => {
    signer.stderr.on('data', (said: Buffer) => {
      if (said.includes('Signing for your organisation')) resolve();
    });
    signer.once('exit', (code) => {
      reject(new Error(`The signer ended with ${String(code)}`));
    });
  });
  return signer;
}

test('a servicer holds its own key: the hub can say nothing in its name without its signer, and every proof says so', async ({
  browser,
}) => {
  test.slow();
  const directory = mkdtempSync(join(tmpdir(), 'hearthline-own-'));
  const as = ['--as', 'harborline', '--data', directory];
  const invitation = join(directory, 'invitation.json');
  expect(await hearthline('invite', 'harborline', '--out', invitation)).toMatchObject({ code: 0 });
  const guess = join(directory, 'guess.json');
  writeFileSync(guess, readFileSync(invitation, 'utf8').replace(/"code": "[^"]+"/, '"code": "guess"'));
  expect(await hearthline('custody', 'take', ...as, '--invitation', guess)).toMatchObject({ code: 1, output: expect.stringContaining('Nothing was changed') });
  expect(await hearthline('custody', 'take', ...as, '--invitation', invitation)).toMatchObject({ code: 0 });

  const page = await signedIn(browser, 'harborline');
  await page.goto('/ledger');
  await page.getByText('You were handed an invitation?').click();
  await page.getByLabel('Its file names the log').setInputFiles(join(directory, 'hub.json'));
  await expect(page.getByText('hub.json is no invitation. Nothing was changed.')).toBeVisible();
  await page.getByLabel('Its file names the log').setInputFiles(invitation);
  await expect(page.getByText('This browser now goes by the log and the witnesses of your invitation.')).toBeVisible();
  await expect(page.getByText('signed this very checkpoint')).toBeVisible();
  await page.goto('/triage');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await page.keyboard.press('e');
  await expect(page.getByText('its signer did not answer. Nothing was saved.')).toBeVisible({ timeout: 40_000 });

  const signer = await startSigner(directory);
  try {
    await page.keyboard.press('e');
    await expect(page.getByRole('row', { selected: true })).toContainText('Seen');
    await page.keyboard.press('Enter');
    await page.getByRole('tab', { name: 'Proof' }).click();
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByText('1 entry was signed with keys that the organisations hold themselves')).toBeVisible();
    expect(readFileSync(join(directory, 'signed.jsonl'), 'utf8')).toContain('"type":"AlertAcknowledged"');
    expect(await hearthline('custody', 'return', ...as)).toMatchObject({ code: 0 });
  } finally {
    const ended = new Promise((resolve) => signer.once('exit', resolve));
    signer.kill('SIGTERM');
    await ended;
    rmSync(directory, { recursive: true, force: true });
  }
  expect(await hearthline('verify')).toMatchObject({ code: 0 });
}); // prettier-ignore
