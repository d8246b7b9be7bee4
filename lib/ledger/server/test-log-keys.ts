import { generateKeyPairSync } from 'node:crypto';
import { utf8 } from '@/lib/ledger/domain/bytes';
import { formatEndorsement, formatWithdrawal, type Withdrawal } from '@/lib/ledger/domain/key-statement';
import { ED25519, makeNoteKey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { formatNote, type NoteSignature } from '@/lib/ledger/domain/signed-note';
import { rawPublicKey, sha256, signBytes } from './hashing';

/** A key of a test's log, which signs whatever it is given. */
export interface TestLogKey {
  readonly key: NoteKey;
  sign(text: string): NoteSignature;
}

/** A new key under a log's name. */
export function makeLogKey(name: string): TestLogKey {
  const { privateKey } = generateKeyPairSync('ed25519');
  const key = makeNoteKey(name, ED25519, rawPublicKey(privateKey), sha256);
  return { key, sign: (text) => ({ name, keyId: key.id, bytes: signBytes(privateKey, utf8(text)) }) };
}

/** The statement that one key names another as the next, signed by both unless said otherwise. */
export function endorse(from: TestLogKey, to: TestLogKey, by: readonly TestLogKey[] = [from, to]): string {
  const text = formatEndorsement({ key: from.key, next: to.key });
  return formatNote({ text, signatures: by.map((each) => each.sign(text)) });
}

/** The statement that a key signs no more, by a later one. */
export function withdraw(withdrawal: Withdrawal, by: TestLogKey): string {
  const text = formatWithdrawal(withdrawal);
  return formatNote({ text, signatures: [by.sign(text)] });
}
