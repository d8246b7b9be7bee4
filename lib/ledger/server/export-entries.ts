import { once } from 'node:events';
import { createWriteStream, existsSync, mkdirSync, renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Pool, PoolClient } from 'pg';
import { toBase64 } from '@/lib/ledger/domain/bytes';
import { writeWhole } from './export-log';
import { readWholeCommits, storedEntry, type WholeCommit, type WholeSource } from './read-whole';
import type { SubjectKeys } from './subject-keys';

/** A file holds the commits that begin in so many positions of the log. */
const CHUNK = 4_096;

/** What is written beside the tiles. */
export interface EntryExport {
  readonly directory: string;
  /** The checkpoint's size: nothing beyond it is written. */
  readonly size: number;
  readonly withValues: boolean;
}

/**
 * Writes headers, commitments, statements and signatures as JSON lines (docs/ledger-format.md, An export), a commit a line; and
 * with `withValues` every value with its salt, an entry a line, in files of their own. Answers how many files were written.
 * A complete file of entries never changes and is kept; values may have been erased since and are always written anew.
 */
export async function exportEntries(pool: Pool, subjects: SubjectKeys, what: EntryExport): Promise<number> {
  const client = await pool.connect();
  try {
    let written = await exportKeys(client, what.directory);
    for (let chunk = 0; chunk * CHUNK < what.size; chunk += 1) written += await exportChunk({ client, subjects }, chunk, what);
    return written;
  } finally {
    client.release();
  }
}

/** The path of a chunk's file. */
function chunkPath(kind: 'entries' | 'values', chunk: number): string {
  return `${kind}/${String(chunk).padStart(3, '0')}.jsonl`;
}

async function exportChunk(source: WholeSource, chunk: number, { directory, size, withValues }: EntryExport): Promise<number> {
  const [from, to] = [chunk * CHUNK, Math.min((chunk + 1) * CHUNK, size)];
  const complete = to === (chunk + 1) * CHUNK && existsSync(join(directory, chunkPath('entries', chunk)));
  if (complete && !withValues) return 0;
  const entries = complete ? undefined : openLines(directory, chunkPath('entries', chunk));
  const values = withValues ? openLines(directory, chunkPath('values', chunk)) : undefined;
  for await (const whole of readWholeCommits(source, from, to)) {
    await entries?.write(commitLine(whole));
    for (const line of valueLines(whole)) await values?.write(line);
  }
  await entries?.close();
  await values?.close();
  return (entries === undefined ? 0 : 1) + (values === undefined ? 0 : 1);
}

function commitLine({ firstIndex, row, entries }: WholeCommit): unknown {
  return {
    index: firstIndex,
    recordedAt: row?.recorded_at,
    statement: row?.statement.toString('utf8'),
    signature: toBase64(row?.signature ?? new Uint8Array()),
    entries: entries.map((entry) => {
      const { header, commitments } = storedEntry(entry).wire;
      return { header, commitments };
    }),
  };
}

function valueLines({ entries }: WholeCommit): unknown[] {
  return entries.map((entry) => {
    const { index, fields } = storedEntry(entry).wire;
    return { index, fields: fields.map(({ name, group, salt, value }) => [name, group, salt, value]) };
  });
}

async function exportKeys(client: PoolClient, directory: string): Promise<number> {
  const { rows } = await client.query<{ key_id: string; organisation: string; public_key: Buffer; from_index: string }>(
    'select key_id, organisation, public_key, from_index from partners.signing_key order by from_index, key_id',
  );
  const lines = rows.map((row) => {
    const { key_id: key, organisation, public_key } = row;
    return JSON.stringify({ key, organisation, publicKey: toBase64(public_key), from: Number(row.from_index) });
  });
  writeWhole(join(directory, 'entries/keys.jsonl'), lines.map((line) => `${line}\n`).join(''));
  return 1;
}

interface Lines {
  write(line: unknown): Promise<void>;
  close(): Promise<void>;
}

/** A file that takes its name when it is whole. */
function openLines(directory: string, path: string): Lines {
  const target = join(directory, path);
  mkdirSync(dirname(target), { recursive: true });
  const stream = createWriteStream(`${target}.next`);
  return {
    async write(line) {
      if (!stream.write(`${JSON.stringify(line)}\n`)) await once(stream, 'drain');
    },
    async close() {
      stream.end();
      await once(stream, 'close');
      renameSync(`${target}.next`, target);
    },
  };
}
