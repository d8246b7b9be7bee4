import { randomUUID } from 'node:crypto';
import { log } from './log';
import { isProblem, Problem, PROBLEM_STATUS, type ProblemCode } from './problem';

const TITLES: Partial<Record<ProblemCode, string>> = {
  NOT_SIGNED_IN: 'Not signed in',
  NOT_PERMITTED: 'Not permitted',
  NOT_FOUND: 'Not found',
  UNEXPECTED: 'Something failed here',
};

/** An answer is data: no browser may take it for a page, or run what it says. */
const ONLY_DATA = { 'x-content-type-options': 'nosniff', 'content-security-policy': "default-src 'none'" };

/** JSON with headers that no cache keeps: every answer depends on who asked. */
export function answerJson(body: unknown, init: { status?: number; headers?: Record<string, string> } = {}): Response {
  const headers = { 'cache-control': 'private, no-store', ...init.headers, ...ONLY_DATA };
  return Response.json(body, { status: init.status ?? 200, headers });
}

/** Any error as an RFC 9457 problem. What is not expected is logged under an id and told without detail. */
export function answerProblem(error: unknown): Response {
  const requestId = randomUUID();
  const problem = isProblem(error) ? error : (fromCommitFault(error) ?? fromWaiting(error));
  if (problem === undefined) log.error({ error, requestId }, 'A request failed unexpectedly');
  const known =
    problem ??
    new Problem(
      'UNEXPECTED',
      `Something failed here. Nothing was changed. Try again; if it fails again, give this reference: ${requestId}.`,
    );
  const status = PROBLEM_STATUS[known.code];
  const body = {
    type: `urn:hearthline:problem:${known.code.toLowerCase().replaceAll('_', '-')}`,
    title: TITLES[known.code] ?? 'The request was refused',
    status,
    code: known.code,
    detail: known.message,
    ...(known.errors.length > 0 ? { errors: known.errors } : {}),
    request_id: requestId,
  };
  const headers = {
    'content-type': 'application/problem+json',
    'cache-control': 'no-store',
    ...(known.code === 'NOT_READY' && { 'retry-after': '1' }),
    ...ONLY_DATA,
  };
  return Response.json(body, { status, headers });
}

/** The ledger's refusals carry codes of the same set and sentences for people. */
function fromCommitFault(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !('code' in error) || typeof error.code !== 'string') return undefined;
  return error.code in PROBLEM_STATUS ? new Problem(error.code as ProblemCode, error.message) : undefined;
}

/** No connection to Postgres came free in time: so Prisma says it, and so its driver’s pool. */
const NO_CONNECTION = /Unable to start a transaction in the given time|timeout exceeded when trying to connect/;

function fromWaiting(error: unknown): Problem | undefined {
  if (!(error instanceof Error) || !NO_CONNECTION.test(error.message)) return undefined;
  log.warn({ reason: error.message }, 'No connection to Postgres came free in time');
  return new Problem(
    'NOT_READY',
    'Hearthline has more to do just now than it can keep up with, and did not finish this. Try again in a moment: the same request is never done twice.',
  );
}
