import { coversField, readErasure, type Erasure } from '@/lib/ledger/domain/erasure';
import type { Fault } from '@/lib/ledger/domain/fault';
import { missingFields, type StoredEntry } from '@/lib/ledger/domain/verify-log';
import { erasureStream, subjectOf } from '@/lib/ledger/language/subject';
import { readWholeCommits, storedEntry, type WholeSource } from './read-whole';

/**
 * The first value of some entries that was sealed, is not there any more, and that no erasure took. Erasures are looked for when
 * something is missing: whoever destroys by one has told the ledger before.
 */
export async function findLostValue(source: WholeSource, entries: readonly StoredEntry[]): Promise<Fault | undefined> {
  const keyOf = source.subjects.reader();
  const erasures = new Map<string, readonly Erasure[]>();
  for (const entry of entries) {
    const missing = missingFields(entry);
    // A key that was destroyed stays so, although a restored ledger may not know of the erasure.
    if (missing.length === 0 || keyOf(entry.stream) === 'destroyed') continue;
    const subject = subjectOf(entry.stream) ?? '';
    const known = erasures.get(subject) ?? (await readErasures(source, subject));
    erasures.set(subject, known);
    const field = missing.find((name) => !known.some((each) => coversField(each, entry, name)));
    const { stream, version, wire } = entry;
    if (field !== undefined) return { code: 'FIELD_MISSING', index: wire.index, stream, version, field };
  }
  return undefined;
}

/** What was decided to be erased of a person. */
async function readErasures(source: WholeSource, subject: string): Promise<Erasure[]> {
  const { rows } = await source.client.query<{ first: string }>(
    'select distinct commit_first as first from ledger.entry where stream = $1',
    [erasureStream(subject)],
  );
  const erasures: Erasure[] = [];
  for (const { first } of rows)
    for await (const { entries } of readWholeCommits(source, Number(first), Number(first) + 1))
      erasures.push(...entries.map(storedEntry).flatMap(({ stream, wire }) => readErasure(stream, wire.fields) ?? []));
  return erasures;
}
