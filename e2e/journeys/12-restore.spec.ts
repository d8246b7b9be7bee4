import { execFile } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, type Page } from '@playwright/test';
import pg from 'pg';
import { readDemoAccounts } from '@/lib/partners/server/demo-accounts';
import { freePort } from '@/lib/platform/server/free-port';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { test } from '../product';
import { runProduct, type RunningProduct } from '../run-product';

const home = mkdtempSync(join(tmpdir(), 'hearthline-restore-'));
const dataDirectory = join(home, 'data');
let port: number;
let running: RunningProduct | undefined;

test.beforeAll(async () => {
  test.setTimeout(300_000);
  chmodSync(home, 0o711);
  port = await freePort();
  running = await runProduct({ dataDirectory, port });
});
test.afterAll(async () => {
  await running?.stop();
  rmSync(home, { recursive: true, force: true });
});

const url = (): string => `http://localhost:${String(port)}`;

/** A command of the operator's, on this product. */
async function command(...args: string[]): Promise<string> {
  const env = { ...process.env, HEARTHLINE_DATA_DIR: dataDirectory, PORT: String(port) };
  const { stdout } = await promisify(execFile)(process.execPath, ['--import', 'tsx', 'cli/hearthline.ts', ...args], { env });
  return stdout;
}

/** Signs in as the homeowner: also again, since sessions are in no backup. */
async function signIn(page: Page): Promise<void> {
  const name = readDemoAccounts(dataDirectory)?.find((each) => each.organisation === 'household')?.name ?? '';
  await page.goto('/sign-in');
  await page.getByRole('button', { name }).click();
  await page.waitForURL((at) => at.pathname !== '/sign-in' && at.pathname !== '/');
}

interface Standing {
  readonly status: string;
  readonly ledger?: { readonly size: number };
}

async function health(): Promise<Standing> {
  return (await (await fetch(`${url()}/api/health`)).json()) as Standing;
}

test('while the database is away a page says so in our words; asked again once it is back, it is there', async ({ browser }) => {
  const page = await (await browser.newContext({ baseURL: url() })).newPage();
  await signIn(page);
  const owner = new pg.Client({ connectionString: runningDatabaseUrls(dataDirectory).owner });
  await owner.connect();
  await owner.query(`alter role hearthline_app nologin;
    select pg_terminate_backend(pid) from pg_stat_activity where usename = 'hearthline_app'`);
  await page.goto('/home');
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('Hearthline cannot answer just now');
  await owner.query('alter role hearthline_app login');
  await owner.end();
  await page.getByRole('button', { name: 'Try again' }).click();
  await expect(page.getByRole('heading', { level: 1 })).toContainText('not arrived');
  await page.context().close();
});

test('a copy that is older than what was signed stands still, is told, and goes on only as a successor', async ({ browser }) => {
  test.setTimeout(600_000);
  const page = await (await browser.newContext({ baseURL: url() })).newPage();
  await signIn(page);
  const key = readDemoAccounts(dataDirectory)?.find((each) => each.organisation === 'household')?.apiKey ?? '';
  const asHousehold = { headers: { authorization: `Bearer ${key}` } };
  const { loans } = (await (await fetch(`${url()}/api/v1/loans`, asHousehold)).json()) as { loans: { loanId: string }[] };
  const proof = `/loans/${loans[0]?.loanId ?? ''}?view=proof`;
  const verify = page.getByRole('button', { name: 'Verify', exact: true });
  await page.goto(proof);
  await verify.click();
  await expect(page.getByText(/Verified: all \d+ links hold/)).toBeVisible();

  await command('backup', join(home, 'backup'), '--keys', join(home, 'keys'));
  const before = (await health()).ledger?.size ?? 0;
  // What is recorded after the backup: that the servicer looked at the loan.
  const servicer = readDemoAccounts(dataDirectory)?.find((each) => each.organisation === 'northwind')?.apiKey ?? '';
  await fetch(`${url()}/api/v1/loans/${loans[0]?.loanId ?? ''}`, { headers: { authorization: `Bearer ${servicer}` } });
  const shown = async (): Promise<number> => Number((await (await fetch(`${url()}/ledger/checkpoint`)).text()).split('\n')[1]);
  await expect.poll(shown, { timeout: 20_000 }).toBeGreaterThan(before);
  const origin = (await (await fetch(`${url()}/ledger/checkpoint`)).text()).split('\n')[0] ?? '';

  await running?.stop();
  renameSync(join(dataDirectory, 'postgres'), join(home, 'lost'));
  expect(await command('restore', join(home, 'backup'))).toContain('the ledger is sound');
  running = await runProduct({ dataDirectory, port });
  expect(await health()).toMatchObject({ status: 'unavailable' });
  await signIn(page);
  await expect(page.getByRole('alert', { name: 'Alarm about the record' })).toContainText('This record is shorter than it was.');

  await running.stop();
  expect(await command('succeed', '--of', origin)).toContain(`${origin} goes on as ${origin}/2`);
  running = await runProduct({ dataDirectory, port });
  await expect.poll(async () => (await health()).status, { timeout: 20_000 }).toBe('ok');
  await expect.poll(async () => (await fetch(`${url()}/ledger/checkpoint`)).text(), { timeout: 30_000 }).toMatch(new RegExp(`^${origin}/2\n`));
  await page.goto(proof);
  await expect(page.getByLabel('About this record')).toContainText(/This record was restored on .* from a copy that ended at entry .* not in it/);
  await expect(page.getByRole('alert', { name: 'Alarm about the record' })).toHaveCount(0);
  await verify.click();
  await expect(page.getByText('This record holds, in a log that goes on under another name.')).toBeVisible();
  await expect(page.getByText(/Verified: all/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Go by the new name' }).click();
  await expect(page.getByText(/Verified: all \d+ links hold/)).toBeVisible();
  expect(readFileSync(join(home, 'backup/export/checkpoint'), 'utf8').split('\n')[0]).toBe(origin);
}); // prettier-ignore
