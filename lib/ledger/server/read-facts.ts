import type { PoolClient } from 'pg';
import { decodeFacts, readShapes, UNKNOWN_TYPE, type CommitRow, type FactRow } from './decode-fact';
import type { RecordedFact } from './recorded-fact';
import type { SubjectKeys } from './subject-keys';

/** Where facts are read from: rows as the client's role sees them, and the keys they are sealed under. */
export interface FactSource {
  readonly client: PoolClient;
  readonly subjects: SubjectKeys;
}

const COMMITS = `select first_index, entry_count, organisation, idempotency_key, recorded_at from ledger.commit`;

/** The tape that a commit is the manifest of, by its key; undefined for any other. */
export function tapeEndedBy({ idempotencyKey }: Pick<RecordedFact, 'idempotencyKey'>): string | undefined {
  return /^tape\/([^/]+)\/manifest$/.exec(idempotencyKey)?.[1];
}

/**
 * Facts from a ledger position on, in order, without those of tapes: a tape's facts are held back until its manifest. In a copy a
 * manifest may be held without its entry; a fact of no type then stands for it.
 */
export async function readFacts(
  { client, subjects }: FactSource,
  { from, to }: { from: bigint; to: bigint },
): Promise<RecordedFact[]> {
  const { rows: commits } = await client.query<CommitRow>({
    name: 'read-commits',
    text: `${COMMITS} where first_index >= (select coalesce(max(first_index), 0) from ledger.commit where first_index <= $1)
      and first_index < $2 and idempotency_key not like 'tape/%/part/%' order by first_index`,
    values: [from.toString(), to.toString()],
  });
  const facts = await readCommits({ client, subjects }, commits);
  const held = new Set(facts.map((fact) => fact.idempotencyKey));
  const bare = commits.map(standIn).filter((each) => tapeEndedBy(each) !== undefined && !held.has(each.idempotencyKey));
  const all = bare.length === 0 ? facts : [...facts, ...bare].sort((one, other) => Number(one.index - other.index));
  return all.filter((fact) => fact.index >= from && fact.index < to);
}

function standIn({ first_index, organisation, idempotency_key, recorded_at }: CommitRow): RecordedFact {
  return {
    index: BigInt(first_index), organisation, idempotencyKey: idempotency_key, recordedAt: recorded_at,
    stream: '', version: 0, digest: '', type: UNKNOWN_TYPE, schema: 0, occurredAt: '', actor: '', causes: [], values: {},
  }; // prettier-ignore
}

/** The facts of a tape's parts in ledger order, at most `size` at a time or those of one part. */
export async function* readTapeFacts(
  source: FactSource,
  tape: { organisation: string; id: string },
  size: number,
): AsyncGenerator<RecordedFact[]> {
  const { rows: parts } = await source.client.query<CommitRow>(
    `${COMMITS} where organisation = $1 and idempotency_key like $2 order by first_index`,
    [tape.organisation, `tape/${tape.id}/part/%`],
  );
  let next = readCommits(source, takeParts(parts, size));
  for (;;) {
    const facts = await next;
    if (facts.length === 0) return;
    // Postgres reads the next slice while this one is folded.
    next = readCommits(source, takeParts(parts, size));
    next.catch(() => undefined);
    yield facts;
  }
}

/** Takes whole parts, one at least, from the front of the list, as far as they lie within `size` places of the ledger. */
function takeParts(parts: CommitRow[], size: number): CommitRow[] {
  const from = Number(parts[0]?.first_index ?? 0);
  const beyond = parts.findIndex((part) => Number(part.first_index) + part.entry_count - from > size);
  return parts.splice(0, beyond === -1 ? parts.length : Math.max(1, beyond));
}

/** The facts of some commits, which are given in ledger order and lie close together. */
async function readCommits({ client, subjects }: FactSource, commits: readonly CommitRow[]): Promise<RecordedFact[]> {
  if (commits.length === 0) return [];
  const last = commits.at(-1);
  const end = BigInt(last?.first_index ?? 0) + BigInt(last?.entry_count ?? 0);
  // Both tables are read in the order of their keys, side by side: the commits lie close together.
  const { rows } = await client.query<FactRow>({
    name: 'read-facts',
    text: `select e.index, e.commit_first, e.stream, e.version, encode(e.digest, 'hex') as digest, e.shape_id, d.disclosed
      from ledger.entry e left join (
        select x.index, string_agg(x.field_group || coalesce(x.field_values, '#' || array_to_string(x.erased, ' ') || '#' ||
            coalesce(encode(x.sealed, 'hex'), '')), E'\\n') as disclosed from ledger.disclosure x
        where x.index >= $2 and x.index < $3 group by x.index order by x.index
      ) d on d.index = e.index
      where e.index >= $2 and e.index < $3 and e.commit_first = any ($1::bigint[]) order by e.index`,
    values: [commits.map((commit) => commit.first_index), commits[0]?.first_index, end.toString()],
  });
  const shapes = await readShapes(client, rows);
  const byFirst = new Map(commits.map((commit) => [commit.first_index, commit]));
  return decodeFacts(rows, { commits: byFirst, shapes, keyOf: subjects.reader() });
}
