import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Checkpoint } from '@/lib/ledger/domain/checkpoint';
import type { Fault } from '@/lib/ledger/domain/fault';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { LogVerifier } from '@/lib/ledger/domain/verify-log';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';
import { checkCheckpoint, replacedWords, type Trust, type Verdict } from './check-checkpoint';
import { checkTiles } from './check-tiles';
import { readCommits, readKeys, Unreadable } from './read-entries';

/** Checks a directory that "hearthline export" wrote: the signed checkpoint, the tiles under its root, and the entries if they are there. */
export async function checkExport(directory: string, reader: Trust): Promise<Verdict> {
  const trust = { ...reader, statements: readStatements(directory) };
  const { checkpoint, faults } = await checkCheckpoint(readFileSync(join(directory, 'checkpoint'), 'utf8'), trust);
  if (checkpoint === undefined) return { faults, checked: 'a checkpoint that cannot be read' };
  faults.push(...checkTiles(directory, checkpoint));
  const parts = ['checkpoint', 'tiles'];
  if (existsSync(join(directory, 'entries'))) {
    const withValues = existsSync(join(directory, 'values'));
    faults.push(...(await checkEntries(directory, checkpoint, withValues)));
    parts.push('entries', ...(withValues ? ['values'] : []));
  }
  const { size, origin } = checkpoint;
  return { faults, checked: `${String(size)} entries of ${origin} (${parts.join(', ')})${await replacedWords(trust)}` };
}

/** Of the exported policy only what the log says of its keys: that leads on from the reader's own key, or nowhere. */
function readStatements(directory: string): readonly string[] {
  const path = join(directory, 'keys');
  const policy = existsSync(path) ? parsePolicy(readFileSync(path, 'utf8'), sha256) : undefined;
  return policy === undefined || 'refused' in policy ? [] : (policy.statements ?? []);
}

/**
 * Checks headers, chains, statements and signatures, and that they give the leaves of the tiles and the signed root. With values
 * each must match its commitment, keys are taken from the facts that register them, and the map of stream heads is recomputed.
 */
async function checkEntries(directory: string, checkpoint: Checkpoint, withValues: boolean): Promise<readonly Fault[]> {
  const keys = withValues ? new Map() : readKeys(directory);
  const { origin, size } = checkpoint;
  const verifier = new LogVerifier({ sha256, verifySignature: verifyBytes, keys, origin, valuesHeld: withValues });
  try {
    for await (const { commit, entries } of readCommits(directory, size, withValues)) await verifier.add(commit, entries);
  } catch (error) {
    if (!(error instanceof Unreadable)) throw error;
    verifier.faults.push({ code: 'FILE_UNREADABLE', index: verifier.size, where: error.where });
  }
  return verifier.finish(checkpoint);
}
