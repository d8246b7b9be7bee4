import { backup } from './commands/backup';
import { custody } from './commands/custody';
import { demoAccounts } from './commands/demo-accounts';
import { erase } from './commands/erase';
import { exportFiles } from './commands/export';
import { generate } from './commands/generate';
import { importFiles } from './commands/import';
import { invite } from './commands/invite';
import { keys } from './commands/keys';
import { policy } from './commands/policy';
import { restore } from './commands/restore';
import { succeed } from './commands/succeed';
import { verify } from './commands/verify';
import { witness } from './commands/witness';
import { lineFor, say, Stop } from './say';

const USAGE = `Usage: npm run -s hearthline -- <command>

  demo accounts [--json]                 who may sign in to the demo network
  import <file...> [--as <organisation>] bring in a month (see: import --help)
  verify [--json]                        recompute the whole ledger
  witness --name N --data DIR --log VKEY run a witness of a log, with a key and a memory of its own (or: witness rotate)
  policy [agree --data DIR --yes]        the log's witnesses, and a witness's word for a change of them
  export DIR [--with-entries] [--with-values]
                                         write the log as files that anyone can check
  keys [rotate|compromised] ...          list signing keys, give new ones, distrust old ones
  invite ORGANISATION --out FILE         what an organisation needs to rely on this hub and to hold its own key
  custody take|sign|rotate|return|...    hold your organisation's signing key yourself
  backup DIR [--keys KEYDIR]             copy the running product, and its keys apart
  restore DIR [--keys KEYDIR]            bring a backup back, into an empty place
  succeed --of ORIGIN                    let a log that is behind go on under another name
  erase LOAN ...                         erase fields or a person in every copy, holds, certificates
  generate --loans N --months M --seed S --out DIR
                                         write a synthetic book in Release 47 layout

Every command has --help. Exit codes: 0 done, 1 refused or faults found, 2 wrong usage.`;

const COMMANDS: Readonly<Record<string, (args: string[]) => Promise<number>>> = {
  import: importFiles,
  verify,
  witness: (args) => witness(args),
  policy,
  export: exportFiles,
  keys,
  invite,
  custody,
  backup,
  restore,
  succeed,
  erase,
  generate,
};

async function main([command = '', ...rest]: readonly string[]): Promise<number> {
  if (command === 'demo' && rest[0] === 'accounts') return demoAccounts(rest.slice(1));
  const run = COMMANDS[command];
  if (run !== undefined) return run(rest);
  const asked = command === '' || command === '--help' || command === 'help';
  if (!asked) say(`There is no command “${command}”.`);
  process.stdout.write(`${USAGE}\n`);
  return asked ? 0 : 2;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: unknown) => {
    say(lineFor(error));
    process.exit(error instanceof Stop ? error.exitCode : 1);
  },
);
