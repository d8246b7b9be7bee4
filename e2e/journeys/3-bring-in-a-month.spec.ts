import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { account, api, hearthline, product, signedIn, test } from '../product';

// Each step stands on the month that the first one brought in.
test.describe.configure({ mode: 'serial' });

const directory = mkdtempSync(join(tmpdir(), 'hearthline-tapes-'));
const file = (name: string): string => join(directory, name);

async function send(
  page: Page,
  files: { performance: string; origination?: string },
  control: { rows?: string } = {},
): Promise<void> {
  await page.goto('/tapes/new');
  await page.getByLabel('Monthly performance file').setInputFiles(files.performance);
  if (files.origination !== undefined) await page.getByLabel('Origination file').setInputFiles(files.origination);
  if (control.rows !== undefined) await page.getByLabel('Rows', { exact: true }).fill(control.rows);
  await page.getByRole('button', { name: 'Send and check' }).click();
  await page.waitForURL(/\/tapes\/(?!new)/);
}

test('a month is sent, checked, shown with its totals, and imported', async ({ browser }) => {
  expect(
    (await hearthline('generate', '--loans', '30', '--months', '2', '--seed', '99', '--out', directory, '--prefix', 'J24Q1J'))
      .code,
  ).toBe(0);
  const page = await signedIn(browser, 'northwind');
  const rows = readFileSync(file('performance.txt'), 'latin1').trim().split('\n').length;
  await send(page, { performance: file('performance.txt'), origination: file('origination.txt') }, { rows: String(rows) });
  await expect(page.getByText('Nothing has been imported yet')).toBeVisible();
  await expect(page.getByLabel('What was found')).toContainText('30');
  await page.reload();
  await page.getByRole('button', { name: 'Import', exact: true }).click();
  await expect(page.getByText('every party sees these facts now')).toBeVisible();
});

test('the same files again are recognised and change nothing', async ({ browser }) => {
  const page = await signedIn(browser, 'northwind');
  await send(page, { performance: file('performance.txt'), origination: file('origination.txt') });
  await expect(page.getByText('These very files were imported before')).toBeVisible();
});

test('a month that reads differently now is shown as a difference and corrected with a reason', async ({ browser }) => {
  const lines = readFileSync(file('performance.txt'), 'latin1').trim().split('\n');
  const at = lines.findIndex((line) => /^[^|]+\|\d+\|[^|]+\|00\|/.test(line));
  const changed = (lines[at] ?? '').replace(/^([^|]+\|\d+\|[^|]+)\|00\|/, '$1|01|');
  writeFileSync(file('changed.txt'), [...lines.slice(0, at), changed, ...lines.slice(at + 1)].join('\n'));
  const page = await signedIn(browser, 'northwind');
  await send(page, { performance: file('changed.txt') });
  await expect(page.getByRole('heading', { name: 'Months that read differently now' })).toBeVisible();
  await page.getByLabel('Why do months').fill('The lockbox posted a payment to the wrong loan.');
  await page.getByRole('button', { name: 'Import and append corrections' }).click();
  await expect(page.getByText('every party sees these facts now')).toBeVisible();
});

test('a file with a wrong field count is refused whole, a wrong control total too, and a bad line is set aside with its reason', async ({
  browser,
}) => {
  const lines = readFileSync(file('performance.txt'), 'latin1').trim().split('\n');
  writeFileSync(file('short.txt'), lines.map((line) => line.split('|').slice(0, 30).join('|')).join('\n'));
  const page = await signedIn(browser, 'northwind');
  await send(page, { performance: file('short.txt') });
  await expect(page.getByRole('alert').filter({ hasText: 'has 30 fields' })).toContainText('nothing was imported');
  writeFileSync(file('one-more.txt'), `${lines.join('\n')}\n${(lines[0] ?? '').replace(/\|\d{6}\|/, '|202413|')}\n`);
  await send(page, { performance: file('one-more.txt') }, { rows: '1' });
  await expect(page.getByRole('alert').filter({ hasText: 'control totals' })).toContainText('Nothing was imported');
  await send(page, { performance: file('one-more.txt') });
  const problems = page.getByRole('region', { name: 'Lines set aside', exact: true });
  await expect(problems).toContainText('202413');
  const [download] = await Promise.all([page.waitForEvent('download'), problems.getByRole('link', { name: 'Download' }).click()]);
  expect(readFileSync(await download.path(), 'utf8')).toContain(`performance|${String(lines.length + 1)}|`);
});

test('an upload larger than ten megabytes arrives whole', async ({ request }) => {
  const headers = { authorization: `Bearer ${account('northwind').apiKey}` };
  const opened = await request.post(`${product().url}/api/v1/tapes`, { headers, data: { files: ['performance'] } });
  expect(opened.status()).toBe(202);
  const { id } = (await opened.json()) as { id: string };
  const line = `${(readFileSync(file('performance.txt'), 'latin1').split('\n')[0] ?? '').split('|').slice(0, 30).join('|')}\n`;
  const body = Buffer.from(line.repeat(Math.ceil(20_000_000 / line.length)), 'latin1');
  const sent = await request.put(`${product().url}/api/v1/tapes/${id}/performance`, { headers, data: body });
  expect(((await sent.json()) as { bytes: number }).bytes).toBe(body.length);
});

test('the command line imports too, and says so when it is refused', async ({ request }) => {
  expect(
    (await hearthline('generate', '--loans', '10', '--months', '1', '--seed', '5', '--out', file('cli'), '--prefix', 'K24Q1K'))
      .code,
  ).toBe(0);
  const files = [join(file('cli'), 'origination.txt'), join(file('cli'), 'performance.txt')];
  expect(await hearthline('import', ...files, '--as', 'Harborline Servicing')).toMatchObject({ code: 0 });
  expect(await hearthline('import', file('short.txt'), '--as', 'Harborline Servicing')).toMatchObject({ code: 1 });
  expect((await hearthline('import', '--nonsense')).code).toBe(2);
  const loan = await api<{ fields: { agencyLoanId: string } }>(request, 'cedar', '/loans/K24Q1K000001');
  expect(loan.fields.agencyLoanId).toBe('K24Q1K000001');
});
