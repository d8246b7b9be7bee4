import type { PoolClient } from 'pg';
import { fromBase64, sameBytes } from '@/lib/ledger/domain/bytes';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import type { Fault, FaultCode } from '@/lib/ledger/domain/fault';
import { formatVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { parseNote, verifyNote } from '@/lib/ledger/domain/signed-note';
import { frontierRoot } from '@/lib/ledger/domain/tree';
import type { LogVerifier } from '@/lib/ledger/domain/verify-log';
import { sha256, verifyBytes } from './hashing';
import type { SignedState } from './signer-state';

/** What the signer keeps outside Postgres: its key, and what it last signed. */
export interface SignerMemory {
  readonly key: NoteKey;
  readonly state: SignedState | undefined;
}

/** Compares the growing log with every checkpoint that was signed over it. */
export interface CheckpointChecker {
  /** The faults of checkpoints of exactly this size. Called after each commit. */
  check(verifier: LogVerifier): Fault[];
  /** The faults of what was signed and not met on the way. */
  finish(verifier: LogVerifier): Fault[];
}

interface Row {
  readonly size: string;
  readonly root: Buffer;
  readonly note: string;
}

/** Reads the published checkpoints, and the signer's memory where it is known. */
export async function readCheckpoints(
  client: PoolClient,
  origin: string,
  signer: SignerMemory | undefined,
): Promise<CheckpointChecker> {
  const { rows } = await client.query<Row>('select size, root, note from ledger.checkpoint order by size');
  const early = signer === undefined ? [] : await findPublicationFaults(client, rows, { origin, signer });
  const roots = new Map<number, Uint8Array>(rows.map((row) => [Number(row.size), row.root]));
  const remembered = signer?.state;
  const memory =
    remembered &&
    frontierRoot(
      remembered.frontier.map((text) => fromBase64(text) ?? new Uint8Array()),
      sha256,
    );
  return {
    check(verifier) {
      const { size } = verifier;
      const published = roots.get(size);
      roots.delete(size);
      const signed = remembered?.size === size ? memory : undefined;
      const agrees = [published, signed].every((root) => root === undefined || sameBytes(root, verifier.root()));
      return agrees ? [] : [{ code: 'CHECKPOINT_CONTRADICTED', index: size }];
    },
    finish(verifier) {
      // A checkpoint ends with a commit: one that was not met ends within one, or beyond the log.
      const unmet = [...roots.keys()].filter((size) => size > 0 || verifier.size > 0);
      const faults = unmet.map((index): Fault => ({ code: 'CHECKPOINT_CONTRADICTED', index }));
      if ((remembered?.size ?? 0) > verifier.size) faults.push({ code: 'LOG_SHRANK', index: verifier.size });
      return [...early, ...faults];
    },
  };
}

async function findPublicationFaults(
  client: PoolClient,
  rows: readonly Row[],
  { origin, signer }: { origin: string; signer: SignerMemory },
): Promise<Fault[]> {
  const faults: Fault[] = [];
  for (const row of rows) {
    const code = await findNoteFault(row, origin, signer.key);
    if (code !== undefined) faults.push({ code, index: Number(row.size) });
  }
  const newest = Number(rows.at(-1)?.size ?? 0);
  const signed = signer.state?.size ?? 0;
  if (signed > newest) faults.push({ code: 'CHECKPOINT_MISSING', index: signed });
  const { rowCount } = await client.query('select 1 from ledger.verifier_key where vkey = $1', [formatVkey(signer.key)]);
  if (rowCount === 0 && rows.length > 0) faults.push({ code: 'CHECKPOINT_UNSIGNED', where: 'ledger.verifier_key' });
  return faults;
}

async function findNoteFault(row: Row, origin: string, key: NoteKey): Promise<FaultCode | undefined> {
  const note = parseNote(row.note);
  const checkpoint = note && parseCheckpoint(note.text);
  const fits = checkpoint?.origin === origin && String(checkpoint.size) === row.size && sameBytes(checkpoint.root, row.root);
  if (note === undefined || !fits) return 'CHECKPOINT_MALFORMED';
  const signed = await verifyNote(note, [key], { sha256, verifySignature: verifyBytes });
  return 'refused' in signed ? 'CHECKPOINT_UNSIGNED' : undefined;
}
