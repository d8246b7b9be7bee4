import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { joinNetwork } from '@/lib/partners/server/join-network';
import { LoanPartyAssigned } from '@/lib/partners/language/facts';
import { readDemoAccounts } from '@/lib/partners/server/demo-accounts';
import { STORY_CAST } from '@/lib/partners/server/story-cast';
import { today } from '@/lib/platform/server/clock';
import { generateLoan } from '@/lib/servicing/domain/generate-loan';
import { addMonths, periodOf } from '@/lib/servicing/language/period';
import { BorrowerNamed } from '@/lib/servicing/language/work-facts';
import { workTapes } from '@/lib/servicing/server/work-tapes';
import { makeDemoAccounts } from './demo-accounts';
import { DEMO_BOOKS, DEMO_ORGANISATIONS, STORY_BOOK, type DemoBook } from './demo-people';
import { openBook } from './found-network';
import { openWorker, type OpenWorker, type WorkerOptions } from './open-worker';
import { say } from './say';
import { seedWork } from './seed-work';

const MONTHS = 12;

/** Makes the demo network on first run, its books' months through the same import as anyone's. Run again it changes nothing. */
export async function seedDemo(options: WorkerOptions & { ownerUrl: string }): Promise<void> {
  if (readDemoAccounts(options.dataDirectory) !== undefined) return;
  say('Making the demo network: five parties, two books, twelve months…');
  const worker = await openWorker(options);
  try {
    for (const organisation of [...DEMO_ORGANISATIONS, ...STORY_CAST])
      await joinNetwork(worker.context.ledger, worker.keys, organisation);
    for (const book of [...DEMO_BOOKS, STORY_BOOK]) await openBook(worker.context.ledger, book);
    await worker.context.follow();
    for (const book of DEMO_BOOKS) await importBook(worker, book);
    await placeHomeowner(worker);
    await seedWork(worker);
    await worker.context.follow();
    await makeDemoAccounts(worker.context.pool, options.dataDirectory);
  } finally {
    await worker.close();
  }
}

/** The book's last year as a tape that ended last month. */
async function importBook(worker: OpenWorker, book: DemoBook): Promise<void> {
  const { pool, store } = worker.context;
  const imported = await pool.query("select 1 from servicing.tape where book = $1 and state = 'committed'", [book.id]);
  if ((imported.rowCount ?? 0) > 0) return;
  const plan = { seed: book.seed, months: MONTHS, lastPeriod: addMonths(periodOf(today()), -1), prefix: book.prefix };
  const loans = Array.from({ length: book.loans }, (_, at) => generateLoan(plan, at));
  const id = randomBytes(12).toString('base64url');
  const origination = loans.map((loan) => loan.origination).join('\n');
  const performance = loans.flatMap((loan) => loan.performance).join('\n');
  const files = {
    origination: {
      name: 'origination.txt',
      ...(await store.receive({ tape: id, kind: 'origination' }, Readable.from([origination]), () => undefined)),
    },
    performance: {
      name: 'performance.txt',
      ...(await store.receive({ tape: id, kind: 'performance' }, Readable.from([performance]), () => undefined)),
    },
  };
  await pool.query(`insert into servicing.tape (id, organisation, book, state, control, files) values ($1, $2, $3, 'checking', $4, $5)`, [
    id, book.servicer, book.id, JSON.stringify({ files: ['origination', 'performance'] }), JSON.stringify(files),
  ]); // prettier-ignore
  await workTapes(worker.context);
  await pool.query("update servicing.tape set state = 'committing', confirmed_at = now() where id = $1 and state = 'ready'", [
    id,
  ]);
  await workTapes(worker.context);
}

/** The demo's homeowner is party to one loan that is two months late, and its servicer knows her name. */
async function placeHomeowner({ context }: OpenWorker): Promise<void> {
  const { rows } = await context.pool.query<{ loan_id: string; servicer: string }>(
    `select s.loan_id, s.servicer from servicing.loan_standing s join servicing.loan_number n using (loan_id)
     where s.servicer = 'northwind' and s.exit_code is null and s.delinquency_status in ('01', '02')
     order by s.months_late desc, n.agency_loan_id limit 1`,
  );
  const loan = rows[0];
  if (loan === undefined) return;
  const now = context.now().toISOString();
  const stream = `loan/${loan.loan_id}`;
  const party = { organisation: 'household', role: 'homeowner', sinceOn: today().toString() };
  await context.ledger.commit({
    organisation: loan.servicer,
    actor: 'start',
    idempotencyKey: 'demo/homeowner',
    fingerprint: 'demo/homeowner',
    signedAt: now,
    facts: [
      { definition: LoanPartyAssigned, stream, values: party, occurredAt: now, causes: [] },
      {
        definition: BorrowerNamed,
        stream,
        values: { name: 'Ana Rivera', initials: 'AR' },
        occurredAt: now,
        causes: [{ draft: 0 }],
      },
    ],
  });
}
