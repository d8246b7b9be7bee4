import { readFileSync, statSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { describeFault, type Fault } from '@/lib/ledger/domain/fault';
import { parseVkey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { sha256 } from '@/lib/ledger/server/hashing';
import { checkExport } from './check-export';
import { checkProof } from './check-proof';
import type { Trust, Verdict } from './check-checkpoint';

const USAGE = `Usage: node verify.mjs DIRECTORY|FILE.tlog-proof --log VKEY [--policy FILE]
DIRECTORY is what "hearthline export" wrote. VKEY is the log's verifier key as you know it from elsewhere, not from the export;
FILE is a C2SP tlog-policy: with it the checkpoint must also carry the cosignatures that it asks for.
Exit code 0: sound. 1: faults, all printed. 2: nothing was checked.`;

class WrongUsage extends Error {}

function readTrust(vkey: string | undefined, policyFile: string | undefined): Trust {
  const log = parseVkey(vkey ?? '', sha256);
  if (log === undefined) throw new WrongUsage(vkey === undefined ? '--log is missing.' : '--log is not a verifier key.');
  if (policyFile === undefined) return { log };
  const policy = parsePolicy(readFileSync(policyFile, 'utf8'), sha256);
  if ('refused' in policy) throw new WrongUsage(`The policy cannot be read: ${policy.refused}, line ${String(policy.line)}.`);
  return { log, policy };
}

/** One line for a fault: where, what, and in words. */
function lineFor(fault: Fault): string {
  const place = [
    fault.index === undefined ? undefined : `entry ${String(fault.index)}`,
    fault.stream,
    fault.version === undefined ? undefined : `version ${String(fault.version)}`,
    fault.field === undefined ? undefined : `field ${fault.field}`,
    fault.where,
  ];
  return `${fault.code} at ${place.filter((part) => part !== undefined).join(', ') || 'the log'}: ${describeFault(fault)}`;
}

function tell({ faults, checked }: Verdict): number {
  for (const fault of faults) process.stdout.write(`${lineFor(fault)}\n`);
  const first = faults[0];
  if (first === undefined) process.stdout.write(`Sound: ${checked}.\n`);
  else process.stdout.write(`NOT SOUND: ${String(faults.length)} faults in ${checked}; the first is ${lineFor(first)}\n`);
  return first === undefined ? 0 : 1;
}

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values, positionals } = parseArgs({ options: { log: text, policy: text }, allowPositionals: true });
  const [target, ...rest] = positionals;
  if (target === undefined || rest.length > 0) throw new WrongUsage('Name one directory or file.');
  const trust = readTrust(values.log, values.policy);
  const isDirectory = statSync(target).isDirectory();
  return tell(await (isDirectory ? checkExport(target, trust) : checkProof(readFileSync(target, 'utf8'), trust)));
}

main().then(
  (code) => (process.exitCode = code),
  (error: unknown) => {
    process.stderr.write(`${error instanceof Error ? error.message : String(error)} Nothing was checked.\n${USAGE}\n`);
    process.exitCode = 2;
  },
);
