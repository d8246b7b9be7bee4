import { generateKeyPairSync, type KeyObject } from 'node:crypto';
import { utf8 } from '@/lib/ledger/domain/bytes';
import { cosignatureMessage, encodeCosignature } from '@/lib/ledger/domain/cosignature';
import { COSIGNATURE, makeNoteKey, type NoteKey } from '@/lib/ledger/domain/note-key';
import type { NoteSignature } from '@/lib/ledger/domain/signed-note';
import { rawPublicKey, sha256, signBytes } from './hashing';

/** A witness of a test that cosigns whatever it is given. */
export interface TestCosigner {
  readonly key: NoteKey;
  readonly privateKey: KeyObject;
}

/** A new witness's key under a name. */
export function makeWitness(name: string): TestCosigner {
  const { privateKey } = generateKeyPairSync('ed25519');
  return { privateKey, key: makeNoteKey(name, COSIGNATURE, rawPublicKey(privateKey), sha256) };
}

/** Its cosignature of a note's text at a time in POSIX seconds. */
export function cosign({ key, privateKey }: TestCosigner, text: string, seconds: number): NoteSignature {
  const signature = signBytes(privateKey, utf8(cosignatureMessage(seconds, text)));
  return { name: key.name, keyId: key.id, bytes: encodeCosignature(seconds, signature) };
}
