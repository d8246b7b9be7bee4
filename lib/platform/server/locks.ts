/** The product's advisory locks in Postgres, all in one place: two that shared a number would wait for each other for ever. */
export const LOCKS = {
  /** One process migrates; others wait for its end. */
  migrate: 7_426_181,
  /** One worker leads. */
  worker: 7_426_182,
  /** Several who find the same tell it once. */
  alarm: 7_426_183,
  /** One at a time gives the log a new key. */
  logKey: 7_426_184,
  /** One scrub reads. */
  scrub: 7_426_185,
  /** One at a time changes an organisation's keys. */
  organisationKeys: 7_426_186,
} as const;
