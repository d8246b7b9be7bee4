import { spawn, type ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import AxeBuilder from '@axe-core/playwright';
import { expect, type Browser, type Page } from '@playwright/test';
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

/** A page of the servicer on which its key is held. */
async function openDesk(page: Page): Promise<Page> {
  await page.goto('/ledger');
  await page.getByRole('region', { name: 'Who signs for' }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: 'Sign here for Northwind' })).toBeVisible();
  return page;
}

/** Another servicer holds its key in a browser: it shows what it signs, signs when a person says so, hands over to another browser, and gives it back. */
async function holdInBrowser(browser: Browser, invitation: string): Promise<void> {
  const desk = await openDesk(await signedIn(browser, 'northwind'));
  const foreign = readFileSync(invitation, 'utf8').replace('"northwind"', '"cedar"');
  await desk.getByLabel('The invitation’s file').setInputFiles({ name: 'cedar.json', mimeType: 'application/json', buffer: Buffer.from(foreign) });
  await desk.getByRole('button', { name: 'Make a key in this browser' }).click();
  await expect(desk.getByText('This invitation is for another organisation. Nothing was changed.')).toBeVisible();
  await desk.getByLabel('The invitation’s file').setInputFiles(invitation);
  await desk.getByRole('button', { name: 'Make a key in this browser' }).click();
  await expect(desk.getByText('This browser signs for your organisation.')).toBeVisible({ timeout: 20_000 });

  const work = await desk.context().newPage();
  await work.goto('/triage');
  await expect(work.locator('[data-live=live]')).toBeVisible();
  await work.keyboard.press('e');
  const card = desk.getByRole('listitem').filter({ hasText: 'Alert acknowledged' });
  await expect(card).toContainText('Opened due on');
  await card.getByRole('button', { name: 'Sign' }).click();
  await expect(work.getByRole('row', { selected: true })).toContainText('Seen');
  // A proposal waits for twenty seconds only: the page is looked over once it is signed.
  expect((await new AxeBuilder({ page: desk }).include('main').analyze()).violations).toEqual([]);
  await desk.getByLabel('Sign what comes without asking me').check();
  await work.keyboard.press('j');
  await work.keyboard.press('e');
  await expect(work.getByRole('row', { selected: true })).toContainText('Seen');
  await expect(desk.getByText('Signed in this tab: 3.')).toBeVisible();

  const elsewhere = await browser.newContext({ baseURL: product().url, storageState: await desk.context().storageState() });
  const next = await openDesk(await elsewhere.newPage());
  await next.getByRole('button', { name: 'Make a key in this browser' }).click();
  const handOver = desk.getByRole('listitem').filter({ hasText: 'A change of your organisation’s keys' });
  const shown = await handOver.getByRole('alert').locator('code').textContent();
  await expect(next.getByRole('region', { name: 'This browser’s key' })).toContainText(shown ?? 'no key');
  await handOver.getByRole('button', { name: 'Hand over to this key' }).click();
  await expect(next.getByText('This browser signs for your organisation.')).toBeVisible({ timeout: 20_000 });
  await expect(desk.getByText('was replaced, and signs no more')).toBeVisible();

  const download = next.waitForEvent('download');
  await next.getByRole('button', { name: 'Save the record' }).click();
  expect(readFileSync(await (await download).path(), 'utf8')).toContain('"type":"KeyRetired"');
  await next.getByRole('button', { name: 'Let the hub hold the key again' }).click();
  await expect(next.getByText('The hub signs for your organisation now.')).toBeVisible({ timeout: 20_000 });
} // prettier-ignore

test('servicers hold their own keys, at the command line and in browsers: the hub can say nothing in their names, and every proof says so', async ({
  browser,
}) => {
  test.slow();
  const directory = mkdtempSync(join(tmpdir(), 'hearthline-own-'));
  const as = ['--as', 'harborline', '--data', directory];
  const invitation = join(directory, 'invitation.json');
  const others = join(directory, 'northwind.json');
  const invited = [hearthline('invite', 'harborline', '--out', invitation), hearthline('invite', 'northwind', '--out', others)];
  expect(await Promise.all(invited)).toMatchObject([{ code: 0 }, { code: 0 }]);
  const guess = join(directory, 'guess.json');
  writeFileSync(guess, readFileSync(invitation, 'utf8').replace(/"code": "[^"]+"/, '"code": "guess"'));
  expect(await hearthline('custody', 'take', ...as, '--invitation', guess)).toMatchObject({ code: 1, output: expect.stringContaining('Nothing was changed') });
  expect(await hearthline('custody', 'take', ...as, '--invitation', invitation)).toMatchObject({ code: 0 });

  const page = await signedIn(browser, 'harborline');
  await page.goto('/ledger');
  await page.getByText('You were handed an invitation?').click();
  await expect(page.getByLabel('Its file names the log')).toBeEnabled();
  await page.getByLabel('Its file names the log').setInputFiles(join(directory, 'hub.json'));
  await expect(page.getByText('hub.json is no invitation. Nothing was changed.')).toBeVisible();
  await page.getByLabel('Its file names the log').setInputFiles(invitation);
  await expect(page.getByText('This browser now goes by the log and the witnesses of your invitation.')).toBeVisible();
  await expect(page.getByText('signed this very checkpoint')).toBeVisible();
  await page.goto('/triage');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await page.keyboard.press('e');
  // Nobody signs for this servicer as long as the hub waits: time for another.
  await holdInBrowser(browser, others);
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
