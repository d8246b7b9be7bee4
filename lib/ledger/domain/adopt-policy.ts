import { adoptKeys, type AdoptedPolicy } from './adopt-keys';
import { formatTerms, parseAgreement, type PolicyAgreement } from './policy-agreement';
import { isQuorumMet, NO_QUORUM, type Policy } from './tlog-policy';
import type { VerifierCrypto } from './verify-entry-commit';
import { verifyCosigners } from './verify-checkpoint';

/** So many changes are gone along with in one go; more are met the next time. Each costs a signature check a witness. */
const MOST_AGREEMENTS = 64;

/** A reader's policy carried on to the keys and witnesses of now, as far as those that were pinned vouch for them. */
export interface CarriedPolicy extends AdoptedPolicy {
  /** For each change of terms that was gone along with: the witnesses, of those known before, that signed for it. */
  readonly agreed: readonly (readonly string[])[];
  /** Witnesses known to the reader that signed for what is offered and was not gone along with: too few, or none. */
  readonly signers: readonly string[];
}

/**
 * Carries a reader's policy on (what is offered is hostile): keys as {@link adoptKeys} does; and witnesses and quorum by each
 * change, in order, for which a quorum of the terms before it signed. That quorum is whom the reader believes that others are
 * shown the same log. Terms that ask for nobody cannot agree to anything.
 */
export async function adoptPolicy(pinned: Policy, offered: Policy, crypto: VerifierCrypto): Promise<CarriedPolicy> {
  const keys = await adoptKeys(pinned, offered.statements ?? [], crypto);
  let { policy } = keys;
  const agreed: string[][] = [];
  let signers: string[] = [];
  for (const { source, change } of findNews(pinned, offered, crypto)) {
    if (!isNext(change, policy, crypto)) continue;
    const names = await namesOf(change, policy, crypto);
    const isNews = formatTerms(change.terms) !== formatTerms(policy);
    if (isEnough(policy, names)) {
      policy = goAlong(policy, change, source);
      if (isNews) agreed.push(names);
    } else if (isNews && formatTerms(change.terms) === formatTerms(offered)) signers = names;
  }
  return { ...keys, policy, agreed, signers };
}

interface News {
  readonly source: string;
  readonly change: PolicyAgreement;
}

/** What the reader did not go along with yet: those it did take no place. */
function findNews(pinned: Policy, { agreements = [] }: Policy, crypto: VerifierCrypto): News[] {
  const read = agreements.flatMap((source) => {
    const change = parseAgreement(source, crypto.sha256);
    return change !== undefined && isNext(change, pinned, crypto) ? [{ source, change }] : [];
  });
  return read.slice(0, MOST_AGREEMENTS);
}

/** A change of the reader's own log that comes after all that were gone along with: an older one is not gone back to. */
function isNext(change: PolicyAgreement, { logs, agreements = [] }: Policy, { sha256 }: VerifierCrypto): boolean {
  const newest = Math.max(0, ...agreements.map((source) => parseAgreement(source, sha256)?.number ?? 0));
  return change.number > newest && logs.some(({ key }) => key.name === change.origin);
}

function goAlong(policy: Policy, { terms: { witnesses, groups, quorum } }: PolicyAgreement, source: string): Policy {
  return { ...policy, witnesses, groups, quorum, agreements: [...(policy.agreements ?? []), source] };
}

async function namesOf({ note }: PolicyAgreement, policy: Policy, crypto: VerifierCrypto): Promise<string[]> {
  return (await verifyCosigners(note, policy, crypto)).map(({ name }) => name).sort();
}

function isEnough(policy: Policy, names: readonly string[]): boolean {
  return policy.quorum !== NO_QUORUM && isQuorumMet(policy, new Set(names));
}
