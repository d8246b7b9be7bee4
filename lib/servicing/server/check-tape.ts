import type { Pool } from 'pg';
import { stageFile, type LineProblem, type StagedFile } from './stage-tape';
import { countStaged, findDifferences, findRowProblems, summarize } from './compare-tape';
import { TapeFileFault } from './tape-fault';
import { ProgressTeller } from './tape-progress';
import type { TapeFileKind, TapeSummary } from '@/lib/servicing/language/tape-views';
import type { TapeRow, WorkerContext } from './worker-context';

/** Reads a tape's files, lists what is wrong, compares with what is known, and leaves the tape ready, refused or recognised. */
export async function checkTape(context: WorkerContext, tape: TapeRow): Promise<void> {
  const earlier = await findSameFiles(context.pool, tape);
  if (earlier !== undefined) {
    const message = 'These very files were imported before. Nothing was changed.';
    await finish(context.pool, tape.id, { state: 'duplicate', fault: { code: 'SAME_FILES', message, earlierTape: earlier } });
    return;
  }
  try {
    await context.follow();
    await clearStaging(context.pool, tape.id);
    const summary = await stageAndCompare(context, tape);
    refuseOnControlTotals(tape, summary);
    await finish(context.pool, tape.id, { state: 'ready', summary });
  } catch (error) {
    if (!(error instanceof TapeFileFault)) throw error;
    await clearStaging(context.pool, tape.id);
    await finish(context.pool, tape.id, { state: 'refused', fault: { code: error.code, message: error.message } });
  }
}

async function stageAndCompare(context: WorkerContext, tape: TapeRow): Promise<TapeSummary> {
  const teller = new ProgressTeller(context.pool, tape.id, context.now);
  const staged = new Map<TapeFileKind, StagedFile>();
  for (const kind of ['origination', 'performance'] as const) {
    const file = tape.files[kind];
    if (file === undefined) continue;
    // Rows are not counted before they are read: the share of bytes read tells how many there will be.
    const onRows = (rows: number, bytes: number): Promise<void> =>
      teller.tell('rows', rows, bytes >= file.bytes ? rows : Math.ceil((rows / Math.max(1, bytes)) * file.bytes));
    staged.set(kind, await stageFile(context.pool, context.store, { tape: tape.id, kind, onRows }));
  }
  for (const [kind, file] of staged) await listProblems(context.pool, { tape: tape.id, kind }, file.problems);
  await findRowProblems(context.pool, tape);
  await findDifferences(context.pool, tape);
  return summarize(context.pool, tape, staged);
}

/** Staging does not survive a crash of Postgres; the files do. */
export async function restageIfLost(context: WorkerContext, tape: TapeRow): Promise<void> {
  const { rowCount } = await context.pool.query('select 1 from servicing.staged_performance where tape = $1 limit 1', [tape.id]);
  if (rowCount === 0) await stageAndCompare(context, tape);
}

/**
 * Compares a confirmed tape once more with what is known now. When that differs from what the person saw (another tape of
 * the book came in between), the tape goes back to be decided anew: true, and nothing may be appended.
 */
export async function checkAgain(context: WorkerContext, tape: TapeRow): Promise<boolean> {
  await context.pool.query('delete from servicing.tape_difference where tape = $1', [tape.id]);
  await findDifferences(context.pool, tape);
  const counts = await countStaged(context.pool, tape);
  if (tape.summary === null || COMPARED.every((name) => tape.summary?.[name] === counts[name])) return false;
  const message =
    'Other months came into this book after this tape was checked. Nothing was imported. Look at what it changes now.';
  const end = { state: 'ready', summary: { ...tape.summary, ...counts }, fault: { code: 'CHECKED_AGAIN', message } };
  await finish(context.pool, tape.id, end);
  return true;
}

const COMPARED = ['newLoans', 'newRows', 'changedRows', 'unchangedRows'] as const;

function refuseOnControlTotals(tape: TapeRow, summary: TapeSummary): void {
  const { rowCount, upbTotal } = tape.control;
  const wrong: string[] = [];
  if (rowCount !== undefined && rowCount !== summary.rowCount)
    wrong.push(`the sender counts ${String(rowCount)} rows and the file has ${String(summary.rowCount)}`);
  if (upbTotal !== undefined && upbTotal !== summary.upbTotal)
    wrong.push(`the sender's unpaid balance is ${upbTotal} and the file's ${summary.upbTotal}`);
  if (wrong.length === 0) return;
  throw new TapeFileFault(
    'CONTROL_TOTALS',
    `The control totals do not match: ${wrong.join(', and ')}. Nothing was imported. Ask the sender which is right.`,
  );
}

async function findSameFiles(pool: Pool, tape: TapeRow): Promise<string | undefined> {
  const { rows } = await pool.query<{ id: string }>(
    `select id from servicing.tape where book = $1 and state = 'committed' and id <> $2
       and files->'performance'->>'sha256' = $3 and coalesce(files->'origination'->>'sha256', '') = $4 limit 1`,
    [tape.book, tape.id, tape.files.performance?.sha256 ?? '', tape.files.origination?.sha256 ?? ''],
  );
  return rows[0]?.id;
}

async function listProblems(pool: Pool, where: { tape: string; kind: string }, problems: readonly LineProblem[]): Promise<void> {
  await pool.query(
    `insert into servicing.tape_problem
     select $1, $2, p.line, p.field, p.reason, p.content from jsonb_to_recordset($3::jsonb) p(line integer, field text, reason text, content text)
     on conflict do nothing`,
    [where.tape, where.kind, JSON.stringify(problems)],
  );
}

/** Empties what an earlier or interrupted check left. */
export async function clearStaging(pool: Pool, tape: string): Promise<void> {
  for (const table of ['staged_origination', 'staged_performance', 'tape_problem', 'tape_difference'] as const)
    await pool.query(`delete from servicing.${table} where tape = $1`, [tape]);
}

async function finish(pool: Pool, tape: string, end: { state: string; summary?: unknown; fault?: unknown }): Promise<void> {
  await pool.query(`update servicing.tape set state = $2, summary = $3, fault = $4, progress = '{}' where id = $1`, [
    tape,
    end.state,
    end.summary === undefined ? null : JSON.stringify(end.summary),
    end.fault === undefined ? null : JSON.stringify(end.fault),
  ]);
}
