import { existsSync, openSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { sameBytes } from '@/lib/ledger/domain/bytes';
import { COSIGNATURE, formatVkey, keyIdOf, type NoteKey } from '@/lib/ledger/domain/note-key';
import { makeNoteSecret, openNoteSigner, type NoteSigner } from './note-signer';
import { destroyContent, writeDurably } from './signer-state';

/** Whether a directory is a witness's: whether its key lies there. */
export function hasWitnessKey(directory: string): boolean {
  return existsSync(presentPath(directory));
}

/** The key of the witness of a directory, under a name; made on first use, and only when a witness starts. */
export function ensureWitnessKey(directory: string, name: string): NoteSigner {
  return openNoteSigner(presentPath(directory), name, COSIGNATURE);
}

/** The key that the witness of a directory cosigns with as it is now. Throws where there is none: a directory that was moved away makes no new witness. */
export function openWitnessKey(directory: string, name: string): NoteSigner {
  if (!hasWitnessKey(directory)) throw new Error(`The witness’s key is not in ${directory} any more. Nothing was signed.`);
  return ensureWitnessKey(directory, name);
}

/** All keys with which a witness answers for itself: the present one, and those it took the place of, which readers may still know it by. */
export function witnessSigners(directory: string, name: string): NoteSigner[] {
  return [openWitnessKey(directory, name), ...formerWitnessKeys(directory, name)];
}

/**
 * Puts a new key in the place of a witness's present one, also while the witness runs; at any moment one of both is there. The one
 * before is kept aside until {@link discardFormerKeys}: it cosigns no more, but readers who know it hear from it what follows it.
 */
export function replaceWitnessKey(directory: string, name: string): NoteKey {
  const present = presentPath(directory);
  const before = openWitnessKey(directory, name).key;
  // A file of its own: what is destroyed later must not be what is in force, wherever this breaks off.
  writeDurably(join(directory, `witness-${keyIdOf(before)}.pem`), readFileSync(present, 'utf8'));
  const replaced = openSync(present, 'r+');
  writeDurably(present, makeNoteSecret());
  destroyContent(replaced);
  return openWitnessKey(directory, name).key;
}

/** The keys that were replaced in a directory and not discarded yet, under the witness's name. */
export function formerWitnessKeys(directory: string, name: string): NoteSigner[] {
  const present = formatVkey(openWitnessKey(directory, name).key);
  const former = formerPaths(directory).map((path) => openNoteSigner(path, name, COSIGNATURE));
  // One that was to be replaced when that broke off is still in force.
  return former.filter(({ key }) => formatVkey(key) !== present);
}

/**
 * Destroys the secrets of keys that were replaced: these and no others, since another may have been replaced meanwhile. What they signed is
 * checked by their public halves.
 */
export function discardFormerKeys(directory: string, keys: readonly NoteKey[]): void {
  const isOneOf = ({ publicKey }: NoteKey): boolean => keys.some((key) => sameBytes(key.publicKey, publicKey));
  const paths = formerPaths(directory).filter((path) => isOneOf(openNoteSigner(path, 'any', COSIGNATURE).key));
  // Under a name that no key has, so that half of this leaves nothing that could not be read.
  for (const path of paths) renameSync(path, `${path}.discarded`);
  for (const name of readdirSync(directory).filter((each) => each.endsWith('.discarded'))) {
    destroyContent(openSync(join(directory, name), 'r+'));
    rmSync(join(directory, name));
  }
}

function presentPath(directory: string): string {
  return join(directory, 'witness.pem');
}

function formerPaths(directory: string): string[] {
  const names = readdirSync(directory).filter((name) => /^witness-.+\.pem$/.test(name));
  return names.sort().map((name) => join(directory, name));
}
