/**
 * Fields that can be erased by themselves, by the fact they belong to. They describe; nothing is computed from them, so that
 * standing, deadlines and exposure stay what they were. What is computed from can only go with the person.
 */
export const ERASABLE_FIELDS: Readonly<Record<string, readonly string[]>> = {
  LoanBoarded: ['purpose', 'occupancy', 'originalLtv', 'propertyState', 'zip3', 'propertyType', 'creditScore', 'creditScoreBand'],
  BorrowerNamed: ['name', 'initials'],
  ContactMade: ['channel'],
  PaymentReceived: ['amount'],
  PaymentReversed: ['reason'],
  ReportCorrected: ['reason'],
};
