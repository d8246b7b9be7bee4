import { concat, fromBase64, toBase64, utf8, type Sha256 } from './bytes';
import { isNoteText } from './line';

/** Signature types of C2SP signed-note that are used here. */
export const ED25519 = 0x01;
export const COSIGNATURE = 0x04;

/** Timestamped ML-DSA-44 cosignatures: their keys are read, so that a policy may name one; no signature of theirs is checked yet. */
export const ML_DSA_COSIGNATURE = 0x06;

const KEY_BYTES = new Map([
  [ED25519, 32],
  [COSIGNATURE, 32],
  [ML_DSA_COSIGNATURE, 1312],
]);

/** A key that signs notes: its name, and the 32-bit id that names it in a signature line (C2SP signed-note). */
export interface NoteKey {
  readonly name: string;
  readonly id: number;
  readonly type: number;
  readonly publicKey: Uint8Array;
}

const NEWLINE = Uint8Array.of(0x0a);

/** A key with its id: the first four bytes of SHA-256(name || 0x0A || type || public key). */
export function makeNoteKey(name: string, type: number, publicKey: Uint8Array, sha256: Sha256): NoteKey {
  const id = sha256(concat(utf8(name), NEWLINE, Uint8Array.of(type), publicKey));
  return { name, id: readUint32(id), type, publicKey };
}

/**
 * A key name is not empty and holds neither a space of any kind nor a plus. Nothing more is asked, above all nothing that
 * differs between versions of Unicode: on whether a note is well-formed all readers must agree.
 */
export function isKeyName(name: string): boolean {
  return isNoteText(name) && /^[^+\p{White_Space}]+$/u.test(name);
}

/** The id as people and verifier keys tell it: eight hex digits. */
export function keyIdOf({ id }: NoteKey): string {
  return id.toString(16).padStart(8, '0');
}

/** "<name>+<hex id>+<base64 of type and key>". */
export function formatVkey(key: NoteKey): string {
  return `${key.name}+${keyIdOf(key)}+${toBase64(concat(Uint8Array.of(key.type), key.publicKey))}`;
}

/** Reads a verifier key from hostile text; undefined unless its type is known and its id is the one its name and key give. */
export function parseVkey(text: string, sha256: Sha256): NoteKey | undefined {
  const match = /^([^+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/=]+)$/.exec(text);
  const bytes = fromBase64(match?.[3] ?? '');
  const type = bytes?.[0];
  if (match?.[1] === undefined || bytes === undefined || type === undefined || !isKeyName(match[1])) return undefined;
  if (bytes.length - 1 !== KEY_BYTES.get(type)) return undefined;
  const key = makeNoteKey(match[1], type, bytes.slice(1), sha256);
  return formatVkey(key) === text ? key : undefined;
}

/** A big-endian 32-bit number at the start of some bytes. */
export function readUint32(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength).getUint32(0);
}
