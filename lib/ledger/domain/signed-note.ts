import { concat, fromBase64, toBase64, utf8, type Sha256 } from './bytes';
import { cosignatureMessage, parseCosignature } from './cosignature';
import { verifyStrictly, type VerifySignature } from './ed25519-strict';
import { isNoteText } from './line';
import { COSIGNATURE, ED25519, isKeyName, readUint32, type NoteKey } from './note-key';

/** A signature line of a note: `bytes` is what follows the key id. */
export interface NoteSignature {
  readonly name: string;
  readonly keyId: number;
  readonly bytes: Uint8Array;
}

/** A text with signatures (C2SP signed-note). `text` ends with its newline. */
export interface SignedNote {
  readonly text: string;
  readonly signatures: readonly NoteSignature[];
}

const MOST_SIGNATURES = 64;

/** Bytes of the longest note that is read. */
export const LONGEST_NOTE = 65_536;

/** "— <name> <base64 of key id and signature>", with its newline. */
export function formatSignatureLine({ name, keyId, bytes }: NoteSignature): string {
  const id = new Uint8Array(4);
  new DataView(id.buffer).setUint32(0, keyId);
  return `— ${name} ${toBase64(concat(id, bytes))}\n`;
}

/** The whole note: text, empty line, signature lines. */
export function formatNote(note: SignedNote): string {
  return `${note.text}\n${note.signatures.map(formatSignatureLine).join('')}`;
}

/** Reads a note from hostile text; undefined unless it is exactly one. Its bytes must have been decoded as strict UTF-8. */
export function parseNote(source: string): SignedNote | undefined {
  if (source.length > LONGEST_NOTE || utf8(source).length > LONGEST_NOTE || !isNoteText(source)) return undefined;
  // The text may hold empty lines of its own: the last one ends it.
  const end = source.lastIndexOf('\n\n');
  const lines = source.slice(end + 2).split('\n');
  if (end < 0 || lines.pop() !== '' || lines.length === 0 || lines.length > MOST_SIGNATURES) return undefined;
  const signatures = lines.map(parseSignatureLine);
  const whole = signatures.filter((signature) => signature !== undefined);
  return whole.length === lines.length ? { text: source.slice(0, end + 1), signatures: whole } : undefined;
}

/** Reads one signature line, without its newline, from hostile text. */
function parseSignatureLine(line: string): NoteSignature | undefined {
  const match = /^— ([^ ]+) ([A-Za-z0-9+/]+={0,2})$/u.exec(line);
  const bytes = fromBase64(match?.[2] ?? '');
  if (match?.[1] === undefined || bytes === undefined || bytes.length < 5 || !isKeyName(match[1])) return undefined;
  return { name: match[1], keyId: readUint32(bytes), bytes: bytes.slice(4) };
}

type NoteVerdict = { readonly verified: readonly NoteKey[] } | { readonly refused: 'KNOWN_KEY_FAILS' | 'NO_KNOWN_KEY' };

/**
 * Which known keys signed a note, each once. Unknown keys are passed over, and keys of a type that is not checked here; a
 * known key whose signature fails refuses the note.
 */
export async function verifyNote(
  note: SignedNote,
  keys: readonly NoteKey[],
  crypto: { readonly sha256: Sha256; readonly verifySignature: VerifySignature },
): Promise<NoteVerdict> {
  const verified = new Set<NoteKey>();
  for (const signature of note.signatures) {
    const key = keys.filter(isChecked).find((each) => each.name === signature.name && each.id === signature.keyId);
    if (key === undefined) continue;
    if (!(await verifySignatureLine(note.text, signature, key, crypto.verifySignature))) return { refused: 'KNOWN_KEY_FAILS' };
    verified.add(key);
  }
  return verified.size === 0 ? { refused: 'NO_KNOWN_KEY' } : { verified: [...verified] };
}

function isChecked({ type }: NoteKey): boolean {
  return type === ED25519 || type === COSIGNATURE;
}

/** Whether one signature line is this key's over this text; a cosignature over the text and its time. */
async function verifySignatureLine(
  text: string,
  signature: NoteSignature,
  key: NoteKey,
  verifySignature: VerifySignature,
): Promise<boolean> {
  if (signature.name !== key.name || signature.keyId !== key.id) return false;
  const { publicKey } = key;
  if (key.type === ED25519)
    return verifyStrictly({ publicKey, message: utf8(text), signature: signature.bytes }, verifySignature);
  const cosigned = key.type === COSIGNATURE ? parseCosignature(signature.bytes) : undefined;
  if (cosigned === undefined) return false;
  const message = utf8(cosignatureMessage(cosigned.timestamp, text));
  return verifyStrictly({ publicKey, message, signature: cosigned.signature }, verifySignature);
}
