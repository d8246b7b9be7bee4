import type { Pool, PoolClient } from 'pg';
import { from as copyFrom } from 'pg-copy-streams';
import { finished } from 'node:stream/promises';
import { originationDialect, readOriginationRow } from '@/lib/servicing/domain/read-origination-row';
import { performanceDialect, readPerformanceRow } from '@/lib/servicing/domain/read-performance-row';
import type { RowProblem } from '@/lib/servicing/domain/row-problem';
import { fieldCountOf, releaseOf, type Release, type TapeFileKind } from '@/lib/servicing/domain/tape-layout';
import { parseCents } from '@/lib/servicing/language/money';
import { LineTooLong, readLines, type Line } from './lines';
import { TapeFileFault } from './tape-fault';
import type { TapeStore } from './tape-store';

/** A bad line as it is listed: which field, why, and the line itself. */
export interface LineProblem extends RowProblem {
  readonly line: number;
  readonly content: string;
}

export interface StagedFile {
  readonly rows: number;
  readonly problems: readonly LineProblem[];
  readonly problemRows: number;
  readonly release: Release;
  readonly notes: readonly string[];
}

/** More problems than this are counted but not listed: such a file is not a tape with errors but another file. */
const MOST_LISTED = 10_000;

const TABLES = {
  origination: 'servicing.staged_origination (tape, line, agency_loan_id, content)',
  performance:
    'servicing.staged_performance (tape, line, agency_loan_id, period, upb_cents, delinquency_status, note_rate, assistance_plan, reset, zero_balance_code, content)',
} as const;

/** Reads one file into staging by COPY, one chunk in memory at a time. Bad lines are collected; a structural fault refuses the file. */
export async function stageFile(
  pool: Pool,
  store: TapeStore,
  file: { tape: string; kind: TapeFileKind; onRows: (rows: number, bytes: number) => Promise<void> },
): Promise<StagedFile> {
  const client = await pool.connect();
  try {
    return await copyLines(client, store, file);
  } catch (error) {
    if (error instanceof LineTooLong)
      throw new TapeFileFault(
        'FILE_NOT_A_TAPE',
        `${error.message}. The file was refused and nothing was imported. Check that it is a loan tape.`,
      );
    throw error;
  } finally {
    client.release();
  }
}

async function copyLines(client: PoolClient, store: TapeStore, file: Parameters<typeof stageFile>[2]): Promise<StagedFile> {
  const stream = client.query(copyFrom(`copy ${TABLES[file.kind]} from stdin`));
  // Postgres answers an abandoned COPY with an error of its own, which says nothing new.
  const ended = finished(stream);
  ended.catch(() => undefined);
  const staging = new Staging(file.tape, file.kind);
  try {
    for await (const lines of readLines(store.open(file.tape, file.kind))) {
      const text = lines.map((line) => staging.stage(line)).join('');
      if (text !== '' && !stream.write(text)) await new Promise((resolve) => stream.once('drain', resolve));
      await file.onRows(staging.rows, lines.at(-1)?.bytesRead ?? 0);
    }
  } catch (error) {
    stream.on('error', () => undefined);
    stream.destroy();
    await ended.catch(() => undefined);
    throw error;
  }
  stream.end();
  await ended;
  return staging.result();
}

/** The state of reading one file: its release from the first line, then one line after another. */
class Staging {
  rows = 0;
  private problemRows = 0;
  private release: Release | undefined;
  private readonly problems: LineProblem[] = [];
  private readonly notes = new Set<string>();

  constructor(
    private readonly tape: string,
    private readonly kind: TapeFileKind,
  ) {}

  /** The COPY line for a good row; nothing for a bad one. */
  stage(line: Line): string {
    const fields = line.text.split('|');
    const release = (this.release ??= this.detect(fields.length));
    if (fields.length !== fieldCountOf(this.kind, release)) {
      throw new TapeFileFault(
        'FILE_FIELD_COUNT',
        `Line ${String(line.number)} of the ${this.kind} file has ${String(fields.length)} fields, and the lines before it ${String(fieldCountOf(this.kind, release))}. The file was refused and nothing was imported. Ask the sender for a whole file.`,
      );
    }
    this.rows += 1;
    return this.kind === 'origination' ? this.origination(fields, line) : this.performance(fields, line);
  }

  result(): StagedFile {
    if (this.release === undefined)
      throw new TapeFileFault('FILE_EMPTY', `The ${this.kind} file has no lines. Nothing was imported. Send the file again.`);
    return {
      rows: this.rows,
      problems: this.problems,
      problemRows: this.problemRows,
      release: this.release,
      notes: [...this.notes],
    };
  }

  private detect(count: number): Release {
    const release = releaseOf(this.kind, count);
    if (release !== undefined) return release;
    throw new TapeFileFault(
      'FILE_FIELD_COUNT',
      `The ${this.kind} file has ${String(count)} fields in line 1, which no known release has (${String(fieldCountOf(this.kind, 'R47'))} from Release 47, ${String(fieldCountOf(this.kind, 'earlier'))} before). The file was refused and nothing was imported. Check which file was sent.`,
    );
  }

  private origination(fields: string[], line: Line): string {
    const reading = readOriginationRow(fields);
    if ('problems' in reading) return this.bad(reading.problems, line);
    for (const note of originationDialect(fields, this.release ?? 'R47')) this.notes.add(note);
    return `${this.tape}\t${String(line.number)}\t${reading.row.agencyLoanId}\t${escape(JSON.stringify(reading.row))}\n`;
  }

  private performance(fields: string[], line: Line): string {
    const reading = readPerformanceRow(fields);
    if ('problems' in reading) return this.bad(reading.problems, line);
    for (const note of performanceDialect(fields, this.release ?? 'R47')) this.notes.add(note);
    const { row } = reading;
    const columns = [
      ...[this.tape, line.number, row.agencyLoanId, row.period, parseCents(row.upb).toString(), row.status],
      ...[row.noteRate ?? NULL, row.assistancePlan ?? NULL, row.modified || row.deferred, row.zeroBalanceCode ?? NULL],
    ];
    return `${columns.join('\t')}\t${escape(line.text)}\n`;
  }

  private bad(problems: readonly RowProblem[], line: Line): string {
    this.problemRows += 1;
    if (this.problems.length < MOST_LISTED)
      for (const problem of problems) this.problems.push({ ...problem, line: line.number, content: line.text });
    return '';
  }
}

/** Null in COPY's text format. */
const NULL = '\\N';

/** COPY's text format: backslash, tab and line ends are escaped. */
function escape(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('\t', '\\t').replaceAll('\r', '\\r');
}
