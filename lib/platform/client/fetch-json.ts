import { keepReceipt } from './kept-receipts';

/** A refusal from the API, in the words of its problem. */
export class ApiProblem extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(message);
  }
}

/** The problem's sentence, with what was wrong in the first field that it names. */
function detailOf({ detail, errors }: { detail?: string; errors?: { message: string }[] }): string | undefined {
  const first = errors?.[0]?.message;
  return detail === undefined || first === undefined || detail.includes(first) ? detail : `${detail} ${first}.`;
}

async function read<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; code?: string; errors?: { message: string }[] };
  throw new ApiProblem(
    detailOf(problem) ?? 'Hearthline did not answer as it should. Nothing was changed. Try again.',
    response.status,
    problem.code ?? 'UNEXPECTED',
  );
}

function offline(): never {
  throw new ApiProblem(
    'Hearthline cannot be reached from here. Nothing was changed. Check the connection; the page catches up by itself.',
    0,
    'OFFLINE',
  );
}

/** Reads from the API as the one who is signed in, until told to stop. Throws {@link ApiProblem}. */
export async function getJson<Answer>(path: string, signal?: AbortSignal): Promise<Answer> {
  const init = { headers: { accept: 'application/json' }, ...(signal !== undefined && { signal }) };
  return read<Answer>(await fetch(path, init).catch(offline));
}

/** Sends to the API with an idempotency key of its own, so that a repeated attempt does nothing twice. Throws {@link ApiProblem}. */
export async function postJson<Answer>(
  path: string,
  body: unknown,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
  const answer = await read<Answer>(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(offline));
  keepReceipt(answer);
  return answer;
}
