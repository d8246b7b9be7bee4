import { formatVkey, type NoteKey } from './note-key';
import { learnSpeakingKeys } from './speaking-keys';
import { formatPolicy, type Policy } from './tlog-policy';
import type { VerifierCrypto } from './verify-entry-commit';

/** A log's key that was pinned, and the one that it leads to. */
export interface ReplacedKey {
  readonly before: NoteKey;
  readonly now: NoteKey;
}

/** A reader's policy, carried on to the keys that its logs sign with now. */
export interface AdoptedPolicy {
  readonly policy: Policy;
  readonly replaced: readonly ReplacedKey[];
}

/**
 * Carries a reader's policy on by what its logs say of their keys (hostile): each pinned key gives place to the last that it leads
 * to, and the way there is kept, so that older signatures still count. Witnesses and quorum stay the reader's own. A key that nothing
 * leads to changes nothing.
 */
export async function adoptKeys(pinned: Policy, offered: readonly string[], crypto: VerifierCrypto): Promise<AdoptedPolicy> {
  const keys = pinned.logs.map(({ key }) => key);
  const { newest, statements } = await learnSpeakingKeys(keys, { kept: pinned.statements ?? [], offered }, crypto);
  const urlOf = ({ name }: NoteKey): string | undefined => pinned.logs.find(({ key }) => key.name === name)?.url;
  const logs = newest.map((key) => ({ key, url: urlOf(key) }));
  return {
    policy: { ...pinned, logs, ...(statements.length > 0 && { statements }) },
    replaced: keys.flatMap((before) => {
      const now = newest.find(({ name }) => name === before.name);
      return now === undefined || newest.some((key) => formatVkey(key) === formatVkey(before)) ? [] : [{ before, now }];
    }),
  };
}

/** Whether two policies ask for the same: the same keys, witnesses and quorum, however the keys came to be known. */
export function asksTheSame(one: Policy, other: Policy): boolean {
  const terms = (policy: Policy): string[] =>
    formatPolicy({ ...policy, statements: [], agreements: [] })
      .split('\n')
      .sort();
  return JSON.stringify(terms(one)) === JSON.stringify(terms(other));
}
