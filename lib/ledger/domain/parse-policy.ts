import { fromBase64, sameBytes, type Sha256 } from './bytes';
import { parseDecimal } from './line';
import { COSIGNATURE, ED25519, ML_DSA_COSIGNATURE, parseVkey, type NoteKey } from './note-key';
import {
  AGREEMENT,
  NO_QUORUM,
  STATEMENT,
  type Policy,
  type PolicyGroup,
  type PolicyLog,
  type PolicyWitness,
} from './tlog-policy';

/** Why a policy is refused: a closed list, so that a reader can be told in words. */
export type PolicyFault =
  | 'TOO_LONG'
  | 'BAD_CHARACTER'
  | 'UNKNOWN_KEYWORD'
  | 'WRONG_ITEMS'
  | 'BAD_KEY'
  | 'WRONG_KEY_TYPE'
  | 'KEY_TWICE'
  | 'NAME_RESERVED'
  | 'NAME_TWICE'
  | 'BAD_THRESHOLD'
  | 'MEMBER_UNKNOWN'
  | 'MEMBER_TWICE'
  | 'QUORUM_UNKNOWN'
  | 'QUORUM_TWICE'
  | 'QUORUM_MISSING';

/** Where reading stopped: lines count from 1; a missing quorum is missed after the last. */
export interface PolicyRefusal {
  readonly refused: PolicyFault;
  readonly line: number;
}

/** Letters of the longest policy that is read: the 32 logs, witnesses and groups every reader should take fit twice over. */
const LONGEST_POLICY = 262_144;
const LOG_TYPES = [ED25519, COSIGNATURE, ML_DSA_COSIGNATURE];
const WITNESS_TYPES = [COSIGNATURE, ML_DSA_COSIGNATURE];

/** What the lines so far have defined. */
interface Draft {
  readonly logs: PolicyLog[];
  readonly witnesses: PolicyWitness[];
  readonly groups: PolicyGroup[];
  readonly defined: Set<string>;
  readonly members: Set<string>;
  quorum: string | undefined;
  readonly statements: string[];
  readonly agreements: string[];
}

/**
 * Reads a policy (hostile text); refuses at the first line that breaks a rule of C2SP tlog-policy. Its names are octets to the
 * format: whoever decodes the file must not normalise them.
 */
export function parsePolicy(text: string, sha256: Sha256): Policy | PolicyRefusal {
  if (text.length > LONGEST_POLICY) return { refused: 'TOO_LONG', line: 1 };
  const draft: Draft = {
    logs: [],
    witnesses: [],
    groups: [],
    defined: new Set(),
    members: new Set(),
    quorum: undefined,
    statements: [],
    agreements: [],
  };
  const lines = text.split('\n');
  for (const [at, line] of lines.entries()) {
    const refused = /^[\t\u0020-\u007E\u0080-\uD7FF\uE000-\u{10FFFF}]*$/u.test(line)
      ? readLine(
          line.split(/[ \t]+/).filter((item) => item !== ''),
          draft,
          sha256,
        )
      : 'BAD_CHARACTER';
    if (refused !== undefined) return { refused, line: at + 1 };
  }
  const { logs, witnesses, groups, quorum, statements, agreements } = draft;
  if (quorum === undefined) return { refused: 'QUORUM_MISSING', line: lines.length };
  const said = { ...(statements.length > 0 && { statements }), ...(agreements.length > 0 && { agreements }) };
  return { logs, witnesses, groups, quorum, ...said };
}

function readLine(items: readonly string[], draft: Draft, sha256: Sha256): PolicyFault | undefined {
  const [keyword, ...rest] = items;
  if (keyword === undefined) return undefined;
  switch (keyword) {
    case STATEMENT[0]: {
      readComment(rest, draft);
      return;
    }
    case 'log':
      return readLog(rest, draft, sha256);
    case 'witness':
      return readWitness(rest, draft, sha256);
    case 'group':
      return readGroup(rest, draft);
    case 'quorum':
      return readQuorum(rest, draft);
    default:
      return keyword.startsWith('#') ? undefined : 'UNKNOWN_KEYWORD';
  }
}

/** A comment says nothing, and is never wrong, unless it carries a note about keys or terms. */
function readComment([word, base64 = '', ...more]: readonly string[], { statements, agreements }: Draft): void {
  const notes = word === STATEMENT[1] ? statements : word === AGREEMENT[1] ? agreements : undefined;
  const bytes = more.length === 0 ? fromBase64(base64) : undefined;
  if (bytes !== undefined && bytes.length > 0) notes?.push(new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes));
}

function readLog([vkey, url, ...more]: readonly string[], draft: Draft, sha256: Sha256): PolicyFault | undefined {
  if (vkey === undefined || more.length > 0) return 'WRONG_ITEMS';
  const key = parseVkey(vkey, sha256);
  if (key === undefined) return 'BAD_KEY';
  const fault = findKeyFault(key, LOG_TYPES, draft.logs);
  if (fault === undefined) draft.logs.push({ key, url });
  return fault;
}

function readWitness([name, vkey, url, ...more]: readonly string[], draft: Draft, sha256: Sha256): PolicyFault | undefined {
  if (name === undefined || vkey === undefined || more.length > 0) return 'WRONG_ITEMS';
  const key = parseVkey(vkey, sha256);
  if (key === undefined) return 'BAD_KEY';
  const fault = findKeyFault(key, WITNESS_TYPES, draft.witnesses) ?? define(name, draft);
  if (fault === undefined) draft.witnesses.push({ name, key, url });
  return fault;
}

/** One key must not vote, or sign, under two names: what counts is the key itself, whatever its type, name or id. */
function findKeyFault(key: NoteKey, types: readonly number[], others: readonly { key: NoteKey }[]): PolicyFault | undefined {
  if (!types.includes(key.type)) return 'WRONG_KEY_TYPE';
  return others.some((other) => sameBytes(other.key.publicKey, key.publicKey)) ? 'KEY_TWICE' : undefined;
}

function define(name: string, draft: Draft): PolicyFault | undefined {
  if (name === NO_QUORUM) return 'NAME_RESERVED';
  if (draft.defined.has(name)) return 'NAME_TWICE';
  draft.defined.add(name);
  return undefined;
}

function readGroup([name, least, ...members]: readonly string[], draft: Draft): PolicyFault | undefined {
  if (name === undefined || least === undefined || members.length === 0) return 'WRONG_ITEMS';
  // Members first: a group cannot be one of its own.
  const unknown = members.some((member) => !draft.defined.has(member));
  const fault = define(name, draft);
  if (fault !== undefined) return fault;
  const threshold = parseThreshold(least, members.length);
  if (threshold === undefined) return 'BAD_THRESHOLD';
  if (unknown) return 'MEMBER_UNKNOWN';
  for (const member of members) {
    // At most once anywhere, so that no witness is counted twice on the way to the quorum.
    if (draft.members.has(member)) return 'MEMBER_TWICE';
    draft.members.add(member);
  }
  draft.groups.push({ name, threshold, members });
  return undefined;
}

function parseThreshold(text: string, members: number): number | undefined {
  if (text === 'all') return members;
  const threshold = text === 'any' ? 1 : parseDecimal(text);
  return threshold !== undefined && threshold >= 1 && threshold <= members ? threshold : undefined;
}

function readQuorum([name, ...more]: readonly string[], draft: Draft): PolicyFault | undefined {
  if (name === undefined || more.length > 0) return 'WRONG_ITEMS';
  if (draft.quorum !== undefined) return 'QUORUM_TWICE';
  if (name !== NO_QUORUM && !draft.defined.has(name)) return 'QUORUM_UNKNOWN';
  draft.quorum = name;
  return undefined;
}
