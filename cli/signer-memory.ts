import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { NoteKey } from '@/lib/ledger/domain/note-key';
import type { SignerMemory } from '@/lib/ledger/server/check-checkpoints';
import { keyPaths, readLogKeys, type LogKeys } from '@/lib/ledger/server/log-keyring';
import type { NoteSigner } from '@/lib/ledger/server/note-signer';
import type { NamedEra } from '@/lib/ledger/server/read-lineage';
import { SignerState } from '@/lib/ledger/server/signer-state';

/** Where the signer keeps key and memory of the log under one of its names: each name has its own. */
export function signerHome(dataDirectory: string, number: number): string {
  const home = join(dataDirectory, 'signer');
  return number === 1 ? home : join(home, `successor-${String(number)}`);
}

/** What was last signed under a name. */
export function signerState(home: string): SignerState {
  return new SignerState(join(home, 'signed.json'));
}

/** The keys under a name, and what was said of them; undefined when the one in force is not in this data directory. */
export function findLogKeys(dataDirectory: string, { number, origin }: NamedEra): LogKeys | undefined {
  const home = signerHome(dataDirectory, number);
  return existsSync(keyPaths(home).current) ? readLogKeys(home, origin) : undefined;
}

/** The signer under a name, by the key in force; undefined when that is not in this data directory. */
export function findLogSigner(dataDirectory: string, era: NamedEra): NoteSigner | undefined {
  return findLogKeys(dataDirectory, era)?.signers[0];
}

/** What the signer of a data directory keeps outside Postgres for a log of these names; undefined when it never signed under the last. */
export function readSignerMemory(dataDirectory: string, lineage: readonly NamedEra[]): SignerMemory | undefined {
  const current = lineage.at(-1);
  if (current === undefined) return undefined;
  const state = signerState(signerHome(dataDirectory, current.number)).read();
  if (state === undefined) return undefined;
  // Named as the memory has it: the database is what is checked.
  const last = { ...current, origin: state.origin };
  const known = knownKeys(dataDirectory, [...lineage.slice(0, -1), last]);
  return known && { ...known, state };
}

/** The keys under each name as far as they are here, and what was said of them; undefined without the last name's. */
export function knownKeys(dataDirectory: string, lineage: readonly NamedEra[]): Omit<SignerMemory, 'state'> | undefined {
  const own = lineage.map((era) => findLogKeys(dataDirectory, era));
  const last = own.at(-1);
  if (last === undefined) return undefined;
  const keysOf = (keys: LogKeys | undefined): NoteKey[] => keys?.signers.map(({ key }) => key) ?? [];
  return {
    keys: keysOf(last),
    ancestors: own.slice(0, -1).flatMap(keysOf),
    statements: own.flatMap((keys) => keys?.statements ?? []),
  };
}

/** The largest number under which something was signed here; a name is never used twice. */
export function lastSignedNumber(dataDirectory: string): number {
  const home = signerHome(dataDirectory, 1);
  const names = existsSync(home) ? readdirSync(home) : [];
  const numbers = names.map((name) => Number(/^successor-([0-9]+)$/.exec(name)?.[1] ?? 1));
  return Math.max(1, ...numbers.filter((number) => (signerState(signerHome(dataDirectory, number)).read()?.size ?? 0) > 0));
}
