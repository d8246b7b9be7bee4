/** The closed set of refusals a person or program can meet, each with its one HTTP status at the edge. */
export const PROBLEM_STATUS = {
  NOT_SIGNED_IN: 401,
  NOT_PERMITTED: 403,
  READ_ONLY_COPY: 403,
  NOT_FOUND: 404,
  INVALID_REQUEST: 422,
  INVALID_JSON: 400,
  IDEMPOTENCY_KEY_REQUIRED: 400,
  INVALID_IDEMPOTENCY_KEY: 400,
  IDEMPOTENCY_KEY_REUSED: 422,
  STALE_STREAM: 409,
  NO_SIGNING_KEY: 503,
  KEY_NOT_IN_FORCE: 503,
  NOT_SIGNED: 503,
  SIGNATURE_REFUSED: 422,
  SIGNATURE_WRONG: 422,
  CUSTODY_REFUSED: 403,
  LOG_BEHIND: 503,
  LOG_SUCCEEDED: 503,
  SUBJECT_ERASED: 410,
  ERASURE_HELD: 409,
  ERASURE_RETAINED: 409,
  TAPE_STATE: 409,
  UPLOAD_INCOMPLETE: 400,
  REFUSED: 422,
  AS_OF_REFUSED: 422,
  AS_OF_NOT_REACHED: 422,
  TOO_MANY_ATTEMPTS: 429,
  NOT_READY: 503,
  UNEXPECTED: 500,
} as const;

export type ProblemCode = keyof typeof PROBLEM_STATUS;

/** One field or rule that a request broke; `pointer` is a JSON pointer (RFC 6901). */
export interface ProblemDetail {
  readonly pointer: string;
  readonly code: string;
  readonly message: string;
}

/** An expected refusal in words for a person: what was wrong, what was not done, what to do. */
export class Problem extends Error {
  constructor(
    readonly code: ProblemCode,
    message: string,
    readonly errors: readonly ProblemDetail[] = [],
  ) {
    super(message);
  }
}

/** Recognises a Problem by shape: Next's bundle and plain Node hold separate copies of the class. */
export function isProblem(error: unknown): error is Problem {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return false;
  return error.code in PROBLEM_STATUS && 'errors' in error && Array.isArray(error.errors);
}
