import { asksTheSame, type ReplacedKey } from '@/lib/ledger/domain/adopt-keys';
import { adoptPolicy } from '@/lib/ledger/domain/adopt-policy';
import { fromBase64, toBase64 } from '@/lib/ledger/domain/bytes';
import type { Checkpoint } from '@/lib/ledger/domain/checkpoint';
import { verifyConsistency } from '@/lib/ledger/domain/consistency';
import type { FaultCode } from '@/lib/ledger/domain/fault';
import { parsePolicy } from '@/lib/ledger/domain/parse-policy';
import { formatPolicy, type Policy } from '@/lib/ledger/domain/tlog-policy';
import { verifyCheckpoint, type CheckpointVerdict } from '@/lib/ledger/domain/verify-checkpoint';
import { BROWSER_CRYPTO } from './browser-crypto';
import { fetchConsistency, fetchPolicy } from './fetch-proof';
import { recall, remember, type RememberedCheckpoint } from './memory';

/** What this browser could find out about the log behind a checkpoint. */
export interface LogVerdict {
  readonly checkpoint: CheckpointVerdict;
  readonly policy: Policy;
  /** The hub now names other keys or witnesses than this browser goes by, and which of its witnesses signed for them: not enough. */
  readonly policyChanged: { readonly signers: readonly string[] } | undefined;
  /** Changes of witnesses that this browser went along with: for each, those known to it that signed for it. */
  readonly agreed: readonly (readonly string[])[];
  /** Keys of the log that this browser knew, and the ones that they themselves lead to: by these it was checked. */
  readonly replaced: readonly ReplacedKey[];
  /** The checkpoint this browser had checked before, to which this one was compared; absent at the first look. */
  readonly before: RememberedCheckpoint | undefined;
  /** The log goes on under another name than this browser knows it by, until the reader goes by the new one. */
  readonly succession: MetSuccession | undefined;
  readonly faults: readonly FaultCode[];
}

/** A log that this browser knows by its name before. */
export interface MetSuccession {
  readonly before: string;
  readonly now: string;
  /** Whether all that this browser had checked is in it; false when some of that is gone. */
  readonly isWhole: boolean;
}

const NOBODY: Policy = { logs: [], witnesses: [], groups: [], quorum: 'none' };

/**
 * Checks a checkpoint by the policy this browser first met, carried on where the log’s key named another and where its witnesses
 * agreed to others, and that the log was only added to since the newest one it has checked; if all holds, it remembers this one. `now` is an ISO instant by this browser's clock.
 */
export async function checkLog(shownOrigin: string, note: string, now: string): Promise<LogVerdict> {
  const memory = recall();
  const offered = await fetchPolicy();
  // Under another name it is checked by what the hub names, and told; nothing of it is remembered before the reader says so.
  const isRenamed = memory !== undefined && memory.origin !== shownOrigin;
  const named = readPolicy(offered);
  const pinned = isRenamed ? named : readPolicy(memory?.policy ?? offered);
  const { policy, replaced, agreed, signers } = await adoptPolicy(pinned, named, BROWSER_CRYPTO);
  const isChanged = !asksTheSame(policy, (await adoptPolicy(named, policy, BROWSER_CRYPTO)).policy);
  const policyChanged = isChanged ? { signers } : undefined;
  const seconds = Math.floor(Date.parse(now) / 1000);
  const checkpoint = await verifyCheckpoint(note, { origin: shownOrigin, policy, now: seconds }, BROWSER_CRYPTO);
  const faults = [...checkpoint.faults];
  const before = memory?.checkpoint;
  const seen = checkpoint.checkpoint;
  const grew = before === undefined || seen === undefined || (await grewOnly(before, seen));
  const succession = isRenamed ? { before: memory.origin, now: shownOrigin, isWhole: grew } : undefined;
  if (succession !== undefined) faults.push('LOG_SUCCEEDED');
  else if (!grew) faults.push('LOG_REWRITTEN');
  if (seen !== undefined && faults.length === 0 && seen.size >= (before?.size ?? 0))
    remember({
      origin: shownOrigin,
      policy: formatPolicy(policy),
      checkpoint: { size: seen.size, root: toBase64(seen.root), checkedAt: now },
    });
  return { checkpoint, policy, policyChanged, replaced, agreed, before, succession, faults };
}

function readPolicy(text: string): Policy {
  const parsed = parsePolicy(text, BROWSER_CRYPTO.sha256);
  return 'refused' in parsed ? NOBODY : parsed;
}

/** From now on this browser knows the log by its new name. What it had seen under the one before is let go. */
export async function acceptSuccessor(origin: string): Promise<void> {
  remember({ origin, policy: await fetchPolicy(), checkpoint: undefined });
}

/** From now on this browser checks by what the hub names now. What it has seen of the log it keeps. */
export async function acceptPolicy(): Promise<void> {
  const memory = recall();
  if (memory !== undefined) remember({ ...memory, policy: await fetchPolicy() });
}

/**
 * From now on this browser checks by what an invitation names, and not by what the hub showed it first. What it has seen of that
 * log it keeps. Answers false where the policy cannot be read, and changes nothing then.
 */
export function pinPolicy(policy: string): boolean {
  const parsed = parsePolicy(policy, BROWSER_CRYPTO.sha256);
  const origin = 'refused' in parsed ? undefined : parsed.logs[0]?.key.name;
  if (origin === undefined) return false;
  const memory = recall();
  remember({ origin, policy, checkpoint: memory?.origin === origin ? memory.checkpoint : undefined });
  return true;
}

/** Whichever is older must be a beginning of the other: another tab may have seen more than this answer shows. */
async function grewOnly(before: RememberedCheckpoint, seen: Checkpoint): Promise<boolean> {
  const remembered = { size: before.size, root: fromBase64(before.root) ?? new Uint8Array() };
  const [older, newer] = remembered.size <= seen.size ? [remembered, seen] : [seen, remembered];
  const base64 = older.size === newer.size ? [] : await fetchConsistency(older.size, newer.size);
  if (base64 === undefined) return false;
  const path = base64.map((text) => fromBase64(text) ?? new Uint8Array());
  return verifyConsistency(
    { from: older.size, to: newer.size, path, rootFrom: older.root, rootTo: newer.root },
    BROWSER_CRYPTO.sha256,
  );
}
