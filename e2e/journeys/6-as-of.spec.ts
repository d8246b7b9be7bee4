import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Page } from '@playwright/test';
import { origination, performance } from '@/cli/test-tape';
import { account, api, hearthline, product, signedIn, test } from '../product';

const NUMBER = 'P24Q1P000001';

interface Fact {
  readonly index: number;
  readonly type: string | null;
}
interface Exposure {
  readonly count: number;
  readonly buckets: readonly { readonly bucket: string; readonly count: number }[];
  readonly asOf: { readonly position: number };
}

interface Past {
  readonly loanId: string;
  readonly facts: readonly Fact[];
  /** The start of a second at whose end the first tape had taken effect, and nothing of the second was recorded. */
  readonly paidAt: Date;
}

/** A loan is boarded and paid, and misses its payment in a tape that comes in a later second. Answers its facts. */
async function missAPayment(request: Parameters<typeof api>[0]): Promise<Past> {
  const directory = mkdtempSync(join(tmpdir(), 'hearthline-past-'));
  const write = (name: string, line: string): string => {
    writeFileSync(join(directory, name), `${line}\n`);
    return join(directory, name);
  };
  const paid = [write('orig.txt', origination(NUMBER)), write('paid.txt', performance(NUMBER, '202409', '00', '239000.00'))];
  const missed = write('missed.txt', performance(NUMBER, '202410', '01', '239000.00'));
  expect(await hearthline('import', ...paid, '--as', 'Harborline Servicing')).toMatchObject({ code: 0 });
  // A tape takes effect at its manifest, which stands after its loans.
  const paidAt = secondOf(Date.now());
  await expect.poll(() => secondOf(Date.now())).toBeGreaterThan(paidAt);
  expect(await hearthline('import', missed, '--as', 'Harborline Servicing')).toMatchObject({ code: 0 });
  const history = await api<Omit<Past, 'paidAt'>>(request, 'harborline', `/loans/${NUMBER}/history`);
  return { ...history, paidAt: new Date(paidAt * 1_000) };
}

const secondOf = (milliseconds: number): number => Math.trunc(milliseconds / 1_000);

const late = ({ buckets }: Exposure): number => buckets.find((each) => each.bucket === '30')?.count ?? 0;
const banner = (page: Page): ReturnType<Page['getByRole']> => page.getByRole('region', { name: 'The past' });

test('a loan, the lists and the exposure as of before the missed payment, by address and by control', async ({
  browser,
  request,
}) => {
  const { loanId, facts, paidAt } = await missAPayment(request);
  const missed = facts.find((fact) => fact.type === 'PaymentMissed');
  if (missed === undefined) throw new Error('The second month misses a payment');
  const page = await signedIn(browser, 'harborline');

  await page.goto(`/loans/${loanId}?asOf=${String(missed.index)}&view=payments`);
  await expect(banner(page)).toContainText('As of');
  await expect(page.getByText('Current').first()).toBeVisible();
  await expect(page.getByRole('button', { name: 'Post payment' })).toHaveCount(0);
  await expect(page.locator('[data-live=past]')).toBeVisible();
  await page.getByRole('tab', { name: 'Timeline' }).click();
  await expect(page.locator('[data-fact=BalanceReported]')).toHaveCount(1);
  await expect(page.locator('[data-fact=PaymentMissed]')).toHaveCount(0);
  await banner(page).getByRole('button', { name: 'Back to now' }).click();
  await expect(page.locator('[data-fact=PaymentMissed]')).toHaveCount(1);
  await expect(banner(page)).toHaveCount(0);
  await expect(page.locator('[data-live=live]')).toBeVisible();

  // As a clock in New York shows it.
  const second = paidAt.toLocaleString('sv-SE', { timeZone: 'America/New_York' }).replace(' ', 'T');
  await page.getByLabel('As of (ET)').fill(second);
  await page.keyboard.press('Enter');
  await expect(banner(page)).toBeVisible();
  await expect(page.locator('[data-fact=BalanceReported]')).toHaveCount(1);
  await expect(page.locator('[data-fact=PaymentMissed]')).toHaveCount(0);
  await page.getByRole('link', { name: 'Loans' }).click();
  await page.getByLabel('Number').fill(NUMBER);
  await page.getByRole('button', { name: 'Find' }).click();
  await expect(page.getByRole('row', { name: new RegExp(NUMBER) })).toContainText('Current');
  await expect(banner(page)).toBeVisible();
});

test('the exposure then agrees with the loan then, and nothing can be written into the past', async ({ browser, request }) => {
  const { facts } = await api<{ facts: Fact[] }>(request, 'harborline', `/loans/${NUMBER}/history`);
  const missed = facts.find((fact) => fact.type === 'PaymentMissed');
  const position = missed?.index ?? 0;
  const [then, now] = await Promise.all([
    api<Exposure>(request, 'lantern', `/exposure?asOf=${String(position)}`),
    api<Exposure>(request, 'lantern', '/exposure'),
  ]);
  expect(then.asOf.position).toBeLessThanOrEqual(position);
  expect([now.count - then.count, late(now) - late(then)]).toEqual([0, 1]);
  const owner = await api<Exposure>(request, 'cedar', `/exposure?asOf=${String(position)}`);
  expect(late(owner)).toBeGreaterThan(0);
  const page = await signedIn(browser, 'lantern');
  await page.goto(`/exposure?asOf=${String(position)}`);
  await expect(page.locator('[data-bucket="30"]').first()).toContainText(late(then).toLocaleString('en-US'));
  await expect(banner(page)).toBeVisible();

  const headers = { authorization: `Bearer ${account('harborline').apiKey}`, 'idempotency-key': 'into-the-past' };
  const path = `${product().url}/api/v1/loans/${NUMBER}/payments?asOf=${String(position)}`;
  const refused = await request.post(path, { headers, data: { amount: '1438.92', receivedOn: '2024-10-31' } });
  expect([refused.status(), ((await refused.json()) as { code: string }).code]).toEqual([422, 'AS_OF_REFUSED']);
  const books = await request.get(`${product().url}/api/v1/books?asOf=${String(position)}`, { headers });
  expect(books.status()).toBe(422);
});
