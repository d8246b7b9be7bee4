import { cpSync, createReadStream, existsSync, lstatSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Stop } from '../say';
import { CHECKSUMS, findDamage, formatChecksums, readChecksums, writeHashed } from './checksums';

/** What lies outside Postgres and can be copied: keys, secrets, the witness policy, and what values are sealed under. */
const KEPT = ['keys', 'subjects', 'signer', 'secrets.json'];

/** What was last signed: an older copy of it would let the log sign another past. It never leaves its machine. */
const NEVER = 'signed.json';

/** Copies keys and secrets into a directory of their own, which must be new; answers how many files. */
export async function backUpKeys(dataDirectory: string, directory: string): Promise<number> {
  if (existsSync(directory)) throw new Stop(`${directory} is there already. Nothing was written. Name a new directory.`);
  mkdirSync(directory, { recursive: true, mode: 0o700 });
  const checksums = new Map<string, string>();
  for (const path of listKeyFiles(dataDirectory))
    checksums.set(path, await writeHashed(join(directory, path), createReadStream(join(dataDirectory, path))));
  writeFileSync(join(directory, CHECKSUMS), formatChecksums(checksums), { mode: 0o600 });
  return checksums.size;
}

/** Puts keys and secrets where the product keeps them. A file that is there is newer, and stays; those are answered. */
export async function restoreKeys(directory: string, dataDirectory: string): Promise<string[]> {
  const checksums = readChecksums(directory);
  const damage = checksums === undefined ? CHECKSUMS : await findDamage(directory, checksums);
  if (checksums === undefined || damage !== undefined)
    throw new Stop(`The copy of the keys is damaged at ${String(damage)}. Nothing was restored. Use another copy.`);
  const stayed: string[] = [];
  for (const path of checksums.keys()) {
    const target = join(dataDirectory, path);
    if (existsSync(target) && !readFileSync(target).equals(readFileSync(join(directory, path)))) stayed.push(path);
    if (existsSync(target)) continue;
    mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
    cpSync(join(directory, path), target);
  }
  return stayed;
}

/** Whether the data directory has keys: without them nothing could be signed in anyone's name. */
export function hasKeys(dataDirectory: string): boolean {
  const keys = join(dataDirectory, 'keys');
  return existsSync(join(dataDirectory, 'secrets.json')) && existsSync(keys) && readdirSync(keys).length > 0;
}

function listKeyFiles(root: string): string[] {
  const list = (path: string): string[] => {
    const full = join(root, path);
    if (!existsSync(full)) return [];
    if (!lstatSync(full).isDirectory()) return path.endsWith(`/${NEVER}`) ? [] : [path];
    return readdirSync(full).flatMap((name) => list(join(path, name)));
  };
  return KEPT.flatMap(list);
}
