/** The tables whose rows hold, or held, values of people. */
export const HOLD_VALUES = ['ledger.disclosure', 'servicing.*', 'lending.*', 'securities.*', 'partners.stream_party'] as const;
