import type { Checkpoint } from '@/lib/ledger/domain/checkpoint';
import type { Fault } from '@/lib/ledger/domain/fault';
import type { NoteKey } from '@/lib/ledger/domain/note-key';
import { NO_QUORUM, type Policy } from '@/lib/ledger/domain/tlog-policy';
import { verifyCheckpoint } from '@/lib/ledger/domain/verify-checkpoint';
import { sha256, verifyBytes } from '@/lib/ledger/server/hashing';

/** Whom the reader trusts, from a source other than what is checked. */
export interface Trust {
  readonly log: NoteKey;
  readonly policy?: Policy;
}

/** All faults, and in words what was checked. */
export interface Verdict {
  readonly faults: readonly Fault[];
  readonly checked: string;
}

/** The reader's policy for this log; without one of theirs, no witness is asked for. */
export function policyOf({ log, policy }: Trust): Policy {
  const own = policy ?? { witnesses: [], groups: [], quorum: NO_QUORUM };
  return { ...own, logs: [{ key: log, url: undefined }] };
}

/** Checks a checkpoint as signed: by the log, and by as many witnesses as the policy asks for. Hostile input. */
export async function checkCheckpoint(
  source: string,
  trust: Trust,
): Promise<{ checkpoint: Checkpoint | undefined; faults: Fault[] }> {
  const reader = { origin: trust.log.name, policy: policyOf(trust), now: undefined };
  const { checkpoint, faults } = await verifyCheckpoint(source, reader, { sha256, verifySignature: verifyBytes });
  return { checkpoint, faults: faults.map((code): Fault => ({ code })) };
}
