import AxeBuilder from '@axe-core/playwright';
import { expect, type Locator, type Page } from '@playwright/test';
import { hearthline, product, signedIn, test } from '../product';

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
  return (await fetch(`${product().url}/ledger/keys`)).text();
}

test('the log gets a new key: a browser that knew the old one goes on by what that named, and believes nothing else', async ({
  browser,
}) => {
  test.slow();
  const [honest, deceived] = [await signedIn(browser, 'lantern'), await signedIn(browser, 'cedar')];
  for (const page of [honest, deceived]) {
    await page.goto('/ledger');
    await expect.poll(() => checkLog(page)).toContain('This is the first time you look with this browser.');
  }
  const old = /^log [^+]+\+([0-9a-f]{8})/.exec(await published())?.[1] ?? '';

  expect((await hearthline('keys', 'rotate-log')).code).toBe(0);
  await expect.poll(async () => (await hearthline('keys', 'rotate-log', '--finish')).code, { timeout: 60_000 }).toBe(0);
  await expect.poll(async () => (await published()).includes(`+${old}+`), { timeout: 30_000 }).toBe(false);
  const key = /^log [^+]+\+([0-9a-f]{8})/.exec(await published())?.[1] ?? '';

  // Whoever stands between the hub and a browser can keep back how one key led to the other, and gains nothing.
  await deceived.route('**/ledger/keys', async (route) => {
    const text = await (await route.fetch()).text();
    await route.fulfill({ body: text.replace(/# log-key .*\n/g, ''), contentType: 'text/plain' });
  });
  await expect.poll(() => checkLog(deceived)).toContain('The checkpoint is not signed with the log’s key.');
  await expect(alertIn(deceived)).toContainText('The log’s keys or witnesses are not those this browser first met.');

  const told = `The log signs with a new key (${key}). The key that this browser knew (${old}) named it as the next`;
  await expect.poll(() => checkLog(honest)).toContain(told);
  await expect(alertIn(honest)).toHaveCount(0);
  expect((await new AxeBuilder({ page: honest }).include('main').analyze()).violations).toEqual([]);
  const again = await checkLog(honest);
  expect(again).toContain('Since then the log was only added to.');
  expect(again).not.toContain('The log signs with a new key');
  await honest.reload();
  await expect(honest.getByRole('table', { name: 'Keys that sign and cosign' })).toContainText('Replaced');
});
