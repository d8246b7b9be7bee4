import { chmodSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { runProduct, type RunningProduct } from '@/e2e/run-product';
import { readDemoAccounts } from '@/lib/partners/server/demo-accounts';
import { freePort } from '@/lib/platform/server/free-port';
import { percentile, print } from './measure';

const COMMITS = 60;
const POLL_MILLISECONDS = 10;

interface Node {
  readonly directory: string;
  readonly url: string;
  readonly running: RunningProduct;
}

interface Loan {
  readonly loanId: string;
  readonly standing: { readonly estimatedPrincipalAndInterest: string };
  readonly ledger: { readonly version: number };
}

/** From before a payment is posted at the hub until the servicer's own node shows it, verified: both as people start them. */
export async function benchFollow(): Promise<void> {
  const hub = await startNode();
  const apiKey = readDemoAccounts(hub.directory)?.find(({ organisation }) => organisation === 'northwind')?.apiKey ?? '';
  const keyFile = join(hub.directory, 'northwind-key');
  writeFileSync(keyFile, apiKey, { mode: 0o600 });
  const copy = await startNode('--role', 'follower', '--hub', hub.url, '--key-file', keyFile);
  const own = JSON.parse(readFileSync(join(copy.directory, 'operator.json'), 'utf8')) as { apiKey: string };
  const { loans } = (await ask(hub.url, apiKey, 'loans?limit=1&late=1')) as { loans: Loan[] };
  const [{ loanId, standing } = { loanId: '', standing: { estimatedPrincipalAndInterest: '' } }] = loans;
  const version = async ({ url }: Node, key: string): Promise<number> =>
    ((await ask(url, key, `loans/${loanId}`)) as Partial<Loan>).ledger?.version ?? 0;
  const [atHub, atCopy]: [number[], number[]] = [[], []];
  for (let at = -1; at < COMMITS; at += 1) {
    const before = await version(hub, apiKey);
    const began = performance.now();
    await pay(hub, apiKey, { loanId, amount: standing.estimatedPrincipalAndInterest, at });
    const posted = performance.now() - began;
    while ((await version(copy, own.apiKey)) <= before) await pause(POLL_MILLISECONDS);
    // The first one also waits for all that came before.
    if (at < 0) continue;
    atHub.push(posted);
    atCopy.push(performance.now() - began);
  }
  print('\nA follower’s lag: from before a payment is posted at the hub until a partner’s own node shows it, checked under a witnessed checkpoint');
  print(`at the hub p50 ${ms(atHub, 0.5)}, p99 ${ms(atHub, 0.99)}; at the follower p50 ${ms(atCopy, 0.5)}, p99 ${ms(atCopy, 0.99)} over ${String(COMMITS)} commits`);
  for (const node of [copy, hub]) {
    await node.running.stop();
    rmSync(node.directory, { recursive: true, force: true });
  }
} // prettier-ignore

async function startNode(...args: string[]): Promise<Node> {
  const directory = mkdtempSync(join(tmpdir(), 'hearthline-bench-'));
  chmodSync(directory, 0o711);
  const port = await freePort();
  const running = await runProduct({ port, dataDirectory: directory }, ...args);
  return { directory, url: `http://localhost:${String(port)}`, running };
}

async function ask(url: string, key: string, path: string): Promise<unknown> {
  const response = await fetch(`${url}/api/v1/${path}`, { headers: { authorization: `Bearer ${key}` } });
  return response.json();
}

/** One instalment, under a key of its own. */
async function pay({ url }: Node, key: string, payment: { loanId: string; amount: string; at: number }): Promise<void> {
  const receivedOn = new Date(Date.now() - 86_400_000).toISOString().slice(0, 10);
  const response = await fetch(`${url}/api/v1/loans/${payment.loanId}/payments`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'idempotency-key': `follow-${String(payment.at)}` },
    body: JSON.stringify({ amount: payment.amount, receivedOn }),
  });
  if (!response.ok) throw new Error(`The hub refused a payment: ${await response.text()}`);
}

function ms(samples: readonly number[], share: number): string {
  return `${percentile(samples, share).toFixed(0)} ms`;
}
