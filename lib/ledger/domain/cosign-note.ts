import { parseCosignature } from './cosignature';
import type { NoteKey } from './note-key';
import type { NoteSignature, SignedNote } from './signed-note';

/** When a cosigner says that it signed, in POSIX seconds; undefined when it did not sign the note. Nothing is verified. */
export function cosignedAt(note: SignedNote, key: NoteKey): number | undefined {
  const times = note.signatures.filter((line) => isBy(line, key)).map(({ bytes }) => parseCosignature(bytes)?.timestamp ?? 0);
  return times.length === 0 ? undefined : Math.max(...times);
}

/** The note with a cosigner's line, verified before, instead of its older one: each cosigner has one line, the newest. */
export function addCosignature(note: SignedNote, key: NoteKey, line: NoteSignature): SignedNote {
  if ((cosignedAt(note, key) ?? -1) >= (parseCosignature(line.bytes)?.timestamp ?? 0)) return note;
  return { text: note.text, signatures: [...note.signatures.filter((each) => !isBy(each, key)), line] };
}

/** Whether a signature line names this key. */
export function isBy(line: NoteSignature, key: NoteKey): boolean {
  return line.name === key.name && line.keyId === key.id;
}
