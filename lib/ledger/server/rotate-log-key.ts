import { existsSync, openSync, renameSync, rmSync } from 'node:fs';
import type { Pool, PoolClient } from 'pg';
import { formatEndorsement, formatWithdrawal, type Endorsement } from '@/lib/ledger/domain/key-statement';
import { ED25519, formatVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { formatNote } from '@/lib/ledger/domain/signed-note';
import { findEndorsements, findSpeakingKeys } from '@/lib/ledger/domain/speaking-keys';
import { LOCKS } from '@/lib/platform/server/locks';
import { sha256, verifyBytes } from './hashing';
import { addStatement, keyPaths, readLogKeys } from './log-keyring';
import { openNoteSigner, type NoteSigner } from './note-signer';
import { newestSize } from './read-checkpoint';
import { NotTakenUp, requireTakenUp } from './require-taken-up';
import { destroyContent } from './signer-state';
import { readEveryStatement } from './witness-policy';

const CRYPTO = { sha256, verifySignature: verifyBytes };

/** Where a log's keys lie, under which name, and the database that it is published from. */
interface LogPlace {
  readonly home: string;
  readonly origin: string;
  readonly pool: Pool;
}

/**
 * Begins to replace a log's key: makes the next one and lets the one in force name it. From then on the signer signs with both. Done
 * again it changes nothing until it is finished. Answers the next key. Throws {@link NotTakenUp} where the one in force has named another.
 */
export function beginRotation(log: LogPlace): Promise<NoteKey> {
  return alone(log.pool, async (client) => {
    const { home, origin } = log;
    const { signers, statements } = readLogKeys(home, origin);
    const [current, named] = signers;
    if (named !== undefined) return named.key;
    // Of two that it named neither would be believed. What it did not sign it did not say: whoever writes to Postgres could stop this.
    const said = await findEndorsements([...statements, ...(await readEveryStatement(client))], CRYPTO);
    if (said.some(({ key }) => formatVkey(key) === formatVkey(current.key)))
      throw new NotTakenUp('The log’s key has named the next one before, which is not here. Restore signer/log-next.pem.');
    const next = openNext(home, current, said);
    const text = formatEndorsement({ key: current.key, next: next.key });
    addStatement(home, formatNote({ text, signatures: [current.sign(text, 0), next.sign(text, 0)] }));
    return next.key;
  });
}

/**
 * Ends it: the next key withdraws the one before and takes its place, whose secret is destroyed. `since` (POSIX seconds) where the old
 * one was compromised. Throws {@link NotTakenUp} as long as the signer or the witnesses do not go by the next key.
 */
export function finishRotation(log: LogPlace & { readonly since?: number | undefined }): Promise<NoteKey> {
  return alone(log.pool, async (client) => {
    const { home, origin, since } = log;
    const [current, next] = readLogKeys(home, origin).signers;
    if (next === undefined) throw new NotTakenUp('No key of the log is being replaced.');
    await requireTakenUp(client, origin, next.key);
    withdraw(home, next, { key: current.key, size: await newestSize(client), since });
    destroyReplaced(home);
    return current.key;
  });
}

/** A key of the log's past is told as compromised from an instant on (POSIX seconds), by the key in force. */
export function distrustLogKey({ home, origin, pool }: LogPlace, key: NoteKey, since: number): Promise<void> {
  return alone(pool, async (client) => {
    const { signers, statements } = readLogKeys(home, origin);
    const [current] = signers;
    if (formatVkey(current.key) === formatVkey(key))
      throw new NotTakenUp('This is the log’s key in force. Replace it first: keys rotate-log.');
    const { keys } = await findSpeakingKeys([current.key], statements, CRYPTO);
    if (!keys.some((each) => formatVkey(each.key) === formatVkey(key)))
      throw new NotTakenUp('The log never signed with this key, as far as its signer knows.');
    withdraw(home, current, { key, size: await newestSize(client), since });
  });
}

/** Two operators at once would make two next keys. */
async function alone<Result>(pool: Pool, work: (client: PoolClient) => Promise<Result>): Promise<Result> {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('select pg_advisory_xact_lock($1)', [LOCKS.logKey]);
    return await work(client);
  } finally {
    await client.query('rollback').finally(() => {
      client.release();
    });
  }
}

/** A key made for a try that came to nothing serves the next one; a key that the log had already, left by an older copy, does not. */
function openNext(home: string, current: NoteSigner, said: readonly Endorsement[]): NoteSigner {
  const { next } = keyPaths(home);
  const { name } = current.key;
  const had = said.flatMap((each) => [each.key, each.next]);
  if (existsSync(next)) {
    const left = formatVkey(openNoteSigner(next, name, ED25519).key);
    if ([current.key, ...had].some((key) => formatVkey(key) === left)) rmSync(next);
  }
  return openNoteSigner(next, name, ED25519);
}

function withdraw(home: string, by: NoteSigner, withdrawal: Parameters<typeof formatWithdrawal>[0]): void {
  const text = formatWithdrawal(withdrawal);
  addStatement(home, formatNote({ text, signatures: [by.sign(text, 0)] }));
}

/** The next key's file takes the place of the one before in one step, and what that held is overwritten on disk. */
function destroyReplaced(home: string): void {
  const { current, next } = keyPaths(home);
  if (!existsSync(next)) return;
  const replaced = openSync(current, 'r+');
  renameSync(next, current);
  destroyContent(replaced);
}
