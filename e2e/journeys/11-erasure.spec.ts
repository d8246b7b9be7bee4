import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type APIRequestContext } from '@playwright/test';
import type { ErasuresView } from '@/lib/servicing/language/erasure-views';
import { api, hearthline, signedIn, test } from '../product';

// Each step stands on what the one before erased.
test.describe.configure({ mode: 'serial' });

const directory = mkdtempSync(join(tmpdir(), 'hearthline-erasure-'));
const NUMBER = 'J14Q1E000001';
const WHY = ['--reason', 'asked for by the borrower', '--legal-basis', 'Cal. Civ. Code § 1798.105'];
let loanId = '';

/** A loan that was paid off long ago, as a tape tells it. */
function writeTape(): { origination: string; performance: string } {
  const files = { origination: join(directory, 'origination.txt'), performance: join(directory, 'performance.txt') };
  const origination = `760|201401|N|204312|||1|P|80|30|240000|80|6.000|R|N|FRM|CA|SF|951|${NUMBER}|P|360|2|OTHER|N|||N|2|N|9999`;
  const month = (period: string, upb: string, exit: Readonly<Record<number, string>>): string => {
    const fields = Object.assign(new Array<string>(35).fill(''), { 0: NUMBER, 1: period, 2: upb, 3: '00', 4: '9', 5: '351', 10: '6.000' });
    return Object.assign(fields, exit).join('|');
  };
  const paidOff = month('202001', '0.00', { 8: '01', 9: '202001', 26: '198000.00' });
  writeFileSync(files.origination, origination);
  writeFileSync(files.performance, `${month('201912', '199000.00', {})}\n${paidOff}`);
  return files;
} // prettier-ignore

async function confirmed(request: APIRequestContext): Promise<unknown> {
  const view = await api<ErasuresView>(request, 'northwind', `/loans/${loanId}/erasures`);
  return view.erasures[0]?.copies.map(({ holder, confirmed: told }) => [holder, told !== null]);
}

test('a field of a loan that ended long ago is erased; a living loan must be kept', async ({ request }) => {
  const files = writeTape();
  const imported = await hearthline('import', files.performance, files.origination);
  expect(imported).toMatchObject({ code: 0 });
  const { loans } = await api<{ loans: { loanId: string }[] }>(request, 'northwind', `/loans?search=${NUMBER}`);
  loanId = loans[0]?.loanId ?? '';
  const others = await api<{ loans: { loanId: string; agencyLoanId: string }[] }>(request, 'northwind', '/loans?limit=10&late=1');
  const living = await hearthline('erase', others.loans[0]?.loanId ?? '', '--person', ...WHY);
  expect([living.code, living.output.includes('must be kept')]).toEqual([1, true]);
  const erased = await hearthline('erase', loanId, '--group', 'credit-score', ...WHY);
  expect(erased.output).toMatch(/^creditScore: erased by Northwind Servicing/);
  await expect.poll(() => confirmed(request), { timeout: 20_000 }).toEqual([['hub', true]]);
});

test('the owner sees who erased it and which copy confirmed, and the record verifies', async ({ browser }) => {
  const page = await signedIn(browser, 'cedar');
  await page.goto(`/loans/${loanId}?view=access`);
  const certificates = page.getByRole('list', { name: 'Certificates, newest first' });
  await expect(certificates).toContainText('Erased: credit score');
  await expect(certificates).toContainText('The hub: 1 value destroyed');
  await page.goto(`/loans/${loanId}?view=proof`);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText(/Verified: all \d+ links hold/)).toBeVisible();
  await expect(page.getByText(/1 was erased on .* by northwind; its seal still holds/)).toBeVisible();
});

test('the servicer’s own hold stands in the way on the page, until it is released', async ({ browser }) => {
  const page = await signedIn(browser, 'northwind');
  await page.goto(`/loans/${loanId}?view=access`);
  const erase = page.getByRole('form', { name: 'Erase' });
  const ask = async (): Promise<void> => {
    await erase.getByLabel('What').selectOption('property-area');
    await erase.getByLabel('Reason').fill('asked for by the borrower');
    await erase.getByLabel('Legal basis').fill('Cal. Civ. Code § 1798.105');
    await erase.getByRole('button', { name: 'Erase…' }).click();
    await expect(erase.getByRole('group', { name: 'Are you sure?' })).toContainText(
      'Where the property is: destroyed in every copy',
    );
    await erase.getByRole('button', { name: 'Erase for good' }).click();
  };
  const hold = page.getByRole('form', { name: 'Place a legal hold' });
  await hold.getByLabel('Reason').fill('docket 12-345');
  await hold.getByRole('button', { name: 'Place a legal hold' }).click();
  await expect(page.getByText(/Under a legal hold since .*docket 12-345/)).toBeVisible();
  await ask();
  await expect(erase.getByRole('alert')).toContainText('under a legal hold');
  const release = page.getByRole('form', { name: 'Release your legal hold' });
  await release.getByLabel('Reason').fill('settled');
  await release.getByRole('button', { name: 'Release your legal hold' }).click();
  await expect(page.getByText(/Under a legal hold since/)).toHaveCount(0);
  await ask();
  await expect(page.getByText('Erased: property state, property type, zip3')).toBeVisible();
  await expect(page.getByText('The hub: 3 values destroyed')).toBeVisible();
});

test('the person is erased: nothing is shown but certificate and seals, and the whole ledger is sound', async ({
  browser,
  request,
}) => {
  test.slow();
  expect((await hearthline('erase', loanId, '--person', ...WHY)).code).toBe(0);
  await expect.poll(() => confirmed(request), { timeout: 30_000 }).toEqual([['hub', true]]);
  expect((await api<{ loans: unknown[] }>(request, 'northwind', `/loans?search=${NUMBER}`)).loans).toEqual([]);
  const page = await signedIn(browser, 'cedar');
  await page.goto(`/loans/${loanId}`);
  await expect(page.getByRole('heading', { name: 'An erased record' })).toBeVisible();
  await expect(page.getByText(/and the key they were kept under/)).toBeVisible();
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText(/Verified: all \d+ links hold/)).toBeVisible();
  expect((await hearthline('verify')).output).toContain('Sound');
});
