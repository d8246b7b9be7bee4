import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { ED25519, type NoteKey } from '@/lib/ledger/domain/note-key';
import type { SignerMemory } from '@/lib/ledger/server/check-checkpoints';
import { openNoteSigner, type NoteSigner } from '@/lib/ledger/server/note-signer';
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

/** The signer under a name; undefined when its key is not in this data directory. */
export function findLogSigner(dataDirectory: string, { number, origin }: NamedEra): NoteSigner | undefined {
  const path = join(signerHome(dataDirectory, number), 'log.pem');
  return existsSync(path) ? openNoteSigner(path, origin, ED25519) : undefined;
}

/** What the signer of a data directory keeps outside Postgres for a log of these names; undefined when it never signed under the last. */
export function readSignerMemory(dataDirectory: string, lineage: readonly NamedEra[]): SignerMemory | undefined {
  const current = lineage.at(-1);
  if (current === undefined) return undefined;
  const state = signerState(signerHome(dataDirectory, current.number)).read();
  if (state === undefined) return undefined;
  // Named as the memory has it: the database is what is checked.
  const key = findLogSigner(dataDirectory, { ...current, origin: state.origin })?.key;
  if (key === undefined) return undefined;
  return { key, ancestors: ancestorKeys(dataDirectory, lineage), state };
}

/** The keys of the log's former names, as far as they are here. */
export function ancestorKeys(dataDirectory: string, lineage: readonly NamedEra[]): NoteKey[] {
  return lineage.slice(0, -1).flatMap((era) => findLogSigner(dataDirectory, era)?.key ?? []);
}

/** The largest number under which something was signed here; a name is never used twice. */
export function lastSignedNumber(dataDirectory: string): number {
  const home = signerHome(dataDirectory, 1);
  const names = existsSync(home) ? readdirSync(home) : [];
  const numbers = names.map((name) => Number(/^successor-([0-9]+)$/.exec(name)?.[1] ?? 1));
  return Math.max(1, ...numbers.filter((number) => (signerState(signerHome(dataDirectory, number)).read()?.size ?? 0) > 0));
}
