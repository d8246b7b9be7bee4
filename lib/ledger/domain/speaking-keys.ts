import { chainOf, reachedOf, walk, type Reached } from './key-chain';
import { parseKeyStatement, type Endorsement, type SourcedStatement } from './key-statement';
import { findWithdrawals, limitOf, type KeyLimit } from './key-withdrawals';
import { formatVkey, type NoteKey } from './note-key';
import { verifyNote } from './signed-note';
import type { Policy } from './tlog-policy';
import type { VerifierCrypto } from './verify-entry-commit';

/** A key that speaks for a log, and up to where when it was withdrawn. */
export interface SpeakingKey {
  readonly key: NoteKey;
  readonly withdrawn?: KeyLimit;
}

/** Whose signature counts for a log, from what a reader pinned and what the log says of its keys. */
export interface SpeakingKeys {
  readonly keys: readonly SpeakingKey[];
  /** What to pin from now on: the keys at the end of the chains that begin at what is pinned. */
  readonly newest: readonly NoteKey[];
  /** The statements that led there, as they came. */
  readonly statements: readonly string[];
}

/** A log is not given new keys more often; whoever sends more is read no further. */
export const MOST_STATEMENTS = 256;

/**
 * Decides which keys speak for a log (ledger format, The log’s keys). From a pinned key on each endorsement leads to the next
 * key: the key before signed it. Back from a pinned key each leads to the one before: the pinned one signed that too. Nothing
 * else does, above all no way back and then on to another: whoever stole an old key would lead there. Statements are hostile.
 */
export async function findSpeakingKeys(
  pinned: readonly NoteKey[],
  statements: readonly string[],
  crypto: VerifierCrypto,
): Promise<SpeakingKeys> {
  const read = readStatements(statements.slice(0, MOST_STATEMENTS), crypto);
  const endorsed = await keepSound(read, crypto);
  const chain = chainOf(endorsed.flatMap(({ endorsement }) => endorsement ?? []));
  const ahead = pinned.map((key) => walk(key, chain.after));
  const reached = reachedOf([...pinned, ...ahead.flat(), ...pinned.flatMap((key) => walk(key, chain.before))], chain);
  const withdrawn = await findWithdrawals(read, reached, crypto);
  const isReached = (key: NoteKey): boolean => reached.has(formatVkey(key));
  const used = endorsed.filter(({ endorsement: each }) => each && isReached(each.key) && isReached(each.next));
  return {
    keys: [...reached].map(([id, { key }]) => speakingKey(key, limitOf(id, withdrawn, reached))),
    newest: newestOf(
      pinned.map((key, at) => ahead[at]?.at(-1) ?? key),
      reached,
    ),
    statements: [...used, ...withdrawn].map(({ source }) => source),
  };
}

/** Each end once; where two were pinned of which one follows the other, the later one counts. */
function newestOf(ends: readonly NoteKey[], reached: Reached): NoteKey[] {
  const ids = new Set(ends.map(formatVkey));
  const isPassed = (id: string): boolean => [...ids].some((other) => reached.get(other)?.before.has(id));
  return [...ids].filter((id) => !isPassed(id)).flatMap((id) => reached.get(id)?.key ?? []);
}

function speakingKey(key: NoteKey, withdrawn: KeyLimit | undefined): SpeakingKey {
  return withdrawn === undefined ? { key } : { key, withdrawn };
}

/**
 * The same for a reader that keeps what it learned: a key that is known to have named the next is not heard again on that, so that
 * whoever stole it can neither lead elsewhere nor make the true next one doubtful. Nor is anything heard that would name a key of what
 * is kept once more: its thief could make the true one before it doubtful, or fill the reader's memory with keys before it.
 */
export function learnSpeakingKeys(
  pinned: readonly NoteKey[],
  { kept, offered }: { readonly kept: readonly string[]; readonly offered: readonly string[] },
  crypto: VerifierCrypto,
): Promise<SpeakingKeys> {
  const said = readStatements(kept, crypto).flatMap(({ endorsement }) => endorsement ?? []);
  const settled = new Set(said.map(({ key }) => formatVkey(key)));
  const known = new Set([...settled, ...said.map(({ next }) => formatVkey(next))]);
  const news = readStatements(offered, crypto).filter(({ source, endorsement }) => {
    if (endorsement === undefined) return !kept.includes(source);
    return !settled.has(formatVkey(endorsement.key)) && !known.has(formatVkey(endorsement.next));
  });
  return findSpeakingKeys(pinned, [...kept, ...news.map(({ source }) => source)], crypto);
}

/** What keys named which as the next, of all that is said (hostile): only where both signed it. Which of them speak is another question. */
export async function findEndorsements(statements: readonly string[], crypto: VerifierCrypto): Promise<Endorsement[]> {
  return (await keepSound(readStatements(statements, crypto), crypto)).flatMap(({ endorsement }) => endorsement ?? []);
}

/** Every key that a policy's logs have spoken with, withdrawn ones too: an accusation stands whatever the log says of its key later. */
export async function everyLogKey({ logs, statements = [] }: Policy, crypto: VerifierCrypto): Promise<NoteKey[]> {
  const pinned = logs.map(({ key }) => key);
  return (await findSpeakingKeys(pinned, statements, crypto)).keys.map(({ key }) => key);
}

function readStatements(sources: readonly string[], crypto: VerifierCrypto): SourcedStatement[] {
  return sources.flatMap((source) => {
    const statement = parseKeyStatement(source, crypto.sha256);
    return statement === undefined ? [] : [{ ...statement, source }];
  });
}

/** The endorsements that both keys signed. */
async function keepSound(read: readonly SourcedStatement[], crypto: VerifierCrypto): Promise<SourcedStatement[]> {
  const sound: SourcedStatement[] = [];
  for (const statement of read) {
    const { note, endorsement } = statement;
    if (endorsement === undefined) continue;
    const verdict = await verifyNote(note, [endorsement.key, endorsement.next], crypto);
    if ('verified' in verdict && verdict.verified.length === 2) sound.push(statement);
  }
  return sound;
}
