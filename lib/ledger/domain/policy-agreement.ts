import type { Sha256 } from './bytes';
import { parseDecimal } from './line';
import { parsePolicy } from './parse-policy';
import { parseNote, type SignedNote } from './signed-note';
import { formatPolicy, type Policy } from './tlog-policy';

/** No checkpoint has this for its first line, so a cosignature over an agreement says nothing of a log. */
const TAG = 'hearthline/policy-agreed/v1';

/** Whom a reader relies on besides the log: witnesses, groups and quorum. */
export type Terms = Pick<Policy, 'witnesses' | 'groups' | 'quorum'>;

/** Witnesses of a log agree to other terms (ledger format, A changed policy): a signed note, cosigned by them. The signatures are not checked yet. */
export interface PolicyAgreement {
  readonly note: SignedNote;
  /** The log that is witnessed. */
  readonly origin: string;
  /** Counts the changes of a log’s terms from 1 on. */
  readonly number: number;
  readonly terms: Terms;
}

/** What a policy asks of witnesses, as text: its lines without logs and comments. */
export function formatTerms({ witnesses, groups, quorum }: Terms): string {
  return formatPolicy({ logs: [], witnesses, groups, quorum });
}

/** The text of the note that witnesses cosign. */
export function formatAgreement({ origin, number, terms }: Omit<PolicyAgreement, 'note'>): string {
  return `${TAG}\n${origin}\n${String(number)}\n${formatTerms(terms)}`;
}

/** Reads an agreement from hostile text; undefined unless it is written the one way it may be. */
export function parseAgreement(source: string, sha256: Sha256): PolicyAgreement | undefined {
  const note = parseNote(source);
  const [tag, origin = '', count = '', ...lines] = note?.text.split('\n') ?? [];
  const number = parseDecimal(count);
  const terms = parsePolicy(lines.join('\n'), sha256);
  if (note === undefined || tag !== TAG || number === undefined || number < 1 || 'refused' in terms) return undefined;
  const agreement = { note, origin, number, terms };
  return formatAgreement(agreement) === note.text ? agreement : undefined;
}

/** The text that a published policy’s witnesses are asked to cosign: the change that led to it, or the next number where none did. */
export function agreementFor(policy: Policy, origin: string, sha256: Sha256): string {
  const known = (policy.agreements ?? []).flatMap((source) => parseAgreement(source, sha256) ?? []);
  const newest = known.reduce<PolicyAgreement | undefined>(
    (best, each) => (each.number > (best?.number ?? 0) ? each : best),
    undefined,
  );
  if (newest !== undefined && formatTerms(newest.terms) === formatTerms(policy)) return newest.note.text;
  return formatAgreement({ origin, number: (newest?.number ?? 0) + 1, terms: policy });
}
