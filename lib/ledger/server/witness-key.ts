import { closeSync, existsSync, fstatSync, fsyncSync, linkSync, openSync, readdirSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { COSIGNATURE, keyIdOf, type NoteKey } from '@/lib/ledger/domain/note-key';
import { makeNoteSecret, openNoteSigner, type NoteSigner } from './note-signer';
import { writeDurably } from './signer-state';

/** Whether a directory is a witness's: whether its key lies there. */
export function hasWitnessKey(directory: string): boolean {
  return existsSync(presentPath(directory));
}

/** The key that the witness of a directory cosigns with as it is now, under a name; made on first use. */
export function openWitnessKey(directory: string, name: string): NoteSigner {
  return openNoteSigner(presentPath(directory), name, COSIGNATURE);
}

/**
 * Puts a new key in the place of a witness's present one, also while the witness runs; at any moment one of both is there. The one
 * before is kept aside until {@link discardFormerKeys}: it cosigns no more, but readers who know it hear from it what follows it.
 */
export function replaceWitnessKey(directory: string, name: string): NoteKey {
  const before = openWitnessKey(directory, name).key;
  linkSync(presentPath(directory), join(directory, `witness-${keyIdOf(before)}.pem`));
  writeDurably(presentPath(directory), makeNoteSecret());
  return openWitnessKey(directory, name).key;
}

/** The keys that were replaced in a directory and not discarded yet, under the witness's name. */
export function formerWitnessKeys(directory: string, name: string): NoteSigner[] {
  return formerPaths(directory).map((path) => openNoteSigner(path, name, COSIGNATURE));
}

/** Destroys the secrets of the keys that were replaced: what they signed is checked by their public halves. */
export function discardFormerKeys(directory: string): void {
  for (const path of formerPaths(directory)) {
    const file = openSync(path, 'r+');
    writeSync(file, Buffer.alloc(fstatSync(file).size));
    fsyncSync(file);
    closeSync(file);
    rmSync(path);
  }
}

function presentPath(directory: string): string {
  return join(directory, 'witness.pem');
}

function formerPaths(directory: string): string[] {
  const names = readdirSync(directory).filter((name) => /^witness-.+\.pem$/.test(name));
  return names.sort().map((name) => join(directory, name));
}
