import type { Pool } from 'pg';
import { adoptPolicy } from '@/lib/ledger/domain/adopt-policy';
import { isBy } from '@/lib/ledger/domain/cosign-note';
import { formatVkey, keyIdOf } from '@/lib/ledger/domain/note-key';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { parseNote } from '@/lib/ledger/domain/signed-note';
import { everyLogKey } from '@/lib/ledger/domain/speaking-keys';
import { formatPolicy, type Policy } from '@/lib/ledger/domain/tlog-policy';
import type { CheckpointTrust } from '@/lib/ledger/domain/verify-checkpoint';
import { log } from '@/lib/platform/server/log';
import { sha256, verifyBytes } from './hashing';
import type { IntakeSource } from './intake-source';

const CRYPTO = { sha256, verifySignature: verifyBytes };

/** Whether a note (hostile) bears a signature under the log's name by a key that is not known here. */
export async function bearsUnknownKey(source: string, { origin, policy }: CheckpointTrust): Promise<boolean> {
  const known = await everyLogKey(policy, CRYPTO);
  const lines = parseNote(source)?.signatures.filter(({ name }) => name === origin) ?? [];
  return lines.some((line) => !known.some((key) => isBy(line, key)));
}

/**
 * Asks a hub what its log says of its keys and what witnesses agreed to, and carries what a copy relies on so far as that leads on
 * from there; what leads on is kept. Throws what the source throws.
 */
export async function learnLogKeys(
  pool: Pool,
  source: Pick<IntakeSource, 'policy'>,
  trust: CheckpointTrust,
): Promise<CheckpointTrust> {
  const published = parsePolicy(await source.policy(), sha256);
  if ('refused' in published) return trust;
  const { policy, replaced, agreed } = await adoptPolicy(trust.policy, published, CRYPTO);
  if (formatPolicy(policy) === formatPolicy(trust.policy)) return trust;
  await keep(pool, policy);
  for (const { before, now } of replaced)
    log.warn(
      { before: keyIdOf(before), now: keyIdOf(now) },
      'The log’s key was replaced: the one that was pinned named the next',
    );
  for (const signers of agreed)
    log.warn({ signers }, 'The witnesses changed: enough of those that were pinned signed for the new ones');
  return { ...trust, policy };
}

async function keep(pool: Pool, policy: Policy): Promise<void> {
  const vkeys = policy.logs.map(({ key }) => formatVkey(key));
  await pool.query('insert into ledger.verifier_key select unnest($1::text[]) on conflict do nothing', [vkeys]);
  await pool.query('insert into ledger.witness_policy (policy) values ($1)', [formatPolicy(policy)]);
}
