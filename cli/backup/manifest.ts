import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { Stop } from '../say';
import { CHECKSUMS, findDamage, readChecksums, type Checksums } from './checksums';

export const MANIFEST = 'manifest.json';

/** Names go into statements: they are plain words. */
const word = z.string().regex(/^[a-z0-9_]+$/);
const manifestShape = z.strictObject({
  format: z.literal('hearthline/backup/v1'),
  takenAt: z.iso.datetime(),
  /** The log, its entries and its root (base64) as in the copy. */
  origin: z.string(),
  size: z.number().int().min(0),
  root: z.string(),
  /** The newest checkpoint in the copy as signed and cosigned; null before the first. */
  checkpoint: z.string().nullable(),
  /** Migrations that the copied database had. */
  migrations: z.array(z.string()),
  tables: z.array(z.strictObject({ name: z.string().regex(/^[a-z_]+\.[a-z0-9_]+$/), columns: z.array(word).readonly() })),
  /** Every other file, so that none can be missing unnoticed. */
  files: z.array(z.string()),
});

/** What a backup says of itself. */
export type Manifest = z.infer<typeof manifestShape>;

/** A backup whose every file is what was written. */
export interface CheckedBackup {
  readonly directory: string;
  readonly manifest: Manifest;
  readonly checksums: Checksums;
}

/** Reads a backup and compares every file with its checksum. Stops with the name of the first that is damaged. */
export async function readBackup(directory: string): Promise<CheckedBackup> {
  const checksums = readChecksums(directory);
  if (checksums === undefined) throw damaged(CHECKSUMS, 'it is missing or cannot be read; perhaps this is no backup');
  const path = (await findDamage(directory, checksums)) ?? (checksums.has(MANIFEST) ? undefined : MANIFEST);
  if (path !== undefined) throw damaged(path, 'it is missing or not what was written');
  const parsed = manifestShape.safeParse(parseJson(readFileSync(join(directory, MANIFEST), 'utf8')));
  if (!parsed.success) throw damaged(MANIFEST, 'it is not of the form that this release reads');
  const lost = parsed.data.files.find((file) => !checksums.has(file));
  if (lost !== undefined) throw damaged(lost, `it is not listed in ${CHECKSUMS}`);
  return { directory, manifest: parsed.data, checksums };
}

function damaged(path: string, why: string): Stop {
  return new Stop(`The backup is damaged at ${path}: ${why}. Nothing was restored. Use another backup.`);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
