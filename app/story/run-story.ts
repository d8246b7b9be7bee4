import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { LoanPartyAssigned } from '@/lib/partners/language/facts';
import { readDemoAccounts } from '@/lib/partners/server/demo-accounts';
import { STORY_BOOK_ID, storyActor } from '@/lib/partners/server/story-cast';
import { awaitProjection } from '@/lib/platform/server/await-projection';
import { today } from '@/lib/platform/server/clock';
import { Problem } from '@/lib/platform/server/problem';
import { runtime } from '@/lib/platform/server/runtime';
import { addMonths, periodOf, type Period } from '@/lib/servicing/language/period';
import type { TapeFileKind } from '@/lib/servicing/language/tape-views';
import { confirmTape } from '@/lib/servicing/server/confirm-tape';
import { createTape } from '@/lib/servicing/server/create-tape';
import { readLoan } from '@/lib/servicing/server/read-loan';
import { readTape } from '@/lib/servicing/server/read-tapes';
import { receiveTapeFile } from '@/lib/servicing/server/receive-tape-file';
import { TapeStore } from '@/lib/servicing/server/tape-store';
import { wiring } from '../wiring';
import { storyTape } from './story-tape';

const LETTERS = 'ABCDEFGHJKLMNPQRSTUVWXYZ';
const LONGEST_MILLISECONDS = 30_000;

/** The story exists in a demo network only: elsewhere it is not found. */
export function requireDemo(): void {
  if (readDemoAccounts(runtime().dataDirectory) === undefined)
    throw new Problem('NOT_FOUND', 'There is no story here: this is no demo network.');
}

/** The last month a tape could report now. */
export function storyPeriod(): Period {
  return addMonths(periodOf(today()), -1);
}

/** Begins a run: three loans are boarded with a month in which all have paid, and the homeowner becomes party to the first. */
export async function beginStory(): Promise<string> {
  const run = Array.from({ length: 6 }, () => LETTERS[randomInt(LETTERS.length)]).join('');
  const tape = storyTape(run, storyPeriod());
  await importFiles({ origination: tape.origination, performance: tape.before });
  const loanId = await storyLoan(run);
  const { writes } = await wiring();
  const now = new Date().toISOString();
  const values = { organisation: storyActor('homeowner').organisation, role: 'homeowner', sinceOn: today().toString() };
  const fact = { definition: LoanPartyAssigned, stream: `loan/${loanId}`, values, occurredAt: now, causes: [] };
  const { organisation, id: actor } = storyActor('servicer');
  const receipt = await writes.ledger.commit({
    organisation,
    actor,
    idempotencyKey: `story/${run}`,
    fingerprint: run,
    signedAt: now,
    facts: [fact],
  });
  await awaitProjection(writes.pool, receipt.firstIndex + BigInt(receipt.count));
  return run;
}

/** The month arrives in which the first loan's payment is missing. Sent twice, it is recognised and changes nothing. */
export async function importMissedMonth(run: string): Promise<void> {
  await importFiles({ performance: storyTape(run, storyPeriod()).missed });
}

/** Our id of the run's first loan. Throws {@link Problem} NOT_FOUND for a run that never was. */
export async function storyLoan(run: string): Promise<string> {
  const { loanId } = await readLoan(runtime().database, storyActor('servicer'), `${run}000001`, today());
  return loanId;
}

/** The same steps as anyone's import: open, send, wait for the check, confirm, wait for the facts. */
async function importFiles(files: Partial<Record<TapeFileKind, string>>): Promise<void> {
  const { database, dataDirectory } = runtime();
  const actor = storyActor('servicer');
  const kinds = Object.keys(files) as TapeFileKind[];
  const tape = await createTape(database, actor, { book: STORY_BOOK_ID, files: kinds, control: {} });
  const store = new TapeStore(join(dataDirectory, 'tapes'));
  for (const kind of kinds) {
    const body = Readable.from([Buffer.from(files[kind] ?? '', 'latin1')]);
    await receiveTapeFile({ database, store }, actor, { tape, kind, name: `${kind}.txt`, body, contentLength: undefined });
  }
  if ((await waitFor(tape, ['ready', 'refused', 'duplicate'])) !== 'ready') return;
  await confirmTape(database, actor, { tape });
  await waitFor(tape, ['committed']);
}

async function waitFor(tape: string, states: readonly string[]): Promise<string> {
  const deadline = Date.now() + LONGEST_MILLISECONDS;
  while (Date.now() < deadline) {
    const { state } = await readTape(runtime().database, storyActor('servicer'), tape);
    if (states.includes(state)) return state;
    await pause(50);
  }
  throw new Problem('NOT_READY', 'The import takes longer than it should. It goes on by itself; look again in a moment.');
}
