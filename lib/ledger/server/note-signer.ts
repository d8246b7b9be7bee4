import { createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { utf8 } from '@/lib/ledger/domain/bytes';
import { cosignatureMessage, encodeCosignature } from '@/lib/ledger/domain/cosignature';
import { COSIGNATURE, makeNoteKey, type ED25519, type NoteKey } from '@/lib/ledger/domain/note-key';
import type { NoteSignature } from '@/lib/ledger/domain/signed-note';
import { rawPublicKey, sha256, signBytes } from './hashing';
import { writeDurably } from './signer-state';

/** Signs notes under one name: as the log itself, or as a witness with its time. */
export interface NoteSigner {
  readonly key: NoteKey;
  /** A signature line's content over a note's text. `seconds` (POSIX) is signed by a witness and unused by a log. */
  sign(text: string, seconds: number): NoteSignature;
}

/** A signer whose Ed25519 key is in a file (0600 PEM), made on first use. One key has one role and one name. */
export function openNoteSigner(path: string, name: string, type: typeof ED25519 | typeof COSIGNATURE): NoteSigner {
  if (!existsSync(path)) writeDurably(path, makeNoteSecret());
  const privateKey = createPrivateKey(readFileSync(path, 'utf8'));
  const key = makeNoteKey(name, type, rawPublicKey(privateKey), sha256);
  return {
    key,
    sign(text, seconds) {
      const message = utf8(type === COSIGNATURE ? cosignatureMessage(seconds, text) : text);
      const signature = signBytes(privateKey, message);
      const bytes = type === COSIGNATURE ? encodeCosignature(seconds, signature) : signature;
      return { name, keyId: key.id, bytes };
    },
  };
}

/** A new Ed25519 key as the text of its file (PKCS #8 PEM). */
export function makeNoteSecret(): string {
  return generateKeyPairSync('ed25519').privateKey.export({ type: 'pkcs8', format: 'pem' }).toString();
}
