import { adoptKeys } from '@/lib/ledger/domain/adopt-keys';
import type { Checkpoint } from '@/lib/ledger/domain/checkpoint';
import type { Fault } from '@/lib/ledger/domain/fault';
import { keyIdOf, type NoteKey } from '@/lib/ledger/domain/note-key';
import { NO_QUORUM, type Policy } from '@/lib/ledger/domain/tlog-policy';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';

const CRYPTO = { sha256, verifySignature: verifyBytes };

/** Whom the reader trusts, from a source other than what is checked. */
export interface Trust {
  readonly log: NoteKey;
  readonly policy?: Policy;
  /** What the log says of its keys, as it stands beside what is checked (hostile). */
  readonly statements?: readonly string[];
}

/** All faults, and in words what was checked. */
export interface Verdict {
  readonly faults: readonly Fault[];
  readonly checked: string;
}

/** The reader's policy for this log; without one of theirs, no witness is asked for. */
export function policyOf({ log, policy, statements = [] }: Trust): Policy {
  const own = policy ?? { witnesses: [], groups: [], quorum: NO_QUORUM };
  const said = [...new Set([...(policy?.statements ?? []), ...statements])];
  return { ...own, logs: [{ key: log, url: undefined }], statements: said };
}

/** In words, where the reader's key led to another; nothing otherwise. */
export async function replacedWords(trust: Trust): Promise<string> {
  const { replaced } = await adoptKeys(policyOf(trust), [], CRYPTO);
  return replaced
    .map(
      ({ before, now }) =>
        `; the log has signed with the key ${keyIdOf(now)} since the one you named, ${keyIdOf(before)}, named it as the next`,
    )
    .join('');
}

/** Checks a checkpoint as signed: by the log, and by as many witnesses as the policy asks for. Hostile input. */
export async function checkCheckpoint(
  source: string,
  trust: Trust,
): Promise<{ checkpoint: Checkpoint | undefined; faults: Fault[] }> {
  const reader = { origin: trust.log.name, policy: policyOf(trust), now: undefined };
  const { checkpoint, faults } = await verifyCheckpoint(source, reader, CRYPTO);
  return { checkpoint, faults: faults.map((code): Fault => ({ code })) };
}
