import type pg from 'pg';
import { Temporal } from 'temporal-polyfill';
import { afterAll, beforeAll, expect, inject, it } from 'vitest';
import { hubAlarm } from '@/lib/ledger/domain/found-alarm';
import { readAlarms } from '@/lib/ledger/server/read-alarms';
import { Scrub } from '@/lib/ledger/server/scrub';
import { createWorkPool } from '@/lib/platform/server/database';
import type { WantedErasure } from '@/lib/servicing/domain/decide-erasure';
import { eraseLoan } from '@/lib/servicing/server/erase-loan';
import { ALL_FACTS } from './all-facts';
import { byHand } from './test-by-hand';
import { openErasures, type ErasureNetwork } from './test-erasure';
import { FIRST, SECOND, THIRD } from './test-past';
import { openTestSigner } from './test-signer';
import { origination, performance } from './test-tape';

let erasures: ErasureNetwork;
let owner: pg.Pool;
/** Entries under the newest checkpoint: more than a tile has, in more commits than one look reads. */
let size: number;
const found: number[] = [];

beforeAll(async () => {
  erasures = await openErasures(inject('ownerUrl'));
  const { network } = erasures;
  owner = createWorkPool(network.ownerUrl, 1);
  const loans = Array.from({ length: 150 }, (_, at) => `SCRUB${String(at).padStart(7, '0')}`);
  const tape = { origination: loans.map((loan) => origination(loan)).join('\n'), performance: loans.map((loan) => performance(loan, '202408', '00', '239000.00')).join('\n') }; // prettier-ignore
  await network.commitTape(await network.sendTape(tape));
  const signer = await openTestSigner(network);
  await signer.sign();
  const { rows } = await owner.query<{ size: string }>('select max(size) as size from ledger.checkpoint');
  size = Number(rows[0]?.size);
}, 120_000);
afterAll(async () => {
  await owner.end();
  await erasures.close();
});

/** A whole round, by the role that the worker has; answers where something was found that had not been found before. */
async function round(): Promise<number[]> {
  const { worker } = erasures.network;
  const scrub = new Scrub({ pool: worker.context.pool, subjects: worker.subjects, definitions: ALL_FACTS });
  for (let looks = 0; !(await scrub.look()); looks += 1) expect(looks).toBeLessThan(size);
  const { alarms } = await readAlarms(worker.context.pool);
  const news = alarms.map(hubAlarm).slice(found.length);
  for (const { kind } of news) expect(kind).toBe('STORED_ALTERED');
  const places = news.map(({ numbers: [index = -1] }) => index);
  found.push(...places);
  return places;
}

/** Changes one bit; done again it is as it was. */
const flip = (column: string): string => `${column} = set_byte(${column}, 20, get_byte(${column}, 20) # 1)`;

it('a sound ledger is re-read whole, also one from which people were erased, and nothing is said', async () => {
  expect(await round()).toEqual([]);
  const words = { reason: 'asked for by the borrower', legalBasis: 'Cal. Civ. Code § 1798.105' };
  const wanted: [string, WantedErasure][] = [[FIRST, { scope: 'fields', fields: ['name'] }], [SECOND, { scope: 'person' }]];
  for (const [number, what] of wanted) {
    const asked = { loan: erasures.loan(number), idempotencyKey: `erase ${number}`, wanted: what, ...words };
    await eraseLoan(erasures.writes, erasures.network.actor('servicer'), asked, Temporal.PlainDate.from('2026-11-27'));
  }
  await erasures.network.worker.erase('all');
  expect(await round()).toEqual([]);
}); // prettier-ignore

/** Entries to choose from: of people's streams, at the ends of organisations' streams, at the beginning of commits; and a full tile. */
const PLACES = {
  sealed:
    'select index from ledger.disclosure where length(sealed) > 30 and index not in (select first_index from ledger.commit)',
  open: `select index from ledger.disclosure join ledger.stream_head using (index) where field_values ~ '[ae]' and length(salts) > 0`,
  first: 'select first_index as index from ledger.commit where first_index > 0',
  followed: `select e.index from ledger.entry e join ledger.entry n on n.stream = e.stream and n.version = e.version + 1
    where n.index < e.index + 5 and e.index > 200`,
  large: 'select first_index as index from ledger.commit where entry_count > 200',
  tile: 'select 0 as index',
};

/** The first of them that was not touched yet. */
async function placeOf(where: keyof typeof PLACES): Promise<number> {
  const { rows } = await owner.query<{ index: number }>(
    `select index::int from (${PLACES[where]}) p where index < $1 and index <> all ($2) order by index limit 1`,
    [size, found],
  );
  const [place] = rows;
  if (place === undefined) throw new Error(`No place is left of the kind ${where}`);
  return place.index;
}

/** A commit is taken out, and put back. */
const TAKEN = [
  'create table ledger.kept as select * from ledger.commit where first_index = $1; delete from ledger.commit where first_index = $1',
  'insert into ledger.commit select * from ledger.kept; drop table ledger.kept',
] as const;

/** What a hand can do to the entry at a place, and undoes: where it is not said how, by doing it again. */
const KINDS: readonly (readonly [what: string, where: keyof typeof PLACES, change: string, undo?: string])[] = [
  ['a header', 'sealed', `update ledger.entry set ${flip('header')} where index = $1`],
  ['a leaf', 'open', `update ledger.entry set ${flip('leaf')} where index = $1`],
  ['a digest', 'open', `update ledger.entry set ${flip('digest')} where index = $1`],
  ['a digest that the next entry names', 'followed', `update ledger.entry set ${flip('digest')} where index = $1`],
  ['a commitment', 'sealed', `update ledger.entry set ${flip('commitments')} where index = $1`],
  ['a sealed value', 'sealed', `update ledger.disclosure set ${flip('sealed')} where index = $1 and length(sealed) > 20`],
  ['an open value', 'open', `update ledger.disclosure set field_values = translate(field_values, 'ae', 'ea') where index = $1`],
  ['a salt', 'open', `update ledger.disclosure set salts = set_byte(salts, 0, get_byte(salts, 0) # 1) where index = $1`],
  ['whom a value is shown to', 'sealed', `update ledger.disclosure set about = reverse(about) where index = $1`],
  ['values that were taken out as if erased', 'sealed', `create table ledger.kept as select * from ledger.disclosure where index = $1; update ledger.disclosure d set sealed = null, erased = (select array_agg(n order by n) from ledger.entry e join ledger.shape s on s.id = e.shape_id, unnest(s.names, s.groups) u(n, g) where e.index = $1 and g = d.field_group) where index = $1`, `delete from ledger.disclosure where index = $1; insert into ledger.disclosure select * from ledger.kept; drop table ledger.kept`],
  ['values that are gone', 'sealed', `create table ledger.kept as select * from ledger.disclosure where index = $1; delete from ledger.disclosure where index = $1`, `insert into ledger.disclosure select * from ledger.kept; drop table ledger.kept`],
  ['a signature', 'first', `update ledger.commit set ${flip('signature')} where first_index = $1`],
  ['a statement', 'first', `update ledger.commit set ${flip('statement')} where first_index = $1`],
  ['how many entries a commit has', 'first', `update ledger.commit set entry_count = entry_count + 1 where first_index = $1`, `update ledger.commit set entry_count = entry_count - 1 where first_index = $1`],
  ['a commit that is gone', 'first', ...TAKEN],
  ['a large commit that is gone', 'large', ...TAKEN],
  ['a tile', 'tile', `update ledger.subtree set ${flip('hash')} where level = 1 and index = $1 / 256`],
]; // prettier-ignore

it.each(KINDS.map(([what, where, change, undo = change]) => ({ what, where, change, undo })))(
  '$what, changed by hand, is an alarm that names the place, once',
  async ({ where, change, undo }) => {
    const place = await placeOf(where);
    await byHand(owner, change.replaceAll('$1', String(place)));
    expect(await round()).toEqual([place]);
    expect(await round()).toEqual([]);
    await byHand(owner, undo.replaceAll('$1', String(place)));
    expect(await round()).toEqual([]);
  },
);

it('a person whose key was destroyed is erased, whether or not the ledger still knows of it', async () => {
  erasures.network.worker.subjects.destroy([`loan/${erasures.loan(THIRD)}`]);
  expect(await round()).toEqual([]);
});

it('a root that was changed is found at the end of a round', async () => {
  await byHand(owner, `update ledger.checkpoint set ${flip('root')} where size = ${String(size)}`);
  expect(await round()).toEqual([size - 1]);
});
