import { readFileSync } from 'node:fs';
import { expect, test as base, type APIRequestContext, type Browser, type Page } from '@playwright/test';
import { readDemoAccounts, type DemoAccount } from '@/lib/partners/server/demo-accounts';
import { runCommand } from './run-product';

/** The product under test. */
export interface Product {
  readonly url: string;
  readonly port: number;
  readonly dataDirectory: string;
}

export const PRODUCT_FILE = 'node_modules/.cache/hearthline-e2e.json';

/** The product that was started for these journeys. */
export function product(): Product {
  return JSON.parse(readFileSync(PRODUCT_FILE, 'utf8')) as Product;
}

export type Org = 'northwind' | 'harborline' | 'cedar' | 'lantern' | 'household';

/** A demo account by its organisation. */
export function account(organisation: Org): DemoAccount {
  const found = readDemoAccounts(product().dataDirectory)?.find((each) => each.organisation === organisation);
  if (found === undefined) throw new Error(`No demo account for ${organisation}`);
  return found;
}

/** A page in a browser of its own, signed in through the sign-in page. Whatever its console complains of fails the test. */
export async function signedIn(browser: Browser, organisation: Org, size = { width: 1280, height: 800 }): Promise<Page> {
  const context = await browser.newContext({ viewport: size, baseURL: product().url });
  const page = await context.newPage();
  page.on('pageerror', (error) => complaints.push(`${organisation}: ${error.message}`));
  page.on('console', (message) => {
    const expected = /net::ERR_INTERNET_DISCONNECTED|WebSocket connection|Failed to load resource/.test(message.text());
    if (message.type() === 'error' && !expected) complaints.push(`${organisation}: ${message.text()}`);
  });
  await page.goto('/sign-in');
  await page.getByRole('button', { name: account(organisation).name }).click();
  await page.waitForURL((url) => url.pathname !== '/sign-in' && url.pathname !== '/');
  return page;
}

const complaints: string[] = [];

/** A test that also fails when a browser's console complained while it ran. */
export const test = base.extend<{ quietConsole: undefined }>({
  quietConsole: [
    async ({ browserName }, use) => {
      complaints.length = 0;
      await use(undefined);
      expect(complaints, `${browserName} complained`).toEqual([]);
    },
    { auto: true },
  ],
});

/** The API as an organisation, by its key. */
export async function api<Answer>(request: APIRequestContext, organisation: Org, path: string): Promise<Answer> {
  const answer = await request.get(`${product().url}/api/v1${path}`, {
    headers: { authorization: `Bearer ${account(organisation).apiKey}` },
  });
  expect(answer.status(), path).toBe(200);
  return (await answer.json()) as Answer;
}

/** Runs the `hearthline` command against the product. Answers its exit code and what it printed. */
export function hearthline(...args: string[]): ReturnType<typeof runCommand> {
  return runCommand(product(), ...args);
}
