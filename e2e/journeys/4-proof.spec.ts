import { expect, type APIRequestContext, type Locator } from '@playwright/test';
import pg from 'pg';
import { verifyEntryProof } from '@/lib/ledger/domain/entry-proof';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { runningDatabaseUrls } from '@/lib/platform/server/runtime';
import { alterValues } from '../alter-values';
import { account, api, hearthline, product, signedIn, test } from '../product';

async function ownLoanId(request: APIRequestContext): Promise<string> {
  const { loans } = await api<{ loans: { loanId: string }[] }>(request, 'household', '/loans');
  return loans[0]?.loanId ?? '';
}

test('what someone may not see is absent and marked as withheld, on the page and in the API', async ({ browser, request }) => {
  const loanId = await ownLoanId(request);
  const loan = await api<{ fields: Record<string, unknown>; withheld: { field: string }[] }>(
    request,
    'lantern',
    `/loans/${loanId}`,
  );
  for (const field of ['name', 'creditScore', 'agencyLoanId']) {
    expect(loan.fields).not.toHaveProperty(field);
    expect(loan.withheld.map((each) => each.field)).toContain(field);
  }
  for (const path of ['history', 'proof'])
    expect(JSON.stringify(await api<unknown>(request, 'lantern', `/loans/${loanId}/${path}`))).not.toContain('Rivera');
  const page = await signedIn(browser, 'lantern');
  await page.goto(`/loans/${loanId}`);
  await expect(page.getByText('withheld').first()).toBeVisible();
  await expect(page.getByText('Ana Rivera')).toHaveCount(0);
  await expect(page.locator('[data-fact=private]').first()).toContainText('1 private fact');
});

test('a loan of others and no loan at all are answered alike', async ({ request }) => {
  const { loans } = await api<{ loans: { loanId: string }[] }>(request, 'northwind', '/loans?limit=1');
  const ask = async (id: string): Promise<{ status: number; code: unknown }> => {
    const answer = await request.get(`${product().url}/api/v1/loans/${id}`, {
      headers: { authorization: `Bearer ${account('harborline').apiKey}` },
    });
    return { status: answer.status(), code: ((await answer.json()) as { code: unknown }).code };
  };
  expect(await ask(loans[0]?.loanId ?? '')).toEqual(await ask('AAAAAAAAAAAAAAAAAAAAAA'));
});

test('the homeowner verifies her record, and an altered byte is named by fact and field', async ({ browser, request }) => {
  test.slow();
  const loanId = await ownLoanId(request);
  const page = await signedIn(browser, 'household');
  await page.goto(`/loans/${loanId}?view=proof`);
  await page.getByRole('button', { name: 'Verify', exact: true }).click();
  await expect(page.getByText(/Verified: all \d+ links hold/)).toBeVisible();
  await page.getByRole('button', { name: 'Change one byte' }).click();
  await expect(page.getByText('This record has been altered')).toBeVisible();
  await expect(page.getByText(/The ledger itself is untouched/)).toBeVisible();

  const owner = new pg.Client({ connectionString: runningDatabaseUrls(product().dataDirectory).owner });
  await owner.connect();
  const alter = async (from: string, to: string): Promise<void> => {
    expect(await alterValues(owner, product().dataDirectory, { stream: `loan/${loanId}`, from, to })).toBeGreaterThan(0);
  };
  const { facts } = await api<{ facts: { type: string; values: { upb?: string } }[] }>(
    request,
    'household',
    `/loans/${loanId}/history`,
  );
  const upb = facts.find((fact) => fact.type === 'BalanceReported')?.values.upb ?? '';
  const altered = `9${upb.slice(1)}`;
  await alter(upb, altered);
  try {
    await page.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(page.getByText(/entry \d+, BalanceReported, field “upb”/).first()).toBeVisible();
    const verdict = await hearthline('verify');
    expect(verdict.code).toBe(1);
    expect(verdict.output).toContain('field upb FIELD_ALTERED');
  } finally {
    await alter(altered, upb);
    await owner.end();
  }
  expect((await hearthline('verify')).output).toContain('Sound');
});

test('on a phone, Verify says what was shown and remembers; the next look compares', async ({ browser, request }) => {
  const loanId = await ownLoanId(request);
  const page = await signedIn(browser, 'household', { width: 360, height: 740 });
  await page.goto(`/loans/${loanId}?view=proof`);
  const answer = (question: string): Locator => page.getByRole('listitem').filter({ hasText: question });
  const verify = page.getByRole('button', { name: 'Verify', exact: true });
  await verify.click();
  await expect(answer('Nothing is left out, and nothing follows')).toContainText(
    /had (these|its first) \d+ entries and no other/,
  );
  await expect(answer('It is in the shared log').getByLabel('Shown')).toBeVisible();
  await expect(answer('since you last looked')).toContainText('the first time you look with this browser');
  await verify.click();
  await expect(answer('since you last looked')).toContainText('Since then the log was only added to');

  // What this browser has seen cannot be replaced by another log of the same size, however well that one is signed.
  await page.evaluate(() => {
    const memory = JSON.parse(localStorage.getItem('hearthline/log') ?? '{}') as { checkpoint: { root: string } };
    memory.checkpoint.root = btoa('another root of thirty-two bytes');
    localStorage.setItem('hearthline/log', JSON.stringify(memory));
  });
  await verify.click();
  await expect(page.getByText('You are not shown what others were shown')).toBeVisible();
  await expect(answer('since you last looked')).toContainText('changed, removed or reordered');
});

test('an entry’s proof file holds for whoever has the log’s key, and for nobody when a byte of it is changed', async ({
  request,
}) => {
  const loanId = await ownLoanId(request);
  const answer = await request.get(`${product().url}/api/v1/loans/${loanId}/entries/2/proof`, {
    headers: { authorization: `Bearer ${account('household').apiKey}` },
  });
  expect(answer.headers()['content-disposition']).toContain('-2.tlog-proof');
  const file = await answer.text();
  const policy = parsePolicy(await (await request.get(`${product().url}/ledger/keys`)).text(), sha256);
  if ('refused' in policy) throw new Error('The published policy can be read');
  const trust = { origin: policy.logs[0]?.key.name ?? '', policy, now: Math.floor(Date.now() / 1000) };
  const check = (text: string): ReturnType<typeof verifyEntryProof> =>
    verifyEntryProof(text, trust, { sha256, verifySignature: verifyBytes });
  expect(await check(file)).toMatchObject({ faults: [], checkpoint: { origin: trust.origin } });
  const lines = file.split('\n');
  expect((await check([...lines.slice(0, 3), ...lines.slice(4)].join('\n'))).faults).toContain('NOT_IN_LOG');
});

test('the homeowner is told within seconds who looked at her record; the owner who looked is not told of others', async ({
  browser,
  request,
}) => {
  const loanId = await ownLoanId(request);
  const homeowner = await signedIn(browser, 'household', { width: 360, height: 740 });
  await homeowner.goto(`/loans/${loanId}?view=access`);
  const owner = await signedIn(browser, 'cedar');
  await owner.goto(`/loans/${loanId}?view=access`);
  const looks = homeowner.getByRole('list', { name: 'Looks, newest first' });
  await expect(looks.getByRole('listitem').filter({ hasText: 'Cedar Mutual' }).first()).toContainText('Could see: loan number');
  await expect(owner.getByRole('heading', { name: 'Who has looked' })).toHaveCount(0);
});

test('lineage leads from the tape’s line to the missed payment, the alert and the restated exposure', async ({
  browser,
  request,
}) => {
  const loanId = await ownLoanId(request);
  const page = await signedIn(browser, 'cedar');
  await page.goto(`/loans/${loanId}`);
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await page.getByRole('tab', { name: 'Timeline' }).press('ArrowRight');
  await expect(page.getByRole('tab', { name: 'Lineage', selected: true })).toBeFocused();
  await expect(page.getByRole('region', { name: 'Lineage graph' })).toBeVisible();
  await page.getByRole('button', { name: 'Show as a table' }).click();
  const table = page.getByRole('table', { name: 'Lineage' });
  for (const words of ['Tape line', 'missed', 'Late-payment alert', 'Exposure restated'])
    await expect(table).toContainText(words);
});
