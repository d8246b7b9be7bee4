import { resolve } from 'node:path';
import { readDemoAccounts } from '@/lib/partners/server/demo-accounts';
import { readEnv } from '@/lib/platform/server/env';
import { readArgs } from '../read-args';
import { Stop } from '../say';

const USAGE = `Usage: demo accounts [--json]
Prints who may sign in to the demo network, with password and API key.`;

/** `demo accounts`: the demo network's logins. */
export function demoAccounts(args: readonly string[]): Promise<number> {
  const { values } = readArgs(args, { json: { type: 'boolean' } }, USAGE);
  const accounts = readDemoAccounts(resolve(readEnv().HEARTHLINE_DATA_DIR));
  if (accounts === undefined)
    throw new Stop(
      'There is no demo network here. Start the product once with npm start, or set HEARTHLINE_DATA_DIR to where it keeps its data.',
    );
  if (values.json === true) {
    const told = accounts.map(({ kind, organisationName, email, password, apiKey }) => ({
      kind,
      organisation: organisationName,
      email,
      password,
      apiKey,
    }));
    process.stdout.write(`${JSON.stringify(told, null, 2)}\n`);
    return Promise.resolve(0);
  }
  for (const { kind, organisationName, name, email, password, apiKey } of accounts)
    process.stdout.write(
      `${name}, ${organisationName} (${kind})\n  e-mail   ${email}\n  password ${password}\n  API key  ${apiKey}\n\n`,
    );
  return Promise.resolve(0);
}
