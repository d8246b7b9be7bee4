import type { FieldGroup } from '@/lib/ledger/language/field-groups';
import type { PartyKind } from '@/lib/partners/language/party-kind';

/**
 * Who may read which group of fields of a loan they are party to: the only source of the access policy, deny by default.
 * It follows the field policy of Reg P's transaction exceptions and Reg AB II's de-identification (12 CFR 1016.14; 17 CFR 229.1125).
 * Start-up writes it to Postgres, where row security asks the same table.
 */
export const READ_POLICY: Readonly<Record<PartyKind, readonly FieldGroup[]>> = {
  servicer: [
    'meta', 'parties', 'loan-number', 'loan-terms', 'property-area', 'credit-score', 'credit-score-band', 'identity',
    'payment-history', 'contact-log', 'servicing-work', 'workout', 'organisation', 'tape', 'access-log',
    'erasure', 'legal-hold',
  ],
  owner: [
    'meta', 'parties', 'loan-number', 'loan-terms', 'property-area', 'credit-score', 'credit-score-band',
    'payment-history', 'workout', 'organisation', 'tape', 'erasure', 'legal-hold',
  ],
  securitizer: [
    'meta', 'parties', 'loan-terms', 'property-area', 'credit-score-band', 'payment-history', 'workout', 'deal', 'organisation',
    'erasure',
  ],
  homeowner: [
    'meta', 'parties', 'loan-number', 'loan-terms', 'property-area', 'credit-score', 'identity', 'payment-history', 'workout',
    'organisation', 'access-log', 'erasure',
  ],
}; // prettier-ignore

/** May a party of this kind read fields of this group, on a loan it is party to? */
export function mayRead(kind: PartyKind, group: FieldGroup): boolean {
  return READ_POLICY[kind].includes(group);
}

/** What a party of a kind may do, by verb. Writing loan facts is the servicer's alone: it is the system of record. */
const ACTION_POLICY = {
  'import-tape': ['servicer'],
  'post-payment': ['servicer'],
  'work-alert': ['servicer'],
  'read-alerts': ['servicer'],
  'read-portfolio': ['owner'],
  'read-exposure': ['securitizer', 'owner'],
  'read-loans': ['servicer', 'owner', 'securitizer', 'homeowner'],
  'read-home': ['homeowner'],
  'read-access': ['homeowner', 'servicer'],
  'sign-commits': ['servicer', 'owner', 'securitizer', 'homeowner'],
  'change-custody': ['servicer', 'owner', 'securitizer', 'homeowner'],
  erase: ['servicer'],
  'hold-record': ['servicer', 'owner'],
  'confirm-erasure': ['servicer', 'owner', 'securitizer', 'homeowner'],
  'read-erasures': ['servicer', 'owner', 'securitizer', 'homeowner'],
} as const satisfies Record<string, readonly PartyKind[]>;

export type Action = keyof typeof ACTION_POLICY;

/** May an actor of this kind do this at all? Which loans it may do it to is decided by party and row security. */
export function mayDo(kind: PartyKind, action: Action): boolean {
  return (ACTION_POLICY[action] as readonly PartyKind[]).includes(kind);
}
