import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { PartyKind } from '@/lib/partners/language/party-kind';

/** A demo login with its secrets: kept in one 0600 file in the data directory, and nowhere else. */
export interface DemoAccount {
  readonly kind: PartyKind;
  readonly organisation: string;
  readonly organisationName: string;
  readonly name: string;
  readonly email: string;
  readonly does: string;
  readonly password: string;
  readonly apiKey: string;
}

/** Where a data directory keeps its demo accounts. */
export function demoAccountsFile(dataDirectory: string): string {
  return join(dataDirectory, 'demo-accounts.json');
}

/** The demo accounts of a data directory, or undefined when it has no demo network. */
export function readDemoAccounts(dataDirectory: string): DemoAccount[] | undefined {
  const path = demoAccountsFile(dataDirectory);
  return existsSync(path) ? (JSON.parse(readFileSync(path, 'utf8')) as DemoAccount[]) : undefined;
}
