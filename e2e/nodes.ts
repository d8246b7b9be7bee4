import { randomUUID } from 'node:crypto';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, type Browser, type Page } from '@playwright/test';
import { readDemoAccounts, type DemoAccount } from '@/lib/partners/server/demo-accounts';
import { freePort } from '@/lib/platform/server/free-port';
import { runCommand } from './run-product';

/** Where a node of a journey runs: a port and a directory of its own. */
export interface Place {
  readonly port: number;
  readonly url: string;
  readonly dataDirectory: string;
}

const directories: string[] = [];

/** Finds a place for a node. */
export async function findPlace(name: string): Promise<Place> {
  const dataDirectory = mkdtempSync(join(tmpdir(), `hearthline-${name}-`));
  chmodSync(dataDirectory, 0o711);
  directories.push(dataDirectory);
  const port = await freePort();
  return { port, url: `http://localhost:${String(port)}`, dataDirectory };
}

/** Removes what the nodes have left. */
export function removeDirectories(): void {
  for (const directory of directories) rmSync(directory, { recursive: true, force: true });
}

/** The account of a copy, which its first start makes. */
export interface Operator {
  readonly email: string;
  readonly password: string;
  readonly apiKey: string;
}

/** Reads it. */
export function operatorOf({ dataDirectory }: Pick<Place, 'dataDirectory'>): Operator {
  return JSON.parse(readFileSync(join(dataDirectory, 'operator.json'), 'utf8')) as Operator;
}

/** A page of a copy in a browser of its own, signed in by the form. */
export async function signIn(browser: Browser, { url, dataDirectory }: Place): Promise<Page> {
  return signInAs(browser, url, operatorOf({ dataDirectory }));
}

/** A page of any node in a browser of its own. */
export async function signInAs(
  browser: Browser,
  baseURL: string,
  { email, password }: Pick<Operator, 'email' | 'password'>,
): Promise<Page> {
  const page = await (await browser.newContext({ baseURL })).newPage();
  await page.goto('/sign-in');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await page.waitForURL((at) => at.pathname !== '/sign-in' && at.pathname !== '/');
  return page;
}

/** An invitation by a hub's operator, which pins the log and its witnesses. Answers its file. */
export async function invite(hub: Place, organisation: string): Promise<string> {
  const out = join(hub.dataDirectory, `${organisation}.invitation`);
  expect(await runCommand(hub, 'invite', organisation, '--out', out, '--hub', hub.url)).toMatchObject({ code: 0 });
  return out;
}

/** A demo account at a hub, by its organisation. */
export function accountAt({ dataDirectory }: Place, organisation: string): DemoAccount {
  const found = readDemoAccounts(dataDirectory)?.find((each) => each.organisation === organisation);
  if (found === undefined) throw new Error(`No account for ${organisation}`);
  return found;
}

/** What a node's API answers to a key. */
export async function ask(url: string, key: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });
  return response.json();
}

/** One instalment is paid at a hub, to the servicer, on the loan that is latest. Answers the loan. */
export async function pay(hub: Place): Promise<string> {
  const { apiKey } = accountAt(hub, 'northwind');
  const { loans } = (await ask(hub.url, apiKey, 'loans?limit=1&late=1')) as {
    loans: { loanId: string; standing: { estimatedPrincipalAndInterest: string } }[];
  };
  const { loanId = '', standing } = loans[0] ?? {};
  const response = await fetch(`${hub.url}/api/v1/loans/${loanId}/payments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${apiKey}`, 'idempotency-key': randomUUID() },
    body: JSON.stringify({
      amount: standing?.estimatedPrincipalAndInterest,
      receivedOn: new Date(Date.now() - 86_400_000).toISOString().slice(0, 10),
    }),
  });
  expect(await response.json()).toMatchObject({ loanId });
  return loanId;
}
