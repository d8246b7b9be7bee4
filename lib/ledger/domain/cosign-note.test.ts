import { hash } from 'node:crypto';
import { expect, it } from 'vitest';
import type { Sha256 } from './bytes';
import { addCosignature, cosignedAt } from './cosign-note';
import { encodeCosignature } from './cosignature';
import { COSIGNATURE, makeNoteKey, type NoteKey } from './note-key';
import type { NoteSignature } from './signed-note';

const sha256: Sha256 = (message) => hash('sha256', message, 'buffer');
const keyOf = (name: string): NoteKey => makeNoteKey(name, COSIGNATURE, new Uint8Array(32).fill(name.length), sha256);
const [one, other] = [keyOf('one'), keyOf('other')];
const lineOf = (key: NoteKey, seconds: number): NoteSignature => ({
  name: key.name,
  keyId: key.id,
  bytes: encodeCosignature(seconds, new Uint8Array(64)),
});
const log: NoteSignature = { name: 'log', keyId: 7, bytes: new Uint8Array(64) };
const note = { text: 'log\n1\nroot\n', signatures: [log] };

it('keeps one line a cosigner, the newest, and every other signature', () => {
  const first = addCosignature(addCosignature(note, one, lineOf(one, 100)), other, lineOf(other, 100));
  expect(first.signatures).toEqual([log, lineOf(one, 100), lineOf(other, 100)]);
  const renewed = addCosignature(first, one, lineOf(one, 160));
  expect(renewed).toEqual({ text: note.text, signatures: [log, lineOf(other, 100), lineOf(one, 160)] });
  expect(addCosignature(renewed, one, lineOf(one, 159))).toEqual(renewed);
});

it('tells when a cosigner signed, by its name and its key', () => {
  const signed = addCosignature(note, one, lineOf(one, 100));
  expect(cosignedAt(signed, one)).toBe(100);
  expect(cosignedAt(signed, other)).toBeUndefined();
  expect(cosignedAt(signed, { ...one, id: one.id + 1 })).toBeUndefined();
  expect(cosignedAt(signed, { ...one, name: 'other' })).toBeUndefined();
});
