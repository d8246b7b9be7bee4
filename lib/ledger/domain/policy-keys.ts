import { formatVkey } from './note-key';
import type { Policy } from './tlog-policy';

/** A key that a policy goes by, as a verifier key. */
export interface PolicyKey {
  readonly role: 'log' | 'witness';
  readonly name: string;
  readonly vkey: string;
}

/** What a new policy changes in the keys that count. */
export interface KeyChanges {
  readonly registered: readonly PolicyKey[];
  readonly retired: readonly { readonly vkey: string; readonly reason: 'replaced' | 'removed' }[];
}

/** The keys of a policy: the log's, and those of its witnesses. */
export function policyKeys({ logs, witnesses }: Policy): PolicyKey[] {
  return [
    ...logs.map(({ key }) => ({ role: 'log' as const, name: key.name, vkey: formatVkey(key) })),
    ...witnesses.map(({ name, key }) => ({ role: 'witness' as const, name, vkey: formatVkey(key) })),
  ];
}

/** A key is replaced where another of its role and name counts now; else it is removed. */
export function changesOfKeys(before: readonly PolicyKey[], after: readonly PolicyKey[]): KeyChanges {
  const missing = (from: readonly PolicyKey[], key: PolicyKey): boolean => !from.some(({ vkey }) => vkey === key.vkey);
  const registered = after.filter((key) => missing(before, key));
  const retired = before
    .filter((key) => missing(after, key))
    .map(({ role, name, vkey }) => {
      const followed = after.some((next) => next.role === role && next.name === name);
      return { vkey, reason: followed ? ('replaced' as const) : ('removed' as const) };
    });
  return { registered, retired };
}
