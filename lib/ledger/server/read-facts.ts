import type { PoolClient } from 'pg';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { RecordedFact } from './recorded-fact';

interface FactRow {
  readonly index: string;
  readonly stream: string;
  readonly version: number;
  readonly digest: string;
  readonly organisation: string;
  readonly idempotency_key: string;
  readonly recorded_at: Date;
  readonly names: string[];
  readonly groups: string[];
  readonly field_groups: string[];
  readonly field_values: string[];
}

const COLUMNS = `
  select e.index, e.stream, e.version, encode(e.digest, 'hex') as digest, c.organisation, c.idempotency_key, c.recorded_at,
    s.names, s.groups, d.field_groups, d.field_values
  from ledger.entry e
  join ledger.commit c on c.first_index = e.commit_first
  join ledger.shape s on s.id = e.shape_id
  join lateral (
    select array_agg(x.field_group) as field_groups, array_agg(x.field_values) as field_values
    from ledger.disclosure x where x.index = e.index
  ) d on true`;

/** Facts from a ledger position on, in order, without those of tapes: a tape's facts are held back until its manifest. */
export async function readFacts(client: PoolClient, from: bigint, to: bigint): Promise<RecordedFact[]> {
  const { rows } = await client.query<FactRow>({
    name: 'read-facts',
    text: `${COLUMNS} where e.index >= $1 and e.index < $2 and c.idempotency_key not like 'tape/%/part/%' order by e.index`,
    values: [from.toString(), to.toString()],
  });
  return rows.map(decodeFact);
}

/** The facts of a tape's parts, `size` at a time, in ledger order. */
export async function* readTapeFacts(
  client: PoolClient,
  tape: { organisation: string; id: string },
  size: number,
): AsyncGenerator<RecordedFact[]> {
  const { rows: commits } = await client.query<{ first_index: string; entry_count: number }>(
    'select first_index, entry_count from ledger.commit where organisation = $1 and idempotency_key like $2 order by first_index',
    [tape.organisation, `tape/${tape.id}/part/%`],
  );
  let firsts: string[] = [];
  let entries = 0;
  for (const [at, commit] of commits.entries()) {
    firsts.push(commit.first_index);
    entries += commit.entry_count;
    if (entries < size && at < commits.length - 1) continue;
    const { rows } = await client.query<FactRow>({
      name: 'read-tape-facts',
      text: `${COLUMNS} where e.commit_first = any ($1::bigint[]) order by e.index`,
      values: [firsts],
    });
    yield rows.map(decodeFact);
    firsts = [];
    entries = 0;
  }
}

function decodeFact(row: FactRow): RecordedFact {
  const all = new Map<string, Canonical>();
  row.field_groups.forEach((group, at) => {
    const values = JSON.parse(row.field_values[at] ?? '[]') as Canonical[];
    row.names.filter((_, place) => row.groups[place] === group).forEach((name, place) => all.set(name, values[place] ?? null));
  });
  return {
    index: BigInt(row.index),
    stream: row.stream,
    version: row.version,
    digest: row.digest,
    organisation: row.organisation,
    idempotencyKey: row.idempotency_key,
    recordedAt: row.recorded_at,
    type: all.get('@type') as string,
    schema: all.get('@schema') as number,
    occurredAt: all.get('@occurredAt') as string,
    actor: all.get('@actor') as string,
    causes: all.get('@causes') as string[],
    values: Object.fromEntries([...all].filter(([name]) => !name.startsWith('@'))),
  };
}
