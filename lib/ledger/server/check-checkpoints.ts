import type { PoolClient } from 'pg';
import { fromBase64, sameBytes } from '@/lib/ledger/domain/bytes';
import { parseCheckpoint } from '@/lib/ledger/domain/checkpoint';
import type { Fault, FaultCode } from '@/lib/ledger/domain/fault';
import { originAt, type Era } from '@/lib/ledger/domain/lineage';
import { formatVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { parseNote, verifyNote } from '@/lib/ledger/domain/signed-note';
import { findSpeakingKeys, type SpeakingKey } from '@/lib/ledger/domain/speaking-keys';
import { frontierRoot } from '@/lib/ledger/domain/tree';
import type { LogVerifier } from '@/lib/ledger/domain/verify-log';
import { sha256, verifyBytes } from './hashing';
import type { SignedState } from './signer-state';
import { readKeyStatements } from './witness-policy';

/** What the signer keeps outside Postgres: its keys, those of the log's former names, what was said of keys, and what it last signed. */
export interface SignerMemory {
  /** The one in force first. */
  readonly keys: readonly NoteKey[];
  readonly ancestors: readonly NoteKey[];
  readonly statements: readonly string[];
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
  lineage: readonly Era[],
  signer: SignerMemory | undefined,
): Promise<CheckpointChecker> {
  const { rows } = await client.query<Row>('select size, root, note from ledger.checkpoint order by size');
  const early = signer === undefined ? [] : await findPublicationFaults(client, rows, { lineage, signer });
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
  { lineage, signer }: { lineage: readonly Era[]; signer: SignerMemory },
): Promise<Fault[]> {
  const faults: Fault[] = [];
  const speaking = await findSpeaking(client, signer);
  for (const row of rows) {
    const code = await findNoteFault(row, lineage, speaking);
    if (code !== undefined) faults.push({ code, index: Number(row.size) });
  }
  const newest = Number(rows.at(-1)?.size ?? 0);
  const signed = signer.state?.size ?? 0;
  if (signed > newest) faults.push({ code: 'CHECKPOINT_MISSING', index: signed });
  const vkeys = signer.keys.map(formatVkey);
  const { rowCount } = await client.query('select 1 from ledger.verifier_key where vkey = any($1)', [vkeys]);
  if (rowCount === 0 && rows.length > 0) faults.push({ code: 'CHECKPOINT_UNSIGNED', where: 'ledger.verifier_key' });
  return faults;
}

/** The keys that a checkpoint may be signed with. What the policy says of them is signed, so it need not come from outside Postgres. */
async function findSpeaking(client: PoolClient, { keys, ancestors, statements }: SignerMemory): Promise<readonly SpeakingKey[]> {
  const said = await readKeyStatements(client);
  const all = [...new Set([...statements, ...said])];
  return (await findSpeakingKeys([...keys, ...ancestors], all, { sha256, verifySignature: verifyBytes })).keys;
}

async function findNoteFault(
  row: Row,
  lineage: readonly Era[],
  speaking: readonly SpeakingKey[],
): Promise<FaultCode | undefined> {
  const note = parseNote(row.note);
  const checkpoint = note && parseCheckpoint(note.text);
  // Signed under the name that its last entry bears.
  const origin = originAt(lineage, Number(row.size) - 1);
  const fits =
    checkpoint !== undefined &&
    checkpoint.origin === origin &&
    String(checkpoint.size) === row.size &&
    sameBytes(checkpoint.root, row.root);
  if (note === undefined || !fits) return 'CHECKPOINT_MALFORMED';
  const keys = speaking.map(({ key }) => key).filter(({ name }) => name === origin);
  // The key of a former name may be gone; its checkpoints are still compared with the log.
  if (keys.length === 0) return undefined;
  const signed = await verifyNote(note, keys, { sha256, verifySignature: verifyBytes });
  if ('refused' in signed) return 'CHECKPOINT_UNSIGNED';
  const own = speaking.filter(({ key }) => signed.verified.includes(key));
  return own.some(({ withdrawn }) => checkpoint.size <= (withdrawn?.size ?? Infinity)) ? undefined : 'LOG_KEY_WITHDRAWN';
}
