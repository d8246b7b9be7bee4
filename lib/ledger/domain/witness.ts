import { toBase64, type Sha256 } from './bytes';
import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { verifyConsistency } from './consistency';
import type { VerifySignature } from './ed25519-strict';
import { parseDecimal, parseHashes, valueAfter } from './line';
import type { NoteKey } from './note-key';
import type { SpeakingKey } from './speaking-keys';
import { LONGEST_NOTE, parseNote, verifyNote } from './signed-note';
import { merkleRoot } from './tree';

/** What a log asks of a witness: cosign this checkpoint, which grew from `old` as the proof shows (C2SP tlog-witness). */
export interface AddCheckpoint {
  /** Size of the checkpoint the witness cosigned last, as far as the log knows. */
  readonly old: number;
  readonly proof: readonly Uint8Array[];
  /** The checkpoint as a signed note, not yet read. */
  readonly checkpoint: string;
}

/** What a witness last cosigned for one origin. */
export interface Witnessed {
  readonly size: number;
  readonly root: Uint8Array;
}

/**
 * What the protocol answers. The numbers are its own vocabulary: 200 cosign this text, 400 malformed or old beyond new, 403 no
 * signature of a trusted key, 404 unknown origin, 409 not the size last cosigned (which is told), 422 no proof of growth.
 */
export type AddCheckpointDecision =
  | { readonly status: 200; readonly checkpoint: Checkpoint; readonly noteText: string }
  | { readonly status: 409; readonly size: number }
  | { readonly status: 400 | 403 | 404 | 422 };

/** Letters of the longest body that is read: a note, a size and 63 hashes. */
const LONGEST_BODY = LONGEST_NOTE + 4096;

/** The body of the request. */
export function formatAddCheckpoint(request: AddCheckpoint): string {
  return `old ${String(request.old)}\n${request.proof.map((hash) => `${toBase64(hash)}\n`).join('')}\n${request.checkpoint}`;
}

/** Reads a request's body (hostile); undefined, to be answered with 400, unless it is written the one way it may be. */
export function parseAddCheckpoint(body: string): AddCheckpoint | undefined {
  const end = body.indexOf('\n\n');
  const checkpoint = body.slice(end + 2);
  if (body.length > LONGEST_BODY || end < 0 || checkpoint === '') return undefined;
  const [oldLine, ...lines] = body.slice(0, end).split('\n');
  const old = parseDecimal(valueAfter('old ', oldLine) ?? '');
  const proof = parseHashes(lines);
  return old === undefined || proof === undefined ? undefined : { old, proof, checkpoint };
}

/** What the request says it is of, so that its log's keys and state can be found. Nothing is checked yet. */
export function readClaimed(request: AddCheckpoint): Checkpoint | undefined {
  return parseCheckpoint(parseNote(request.checkpoint)?.text ?? '');
}

/**
 * The keys by whose word alone a checkpoint of this size is cosigned. A withdrawn one's counts no further than was said, else its thief
 * could lead the witness away from the log; a compromised one's not at all, since what is cosigned now was not seen before.
 */
export function keysThatCount(speaking: readonly SpeakingKey[], size: number): NoteKey[] {
  return speaking.flatMap(({ key, withdrawn }) => {
    const counts = withdrawn === undefined || (withdrawn.since === undefined && size <= withdrawn.size);
    return counts ? [key] : [];
  });
}

/**
 * Decides a request by the rules of tlog-witness, in their order. `state` and `logKeys` are those of the request's origin:
 * no state when nothing of it was cosigned yet, none given when it is unknown. On 200 the witness must compare and store
 * size and root in one atomic step before it signs `noteText`: two decisions over one state would roll it back.
 */
export async function decideAddCheckpoint(
  request: AddCheckpoint,
  state: Witnessed | undefined,
  logKeys: readonly NoteKey[] | undefined,
  crypto: { readonly sha256: Sha256; readonly verifySignature: VerifySignature },
): Promise<AddCheckpointDecision> {
  const note = parseNote(request.checkpoint);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return { status: 400 };
  if (logKeys === undefined) return { status: 404 };
  if ('refused' in (await verifyNote(note, logKeys, crypto))) return { status: 403 };
  if (request.old > checkpoint.size) return { status: 400 };
  const last = state?.size ?? 0;
  if (request.old !== last) return { status: 409, size: last };
  // One check for all of 422: a bad proof, another root of the same size, a proof from nothing, a wrong root of nothing.
  const rootFrom = state === undefined || last === 0 ? merkleRoot([], crypto.sha256) : state.root;
  const growth = { from: last, to: checkpoint.size, path: request.proof, rootFrom, rootTo: checkpoint.root };
  if (!verifyConsistency(growth, crypto.sha256)) return { status: 422 };
  return { status: 200, checkpoint, noteText: note.text };
}
