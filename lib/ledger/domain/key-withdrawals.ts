import type { Reached } from './key-chain';
import type { SourcedStatement, Withdrawal } from './key-statement';
import { formatVkey } from './note-key';
import { verifyNote } from './signed-note';
import type { VerifierCrypto } from './verify-entry-commit';

/** Up to where a key counts alone, and since when it does not at all. */
export type KeyLimit = Pick<Withdrawal, 'size' | 'since'>;

/** A withdrawal that holds, as it came; `id` is the verifier key of the key that it names. */
export interface HeldWithdrawal {
  readonly id: string;
  readonly limit: KeyLimit;
  readonly source: string;
}

/** A key is withdrawn by one that follows it: by the chain that the later key itself signed, which a thief of the older one cannot break. */
export async function findWithdrawals(
  read: readonly SourcedStatement[],
  reached: Reached,
  crypto: VerifierCrypto,
): Promise<HeldWithdrawal[]> {
  const found: HeldWithdrawal[] = [];
  for (const { note, withdrawal, source } of read) {
    if (withdrawal === undefined) continue;
    const id = formatVkey(withdrawal.key);
    // Of a key that does not speak here no signature is looked at: anybody could send many.
    if (!reached.has(id)) continue;
    const later = [...reached.values()].filter(({ before }) => before.has(id)).map(({ key }) => key);
    const { size, since } = withdrawal;
    if ('verified' in (await verifyNote(note, later, crypto))) found.push({ id, limit: { size, since }, source });
  }
  return found;
}

/**
 * Up to where a key counts: the strictest of what withdrew it and every key after it. Whoever stole one that was withdrawn could
 * otherwise name a new key as the one before it, and speak with that.
 */
export function limitOf(id: string, withdrawn: readonly HeldWithdrawal[], reached: Reached): KeyLimit | undefined {
  const limits = withdrawn.filter((each) => each.id === id || reached.get(each.id)?.before.has(id)).map(({ limit }) => limit);
  const instants = limits.flatMap(({ since }) => since ?? []);
  if (limits.length === 0) return undefined;
  const size = Math.min(...limits.map((each) => each.size));
  return { size, since: instants.length === 0 ? undefined : Math.min(...instants) };
}
