import { createReadStream, openSync, readSync, closeSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Readable } from 'node:stream';
import { kindOfLine } from '@/lib/servicing/domain/tape-layout';
import type { TapeDetail, TapeFileKind } from '@/lib/servicing/language/tape-views';
import { openApi, type ApiClient } from '../api-client';
import { readArgs } from '../read-args';
import { say, Stop } from '../say';

const USAGE = `Usage: import <file...> [--as <organisation>] [--book <name>] [--rows N] [--upb AMOUNT] [--reason TEXT] [--json]
Sends a performance file, with its origination file if it has new loans; which is which is told by the fields. Shows what was
found, and imports it. --rows and --upb are the sender's control totals. --reason is needed when months imported before changed.`;

const POLL_MILLISECONDS = 300;

/** `import`: a month by the API, from files to facts. */
export async function importFiles(args: readonly string[]): Promise<number> {
  const text = { type: 'string' } as const;
  const options = { as: text, book: text, rows: text, upb: text, reason: text, json: { type: 'boolean' } } as const;
  const { values, positionals } = readArgs(args, options, USAGE);
  const files = positionals.map((path) => ({ path, kind: kindOfFile(path) }));
  if (files.length === 0 || new Set(files.map((file) => file.kind)).size < files.length)
    throw new Stop(`Name one performance file, and at most one origination file.\n${USAGE}`, 2);
  const api = openApi(values.as);
  const control = {
    ...(values.rows === undefined ? {} : { rowCount: Number(values.rows) }),
    ...(values.upb === undefined ? {} : { upbTotal: values.upb }),
  };
  const opened = { files: files.map((file) => file.kind), control, ...(values.book === undefined ? {} : { book: values.book }) };
  const { id } = await api.send<{ id: string }>('POST', '/tapes', JSON.stringify(opened), { 'content-type': 'application/json' });
  for (const file of files) await sendFile(api, id, file);
  const checked = await waitWhile(api, id, ['receiving', 'checking']);
  const done = checked.state === 'ready' ? await commit(api, checked, values.reason) : checked;
  if (values.json === true) process.stdout.write(`${JSON.stringify(done, null, 2)}\n`);
  else tell(done);
  return done.state === 'committed' || done.state === 'duplicate' ? 0 : 1;
}

/** Which of the pair a file is; one whose field count fits neither is sent as what it seems, so that the product refuses it in words. */
function kindOfFile(path: string): TapeFileKind {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new Stop(`There is no file ${path}. Nothing was sent.`, 2);
  const buffer = Buffer.alloc(8192);
  const file = openSync(path, 'r');
  const length = readSync(file, buffer);
  closeSync(file);
  const line = buffer.toString('latin1', 0, length).split(/\r?\n/)[0] ?? '';
  return kindOfLine(line) ?? (/orig/i.test(basename(path)) ? 'origination' : 'performance');
}

async function sendFile(api: ApiClient, tape: string, file: { path: string; kind: TapeFileKind }): Promise<void> {
  const { size } = statSync(file.path);
  say(`Sending ${basename(file.path)} (${(size / 1_000_000).toFixed(1)} MB) as the ${file.kind} file…`);
  const body = Readable.toWeb(createReadStream(file.path)) as unknown as BodyInit;
  await api.send('PUT', `/tapes/${tape}/${file.kind}`, body, {
    'content-length': String(size),
    'x-file-name': encodeURIComponent(basename(file.path)),
  });
}

async function commit(api: ApiClient, tape: TapeDetail, reason: string | undefined): Promise<TapeDetail> {
  const { summary } = tape;
  if (summary !== null)
    say(
      `Checked: ${summary.rowCount.toLocaleString('en-US')} rows, unpaid balance ${summary.upbTotal}, ${String(summary.newRows)} new, ${String(summary.changedRows)} changed, ${String(summary.problemRows)} set aside.`,
    );
  await api.send('POST', `/tapes/${tape.id}/commit`, JSON.stringify(reason === undefined ? {} : { reason }), {
    'content-type': 'application/json',
  });
  return waitWhile(api, tape.id, ['ready', 'committing']);
}

async function waitWhile(api: ApiClient, id: string, states: readonly string[]): Promise<TapeDetail> {
  for (;;) {
    const tape = await api.send<TapeDetail>('GET', `/tapes/${id}`);
    if (!states.includes(tape.state)) return tape;
    const { done, total, rowsPerSecond, secondsLeft } = tape.progress;
    if (process.stderr.isTTY && done !== undefined)
      process.stderr.write(
        `\r${tape.state}: ${String(done)} of ${String(total)} rows, ${String(rowsPerSecond)} rows/s, ${String(secondsLeft)} s left   `,
      );
    await pause(POLL_MILLISECONDS);
  }
}

function tell(tape: TapeDetail): void {
  if (tape.state === 'committed')
    process.stdout.write(`Imported ${tape.summary?.rowCount.toLocaleString('en-US') ?? '0'} rows into ${tape.bookName}.\n`);
  else process.stdout.write(`${tape.fault?.message ?? `The tape is ${tape.state}.`}\n`);
  for (const problem of tape.problems.slice(0, 20))
    process.stdout.write(`  ${problem.file} line ${String(problem.line)}, ${problem.field}: ${problem.reason}\n`);
}
