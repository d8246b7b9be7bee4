import type { Pool } from 'pg';
import { fromBase64, sameBytes } from '@/lib/ledger/domain/bytes';
import { formatCheckpoint, type Checkpoint } from '@/lib/ledger/domain/checkpoint';
import { formatNote, parseNote } from '@/lib/ledger/domain/signed-note';
import { frontierRoot } from '@/lib/ledger/domain/tree';
import { log } from '@/lib/platform/server/log';
import { sha256 } from './hashing';
import type { NoteSigner } from './note-signer';
import { raiseAlarm } from './raise-alarm';
import type { SignedState } from './signer-state';
import { TreeReader } from './tree-reader';

/** What was signed beyond this database: the note that says so, and the witness that showed it; without one the signer remembers it. */
interface Rollback {
  readonly note: string;
  /** Entries in this database. */
  readonly here: number;
  readonly witness?: string;
}

/** Entries of the log in this database. */
export async function readSize(pool: Pick<Pool, 'query'>): Promise<number> {
  const { rows } = await pool.query<{ size: string }>('select size from ledger.head');
  return Number(rows[0]?.size ?? 0);
}

/** Whether the tree in this database begins with the checkpoint's. */
export async function holds(pool: Pool, { size, root }: Checkpoint): Promise<boolean> {
  return size <= (await readSize(pool)) && sameBytes(await new TreeReader(pool).root(size), root);
}

/** Raises the alarm with which nothing is appended any more, once for each thing that was found. */
export async function raiseRollback(pool: Pool, { note, here, witness }: Rollback): Promise<void> {
  const sameAs = { held: parseNote(note)?.text ?? '', lost: true };
  const evidence = { ...sameAs, notes: [note], here, ...(witness === undefined ? {} : { witness }) };
  if (await raiseAlarm(pool, { kind: 'ROLLED_BACK', evidence, sameAs }))
    log.error(evidence, 'More of this log was signed than this database holds. Nothing is appended or signed any more');
}

/** Whether the signer's memory holds more than the database; if so, the alarm is raised. What it signed it may sign again, word for word. */
export async function rememberedMore(
  pool: Pool,
  memory: SignedState | undefined,
  signers: readonly NoteSigner[],
): Promise<boolean> {
  const here = await readSize(pool);
  if (memory === undefined || memory.size <= here) return false;
  const frontier = memory.frontier.map((text) => fromBase64(text) ?? new Uint8Array());
  const text = formatCheckpoint({ origin: memory.origin, size: memory.size, root: frontierRoot(frontier, sha256) });
  await raiseRollback(pool, { note: formatNote({ text, signatures: signers.map((each) => each.sign(text, 0)) }), here });
  return true;
}
