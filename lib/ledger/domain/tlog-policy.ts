import { toBase64, utf8 } from './bytes';
import { formatVkey, type NoteKey } from './note-key';

/** Whom a reader trusts: a checkpoint counts when one of the logs signed it and the quorum cosigned it (C2SP tlog-policy). */
export interface Policy {
  readonly logs: readonly PolicyLog[];
  readonly witnesses: readonly PolicyWitness[];
  /** In the order of their definition: a group's members come before it. */
  readonly groups: readonly PolicyGroup[];
  /** The name of a witness or group, or `none`: no cosignature is asked for at all. */
  readonly quorum: string;
  /** What the logs say of their own keys, as signed notes not yet checked. To other readers of the format they are comments. */
  readonly statements?: readonly string[];
  /** What witnesses say of changed terms, as cosigned notes not yet checked, in order. To other readers of the format they are comments. */
  readonly agreements?: readonly string[];
}

/** A log whose checkpoints are accepted. The key's name is the log's origin. */
export interface PolicyLog {
  readonly key: NoteKey;
  readonly url: string | undefined;
}

/** A witness. `name` has a meaning only in this policy; the key has a name of its own. */
export interface PolicyWitness {
  readonly name: string;
  readonly key: NoteKey;
  readonly url: string | undefined;
}

/** Counts as a witness once `threshold` of its members have witnessed. */
export interface PolicyGroup {
  readonly name: string;
  readonly threshold: number;
  readonly members: readonly string[];
}

/** The predefined quorum that asks for nobody. It can be no witness, group or member. */
export const NO_QUORUM = 'none';

/** Begins the comment that carries a statement of a log about its keys. */
export const STATEMENT = ['#', 'log-key'] as const;

/** Begins the comment that carries an agreement of witnesses. */
export const AGREEMENT = ['#', 'policy-agreed'] as const;

/** The policy as a file: logs, witnesses, groups, quorum, thresholds as numbers, statements and agreements as comments. */
export function formatPolicy(policy: Policy): string {
  const lines = [
    ...policy.logs.map(({ key, url }) => ['log', formatVkey(key), url]),
    ...policy.witnesses.map(({ name, key, url }) => ['witness', name, formatVkey(key), url]),
    ...policy.groups.map(({ name, threshold, members }) => ['group', name, String(threshold), ...members]),
    ['quorum', policy.quorum],
    ...(policy.statements ?? []).map((note) => [...STATEMENT, toBase64(utf8(note))]),
    ...(policy.agreements ?? []).map((note) => [...AGREEMENT, toBase64(utf8(note))]),
  ];
  return lines.map((items) => `${items.filter((item) => item !== undefined).join(' ')}\n`).join('');
}

/** Whether the witnesses that verifiably cosigned, by their names in this policy, are enough. Other names count for nothing. */
export function isQuorumMet(policy: Policy, verifiedWitnessNames: ReadonlySet<string>): boolean {
  if (policy.quorum === NO_QUORUM) return true;
  const met = new Set(policy.witnesses.map(({ name }) => name).filter((name) => verifiedWitnessNames.has(name)));
  for (const group of policy.groups)
    if (group.members.filter((name) => met.has(name)).length >= group.threshold) met.add(group.name);
  return met.has(policy.quorum);
}

/**
 * The smallest quorum of n witnesses of which any two have an honest witness in common when f may lie: more than
 * (n + f) / 2, so that no two checkpoints that contradict each other both reach it. Only with n > 3f can the honest ones
 * reach it alone; otherwise liars cannot split the log but can hold it up.
 */
export function soundQuorum(n: number, f: number): number {
  return Math.floor((n + f) / 2) + 1;
}
