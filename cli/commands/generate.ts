import { once } from 'node:events';
import { createWriteStream, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { finished } from 'node:stream/promises';
import { today } from '@/lib/platform/server/clock';
import { generateLoan } from '@/lib/servicing/domain/generate-loan';
import { addMonths, parsePeriod, periodOf } from '@/lib/servicing/language/period';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: generate --loans N --months M --seed S --out DIR [--last YYYYMM] [--prefix ABCDEF]
Writes origination.txt and performance.txt: a synthetic book in Freddie Mac's Release 47 layout, whose loans go late, cure,
are modified, pay off and are foreclosed on as real ones do. The same numbers give the same files. --last is the last month (default: last month).`;

/** `generate`: a synthetic book. */
export async function generate(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = readArgs(args, { loans: text, months: text, seed: text, out: text, last: text, prefix: text }, USAGE);
  const loans = whole(values.loans, 'loans', 10_000_000);
  const months = whole(values.months, 'months', 240);
  const seed = whole(values.seed ?? '1', 'seed', 2 ** 31);
  if (values.out === undefined) throw new Stop(`--out is missing.\n${USAGE}`, 2);
  const lastPeriod = values.last === undefined ? addMonths(periodOf(today()), -1) : parsePeriod(values.last);
  if (lastPeriod === undefined) throw new Stop(`--last must be a month such as 202610.\n${USAGE}`, 2);
  const prefix = values.prefix ?? `F24Q${String((seed % 4) + 1)}${String.fromCharCode(65 + (seed % 26))}`;
  if (!/^[A-Z0-9]{6}$/.test(prefix)) throw new Stop(`--prefix must be six capital letters or digits.\n${USAGE}`, 2);
  mkdirSync(values.out, { recursive: true });
  const rows = await writeBook({ loans, plan: { months, seed, lastPeriod, prefix }, out: values.out });
  say(`Wrote ${loans.toLocaleString('en-US')} loans and ${rows.toLocaleString('en-US')} loan-months to ${values.out}.`);
  return 0;
}

async function writeBook(book: { loans: number; plan: Parameters<typeof generateLoan>[0]; out: string }): Promise<number> {
  const origination = createWriteStream(join(book.out, 'origination.txt'));
  const performance = createWriteStream(join(book.out, 'performance.txt'));
  let rows = 0;
  for (let at = 0; at < book.loans; at += 1) {
    const loan = generateLoan(book.plan, at);
    rows += loan.performance.length;
    origination.write(`${loan.origination}\n`);
    if (!performance.write(`${loan.performance.join('\n')}\n`)) await once(performance, 'drain');
  }
  origination.end();
  performance.end();
  await Promise.all([finished(origination), finished(performance)]);
  return rows;
}

function whole(text: string | undefined, name: string, most: number): number {
  const number = Number(text);
  if (text !== undefined && Number.isInteger(number) && number >= 1 && number <= most) return number;
  throw new Stop(`--${name} must be a whole number from 1 to ${String(most)}.\n${USAGE}`, 2);
}
