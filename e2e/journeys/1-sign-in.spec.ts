import AxeBuilder from '@axe-core/playwright';
import { expect } from '@playwright/test';
import { account, product, signedIn, test, type Org } from '../product';

const LANDINGS: readonly (readonly [Org, RegExp, RegExp])[] = [
  ['northwind', /\/triage/, /late and open|No loan needs you/],
  ['harborline', /\/triage/, /late and open|No loan needs you/],
  ['cedar', /\/portfolio/, /since you last looked|in the record so far/],
  ['lantern', /\/exposure/, /Exposure 60 days late and worse/],
  ['household', /\/home/, /not arrived/],
];

for (const [organisation, place, sentence] of LANDINGS) {
  test(`${organisation} lands on the dashboard of its kind, live and accessible`, async ({ browser }) => {
    const page = await signedIn(browser, organisation);
    await expect(page).toHaveURL(place);
    await expect(page.getByRole('heading', { level: 1 })).toContainText(sentence);
    await expect(page.locator('[data-live=live]')).toBeVisible();
    const { violations } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
    expect(violations.map((each) => `${each.id}: ${each.nodes.map((node) => node.target.join(' ')).join(', ')}`)).toEqual([]);
    await page.setViewportSize({ width: 320, height: 700 });
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow).toBe(0);
  });
}

test('a wrong password is refused in words, and every script carries the nonce', async ({ page }) => {
  await page.goto(`${product().url}/sign-in`);
  await page.getByLabel('E-mail').fill(account('cedar').email);
  await page.getByLabel('Password').fill('not the password');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert').filter({ hasText: 'You are not signed in' })).toBeVisible();
  const bare = await page.evaluate(() => [...document.scripts].filter((script) => script.nonce === '').length);
  expect(bare).toBe(0);
});

test('an address that leads nowhere says so, and shows the way back', async ({ page }) => {
  expect((await page.goto(`${product().url}/alerts/that/are/not`))?.status()).toBe(404);
  await expect(page.getByRole('heading', { level: 1 })).toHaveText('There is no page at this address');
  expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
  await page.getByRole('link', { name: 'Go to your own page' }).click();
  await expect(page).toHaveURL(/\/sign-in/);
});

test('nothing can be pressed before the page runs, for it would not be heard', async ({ browser }) => {
  const context = await browser.newContext({ javaScriptEnabled: false });
  const page = await context.newPage();
  for (const path of ['/sign-in', '/story']) {
    await page.goto(`${product().url}${path}`);
    const buttons = page.getByRole('button');
    await expect(buttons.first()).toBeVisible();
    expect(await buttons.evaluateAll((all) => all.filter((each) => !(each as HTMLButtonElement).disabled).length)).toBe(0);
  }
  await context.close();
});

test('whoever guesses a password is told to wait, and for how long', async ({ page }) => {
  await page.goto(`${product().url}/sign-in`);
  await page.getByLabel('E-mail').fill('guessed@example.com');
  await page.getByLabel('Password').fill('guess');
  const refusal = page.getByRole('alert').filter({ hasText: 'You are not signed in' });
  for (let guess = 0; guess < 7; guess += 1) {
    const answered = page.waitForResponse((answer) => answer.url().includes('callback/credentials'));
    await page.getByRole('button', { name: 'Sign in', exact: true }).click();
    await answered;
    await expect(refusal).toBeVisible();
  }
  await expect(refusal).toContainText(/Wait \d+ seconds/);
});

test('signing out ends the session at once, also for a copied cookie and in another tab', async ({ browser }) => {
  const page = await signedIn(browser, 'cedar');
  const cookies = await page.context().cookies();
  const tab = await page.context().newPage();
  await tab.goto('/portfolio');
  await expect(tab.locator('[data-live=live]')).toBeVisible();
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL(/sign-in/);
  // Whoever comes back to a tab has it asked for again.
  await tab.evaluate(() => window.dispatchEvent(new Event('visibilitychange')));
  await expect(tab.getByRole('region', { name: 'Not up to date' }).getByRole('link', { name: 'Sign in again' })).toBeVisible();
  const cookie = cookies.map(({ name, value }) => `${name}=${value}`).join('; ');
  const answer = await fetch(`${product().url}/api/v1/loans`, { headers: { cookie } });
  expect(answer.status).toBe(401);
});
