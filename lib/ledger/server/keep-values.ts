import type { SealedEntry } from '@/lib/ledger/domain/seal-entry';
import { sealValues } from './sealed-values';
import type { Shape } from './shapes';
import type { KeyReader, StreamKey } from './subject-keys';

/**
 * The values of one field group as they are stored, in the order of the field names: salts in base64url and a JSON array; or
 * both sealed, where they are a person's.
 */
export interface ValuesRow {
  readonly group: string;
  readonly values: string;
  readonly salts: readonly string[];
  readonly sealed: Buffer;
}

/** What is known of an entry whose values are to be kept. */
interface Kept {
  readonly stream: string;
  readonly shape: Shape;
  readonly entry: SealedEntry;
  readonly salts: readonly string[];
}

const NOTHING = Buffer.alloc(0);

/** The rows of each entry's values: open for organisations' streams, and for people's sealed, all of one person's at once. */
export function keepValues(entries: readonly Kept[], keyOf: KeyReader): ValuesRow[][] {
  const byStream = new Map<string, number[]>();
  entries.forEach(({ stream }, at) => {
    const places = byStream.get(stream);
    if (places === undefined) byStream.set(stream, [at]);
    else places.push(at);
  });
  const kept: ValuesRow[][] = entries.map(() => []);
  for (const [stream, places] of byStream) {
    const rows = places.map((at) => openRows(entries[at]));
    seal(rows, keyOf(stream)).forEach((own, at) => (kept[places[at] ?? 0] = own));
  }
  return kept;
}

interface OpenRow extends ValuesRow {
  readonly digest: string;
}

function openRows(entry: Kept | undefined): OpenRow[] {
  if (entry === undefined) return [];
  const { shape, entry: sealed, salts } = entry;
  return shape.parts.map(({ group, places }) => ({
    digest: sealed.digest,
    group,
    values: `[${places.map((at) => sealed.texts[at]).join(',')}]`,
    salts: places.map((at) => salts[at] ?? ''),
    sealed: NOTHING,
  }));
}

function seal(rows: readonly OpenRow[][], key: StreamKey): ValuesRow[][] {
  if (key === 'none') return [...rows];
  if (key === 'destroyed' || key === 'lost') throw new Error('What has no key must not be sealed');
  const sealed = sealValues(rows.flat(), key);
  let next = 0;
  return rows.map((own) => own.map(({ group }) => ({ group, values: '', salts: [], sealed: sealed[next++] ?? NOTHING })));
}
