import { isBy } from '@/lib/ledger/domain/cosign-note';
import type { NoteKey } from '@/lib/ledger/domain/note-key';
import { LONGEST_NOTE, parseNote, verifyNote, type NoteSignature } from '@/lib/ledger/domain/signed-note';
import { parseDecimal } from '@/lib/ledger/domain/line';
import type { Policy } from '@/lib/ledger/domain/tlog-policy';
import { formatAddCheckpoint } from '@/lib/ledger/domain/witness';
import { sha256, verifyBytes } from './hashing';
import { readBounded } from './read-bounded';
import { originId } from './witness-store';

/** A witness that can be reached: its key, and the prefix of its addresses. */
export interface ReachedWitness {
  readonly name: string;
  readonly key: NoteKey;
  readonly url: string;
  /** Milliseconds until it is passed over when it does not answer; 3,000 unless said otherwise. */
  readonly patience?: number;
}

/** The witnesses of a policy that can be reached. `patience` is as {@link ReachedWitness} has it. */
export function reachedWitnesses(policy: Pick<Policy, 'witnesses'> | undefined, patience?: number): ReachedWitness[] {
  return (policy?.witnesses ?? []).flatMap(({ name, key, url }) =>
    url === undefined ? [] : [{ name, key, url, ...(patience !== undefined && { patience }) }],
  );
}

/** What is to be cosigned. `proofFrom` shows that the log of fewer entries only grew. */
export interface Question {
  readonly checkpoint: string;
  readonly size: number;
  /** The size the witness is thought to have cosigned last. */
  readonly old: number;
  readonly proofFrom: (old: number) => Promise<Uint8Array[]>;
}

const PATIENCE = 3_000;

/**
 * Asks one witness to cosign; where it knows another size than was thought, once more from there. Answers its cosignature,
 * verified, or undefined when it refuses because this is not the log it knows. Throws when it gives no usable answer.
 */
export async function askWitness(witness: ReachedWitness, question: Question): Promise<NoteSignature | undefined> {
  const first = await post(witness, question, question.old);
  if (first.status !== 409) return read(witness, question, first);
  const told = await readSize(first);
  if (told > question.size || told === question.old) return undefined;
  return read(witness, question, await post(witness, question, told));
}

/** The witness answers that it never cosigned this log. */
export class NothingWitnessed extends Error {}

/** The note a witness last cosigned for a log, as it says (hostile). Throws {@link NothingWitnessed} when it knows none. */
export async function readWitnessed(witness: ReachedWitness, origin: string): Promise<string> {
  const response = await fetch(`${prefix(witness)}/${originId(origin)}/checkpoint`, limits(witness));
  if (response.status === 404) throw new NothingWitnessed('The witness never cosigned this log');
  if (!response.ok) throw new Error(`The witness has no checkpoint to show (${String(response.status)})`);
  return readBounded(response, LONGEST_NOTE);
}

/** Hands evidence to a witness, so that it stays where the hub cannot take it away. */
export async function handEvidence(witness: ReachedWitness, claim: unknown): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${prefix(witness)}/evidence`, { method: 'POST', headers, body: JSON.stringify(claim), ...limits(witness) });
}

/** Tells a witness what the log says of its keys. One that does not take it is asked all the same, and told by its operator. */
export async function handStatements(witness: ReachedWitness, statements: readonly string[]): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  await fetch(`${prefix(witness)}/log-keys`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ statements }),
    ...limits(witness),
  });
}

async function post(witness: ReachedWitness, { checkpoint, proofFrom }: Question, old: number): Promise<Response> {
  const body = formatAddCheckpoint({ old, proof: await proofFrom(old), checkpoint });
  return fetch(`${prefix(witness)}/add-checkpoint`, { method: 'POST', body, ...limits(witness) });
}

async function read({ key }: ReachedWitness, { checkpoint }: Question, response: Response): Promise<NoteSignature | undefined> {
  if (response.status === 422 || response.status === 409) return undefined;
  if (!response.ok) throw new Error(`The witness answers with status ${String(response.status)}`);
  const text = parseNote(checkpoint)?.text ?? '';
  const note = parseNote(`${text}\n${await readBounded(response, LONGEST_NOTE)}`);
  if (note === undefined) throw new Error('The witness does not answer with signature lines');
  const verdict = await verifyNote(note, [key], { sha256, verifySignature: verifyBytes });
  const line = note.signatures.find((each) => isBy(each, key));
  if ('refused' in verdict || line === undefined) throw new Error('The witness’s cosignature does not verify and is ignored');
  return line;
}

async function readSize(response: Response): Promise<number> {
  const [, digits] = /^([0-9]+)\n$/.exec(await readBounded(response, 64)) ?? [];
  const size = parseDecimal(digits ?? '');
  if (size === undefined) throw new Error('The witness tells no size');
  return size;
}

function limits({ patience = PATIENCE }: ReachedWitness): { signal: AbortSignal; redirect: 'error' } {
  return { signal: AbortSignal.timeout(patience), redirect: 'error' };
}

function prefix({ url }: ReachedWitness): string {
  return url.replace(/\/$/, '');
}
