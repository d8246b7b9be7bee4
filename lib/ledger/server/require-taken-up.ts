import type { PoolClient } from 'pg';
import { readSigned } from '@/lib/ledger/domain/contradiction';
import { isBy } from '@/lib/ledger/domain/cosign-note';
import { formatVkey, type NoteKey } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { isQuorumMet, NO_QUORUM, type Policy } from '@/lib/ledger/domain/tlog-policy';
import { readWitnessed } from './ask-witness';
import { sha256, verifyBytes } from './hashing';
import { readCheckpoint } from './read-checkpoint';
import { readPolicyText } from './witness-policy';

/** Why a key’s change cannot go on yet, in words for the operator. It can be tried again. */
export class NotTakenUp extends Error {}

/** Throws {@link NotTakenUp} unless the published policy, the checkpoint that readers are given and a quorum of witnesses go by a log's next key. */
export async function requireTakenUp(client: PoolClient, origin: string, next: NoteKey): Promise<void> {
  const policy = parsePolicy(await readPolicyText(client), sha256);
  if ('refused' in policy || !policy.logs.some(({ key }) => formatVkey(key) === formatVkey(next)))
    throw new NotTakenUp('The published policy does not name the new key yet. Let the signer run.');
  const checkpoint = await readCheckpoint(client);
  if (!(await isSignedBy(checkpoint?.note ?? '', next)))
    throw new NotTakenUp('The checkpoint that readers are given is not signed with the new key yet. Let the signer run.');
  const missing = await findMissing(policy, origin, next);
  if (missing.length > 0)
    throw new NotTakenUp(
      `Too few witnesses go by the new key yet; these do not: ${missing.join(', ')}. Each takes it up by itself when it is asked next, or is started with --log ${formatVkey(next)}.`,
    );
}

/** The witnesses that hold no checkpoint signed with a key, where so few do that they are no quorum; else none. */
async function findMissing(policy: Policy, origin: string, key: NoteKey): Promise<string[]> {
  if (policy.quorum === NO_QUORUM) return [];
  const held = await Promise.all(
    policy.witnesses.map(async ({ name, key: own, url }) => {
      const note = url === undefined ? '' : await readWitnessed({ name, key: own, url }, origin).catch(() => '');
      return (await isSignedBy(note, key)) ? name : undefined;
    }),
  );
  const names = new Set(held.filter((name) => name !== undefined));
  return isQuorumMet(policy, names) ? [] : policy.witnesses.map(({ name }) => name).filter((name) => !names.has(name));
}

async function isSignedBy(note: string, key: NoteKey): Promise<boolean> {
  const hasLine = parseNote(note)?.signatures.some((line) => isBy(line, key)) === true;
  return hasLine && (await readSigned(note, [key], { sha256, verifySignature: verifyBytes })) !== undefined;
}
