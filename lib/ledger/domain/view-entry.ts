import type { WireEntry } from '@/lib/ledger/language/wire';
import type { Canonical } from './canonical';
import { parseCommitStatement } from './commit-statement';
import { entryDigest } from './header';
import type { Sha256 } from './bytes';

/** An entry in the reader's words: what it says as far as it may be seen. `type` is null for a private fact. */
export interface EntryView {
  readonly index: number;
  readonly digest: string;
  readonly type: string | null;
  readonly organisation: string;
  readonly actor: string | null;
  readonly occurredAt: string | null;
  readonly recordedAt: string;
  readonly causes: readonly string[];
  /** The fact's own fields, without the `@` fields. */
  readonly values: Readonly<Record<string, Canonical>>;
  /** Names of fields that are there and may not be seen. */
  readonly withheld: readonly string[];
  /** Names of fields whose values were destroyed. */
  readonly erased: readonly string[];
}

/** Reads an entry for showing. It says nothing of whether the entry is sound: the verifier does. */
export function viewEntry(entry: WireEntry, sha256: Sha256): EntryView {
  const fields = new Map(entry.fields.map((field) => [field.name, field.value]));
  const own = [...fields].filter(([name]) => !name.startsWith('@'));
  const erased = (entry.erased ?? []).map(({ name }) => name);
  const text = (name: string): string | null => (fields.get(name) as string | undefined) ?? null;
  return {
    index: entry.index,
    digest: entryDigest(entry.header, sha256),
    type: text('@type'),
    organisation: parseCommitStatement(entry.commit.statement)?.organisation ?? '',
    actor: text('@actor'),
    occurredAt: text('@occurredAt'),
    recordedAt: entry.recordedAt,
    causes: (fields.get('@causes') as string[] | undefined) ?? [],
    values: Object.fromEntries(own),
    withheld: (entry.commitments ?? []).map(([name]) => name).filter((name) => !fields.has(name) && !erased.includes(name)),
    erased,
  };
}
