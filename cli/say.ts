/** Progress and faults go to standard error, so that a command's result can be piped. */
export function say(words: string): void {
  process.stderr.write(`${words}\n`);
}

/** A fault that a person can act on: shown as one line, without a stack. */
export class Stop extends Error {
  constructor(
    message: string,
    readonly exitCode = 1,
  ) {
    super(message);
  }
}

/** The one line for an error that ends a command, by its cause where it is a known one. */
export function lineFor(error: unknown): string {
  if (error instanceof Stop) return error.message;
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'ENOSPC') return 'The disk is full. Nothing more was written. Free some space and start again.';
  if (code === 'EACCES') return 'A file or folder cannot be written. Nothing was started. Check who owns the data directory.';
  return `Hearthline could not go on: ${error instanceof Error ? error.message : String(error)}`;
}
