import { flipBit, pickRow, type Attack, type Kind, type Mutated } from './mutation';

interface Place {
  readonly index: string;
}

/** A kind that flips one bit of a column of the table's random row. */
function flips(name: string, table: string, key: string, column: string): Kind {
  return {
    name,
    async apply(attack) {
      const row = await pickRow<{ key: string; bytes: Buffer }>(
        attack,
        `select ${key}::text as key, ${column} as bytes from ${table} order by ${key}`,
      );
      if (row === undefined) return undefined;
      const bytes = flipBit(row.bytes, attack.random);
      await attack.client.query(`update ${table} set ${column} = $2 where ${key}::text = $1`, [row.key, bytes]);
      return /index/.test(key) ? { index: Number(row.key) } : {};
    },
  };
}

const randomEntry = (attack: Attack): Promise<Place | undefined> =>
  pickRow<Place>(attack, 'select index from ledger.entry order by index');

async function deleteEntry(attack: Attack): Promise<Mutated | undefined> {
  const entry = await randomEntry(attack);
  if (entry === undefined) return undefined;
  await attack.client.query('delete from ledger.disclosure where index = $1', [entry.index]);
  await attack.client.query('delete from ledger.entry where index = $1', [entry.index]);
  return {};
}

/** All entries from a place on make room for a copy of another, as the stream's next version. */
async function insertEntry(attack: Attack): Promise<Mutated | undefined> {
  const [copied, place] = [await randomEntry(attack), await randomEntry(attack)];
  if (copied === undefined || place === undefined) return undefined;
  const { client } = attack;
  const { rows } = await client.query<Record<string, unknown>>('select * from ledger.entry where index = $1', [copied.index]);
  await shift(attack, Number(place.index), 1);
  const row = rows[0] ?? {};
  await client.query(
    `insert into ledger.entry select $1, stream, (select max(version) + 1 from ledger.entry x where x.stream = e.stream), commit_first,
       shape_id, digest, leaf, header, commitments from jsonb_populate_record(null::ledger.entry, $2::jsonb) e`,
    [place.index, JSON.stringify(row, (_, value: unknown) => hexOf(value))],
  );
  await client.query('update ledger.head set size = size + 1');
  return {};
}

/** Bytes as jsonb_populate_record takes them. */
function hexOf(value: unknown): unknown {
  const buffer = value as { type?: string; data?: number[] } | null;
  return buffer?.type === 'Buffer' ? `\\x${Buffer.from(buffer.data ?? []).toString('hex')}` : value;
}

async function shift({ client }: Attack, from: number, by: number): Promise<void> {
  for (const table of ['entry', 'disclosure']) {
    await client.query(`update ledger.${table} set index = -index - 1 where index >= $1`, [from]);
    await client.query(`update ledger.${table} set index = -index - 1 + $1 where index < 0`, [by]);
  }
}

/** Two entries change places, with their values. */
async function swapEntries(attack: Attack): Promise<Mutated | undefined> {
  const [one, other] = [await randomEntry(attack), await randomEntry(attack)];
  if (one === undefined || other === undefined || one.index === other.index) return undefined;
  for (const table of ['entry', 'disclosure']) {
    await attack.client.query(
      `update ledger.${table} set index = -1 - case when index = $1 then $2::bigint else $1::bigint end where index in ($1, $2)`,
      [one.index, other.index],
    );
    await attack.client.query(`update ledger.${table} set index = -1 - index where index < 0`);
  }
  return {};
}

interface Version {
  readonly index: string;
  readonly stream: string;
  readonly version: number;
}

/** Two versions of one stream change their numbers. */
async function reorderVersions(attack: Attack): Promise<Mutated | undefined> {
  const one = await pickRow<Version>(attack, 'select index, stream, version from ledger.entry where version > 1 order by index');
  if (one === undefined) return undefined;
  const swap = 'update ledger.entry set version = $3 where stream = $1 and version = $2';
  await attack.client.query(swap, [one.stream, one.version, -1]);
  await attack.client.query(swap, [one.stream, one.version - 1, one.version]);
  await attack.client.query(swap, [one.stream, -1, one.version - 1]);
  return { index: Number(one.index) };
}

/** An entry becomes the next version of another stream. */
async function moveVersion(attack: Attack): Promise<Mutated | undefined> {
  const [one, other] = [await randomEntry(attack), await randomEntry(attack)];
  if (one === undefined || other === undefined || one.index === other.index) return undefined;
  await attack.client.query(
    `update ledger.entry e set stream = o.stream, version = (select max(version) + 1 from ledger.entry x where x.stream = o.stream)
     from ledger.entry o where e.index = $1 and o.index = $2`,
    [one.index, other.index],
  );
  return { index: Number(one.index) };
}

/** The last commits go, and head, tiles and ends of streams are made to fit. */
async function truncateTail(attack: Attack): Promise<Mutated | undefined> {
  const { client, random } = attack;
  const { rows } = await client.query<{ first_index: string }>(
    'select first_index from ledger.commit order by first_index desc limit 6',
  );
  const from = rows[random.between(0, rows.length - 1)]?.first_index;
  for (const table of ['disclosure', 'entry']) await client.query(`delete from ledger.${table} where index >= $1`, [from]);
  await client.query('delete from ledger.commit where first_index >= $1', [from]);
  await client.query('delete from ledger.stream_head');
  await client.query(
    `insert into ledger.stream_head
     select distinct on (stream) stream, version, digest, index from ledger.entry order by stream, version desc`,
  );
  await regrow(attack);
  return {};
}

/** Head and tiles as the leaves that now stand give them. */
export async function regrow({ client }: Pick<Attack, 'client'>): Promise<void> {
  await client.query('delete from ledger.subtree');
  await client.query(
    `update ledger.head set size = (select count(*) from ledger.entry),
       frontier = ledger.grow('{}', 0, (select array_agg(leaf order by index) from ledger.entry))`,
  );
}

/** Edits of the log itself: entries, values, commits, their order. */
export const LEDGER_KINDS: readonly Kind[] = [
  flips('edit a header', 'ledger.entry', 'index', 'header'),
  flips('edit commitments', 'ledger.entry', 'index', 'commitments'),
  flips('edit a digest', 'ledger.entry', 'index', 'digest'),
  flips('edit a leaf', 'ledger.entry', 'index', 'leaf'),
  flips('change a signature', 'ledger.commit', 'first_index', 'signature'),
  flips('change a statement', 'ledger.commit', 'first_index', 'statement'),
  { name: 'delete an entry', apply: deleteEntry },
  { name: 'insert an entry', apply: insertEntry },
  { name: 'swap two entries', apply: swapEntries },
  { name: 'reorder versions', apply: reorderVersions },
  { name: 'move a version to another stream', apply: moveVersion },
  { name: 'truncate the tail', apply: truncateTail },
];
