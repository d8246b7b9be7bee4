import { createReadStream, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fromBase64 } from '@/lib/ledger/domain/bytes';
import { entryDigest, parseHeader } from '@/lib/ledger/domain/header';
import { TILE_WIDTH } from '@/lib/ledger/domain/tile';
import type { LogCrypto, StoredCommit } from '@/lib/ledger/domain/verify-commit';
import type { StoredEntry } from '@/lib/ledger/domain/verify-log';
import type { VisibleField } from '@/lib/ledger/language/wire';
import { sha256 } from '@/lib/ledger/server/hashing';
import { readBundle } from './check-tiles';

/** A line that is not what docs/ledger-format.md says: what follows cannot be placed any more. */
export class Unreadable extends Error {
  constructor(readonly where: string) {
    super(where);
  }
}

const CHUNK = 4_096;

interface CommitLine {
  index: number;
  statement: string;
  signature: string;
  entries: { header: string; commitments: [string, string][] }[];
}
interface ValueLine {
  index: number;
  fields: [name: string, group: string, salt: string, value: VisibleField['value']][];
}

/** The commits of an export in order, each with its entries, their leaves from the tiles and, if asked for, their values. */
export async function* readCommits(
  directory: string,
  size: number,
  withValues: boolean,
): AsyncGenerator<{ commit: StoredCommit; entries: StoredEntry[] }> {
  const leafAt = leafReader(directory, size);
  for (let chunk = 0; chunk * CHUNK < size; chunk += 1) {
    const file = `${String(chunk).padStart(3, '0')}.jsonl`;
    const values = withValues ? valueReader(directory, `values/${file}`) : undefined;
    for await (const line of readLines(directory, `entries/${file}`, isCommitLine)) {
      const signature = fromBase64(line.signature) ?? new Uint8Array();
      const commit = { firstIndex: line.index, statement: line.statement, signature };
      yield { commit, entries: await entriesOf(line, leafAt, values) };
    }
  }
}

async function entriesOf(
  line: CommitLine,
  leafAt: (index: number) => Uint8Array,
  values: ((index: number) => Promise<VisibleField[]>) | undefined,
): Promise<StoredEntry[]> {
  const entries: StoredEntry[] = [];
  for (const [place, { header, commitments }] of line.entries.entries()) {
    const index = line.index + place;
    const wire = { index, header, commitments, fields: (await values?.(index)) ?? [] };
    const { stream = '', version = 0 } = parseHeader(header) ?? {};
    entries.push({ wire, stream, version, digest: entryDigest(header, sha256), leaf: leafAt(index), commitFirst: line.index });
  }
  return entries;
}

/** The organisations' keys as the operator tells them: without values nothing else says whose a key is. */
export function readKeys(directory: string): LogCrypto['keys'] {
  const lines = readFileSync(join(directory, 'entries/keys.jsonl'), 'utf8')
    .split('\n')
    .filter((line) => line !== '');
  return new Map(
    lines.map((line) => {
      const { key, organisation, publicKey } = JSON.parse(line) as Record<string, string>;
      return [key ?? '', { organisation: organisation ?? '', publicKey: fromBase64(publicKey ?? '') ?? new Uint8Array() }];
    }),
  );
}

/** Values are read one line after another; lines of entries that are lost are passed over. */
function valueReader(directory: string, path: string): (index: number) => Promise<VisibleField[]> {
  const lines = readLines(directory, path, isValueLine);
  return async (index) => {
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      if (next.value.index < index) continue;
      if (next.value.index > index) break;
      return next.value.fields.map(([name, group, salt, value]) => ({ name, group, salt, value }));
    }
    throw new Unreadable(`${path}, entry ${String(index)}`);
  };
}

/** Bundles are read one after another, as the entries ask for their leaves. */
function leafReader(directory: string, size: number): (index: number) => Uint8Array {
  let held = { bundle: -1, leaves: [] as Uint8Array[] };
  return (index) => {
    const bundle = Math.floor(index / TILE_WIDTH);
    if (held.bundle !== bundle) held = { bundle, leaves: index < size ? (readBundle(directory, bundle, size) ?? []) : [] };
    return held.leaves[index % TILE_WIDTH] ?? new Uint8Array();
  };
}

async function* readLines<Line>(
  directory: string,
  path: string,
  isLine: (value: unknown) => value is Line,
): AsyncGenerator<Line, undefined> {
  if (!existsSync(join(directory, path))) throw new Unreadable(path);
  let number = 0;
  for await (const text of createInterface({ input: createReadStream(join(directory, path)), crlfDelay: Infinity })) {
    number += 1;
    const value = parseJson(text);
    if (!isLine(value)) throw new Unreadable(`${path} line ${String(number)}`);
    yield value;
  }
  return undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function isCommitLine(value: unknown): value is CommitLine {
  const line = (value ?? {}) as Partial<CommitLine>;
  const texts = typeof line.statement === 'string' && typeof line.signature === 'string' && Number.isSafeInteger(line.index);
  return texts && Array.isArray(line.entries) && line.entries.every(isEntry);
}

function isEntry(entry: Partial<CommitLine['entries'][number]> | null): boolean {
  const pairs = entry?.commitments;
  return typeof entry?.header === 'string' && Array.isArray(pairs) && pairs.every((pair) => isTexts(pair, 2));
}

function isValueLine(value: unknown): value is ValueLine {
  const line = (value ?? {}) as Partial<ValueLine>;
  return Number.isSafeInteger(line.index) && Array.isArray(line.fields) && line.fields.every((field) => isTexts(field, 3));
}

function isTexts(value: unknown, count: number): boolean {
  return Array.isArray(value) && value.length >= count && value.slice(0, count).every((item) => typeof item === 'string');
}
