import { randomBytes } from 'node:crypto';
import type { FactDraft } from '@/lib/ledger/server/fact-draft';
import { LoanBoarded } from '@/lib/servicing/language/boarding-facts';
import { SERVICING_FACTS } from '@/lib/servicing/language/facts';
import type { DerivedFact } from '@/lib/servicing/domain/derive-month';
import { clearStaging, restageIfLost } from './check-tape';
import { deriveLoan, type LoanToDerive } from './derive-loan';
import { readStagedLoans } from './staged-loans';
import { ProgressTeller } from './tape-progress';
import type { TapeRow, WorkerContext } from './worker-context';

/** Facts a part may hold: the head of the ledger is locked for one part at a time (rule 26). */
const ENTRIES_A_PART = 1_000;

/**
 * Appends a confirmed tape: signed parts of at most 1,000 facts, each with a key of its own, then the manifest that makes
 * them effective. Stopped and started again it goes on with the first part that is not there.
 */
export async function appendTape(context: WorkerContext, tape: TapeRow): Promise<void> {
  await context.follow();
  await restageIfLost(context, tape);
  const teller = new ProgressTeller(context.pool, tape.id, context.now);
  const client = await context.pool.connect();
  const run = new TapeRun(context, tape);
  try {
    await client.query('begin isolation level repeatable read read only');
    let rows = 0;
    for await (const loans of readStagedLoans(client, tape, ENTRIES_A_PART)) {
      for (const loan of loans) await run.add(loan);
      rows += loans.reduce((sum, loan) => sum + loan.rows.length, 0);
      await teller.tell('facts', rows, tape.summary?.rowCount ?? rows);
    }
    await client.query('commit');
  } finally {
    client.release();
  }
  await run.finish();
  await context.follow();
  await markCommitted(context, tape);
}

async function markCommitted(context: WorkerContext, tape: TapeRow): Promise<void> {
  await context.pool.query(`update servicing.tape set state = 'committed', committed_at = $2, progress = '{}' where id = $1`, [
    tape.id,
    context.now(),
  ]);
  await clearStaging(context.pool, tape.id);
}

/** The parts of one tape on their way: how many there are, and the one being filled. */
class TapeRun {
  private part = 0;
  private factCount = 0;
  private drafts: FactDraft[] = [];
  private inFlight: Promise<unknown> = Promise.resolve();

  constructor(
    private readonly context: WorkerContext,
    private readonly tape: TapeRow,
  ) {}

  /** All facts of one loan go into one part: a new loan's id is drawn at random and must not differ between parts. */
  async add(loan: LoanToDerive): Promise<void> {
    const drafts = toDrafts(loan, this.tape);
    if (this.drafts.length > 0 && this.drafts.length + drafts.length > ENTRIES_A_PART) await this.flush();
    const offset = this.drafts.length;
    this.drafts.push(...drafts.map((draft) => shiftCauses(draft, offset)));
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

  /** One part is sealed while the one before it is written. */
  private async flush(): Promise<void> {
    if (this.drafts.length === 0) return;
    const facts = this.drafts;
    const part = this.part;
    this.drafts = [];
    this.part += 1;
    this.factCount += facts.length;
    await this.inFlight;
    this.inFlight = this.commitPart(part, facts);
  }

  private async commitPart(part: number, facts: readonly FactDraft[]): Promise<void> {
    const request = {
      organisation: this.tape.organisation,
      actor: `tape/${this.tape.id}`,
      idempotencyKey: `tape/${this.tape.id}/part/${String(part)}`,
      fingerprint: part,
      signedAt: this.context.now().toISOString(),
      facts,
    };
    if ((await this.context.ledger.findReplay(request)) === undefined) await this.context.ledger.commit(request);
  }

  private manifest(): FactDraft {
    const { tape } = this;
    const period = (text: string | undefined): number => Number((text ?? '').replace('-', ''));
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
        partCount: this.part,
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
