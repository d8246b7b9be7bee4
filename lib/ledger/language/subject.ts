const OF_A_LOAN = /^(?:loan|access)\/(.+)$/;

/**
 * Whose data a stream holds: what is kept of a loan, and who looked at it, concern one person. Undefined for streams of
 * organisations and of the log itself, which hold nothing of a person.
 */
export function subjectOf(stream: string): string | undefined {
  const loan = OF_A_LOAN.exec(stream)?.[1];
  return loan === undefined ? undefined : `loan/${loan}`;
}

/** The stream that tells what was erased of a person: under no key of theirs, so that it can be read for ever. */
export function erasureStream(subject: string): string {
  return `erasure/${subject.replace(/^loan\//, '')}`;
}
