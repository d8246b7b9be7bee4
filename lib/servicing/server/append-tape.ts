import { randomBytes } from 'node:crypto';
import type { Pool } from 'pg';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import { LoanBoarded } from '@/lib/servicing/language/boarding-facts';
import { SERVICING_FACTS } from '@/lib/servicing/language/facts';
import type { DerivedFact } from '@/lib/servicing/domain/derived-fact';
import { checkAgain, clearStaging, restageIfLost } from './check-tape';
import { deriveLoan, type LoanToDerive } from './derive-loan';
import { readStagedLoans } from './staged-loans';
import { ProgressTeller } from './tape-progress';
import type { TapeRow, WorkerContext } from './worker-context';

/** Facts a part may hold: the head of the ledger is locked for one part at a time (rule 26). */
const ENTRIES_A_PART = 1_000;

/**
 * Appends a confirmed tape: signed parts of at most 1,000 facts, each with a key of its own, then the manifest that makes
 * them effective. Stopped and started again it goes on after the last row that is there. A tape whose differences have
 * changed since a person saw them goes back to that person.
 */
export async function appendTape(context: WorkerContext, tape: TapeRow): Promise<void> {
  await context.follow();
  await restageIfLost(context, tape);
  const appended = await findAppended(context.pool, tape);
  if (appended.parts === 0 && (await checkAgain(context, tape))) return;
  const run = new TapeRun(context, tape, appended);
  await appendStaged(context, tape, run);
  await run.finish();
  await context.follow();
  await markCommitted(context, tape);
}

async function appendStaged(context: WorkerContext, tape: TapeRow, run: TapeRun): Promise<void> {
  const teller = new ProgressTeller(context.pool, tape.id, context.now);
  const client = await context.pool.connect();
  try {
    await client.query('begin isolation level repeatable read read only');
    let rows = 0;
    for await (const loans of readStagedLoans(client, tape, ENTRIES_A_PART)) {
      for (const loan of loans) await run.add(loan);
      rows += loans.reduce((sum, loan) => sum + loan.rows.length, 0);
      await teller.tell('facts', rows, tape.summary?.rowCount ?? rows);
    }
  } finally {
    // It only read: ending it either way keeps the connection usable.
    await client.query('rollback').finally(() => {
      client.release();
    });
  }
}

/** What of a tape the ledger holds already. `rows` is the number of staged rows, in their order, that its parts tell of. */
interface Appended {
  readonly parts: number;
  readonly facts: number;
  readonly rows: number;
}

async function findAppended(pool: Pool, tape: TapeRow): Promise<Appended> {
  const { rows } = await pool.query<{ parts: string; facts: string; rows: string }>(
    `select count(*) as parts, coalesce(sum(entry_count), 0) as facts,
       coalesce(max(split_part(idempotency_key, '/', 4)::bigint), 0) as rows
     from ledger.commit where organisation = $1 and idempotency_key like $2`,
    [tape.organisation, `tape/${tape.id}/part/%`],
  );
  const found = rows[0];
  return { parts: Number(found?.parts ?? 0), facts: Number(found?.facts ?? 0), rows: Number(found?.rows ?? 0) };
}

async function markCommitted(context: WorkerContext, tape: TapeRow): Promise<void> {
  await context.pool.query(
    `update servicing.tape set state = 'committed', committed_at = $2, progress = '{}', fault = null where id = $1`,
    [tape.id, context.now()],
  );
  await clearStaging(context.pool, tape.id);
}

/**
 * The parts of one tape on their way: how many there are, and the one being filled. A part's key says after which staged
 * row it ends: where parts are cut depends on what is known of the loans, which may have moved when the work is taken up again.
 */
class TapeRun {
  private parts: number;
  private factCount: number;
  private rows = 0;
  private drafts: FactDraft[] = [];
  private inFlight: Promise<unknown> = Promise.resolve();
  private earlier: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly context: WorkerContext,
    private readonly tape: TapeRow,
    private readonly appended: Appended,
  ) {
    this.parts = appended.parts;
    this.factCount = appended.facts;
  }

  /** All facts of one loan go into one part: a new loan's id is drawn at random and must not differ between parts. */
  async add(loan: LoanToDerive): Promise<void> {
    const appended = this.rows < this.appended.rows;
    const drafts = appended ? [] : toDrafts(loan, this.tape);
    if (this.drafts.length > 0 && this.drafts.length + drafts.length > ENTRIES_A_PART) await this.flush();
    const offset = this.drafts.length;
    this.drafts.push(...drafts.map((draft) => shiftCauses(draft, offset)));
    this.rows += loan.rows.length;
  }

  async finish(): Promise<void> {
    await this.flush();
    await this.inFlight;
    const { tape } = this;
    await this.context.ledger.commit({
      organisation: tape.organisation,
      actor: `tape/${tape.id}`,
      idempotencyKey: `tape/${tape.id}/manifest`,
      fingerprint: tape.id,
      signedAt: this.context.now().toISOString(),
      facts: [this.manifest()],
    });
  }

  /**
   * One part is sealed while the one before it is written, and the next is derived meanwhile. Parts are sent strictly in
   * order: the work is taken up again after the last one that is there.
   */
  private async flush(): Promise<void> {
    if (this.drafts.length === 0) return;
    const facts = this.drafts;
    this.drafts = [];
    this.parts += 1;
    this.factCount += facts.length;
    const rows = this.rows;
    await this.earlier;
    this.earlier = this.inFlight;
    const request = {
      organisation: this.tape.organisation,
      actor: `tape/${this.tape.id}`,
      idempotencyKey: `tape/${this.tape.id}/part/${String(rows)}`,
      fingerprint: rows,
      signedAt: this.context.now().toISOString(),
      facts,
    };
    this.inFlight = this.context.ledger.commit(request, this.earlier);
    // The next part may be read before this one is answered: its refusal is heard where the work waits for it.
    this.inFlight.catch(() => undefined);
  }

  private manifest(): FactDraft {
    const { tape } = this;
    const period = (text: string | null | undefined): number => Number((text ?? '').replace('-', ''));
    return {
      definition: SERVICING_FACTS.TapeImported,
      stream: `book/${tape.book}`,
      occurredAt: this.context.now().toISOString(),
      causes: [],
      values: {
        tape: tape.id,
        book: tape.book,
        originationFile: tape.files.origination?.sha256 ?? null,
        performanceFile: tape.files.performance?.sha256 ?? '',
        rowCount: tape.summary?.rowCount ?? 0,
        upbTotal: tape.summary?.upbTotal ?? '0.00',
        firstPeriod: period(tape.summary?.firstPeriod),
        lastPeriod: period(tape.summary?.lastPeriod),
        partCount: this.parts,
        factCount: this.factCount,
      },
    };
  }
}

/** A loan's drafts with causes counted from the first of them. */
function toDrafts(loan: LoanToDerive, tape: TapeRow): FactDraft[] {
  const loanId = loan.loanId ?? randomBytes(16).toString('base64url');
  const stream = `loan/${loanId}`;
  const drafts: FactDraft[] = [];
  if (loan.origination !== null && loan.loanId === null) {
    const values = {
      ...loan.origination.row,
      book: tape.book,
      sourceFile: tape.files.origination?.sha256 ?? null,
      sourceLine: loan.origination.line,
    };
    drafts.push({ definition: LoanBoarded, stream, values, occurredAt: loan.origination.row.firstPaymentOn, causes: [] });
  }
  const reason = tape.reason ?? 'The month was sent again and reads differently.';
  for (const facts of deriveLoan(loan, { sourceFile: tape.files.performance?.sha256 ?? '', reason })) {
    const first = drafts.length;
    drafts.push(...facts.map((fact) => toDraft(fact, stream, first)));
  }
  return drafts;
}

function toDraft(fact: DerivedFact, stream: string, first: number): FactDraft {
  const causes = fact.follows === null ? [] : [{ draft: first + fact.follows }];
  return { definition: fact.definition, stream, values: fact.values, occurredAt: fact.occurredOn, causes };
}

function shiftCauses(draft: FactDraft, by: number): FactDraft {
  return { ...draft, causes: draft.causes.map((cause) => (typeof cause === 'string' ? cause : { draft: cause.draft + by })) };
}
