import type { Fault } from '@/lib/ledger/domain/fault';
import { findViewFaults } from '@/lib/ledger/server/compare-views';
import { readLineage } from '@/lib/ledger/server/read-lineage';
import { verifyWithin } from '@/lib/ledger/server/verify-ledger';
import { createWorkPool } from '@/lib/platform/server/database';
import { SeededRandom } from '@/lib/servicing/domain/seeded-random';
import { ALL_FACTS } from '../all-facts';
import type { RebuildSpace } from '../rebuilt-views';
import { readSignerMemory } from '../signer-memory';
import type { TestNetwork } from '../test-network';
import { BACKUP_KINDS } from './backup-kinds';
import { FILING_KINDS } from './filing-kinds';
import { GUARD_KINDS } from './guard-kinds';
import { LEDGER_KINDS } from './ledger-kinds';
import type { Attack, Kind, Mutated } from './mutation';
import { REWRITE_KINDS } from './rewrite-kinds';
import { VALUE_KINDS } from './value-kinds';
import { VIEW_KINDS } from './view-kinds';

/** What became of one kind of tampering. `missed` tells each that went unnoticed, or was noticed in the wrong place. */
export interface Outcome {
  readonly kind: string;
  tried: number;
  prevented: number;
  detected: number;
  readonly missed: string[];
}

export const KINDS: readonly Kind[] = [
  ...LEDGER_KINDS,
  ...VALUE_KINDS,
  ...REWRITE_KINDS,
  ...BACKUP_KINDS,
  ...FILING_KINDS,
  ...VIEW_KINDS,
  ...GUARD_KINDS,
];

/** Triggers of the ledger's tables. The ledger's own fire for whoever replicates, too; those of the views do not. */
const TRIGGERS = `
  create temporary table guard on commit drop as select tgrelid::regclass as place, tgname, tgenabled from pg_trigger
  where not tgisinternal and tgrelid in (select oid from pg_class where relnamespace = 'ledger'::regnamespace);`;
const TRIGGERS_OFF = `${TRIGGERS} set local session_replication_role = 'replica';
  do $$ declare place regclass; begin
    for place in select distinct g.place from guard g loop execute format('alter table %s disable trigger user', place); end loop;
  end $$`;

/** Whoever covers his tracks puts them back as they were. */
const TRIGGERS_ON = `set local session_replication_role = 'origin';
  do $$ declare each guard; begin
    for each in select * from guard loop
      execute format('alter table %s enable %s trigger %I', each.place, case each.tgenabled when 'A' then 'always' else '' end, each.tgname);
    end loop;
  end $$`;

/** One in so many mutations meets the triggers that refuse changes; a superuser can always switch them off. */
const TRIGGERS_STAND_ONE_IN = 8;

/** Tries each kind in turn at random places, as a superuser, in transactions that are undone; the verifier reads what the mutation left. */
export async function runCampaign(
  network: TestNetwork,
  space: RebuildSpace,
  { mutants, seed }: { mutants: number; seed: number },
): Promise<readonly Outcome[]> {
  const pool = createWorkPool(network.ownerUrl, 1);
  const client = await pool.connect();
  const outcomes = KINDS.map(({ name }): Outcome => ({ kind: name, tried: 0, prevented: 0, detected: 0, missed: [] }));
  const find = (): Promise<readonly Fault[]> => findFaults(client, network, space);
  try {
    for (let at = 0; at < mutants; at += 1) {
      const [kind, outcome] = [KINDS[at % KINDS.length], outcomes[at % KINDS.length]];
      if (kind === undefined || outcome === undefined) continue;
      const random = new SeededRandom(seed * 1_000_003 + at);
      await client.query('begin');
      await tryOne({ client, random, network }, kind, outcome, find);
      await client.query('rollback');
    }
  } finally {
    client.release();
    await pool.end();
  }
  return outcomes;
}

/** All faults of ledger and views, as `hearthline verify` finds them, on this connection. */
export async function findFaults(client: Attack['client'], network: TestNetwork, space: RebuildSpace): Promise<readonly Fault[]> {
  const signer = readSignerMemory(network.dataDirectory, await readLineage(client));
  const compareViews = (): Promise<Fault[]> => space.use((views) => findViewFaults(client, views));
  return (
    await verifyWithin(client, {
      subjects: network.worker.subjects,
      definitions: ALL_FACTS,
      compareViews,
      ...(signer && { signer }),
    })
  ).faults;
}

async function tryOne(attack: Attack, kind: Kind, outcome: Outcome, find: () => Promise<readonly Fault[]>): Promise<void> {
  const stand = attack.random.between(1, TRIGGERS_STAND_ONE_IN) === 1 || kind.isOfGuards === true;
  const mutated = await mutate(attack, kind, stand);
  if (mutated === undefined) return;
  outcome.tried += 1;
  if (mutated === 'prevented') outcome.prevented += 1;
  else {
    const faults = await find();
    if (isNamed(faults, mutated)) outcome.detected += 1;
    else outcome.missed.push(`${JSON.stringify(mutated)} found ${JSON.stringify(faults.slice(0, 3))}`);
  }
}

/** What was changed, if anything; or that Postgres refused it. */
async function mutate(attack: Attack, kind: Kind, triggersStand: boolean): Promise<Mutated | 'prevented' | undefined> {
  try {
    if (!triggersStand) await attack.client.query(TRIGGERS_OFF);
    const mutated = await kind.apply(attack);
    if (!triggersStand) await attack.client.query(TRIGGERS_ON);
    return mutated;
  } catch (error) {
    if (typeof (error as { code?: unknown }).code === 'string') return 'prevented';
    throw error;
  }
}

function isNamed(faults: readonly Fault[], { index, table }: Mutated): boolean {
  if (index !== undefined) return faults.some((fault) => fault.index === index);
  if (table !== undefined) return faults.some((fault) => `${fault.where ?? ''} `.startsWith(`${table} `));
  return faults.some((fault) => fault.index !== undefined || fault.where !== undefined || fault.stream !== undefined);
}

/** The outcomes as a table, then what was missed. */
export function formatOutcomes(outcomes: readonly Outcome[]): string {
  const cells = outcomes.map(({ kind, tried, prevented, detected, missed }) => [kind, tried, prevented, detected, missed.length]);
  const sum = (column: number): number => cells.reduce((total, row) => total + Number(row[column]), 0);
  const rows = [['kind', 'tried', 'prevented', 'detected', 'missed'], ...cells, ['all', sum(1), sum(2), sum(3), sum(4)]];
  const table = rows.map(
    ([kind, ...numbers]) => String(kind).padEnd(40) + numbers.map((each) => String(each).padStart(10)).join(''),
  );
  const missed = outcomes.flatMap((each) => each.missed.map((words) => `MISSED ${each.kind}: ${words}`));
  return [...table, ...missed].join('\n');
}
