import type { Sha256 } from './bytes';
import { parseDecimal } from './line';
import { ED25519, formatVkey, parseVkey, type NoteKey } from './note-key';
import { parseNote, type SignedNote } from './signed-note';

const ENDORSED_TAG = 'hearthline/log-key-endorsed/v1';
const WITHDRAWN_TAG = 'hearthline/log-key-withdrawn/v1';

/** A log's key names the one that follows it under the same name. It holds when both of them signed it. */
export interface Endorsement {
  readonly key: NoteKey;
  readonly next: NoteKey;
}

/** A log's key signs no more. It holds when a later key of the log signed it. */
export interface Withdrawal {
  readonly key: NoteKey;
  /** Entries of the largest checkpoint that counts with this key's signature alone. */
  readonly size: number;
  /** POSIX seconds from which nothing counts that this key alone signed, where it was compromised. */
  readonly since: number | undefined;
}

/** What a log says of its own keys (ledger format, The log’s keys): a signed note. The signatures are not checked yet. */
export interface KeyStatement {
  readonly note: SignedNote;
  readonly endorsement?: Endorsement;
  readonly withdrawal?: Withdrawal;
}

/** A statement with the text that it was read from. */
export type SourcedStatement = KeyStatement & { readonly source: string };

/** The text of the note by which a key names the next. */
export function formatEndorsement({ key, next }: Endorsement): string {
  return `${ENDORSED_TAG}\n${formatVkey(key)}\n${formatVkey(next)}\n`;
}

/** The text of the note by which a later key withdraws one. */
export function formatWithdrawal({ key, size, since }: Withdrawal): string {
  return `${WITHDRAWN_TAG}\n${formatVkey(key)}\n${String(size)}\n${since === undefined ? '-' : String(since)}\n`;
}

/** Reads a statement from hostile text; undefined unless it is written the one way it may be. */
export function parseKeyStatement(source: string, sha256: Sha256): KeyStatement | undefined {
  const note = parseNote(source);
  const [tag, first, second, third] = note?.text.split('\n') ?? [];
  const key = parseLogKey(first, sha256);
  if (note === undefined || key === undefined) return undefined;
  const endorsement = tag === ENDORSED_TAG ? readEndorsement(key, parseLogKey(second, sha256)) : undefined;
  if (endorsement !== undefined) return formatEndorsement(endorsement) === note.text ? { note, endorsement } : undefined;
  const withdrawal = tag === WITHDRAWN_TAG ? readWithdrawal(key, second, third) : undefined;
  return withdrawal !== undefined && formatWithdrawal(withdrawal) === note.text ? { note, withdrawal } : undefined;
}

/** One key of a log follows another: under another name it would be another log’s. */
function readEndorsement(key: NoteKey, next: NoteKey | undefined): Endorsement | undefined {
  return next?.name === key.name && next.id !== key.id ? { key, next } : undefined;
}

function readWithdrawal(key: NoteKey, size: string | undefined, since: string | undefined): Withdrawal | undefined {
  const entries = parseDecimal(size ?? '');
  return entries === undefined ? undefined : { key, size: entries, since: parseDecimal(since ?? '') };
}

function parseLogKey(text: string | undefined, sha256: Sha256): NoteKey | undefined {
  const key = parseVkey(text ?? '', sha256);
  return key?.type === ED25519 ? key : undefined;
}
