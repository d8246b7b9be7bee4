/** The vocabulary of the access policy: every field of every fact belongs to exactly one group. */
export const FIELD_GROUPS = [
  'meta',
  'parties',
  'loan-number',
  'loan-terms',
  'property-area',
  'credit-score',
  'credit-score-band',
  'identity',
  'payment-history',
  'contact-log',
  'servicing-work',
  'workout',
  'deal',
  'organisation',
  'tape',
  'log',
  'access-log',
  'erasure',
  'legal-hold',
] as const;

export type FieldGroup = (typeof FIELD_GROUPS)[number];
