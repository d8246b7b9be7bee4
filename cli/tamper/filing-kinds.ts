import { flipBit, otherValue, pickRow, type Attack, type Kind, type Mutated } from './mutation';

interface CommitPlace {
  readonly first_index: string;
  readonly organisation: string;
}

const randomCommit = (attack: Attack): Promise<CommitPlace | undefined> =>
  pickRow<CommitPlace>(attack, 'select first_index, organisation from ledger.commit order by first_index');

async function deleteCommit(attack: Attack): Promise<Mutated | undefined> {
  const commit = await randomCommit(attack);
  if (commit === undefined) return undefined;
  await attack.client.query('delete from ledger.commit where first_index = $1', [commit.first_index]);
  return { index: Number(commit.first_index) };
}

async function refileCommit(attack: Attack): Promise<Mutated | undefined> {
  const commit = await randomCommit(attack);
  if (commit === undefined) return undefined;
  const change = attack.random.pick([
    "organisation = organisation || 'x'",
    "idempotency_key = 'x' || idempotency_key",
    'entry_count = entry_count + 1',
  ]);
  await attack.client.query(`update ledger.commit set ${change} where first_index = $1`, [commit.first_index]);
  return { index: Number(commit.first_index) };
}

/** Two commits change the times at which they were recorded. */
async function swapTimes(attack: Attack): Promise<Mutated | undefined> {
  const [one, other] = [await randomCommit(attack), await randomCommit(attack)];
  if (one === undefined || other === undefined || one.first_index === other.first_index) return undefined;
  const { rowCount } = await attack.client.query(
    `update ledger.commit c set recorded_at = o.recorded_at from ledger.commit o
     where c.first_index in ($1, $2) and o.first_index in ($1, $2) and o.first_index <> c.first_index and o.recorded_at <> c.recorded_at`,
    [one.first_index, other.first_index],
  );
  return rowCount === 0 ? undefined : {};
}

interface Shape {
  readonly id: number;
  readonly names: string[];
  readonly groups: string[];
}

const usedShape = (attack: Attack): Promise<Shape | undefined> =>
  pickRow<Shape>(
    attack,
    'select id, names, groups from ledger.shape s where exists (select 1 from ledger.entry e where e.shape_id = s.id) order by id',
  );

async function editNames(attack: Attack): Promise<Mutated | undefined> {
  const shape = await usedShape(attack);
  if (shape === undefined) return undefined;
  const at = attack.random.between(0, shape.names.length - 1);
  const names = shape.names.map((name, place) => (place === at ? `${name}x` : name));
  await attack.client.query('update ledger.shape set names = $2 where id = $1', [shape.id, names]);
  return {};
}

/** A whole field group is filed under another, with all its values: more people would see them. */
async function regroup(attack: Attack): Promise<Mutated | undefined> {
  const shape = await usedShape(attack);
  if (shape === undefined) return undefined;
  const groups = [...new Set(shape.groups)];
  const group = groups[attack.random.between(0, groups.length - 1)] ?? '';
  const other = ['deal', 'tape', 'identity', 'contact-log'].find((each) => !groups.includes(each)) ?? 'x';
  await attack.client.query('update ledger.shape set groups = array_replace(groups, $2, $3) where id = $1', [
    shape.id,
    group,
    other,
  ]);
  await attack.client.query(
    `update ledger.disclosure d set field_group = $3 from ledger.entry e
     where e.index = d.index and e.shape_id = $1 and d.field_group = $2`,
    [shape.id, group, other],
  );
  return {};
}

/** What a fact is about decides who learns of it at all. */
async function editAbout(attack: Attack): Promise<Mutated | undefined> {
  const shape = await usedShape(attack);
  if (shape === undefined) return undefined;
  await attack.client.query("update ledger.shape set about = 'deal' where id = $1 and about <> 'deal'", [shape.id]);
  const { rowCount } = await attack.client.query(
    `update ledger.disclosure d set about = 'deal' from ledger.entry e
     where e.index = d.index and e.shape_id = $1 and d.about <> 'deal'`,
    [shape.id],
  );
  return rowCount === 0 ? undefined : {};
}

/** Values of one stream are filed under another, whose parties would be shown them. */
async function refileValues(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickRow<{ index: string; field_group: string; stream: string }>(
    attack,
    'select index, field_group, stream from ledger.disclosure order by index, field_group',
  );
  if (row === undefined) return undefined;
  const stream = otherValue(row.stream, attack.random);
  await attack.client.query('update ledger.disclosure set stream = $3 where index = $1 and field_group = $2', [
    row.index,
    row.field_group,
    stream,
  ]);
  return { index: Number(row.index) };
}

async function edit(attack: Attack, sql: string, values: unknown[] = []): Promise<Mutated | undefined> {
  const { rowCount } = await attack.client.query(sql, values);
  return rowCount === 0 ? undefined : {};
}

/** A kind that flips one bit of a column in the random row of a table that is stored beside the entries. */
function flips(name: string, table: string, column: string, where = 'true'): Kind {
  return {
    name,
    async apply(attack) {
      const row = await pickRow<{ place: string; bytes: Buffer }>(
        attack,
        `select ctid::text as place, ${column} as bytes from ${table} where ${where} order by ctid`,
      );
      if (row === undefined) return undefined;
      const bytes = flipBit(row.bytes, attack.random);
      return edit(attack, `update ${table} set ${column} = $2 where ctid = $1::tid`, [row.place, bytes]);
    },
  };
}

async function editNote(attack: Attack): Promise<Mutated | undefined> {
  const row = await pickRow<{ size: string; note: string }>(attack, 'select size, note from ledger.checkpoint order by size');
  if (row === undefined) return undefined;
  const note = flipBit(Buffer.from(row.note), attack.random).toString('utf8');
  await edit(attack, 'update ledger.checkpoint set note = $2 where size = $1', [row.size, note.replaceAll('\0', 'x')]);
  return { index: Number(row.size) };
}

async function editFrontier(attack: Attack): Promise<Mutated | undefined> {
  const { rows } = await attack.client.query<{ frontier: Buffer[] }>('select frontier from ledger.head');
  const frontier = [...(rows[0]?.frontier ?? [])];
  const at = attack.random.between(0, frontier.length - 1);
  frontier[at] = flipBit(frontier[at] ?? Buffer.alloc(32), attack.random);
  return edit(attack, 'update ledger.head set frontier = $1', [frontier]);
}

/** What is kept beside the entries: how they are filed, ends of streams, tiles, map, head, checkpoints. */
export const FILING_KINDS: readonly Kind[] = [
  { name: 'delete a commit', apply: deleteCommit },
  { name: 'file a commit under other words', apply: refileCommit },
  { name: 'swap the times of two commits', apply: swapTimes },
  { name: 'edit names of a shape', apply: editNames },
  { name: 'file a field group under another', apply: regroup },
  { name: 'edit what a fact is about', apply: editAbout },
  { name: 'file values under another stream', apply: refileValues },
  flips('edit an end of a stream', 'ledger.stream_head', 'digest'),
  flips('edit a subtree hash', 'ledger.subtree', 'hash'),
  // Of the map, what somebody reads: rows that were superseded before the checkpoint readers are given wait to be removed.
  flips('edit a leaf of the map', 'ledger.map_leaf t', 'digest', 'since = (select max(n.since) from ledger.map_leaf n where n.key = t.key)'),
  flips('edit a node of the map', 'ledger.map_node t', 'hash', 'since = (select max(n.since) from ledger.map_node n where n.node = t.node)'),
  flips('edit the root of the map', 'ledger.map_state', 'root'),
  flips('edit a root of a checkpoint', 'ledger.checkpoint', 'root'),
  { name: 'edit the note of a checkpoint', apply: editNote },
  { name: 'delete the newest checkpoint', apply: (attack) => edit(attack, 'delete from ledger.checkpoint where size = (select max(size) from ledger.checkpoint)') },
  { name: 'replace the key of the log', apply: (attack) => edit(attack, "update ledger.verifier_key set vkey = 'other.example/1' || substring(vkey from position('+' in vkey))") },
  { name: 'edit the size of the head', apply: (attack) => edit(attack, 'update ledger.head set size = size + $1', [attack.random.pick([-300, -2, -1, 1, 2, 300])]) },
  { name: 'edit the frontier of the head', apply: editFrontier },
  { name: 'edit the time of the head', apply: (attack) => edit(attack, `update ledger.head set recorded_at = recorded_at ${attack.random.pick(['-', '+'])} interval '1 year'`) },
  { name: 'rename the log', apply: (attack) => edit(attack, "update ledger.log set origin = origin || 'x'") },
]; // prettier-ignore
