/** Which release of the Freddie Mac single-family layout a file follows, told by its field count alone. */
export type Release = 'R47' | 'earlier';
export type TapeFileKind = 'origination' | 'performance';

/** Field counts by file and release (July 2026 moved servicer and MI cancellation to the performance file). */
const FIELD_COUNTS: Readonly<Record<TapeFileKind, Readonly<Record<Release, number>>>> = {
  origination: { R47: 31, earlier: 32 },
  performance: { R47: 35, earlier: 32 },
};

/** The release of a file by its first line; undefined refuses the file. */
export function releaseOf(kind: TapeFileKind, fieldCount: number): Release | undefined {
  const counts = FIELD_COUNTS[kind];
  if (fieldCount === counts.R47) return 'R47';
  return fieldCount === counts.earlier ? 'earlier' : undefined;
}

/** How many fields every line of such a file has. */
export function fieldCountOf(kind: TapeFileKind, release: Release): number {
  return FIELD_COUNTS[kind][release];
}

/** Which of the pair a line belongs to: the earlier release has 32 fields in both, told apart by where the loan's number stands. */
export function kindOfLine(line: string): TapeFileKind | undefined {
  const fields = line.split('|');
  if (fields.length === FIELD_COUNTS.origination.R47) return 'origination';
  if (fields.length === FIELD_COUNTS.performance.R47) return 'performance';
  if (fields.length !== FIELD_COUNTS.performance.earlier) return undefined;
  return /^\d{6}$/.test(fields[1] ?? '') && (fields[0] ?? '').length === 12 ? 'performance' : 'origination';
}
