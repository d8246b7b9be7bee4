import type { Actor } from '@/lib/partners/server/actor';
import { requireAction } from '@/lib/partners/server/require-action';
import { asOrganisation, type Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
import type {
  BookView,
  ControlTotals,
  TapeDifferenceView,
  TapeFault,
  TapeFile,
  TapeProblemView,
  TapeProgress,
  TapeState,
  TapeSummary,
  TapeView,
} from '@/lib/servicing/language/tape-views';

type Stored = Awaited<ReturnType<Database['tape']['findUniqueOrThrow']>>;

/** The servicer's newest tapes. */
export async function listTapes(database: Database, actor: Actor): Promise<TapeView[]> {
  requireAction(actor, 'import-tape');
  return asOrganisation(database, actor, async (transaction) => {
    const tapes = await transaction.tape.findMany({ orderBy: { createdAt: 'desc' }, take: 50 });
    const books = new Map((await transaction.book.findMany()).map((book) => [book.id, book.name]));
    return tapes.map((tape) => toView(tape, books.get(tape.book) ?? tape.book));
  });
}

/** The books that the servicer may import under. */
export async function listBooks(database: Database, actor: Actor): Promise<BookView[]> {
  requireAction(actor, 'import-tape');
  return asOrganisation(database, actor, async (transaction) => {
    const books = await transaction.book.findMany({ where: { servicer: actor.organisation }, orderBy: { name: 'asc' } });
    return books.map(({ id, name }) => ({ id, name }));
  });
}

/** One tape with what was found in it: the first problems and differences, and how many there are. */
export async function readTape(
  database: Database,
  actor: Actor,
  id: string,
): Promise<TapeView & { problems: TapeProblemView[]; differences: TapeDifferenceView[] }> {
  requireAction(actor, 'import-tape');
  return asOrganisation(database, actor, async (transaction) => {
    const tape = await transaction.tape.findUnique({ where: { id } });
    if (tape === null) throw new Problem('NOT_FOUND', 'There is no such tape among yours.');
    const book = await transaction.book.findUnique({ where: { id: tape.book } });
    const problems = await transaction.tapeProblem.findMany({
      where: { tape: id },
      orderBy: [{ file: 'asc' }, { line: 'asc' }],
      take: 100,
    });
    const differences = await transaction.tapeDifference.findMany({ where: { tape: id }, orderBy: { line: 'asc' }, take: 100 });
    return {
      ...toView(tape, book?.name ?? tape.book),
      problems: problems.map(({ file, line, field, reason }) => ({ file, line, field, reason })),
      differences: differences.map(({ loanId, agencyLoanId, period, line, before, after }) => ({
        loanId, agencyLoanId, period, line, before: before as TapeDifferenceView['before'], after: after as TapeDifferenceView['after'],
      })),
    }; // prettier-ignore
  });
}

function toView(tape: Stored, bookName: string): TapeView {
  return {
    id: tape.id,
    book: tape.book,
    bookName,
    state: tape.state as TapeState,
    createdAt: tape.createdAt.toISOString(),
    committedAt: tape.committedAt?.toISOString() ?? null,
    control: tape.control as ControlTotals,
    files: tape.files as unknown as Partial<Record<'origination' | 'performance', TapeFile>>,
    progress: tape.progress as TapeProgress,
    summary: tape.summary as TapeSummary | null,
    fault: tape.fault as TapeFault | null,
    reason: tape.reason,
  };
}
