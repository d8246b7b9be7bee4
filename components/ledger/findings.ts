import { count, formatDay, formatInstant } from '@/components/ui/format';
import type { LogVerdict, MetSuccession } from '@/lib/ledger/client/check-log';
import type { RecordVerdict } from '@/lib/ledger/client/check-record';
import { parseCommitStatement } from '@/lib/ledger/domain/commit-statement';
import { keyIdOf } from '@/lib/ledger/domain/note-key';
import type { WireEntry, WireStream } from '@/lib/ledger/language/wire';
import { describeFault, type FaultCode } from '@/lib/ledger/domain/fault';

/** One thing that was asked of a record, and the answer: shown, found wrong, or not shown this time. */
export interface Finding {
  readonly question: string;
  readonly state: 'holds' | 'broken' | 'open';
  readonly words: string;
}

/** What was and was not shown of a record, in the order in which a reader would ask. */
export function findingsOf(verdict: RecordVerdict): Finding[] {
  return [sealed(verdict), inLog(verdict), complete(verdict), ...promises(verdict), ...logFindings(verdict.log)];
}

/** What was and was not shown of the log as a whole. */
export function logFindings(log: LogVerdict | undefined): Finding[] {
  return [unchanged(log), ...keysReplaced(log), ...termsAgreed(log), shared(log)];
}

function sealed({ chain, read }: RecordVerdict): Finding {
  const question = 'What you see is what was sealed';
  const broken = chain.faults.length;
  if (broken > 0) return { question, state: 'broken', words: `${count(broken, 'check')} failed; each is named below.` };
  const values = chain.links.reduce((sum, link) => sum + link.shown, 0);
  const withheld = chain.links.reduce((sum, link) => sum + link.withheld, 0);
  const signers = new Set(read.sealed.entries.map((entry) => parseCommitStatement(entry.commit.statement)?.organisation));
  const custody = custodyWords(read.sealed);
  const hidden = withheld === 0 ? '' : ` ${count(withheld, 'more is', 'more are')} withheld from you, each under its seal.`;
  const erased = chain.links.reduce((sum, link) => sum + link.erased, 0);
  const gone =
    erased === 0
      ? ''
      : ` ${count(erased, 'was', 'were')} erased ${whoErased(chain.erasures)}; ${erased === 1 ? 'its seal still holds' : 'their seals still hold'}.`;
  return {
    question,
    state: 'holds',
    words: `${count(values, 'value')} in ${count(chain.links.length, 'entry', 'entries')}, signed by ${count(signers.size, 'organisation')}.${custody}${hidden}${gone}`,
  };
}

/** Whose hand the signatures were in, which decides what a dishonest hub could have done. */
function custodyWords(sealed: WireStream): string {
  const own = sealed.entries.filter((entry) => custodyOf(sealed, entry) === 'organisation').length;
  if (own === 0) return ' Their keys are held by the hub, which could sign for them.';
  if (own === sealed.entries.length) return ' Their keys are held by the organisations: the hub could not have signed for them.';
  return ` ${count(own, 'entry was', 'entries were')} signed with keys that the organisations hold themselves: the hub could not have done that. It holds the keys of the others, and could sign for them.`;
}

/** On which days, and by whom. */
function whoErased(erasures: RecordVerdict['chain']['erasures']): string {
  const told = new Set(erasures.map(({ organisation, recordedAt }) => `on ${formatDay(recordedAt)} by ${organisation}`));
  return [...told].join(' and ');
}

function custodyOf({ keys }: WireStream, entry: WireEntry): 'hub' | 'organisation' | undefined {
  return keys[parseCommitStatement(entry.commit.statement)?.key ?? '']?.custody;
}

function inLog({ chain, proof, log }: RecordVerdict): Finding {
  const question = 'It is in the shared log';
  const size = log?.checkpoint.checkpoint?.size ?? 0;
  if (proof === undefined) return { question, state: 'open', words: 'There is no checkpoint yet that this could rest on.' };
  if (proof.faults.some(({ code }) => code === 'NOT_IN_LOG' || code === 'INDEX_DISORDERED'))
    return { question, state: 'broken', words: wordsOf('NOT_IN_LOG') };
  const newer = chain.links.length - proof.included;
  const words = `${count(proof.included, 'entry', 'entries')} of this record, in a log of ${count(size, 'entry', 'entries')}.`;
  return { question, state: 'holds', words: words + newestWords(newer) };
}

function complete({ chain, proof }: RecordVerdict): Finding {
  const question = 'Nothing is left out, and nothing follows';
  if (proof === undefined) return { question, state: 'open', words: 'Only a checkpoint can show that.' };
  const fault = proof.faults.find(({ code }) => ['END_CONTRADICTED', 'MAP_PATH_WRONG', 'MAP_NOT_SHOWN'].includes(code));
  if (fault !== undefined) return { question, state: 'broken', words: describeFault(fault) };
  const whole = proof.complete ?? 0;
  const newer = chain.links.length - whole;
  const words =
    newer === 0
      ? `When the checkpoint was made, this record had these ${count(whole, 'entry', 'entries')} and no other.`
      : `When the checkpoint was made, this record had its first ${count(whole, 'entry', 'entries')} and no other.`;
  return { question, state: 'holds', words: words + newestWords(newer) };
}

/** Asked only where something was sent from this browser. */
function promises({ receipts: { kept, open, broken } }: RecordVerdict): Finding[] {
  const question = 'What you sent was put in the log in time';
  if (broken > 0) return [{ question, state: 'broken', words: wordsOf('RECEIPT_BROKEN') }];
  if (kept + open === 0) return [];
  const waiting = open === 0 ? '' : ` ${count(open, 'more is', 'more are')} not due yet.`;
  const words = `The hub kept ${count(kept, 'signed promise')} it gave this browser.${waiting}`;
  return [{ question, state: kept === 0 ? 'open' : 'holds', words }];
}

function newestWords(newer: number): string {
  return newer === 0 ? '' : ` The newest ${String(newer)} will be covered within seconds: verify again.`;
}

function unchanged(log: LogVerdict | undefined): Finding {
  const question = 'Nothing was changed since you last looked';
  if (log === undefined) return { question, state: 'open', words: 'Only a checkpoint can show that.' };
  const fault = log.faults.find((code) => code === 'LOG_REWRITTEN' || code === 'LOG_KEY_WITHDRAWN' || code.startsWith('CHECKPOINT'));
  if (fault !== undefined) return { question, state: 'broken', words: wordsOf(fault) };
  if (log.succession !== undefined) return { question, state: 'broken', words: successionWords(log.succession) };
  if (log.before === undefined)
    return { question, state: 'open', words: 'This is the first time you look with this browser. It remembers this checkpoint, and compares the next time.' };
  const { size, checkedAt } = log.before;
  return { question, state: 'holds', words: `You last looked ${formatInstant(checkedAt)}, at ${count(size, 'entry', 'entries')}. Since then the log was only added to.` };
} // prettier-ignore

/** Told only where it happened: the reader need not do anything, and may want to know. */
function keysReplaced(log: LogVerdict | undefined): Finding[] {
  const question = 'The log’s key is the one you know, or one that it named';
  return (log?.replaced ?? []).map(({ before, now }) => ({
    question,
    state: 'holds',
    words: `The log signs with a new key (${keyIdOf(now)}). The key that this browser knew (${keyIdOf(before)}) named it as the next, and both signed that. What the old one signed stays good.`,
  }));
}

/** Told only where it happened, as a new key is. */
function termsAgreed(log: LogVerdict | undefined): Finding[] {
  return (log?.agreed ?? []).map((names) => ({
    question: 'The witnesses are those you know, or ones that they agreed to',
    state: 'holds',
    words: `The witnesses or their number changed. Enough of those that this browser knew signed for that (${names.join(', ')}), and it goes by the new ones.`,
  }));
}

/** What became of a log that this browser knows by another name. */
export function successionWords({ before, now, isWhole }: MetSuccession): string {
  const what = `The log goes on as ${now}: it was restored from an older copy of ${before}, which this browser knows.`;
  return isWhole
    ? `${what} All that you had checked with this browser is in it.`
    : `${what} Some of what you had checked with this browser is not in it any more.`;
}

function shared(log: LogVerdict | undefined): Finding {
  const question = 'Others are shown the same log';
  const fault = log?.faults.find((code) => code.startsWith('QUORUM'));
  if (fault !== undefined) return { question, state: 'broken', words: wordsOf(fault) };
  const { cosigners, quorumSeconds } = log?.checkpoint ?? { cosigners: [], quorumSeconds: undefined };
  if (log === undefined || quorumSeconds === undefined)
    return { question, state: 'open', words: 'No witnesses are asked for here. That others see the same rests on the hub’s word.' };
  const names = cosigners.map(({ name }) => name).join(', ');
  const at = formatInstant(new Date(quorumSeconds * 1000).toISOString());
  return { question, state: 'holds', words: `${String(cosigners.length)} of ${count(log.policy.witnesses.length, 'witness', 'witnesses')} signed this very checkpoint (${names}), enough of them by ${at}.` };
} // prettier-ignore

function wordsOf(code: FaultCode): string {
  return describeFault({ code });
}
