import { expect } from '@playwright/test';
import { api, signedIn, test } from '../product';

interface Loan {
  readonly loanId: string;
  readonly borrowerInitials?: string;
  readonly standing: { readonly estimatedPrincipalAndInterest: string; readonly estimatedAmountDue: string };
}

/** The homeowner's loan, as its servicer knows it. */
async function ownLoan(request: Parameters<typeof api>[0]): Promise<Loan> {
  const { loans } = await api<{ loans: Loan[] }>(request, 'household', '/loans');
  const loan = loans[0];
  if (loan === undefined) throw new Error('The demo’s homeowner has a loan');
  return loan;
}

const yesterday = (): string => new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);

test('a payment posted by the servicer changes all four views without reload, also that of a browser that was offline', async ({
  browser,
  request,
}) => {
  const { loanId, standing } = await ownLoan(request);
  const [servicer, owner, securitizer, homeowner] = await Promise.all([
    signedIn(browser, 'northwind'),
    signedIn(browser, 'cedar'),
    signedIn(browser, 'lantern'),
    signedIn(browser, 'household'),
  ]);
  await servicer.goto(`/loans/${loanId}?view=payments`);
  const sixty = (page: typeof owner): ReturnType<typeof owner.locator> => page.locator('[data-bucket="60"] td').nth(1);
  for (const page of [servicer, owner, securitizer, homeowner]) await expect(page.locator('[data-live=live]')).toBeVisible();
  const before = { owner: await sixty(owner).innerText(), securitizer: await sixty(securitizer).innerText() };
  await expect(homeowner.getByRole('heading', { level: 1 })).toContainText('not arrived');

  await owner.context().setOffline(true);
  await expect(owner.locator('[data-live=reconnecting], [data-live=as-of]')).toBeVisible();
  await servicer.getByLabel('Amount received').fill(`$${(Number(standing.estimatedPrincipalAndInterest) * 3).toFixed(2)}`);
  await servicer.getByLabel('Day received').fill(yesterday());
  await servicer.getByRole('button', { name: 'Post payment' }).click();
  await expect(servicer.getByText('every party sees it now')).toBeVisible();

  await expect(homeowner.getByRole('heading', { level: 1 })).toContainText('You are up to date');
  await expect(sixty(securitizer)).not.toHaveText(before.securitizer);
  await expect(owner.getByText(/As of \d/)).toBeVisible();
  expect(await sixty(owner).innerText()).toBe(before.owner);
  await owner.context().setOffline(false);
  await expect(owner.locator('[data-live=live]')).toBeVisible();
  await expect(sixty(owner)).not.toHaveText(before.owner);

  await servicer.goto(`/loans/${loanId}`);
  await expect(servicer.locator('[data-fact=PaymentReceived]').first()).toContainText('received');

  // The hub answered the payment with a signed promise, and the servicer's browser holds it to that.
  await servicer.getByRole('tab', { name: 'Proof' }).click();
  const promised = servicer.getByRole('listitem').filter({ hasText: 'What you sent was put in the log in time' });
  await expect(async () => {
    await servicer.getByRole('button', { name: 'Verify', exact: true }).click();
    await expect(promised).toContainText('kept 1 signed promise', { timeout: 2_000 });
  }).toPass({ timeout: 20_000 });
});

test('what could not be asked for again is shown as of when it was, never as live, and comes right by itself', async ({
  browser,
}) => {
  const page = await signedIn(browser, 'cedar');
  const portfolio = '**/api/v1/portfolio*';
  await page.route(portfolio, (route) =>
    route.fulfill({ status: 503, json: { code: 'NOT_READY', detail: 'There is much to do.' } }),
  );
  await page.reload();
  const note = page.getByRole('region', { name: 'Not up to date' });
  await expect(note).toContainText('There is much to do.');
  await expect(page.locator('[data-live=as-of]')).toBeVisible();
  await expect(page.getByRole('table', { name: 'Portfolio by delinquency (MBA)' })).toBeVisible();
  await page.unroute(portfolio);
  await expect(note).toHaveCount(0);
  await expect(page.locator('[data-live=live]')).toBeVisible();
});

test('a page that is slow to come is told to be on its way, by a link and by a key', async ({ browser }) => {
  const page = await signedIn(browser, 'harborline');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  const isPage = (url: URL): boolean => url.pathname.startsWith('/loans') && url.searchParams.has('_rsc');
  const goSlowly = async (go: () => Promise<void>): Promise<void> => {
    let arrive = (): void => undefined;
    const arrived = new Promise<void>((resolve) => { arrive = resolve; }); // prettier-ignore
    await page.route(isPage, (route) => arrived.then(() => route.continue()));
    await go();
    await expect(page.getByRole('status').filter({ hasText: 'Loading…' })).toHaveCount(1);
    arrive();
    await expect(page).toHaveURL(/loans/);
    await expect(page.getByText('Loading…')).toHaveCount(0);
    await page.unroute(isPage);
  };
  await goSlowly(() => page.getByRole('link', { name: 'Loans' }).click());
  await page.goto('/triage');
  await expect(page.locator('[data-live=live]')).toBeVisible();
  await goSlowly(() => page.keyboard.press('Enter'));
});

test('the same payment request sent twice is one payment', async ({ request }) => {
  const { loans } = await api<{ loans: Loan[] }>(request, 'northwind', '/loans?late=1');
  const loan = loans.at(-1);
  if (loan === undefined) throw new Error('The demo has late loans');
  const { account, product } = await import('../product');
  const send = (): ReturnType<typeof request.post> =>
    request.post(`${product().url}/api/v1/loans/${loan.loanId}/payments`, {
      headers: { authorization: `Bearer ${account('northwind').apiKey}`, 'idempotency-key': 'journey-once' },
      data: { amount: loan.standing.estimatedPrincipalAndInterest, receivedOn: yesterday() },
    });
  const [first, second] = [await send(), await send()];
  expect([first.status(), second.status()]).toEqual([201, 201]);
  expect(second.headers()['idempotent-replayed']).toBe('true');
  const receiptOf = async (answer: typeof first): Promise<unknown> => ((await answer.json()) as { receipt: unknown }).receipt;
  expect(JSON.stringify(await receiptOf(first))).toContain('hearthline/receipt/v1');
  expect(await receiptOf(second)).toEqual(await receiptOf(first));
  const { facts } = await api<{ facts: { type: string; values: { sourceFile: string | null } }[] }>(
    request,
    'northwind',
    `/loans/${loan.loanId}/history`,
  );
  expect(facts.filter((fact) => fact.type === 'PaymentReceived' && fact.values.sourceFile === null)).toHaveLength(1);
});

test('triage is worked by keyboard: next, acknowledge, assign, open', async ({ browser }) => {
  const page = await signedIn(browser, 'harborline');
  // Keys are heard as soon as the page runs; it is shown before.
  await expect(page.locator('[data-live=live]')).toBeVisible();
  const rows = page.getByRole('row', { selected: true });
  const first = await rows.getByRole('link').innerText();
  await page.keyboard.press('j');
  await expect(rows.getByRole('link')).not.toHaveText(first);
  await page.keyboard.press('k');
  await expect(rows.getByRole('link')).toHaveText(first);
  await page.keyboard.press('e');
  await expect(rows).toContainText('Seen');
  await page.keyboard.press('a');
  await expect(rows).toContainText('In work');
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/loans\//);
  await expect(page.locator('[data-fact=AlertAssigned]')).toContainText('followed from');
});
