import { parseCheckpoint, type Checkpoint } from './checkpoint';
import { parseCosignature } from './cosignature';
import type { FaultCode } from './fault';
import type { NoteKey } from './note-key';
import { findSpeakingKeys, type SpeakingKey } from './speaking-keys';
import { parseNote, verifyNote, type SignedNote } from './signed-note';
import { isQuorumMet, NO_QUORUM, type Policy } from './tlog-policy';
import type { VerifierCrypto } from './verify-entry-commit';

/** A witness that cosigned, by its name in the policy; `seconds` is POSIX time. */
interface Cosigner {
  readonly name: string;
  readonly seconds: number;
}

/** A checkpoint as far as it holds under a reader's policy. */
export interface CheckpointVerdict {
  /** Absent when nothing of it can be relied on. */
  readonly checkpoint?: Checkpoint;
  /** Witnesses whose cosignatures hold, newest first. */
  readonly cosigners: readonly Cosigner[];
  /** When the quorum stood: the time of its oldest cosignature. Absent when none is asked for or it is not met. */
  readonly quorumSeconds?: number;
  readonly faults: readonly FaultCode[];
}

/** Witnesses cosign anew each minute; a quorum older than this says that the log stopped, or that somebody shows an old one. */
export const STALE_SECONDS = 600;

/** What the reader relies on, from a source other than the answer. */
export interface CheckpointTrust {
  readonly origin: string;
  readonly policy: Policy;
  /** POSIX seconds by the reader's own clock; undefined where age is no fault, as for a proof that was kept. */
  readonly now: number | undefined;
}

/**
 * Checks a checkpoint (hostile) against the reader's policy: signed by one of its logs, whose key bears the origin as its
 * name, or by a key that this one leads to, and cosigned by its quorum not long ago.
 */
export async function verifyCheckpoint(
  text: string,
  { origin, policy, now }: CheckpointTrust,
  crypto: VerifierCrypto,
): Promise<CheckpointVerdict> {
  const note = parseNote(text);
  const checkpoint = note === undefined ? undefined : parseCheckpoint(note.text);
  if (note === undefined || checkpoint === undefined) return { cosigners: [], faults: ['CHECKPOINT_MALFORMED'] };
  if (checkpoint.origin !== origin) return { cosigners: [], faults: ['CHECKPOINT_OF_OTHER_LOG'] };
  const pinned = policy.logs.map(({ key }) => key).filter((key) => key.name === origin);
  const speaking = (await findSpeakingKeys(pinned, policy.statements ?? [], crypto)).keys;
  const logKeys = speaking.map(({ key }) => key);
  const signed = await verifyNote(note, logKeys, crypto);
  if ('refused' in signed) return { cosigners: [], faults: ['CHECKPOINT_UNSIGNED'] };
  const cosigners = await verifyCosigners(note, policy, crypto);
  const quorumSeconds = policy.quorum === NO_QUORUM ? undefined : quorumTime(policy, cosigners);
  const counts = speaking.some((each) => signed.verified.includes(each.key) && isWithin(each, checkpoint.size, quorumSeconds));
  if (!counts) return { cosigners: [], faults: ['LOG_KEY_WITHDRAWN'] };
  if (policy.quorum === NO_QUORUM) return { checkpoint, cosigners, faults: [] };
  if (quorumSeconds === undefined) return { checkpoint, cosigners, faults: ['QUORUM_MISSING'] };
  const faults: FaultCode[] = now !== undefined && now - quorumSeconds > STALE_SECONDS ? ['QUORUM_STALE'] : [];
  return { checkpoint, cosigners, quorumSeconds, faults };
}

/** Whether a key counts for a checkpoint of this size: of a compromised one only what the quorum saw before. */
function isWithin({ withdrawn }: SpeakingKey, size: number, quorumSeconds: number | undefined): boolean {
  if (withdrawn === undefined) return true;
  const { since } = withdrawn;
  return size <= withdrawn.size && (since === undefined || (quorumSeconds !== undefined && quorumSeconds < since));
}

/** Who of a policy cosigned a note. A witness whose cosignature fails is one that did not: it must not hold up the others' word. */
export async function verifyCosigners(
  note: SignedNote,
  policy: Pick<Policy, 'witnesses'>,
  crypto: VerifierCrypto,
): Promise<Cosigner[]> {
  const found: Cosigner[] = [];
  for (const { name, key } of policy.witnesses) {
    const times = note.signatures.filter((each) => isOf(each, key)).map((each) => parseCosignature(each.bytes)?.timestamp ?? 0);
    if (times.length === 0 || 'refused' in (await verifyNote(note, [key], crypto))) continue;
    // Each of its lines holds, so its newest word counts.
    found.push({ name, seconds: Math.max(...times) });
  }
  return found.sort((left, right) => right.seconds - left.seconds);
}

function isOf(signature: SignedNote['signatures'][number], key: NoteKey): boolean {
  return signature.name === key.name && signature.keyId === key.id;
}

/** Newest words first, until they are enough. */
function quorumTime(policy: Policy, cosigners: readonly Cosigner[]): number | undefined {
  const names = new Set<string>();
  for (const { name, seconds } of cosigners) {
    names.add(name);
    if (isQuorumMet(policy, names)) return seconds;
  }
  return undefined;
}
