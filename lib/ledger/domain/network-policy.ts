import { formatVkey, type NoteKey } from './note-key';
import type { Sha256 } from './bytes';
import { parsePolicy, type PolicyRefusal } from './parse-policy';
import { NO_QUORUM, soundQuorum, type Policy } from './tlog-policy';

/** The group of all witnesses, where the operator's file defines no quorum of its own. */
const ALL = 'network';

/** The log itself: its keys, more than one while one follows another, what it says of them, and its public surface. */
export interface OwnLog {
  readonly keys: readonly NoteKey[];
  readonly statements?: readonly string[];
  readonly url: string;
}

/**
 * The network's policy from the operator's file (hostile): at the least one `witness` line for each witness. The log is ours;
 * without a quorum of the file's own, as many witnesses are asked for as is sound when a third of them may lie.
 */
export function completePolicy(text: string, log: OwnLog, sha256: Sha256): Policy | PolicyRefusal {
  const whole = parsePolicy(text, sha256);
  const policy = 'refused' in whole && whole.refused === 'QUORUM_MISSING' ? parsePolicy(`${text}\nquorum none\n`, sha256) : whole;
  if ('refused' in policy) return policy;
  const own = log.keys.map((key) => ({ key, url: log.url }));
  const others = policy.logs.filter(({ key }) => !own.some((each) => formatVkey(each.key) === formatVkey(key)));
  const { statements = [] } = log;
  const known = { ...policy, logs: [...own, ...others], ...(statements.length > 0 && { statements }) };
  if (!('refused' in whole)) return known;
  // Whoever groups witnesses must say which group decides.
  return policy.groups.length > 0 ? whole : withSoundQuorum(known);
}

function withSoundQuorum(policy: Policy): Policy | PolicyRefusal {
  const members = policy.witnesses.map(({ name }) => name);
  if (members.length === 0) return { ...policy, quorum: NO_QUORUM };
  if (members.includes(ALL)) return { refused: 'NAME_TWICE', line: members.indexOf(ALL) + 1 };
  const threshold = soundQuorum(members.length, Math.floor((members.length - 1) / 3));
  return { ...policy, groups: [{ name: ALL, threshold, members }], quorum: ALL };
}

/** The file with a witness's line: in place of the one of its name, or at the end. */
export function putWitness(text: string, witness: { name: string; vkey: string; url: string }): string {
  const line = `witness ${witness.name} ${witness.vkey} ${witness.url}`;
  const lines = text.split('\n').filter((each) => each !== '');
  const at = lines.findIndex((each) => isLineOf(each, witness.name));
  return [...(at < 0 ? [...lines, line] : lines.with(at, line)), ''].join('\n');
}

/** Whether the file has a line for a witness of that name. */
export function namesWitness(text: string, name: string): boolean {
  return text.split('\n').some((line) => isLineOf(line, name));
}

function isLineOf(line: string, name: string): boolean {
  return /^[ \t]*witness[ \t]+(\S+)/.exec(line)?.[1] === name;
}
