import AxeBuilder from '@axe-core/playwright';
import { expect, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import { accountAt, ask, findPlace, removeDirectories, signInAs, type Place } from '../nodes';
import { test } from '../product';
import { runCommand, runProduct, type RunningProduct } from '../run-product';

/** A hub of its own: the others go on meanwhile. */
let hub: Place & { running: RunningProduct };

test.beforeAll(async () => {
  test.setTimeout(400_000);
  const place = await findPlace('keys');
  hub = { ...place, running: await runProduct(place) };
});

test.afterAll(async () => {
  test.setTimeout(120_000);
  await hub.running.stop();
  removeDirectories();
});

const checkedIn = (page: Page): Locator => page.getByRole('region', { name: 'Check the log' });
const alertIn = (page: Page): Locator => checkedIn(page).getByRole('alert');

/** Checks the log on the page Ledger; answers what was found, when the check is over. */
async function checkLog(page: Page): Promise<string> {
  const button = page.getByRole('button', { name: 'Check the log from this device' });
  await button.click();
  await expect(button).toBeEnabled();
  return checkedIn(page).innerText();
}

async function published(): Promise<string> {
  return (await fetch(`${hub.url}/ledger/keys`)).text();
}

/** The ids of the keys on the lines of one kind. */
function keysIn(policy: string, kind: 'log' | 'witness'): string[] {
  const lines = policy.split('\n').filter((line) => line.startsWith(`${kind} `));
  return lines.map((line) => /\+([0-9a-f]{8})\+/.exec(line)?.[1] ?? '');
}

interface Loan {
  readonly loanId: string;
  readonly standing: { readonly estimatedPrincipalAndInterest: string };
}

/** One of a servicer's loans is paid again and again. Answers a way to stop that, and what each request was answered. */
async function keepPaying(request: APIRequestContext): Promise<() => Promise<number[]>> {
  const { apiKey } = accountAt(hub, 'harborline');
  const { loans } = (await ask(hub.url, apiKey, 'loans?late=1')) as { loans: Loan[] };
  const loan = loans.at(-1);
  const headers = { authorization: `Bearer ${apiKey}` };
  const data = { amount: loan?.standing.estimatedPrincipalAndInterest, receivedOn: '2026-01-02' };
  const answers: number[] = [];
  const state = { isOver: false };
  const paying = (async () => {
    for (let count = 0; !state.isOver; count += 1) {
      const sent = { headers: { ...headers, 'idempotency-key': `drill-${String(count)}` }, data };
      answers.push((await request.post(`${hub.url}/api/v1/loans/${loan?.loanId ?? ''}/payments`, sent)).status());
    }
  })();
  return async () => {
    state.isOver = true;
    await paying;
    return answers;
  };
}

test('every key is replaced while people work: a browser that knew the old ones goes on by what they said, and believes nothing else', async ({
  browser,
  request,
}) => {
  test.setTimeout(240_000);
  const [honest, deceived] = [
    await signInAs(browser, hub.url, accountAt(hub, 'lantern')),
    await signInAs(browser, hub.url, accountAt(hub, 'cedar')),
  ];
  for (const page of [honest, deceived]) {
    await page.goto('/ledger');
    await expect.poll(() => checkLog(page)).toContain('This is the first time you look with this browser.');
  }
  const before = await published();
  const old = keysIn(before, 'log')[0] ?? '';

  const stop = await keepPaying(request);
  const drill = await runCommand(hub, 'keys', 'rotate', '--all');
  const answers = await stop();
  expect(drill).toMatchObject({ code: 0, output: expect.stringContaining('The log: ') });
  expect([answers.length > 20, new Set(answers)]).toEqual([true, new Set([201])]);
  await expect.poll(async () => keysIn(await published(), 'log').includes(old), { timeout: 30_000 }).toBe(false);
  const after = await published();
  const key = keysIn(after, 'log')[0] ?? '';
  expect(keysIn(after, 'witness')).toHaveLength(4);
  expect(keysIn(after, 'witness').filter((each) => before.includes(each))).toEqual([]);

  // Whoever stands between the hub and a browser can keep back how one key led to the other, and gains nothing.
  await deceived.route('**/ledger/keys', async (route) => {
    const text = await (await route.fetch()).text();
    await route.fulfill({ body: text.replace(/# log-key .*\n/g, ''), contentType: 'text/plain' });
  });
  await expect.poll(() => checkLog(deceived)).toContain('The checkpoint is not signed with the log’s key.');
  await expect(alertIn(deceived)).toContainText('The log’s keys or witnesses are not those this browser first met.');

  const told = `The log signs with a new key (${key}). The key that this browser knew (${old}) named it as the next`;
  await expect.poll(() => checkLog(honest)).toContain(told);
  await expect(checkedIn(honest)).toContainText('Enough of those that this browser knew signed for that');
  await expect(alertIn(honest)).toHaveCount(0);
  expect((await new AxeBuilder({ page: honest }).include('main').analyze()).violations).toEqual([]);
  const again = await checkLog(honest);
  expect(again).toContain('Since then the log was only added to.');
  expect(again).not.toContain('The log signs with a new key');
  await honest.reload();
  await expect(honest.getByRole('table', { name: 'Keys that sign and cosign' })).not.toContainText('Replaced');
  await honest.getByText('5 keys before these').click();
  await expect(honest.getByRole('table', { name: 'Keys before these' })).toContainText('Replaced');
});
