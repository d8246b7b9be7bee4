import { hash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import type { Pool } from 'pg';
import { generateLoan } from '@/lib/servicing/domain/generate-loan';
import { workTapes } from '@/lib/servicing/server/work-tapes';
import { print, secondsOf, watchMemory } from './measure';
import { openBench, type Bench, type BenchSize } from './open-bench';

const MONTHS = 12;
const TABLES = [
  'ledger.entry',
  'ledger.disclosure',
  'ledger.commit',
  'servicing.loan_month',
  'servicing.loan_standing',
  'servicing.loan_record',
] as const;

/** Import of loan-months beside its floor: a bare COPY of the rows it wrote and bare hashing of the messages it must hash. */
export async function benchImport({ entries: rows = 100_000 }: BenchSize = {}): Promise<void> {
  print('\nImport (aim: at most 3 × the floor; peak memory flat in file size)');
  print('loan-months   ÷ floor     rows/s   seconds   floor: COPY + SHA-256   peak memory');
  for (const size of [Math.round(rows / 2), rows]) await importOnce(size);
}

async function importOnce(target: number): Promise<void> {
  const bench = await openBench();
  try {
    const { id, rows } = await sendTape(bench, Math.ceil(target / MONTHS));
    const memory = watchMemory();
    const seconds = await secondsOf(() => importTape(bench, id));
    const peak = memory.stop();
    const floor = await floorOf(bench.owner);
    const ratio = seconds / (floor.copy + floor.hashing);
    const cells = [
      rows.toLocaleString('en-US').padStart(11),
      `${ratio.toFixed(1)} ×`.padStart(9),
      Math.round(rows / seconds)
        .toLocaleString('en-US')
        .padStart(10),
      seconds.toFixed(1).padStart(9),
    ];
    print(
      `${cells.join(' ')}   ${`${floor.copy.toFixed(1)} + ${floor.hashing.toFixed(1)} s`.padStart(21)}   ${String(Math.round(peak / 1e6)).padStart(8)} MB`,
    );
  } finally {
    await bench.close();
  }
}

async function sendTape({ worker }: Bench, loans: number): Promise<{ id: string; rows: number }> {
  const plan = { seed: 5, months: MONTHS, lastPeriod: 202610, prefix: 'F24Q1B' };
  const id = randomBytes(12).toString('base64url');
  const { pool, store } = worker.context;
  let rows = 0;
  function* lines(kind: 'origination' | 'performance'): Generator<string> {
    for (let at = 0; at < loans; at += 1) {
      const loan = generateLoan(plan, at);
      if (kind === 'performance') rows += loan.performance.length;
      yield kind === 'origination' ? `${loan.origination}\n` : `${loan.performance.join('\n')}\n`;
    }
  }
  const files: Record<string, unknown> = {};
  for (const kind of ['origination', 'performance'] as const)
    files[kind] = {
      name: kind,
      ...(await store.receive({ tape: id, kind }, Readable.from(lines(kind), { objectMode: false }), () => undefined)),
    };
  await pool.query(
    "insert into servicing.tape (id, organisation, book, state, control, files) values ($1, 'servicer', 'book', 'checking', $2, $3)",
    [id, JSON.stringify({ files: ['origination', 'performance'] }), JSON.stringify(files)],
  );
  return { id, rows };
}

async function importTape({ worker: { context } }: Bench, id: string): Promise<void> {
  await workTapes(context);
  await context.pool.query("update servicing.tape set state = 'committing' where id = $1", [id]);
  await workTapes(context);
}

/** Seconds of a bare COPY into tables without keys, and of one SHA-256 for each message that sealing and ordering must hash. */
async function floorOf(owner: Pool): Promise<{ copy: number; hashing: number }> {
  const { rows: settings } = await owner.query<{ data_directory: string }>('show data_directory');
  const directory = settings[0]?.data_directory ?? '';
  let copy = 0;
  for (const table of TABLES) {
    const file = `${directory}/${table.replace('.', '_')}.bench`;
    await owner.query(`copy ${table} to '${file}' (format binary)`);
    await owner.query(`create table floor_${table.replace('.', '_')} (like ${table})`);
    copy += await secondsOf(() => owner.query(`copy floor_${table.replace('.', '_')} from '${file}' (format binary)`));
  }
  const { rows } = await owner.query<{ fields: string; entries: string }>(
    'select sum(length(commitments) / 32) as fields, count(*) as entries from ledger.entry',
  );
  // A commitment a field; fields root, header digest, leaf data, leaf, and the nodes of commit tree and log tree an entry.
  const messages = Number(rows[0]?.fields ?? 0) + 6 * Number(rows[0]?.entries ?? 0);
  const message = 'x'.repeat(80);
  const hashing = await secondsOf(() => {
    for (let at = 0; at < messages; at += 1) hash('sha256', message, 'hex');
    return Promise.resolve();
  });
  return { copy, hashing };
}
