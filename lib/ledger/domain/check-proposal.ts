import type { ProposedEntry, WireProposal } from '@/lib/ledger/language/proposal';
import { fromBase64Url, toBase64, toHex, type Sha256 } from './bytes';
import type { Canonical } from './canonical';
import { commitField, fieldsRoot, isStrictlyAscending } from './commitment';
import { commitRoot, parseCommitStatement } from './commit-statement';
import { entryDigest, parseHeader, type Header } from './header';

/** Why a proposal is not what it says, so that nobody may sign it. */
export type ProposalFault =
  'STATEMENT_MALFORMED' | 'OTHER_LOG' | 'OTHER_ORGANISATION' | 'OTHER_KEY' | 'COUNT_WRONG' | 'ENTRY_ALTERED' | 'ROOT_WRONG';

/** One fact that a signature would assert. `values` are its own fields; what describes it begins with `@`. */
export interface ProposedFact {
  readonly stream: string;
  readonly version: number;
  readonly type: string;
  readonly values: Readonly<Record<string, Canonical>>;
}

/** What a signature would say, read from what is hashed and from nothing else. */
export interface CheckedProposal {
  readonly idempotencyKey: string;
  readonly facts: readonly ProposedFact[];
}

/** Who signs: the log that was pinned, the organisation, and the key's id. */
export interface ProposalSigner {
  readonly origin: string;
  readonly organisation: string;
  readonly keyId: string;
}

/**
 * Opens a proposal before it is signed: every field is hashed again up to the root that the statement names. Everything in it is
 * attacker-controlled: whoever proposes may be the one who wants a signature under something else.
 */
export function checkProposal(proposal: WireProposal, signer: ProposalSigner, sha256: Sha256): CheckedProposal | ProposalFault {
  const statement = parseCommitStatement(proposal.statement);
  if (statement === undefined) return 'STATEMENT_MALFORMED';
  if (statement.origin !== signer.origin) return 'OTHER_LOG';
  if (statement.organisation !== signer.organisation) return 'OTHER_ORGANISATION';
  if (statement.key !== signer.keyId || proposal.keyId !== signer.keyId) return 'OTHER_KEY';
  if (statement.count !== proposal.entries.length) return 'COUNT_WRONG';
  const facts: ProposedFact[] = [];
  for (const entry of proposal.entries) {
    const fact = openEntry(entry, signer, sha256);
    if (fact === undefined) return 'ENTRY_ALTERED';
    facts.push(fact);
  }
  const digests = proposal.entries.map((entry) => entryDigest(entry.header, sha256));
  if (toBase64(commitRoot(digests, sha256)) !== statement.root) return 'ROOT_WRONG';
  return { idempotencyKey: statement.idempotencyKey, facts };
}

function openEntry(entry: ProposedEntry, signer: ProposalSigner, sha256: Sha256): ProposedFact | undefined {
  const header = parseHeader(entry.header);
  if (header?.origin !== signer.origin || header.fieldsRoot !== rootOf(entry, sha256)) return undefined;
  const values = Object.fromEntries(entry.fields.map(({ name, value }) => [name, value]));
  const { '@type': type, '@organisation': organisation } = values;
  return typeof type === 'string' && organisation === signer.organisation ? told(header, type, values) : undefined;
}

function told({ stream, version }: Header, type: string, values: Readonly<Record<string, Canonical>>): ProposedFact {
  return { stream, version, type, values };
}

/** The fields root in hex; undefined where the fields could not have been sealed like this. */
function rootOf(entry: ProposedEntry, sha256: Sha256): string | undefined {
  try {
    if (!isStrictlyAscending(entry.fields.map(({ name }) => name))) return undefined;
    const sealed = entry.fields.map(({ name, salt, value }) => {
      const bytes = fromBase64Url(salt) ?? new Uint8Array();
      return [name, commitField({ salt: bytes, name, value }, sha256)] as const;
    });
    return toHex(fieldsRoot(sealed, sha256));
  } catch {
    // A value without canonical form was never sealed.
    return undefined;
  }
}
