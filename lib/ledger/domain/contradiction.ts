import { z } from 'zod';
import { sameBytes, toBase64, type Sha256 } from './bytes';
import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { rootsOfProof, verifyConsistency } from './consistency';
import type { VerifySignature } from './ed25519-strict';
import { parseHash, parseHashes } from './line';
import type { NoteKey } from './note-key';
import { LONGEST_NOTE, parseNote, verifyNote } from './signed-note';

const hash = z.string().length(44);

/**
 * Two checkpoints that one log signed and that cannot both be true. `root` is what the larger one's tree has over as many
 * entries as the smaller one counts, `path` the RFC 6962 proof of that. Whoever knows the log's key can check it, and nobody
 * can make one about an honest log: it needs two signatures of the log, or a collision of SHA-256.
 */
export type Contradiction = z.infer<typeof contradictionShape>;

/** The form in which it is handed on: notes as signed, hashes in base64. */
export const contradictionShape = z.strictObject({
  smaller: z.string().max(LONGEST_NOTE),
  larger: z.string().max(LONGEST_NOTE),
  root: hash,
  path: z.array(hash).max(63),
});

/** What two contradicting checkpoints say. */
export interface Contradicted {
  readonly smaller: Checkpoint;
  readonly larger: Checkpoint;
}

/** Checks the claim (hostile) against the log's keys: what the checkpoints say when they contradict each other, undefined otherwise. */
export async function verifyContradiction(
  claim: Contradiction,
  logKeys: readonly NoteKey[],
  crypto: { readonly sha256: Sha256; readonly verifySignature: VerifySignature },
): Promise<Contradicted | undefined> {
  const smaller = await readSigned(claim.smaller, logKeys, crypto);
  const larger = await readSigned(claim.larger, logKeys, crypto);
  const root = parseHash(claim.root);
  const path = parseHashes(claim.path);
  if (smaller === undefined || larger === undefined || root === undefined || path === undefined) return undefined;
  if (smaller.origin !== larger.origin || sameBytes(root, smaller.root)) return undefined;
  const shown = { from: smaller.size, to: larger.size, path, rootFrom: root, rootTo: larger.root };
  return verifyConsistency(shown, crypto.sha256) ? { smaller, larger } : undefined;
}

/** A checkpoint from a note (hostile) that a key of its origin signed. */
export async function readSigned(
  source: string,
  logKeys: readonly NoteKey[],
  crypto: { readonly sha256: Sha256; readonly verifySignature: VerifySignature },
): Promise<Checkpoint | undefined> {
  const note = parseNote(source);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return undefined;
  const keys = logKeys.filter(({ name }) => name === checkpoint.origin);
  return 'verified' in (await verifyNote(note, keys, crypto)) ? checkpoint : undefined;
}

/**
 * What a refused request itself proves: of the same size by the two roots, of another by where its path leads. Not yet
 * checked. A request can prove nothing when its path leads elsewhere: anybody can send a log's true checkpoint with a wrong path.
 */
export function contradictionIn(
  notes: { readonly held: string; readonly shown: string },
  path: readonly Uint8Array[],
  sha256: Sha256,
): Contradiction | undefined {
  const held = parseCheckpoint(parseNote(notes.held)?.text ?? '');
  const shown = parseCheckpoint(parseNote(notes.shown)?.text ?? '');
  if (held === undefined || shown === undefined || held.size > shown.size) return undefined;
  const notesInOrder = { smaller: notes.held, larger: notes.shown };
  if (held.size === shown.size) return { ...notesInOrder, root: toBase64(shown.root), path: [] };
  const roots = rootsOfProof({ from: held.size, to: shown.size, path }, sha256);
  return roots && { ...notesInOrder, root: toBase64(roots.older), path: path.map(toBase64) };
}
