/** A refusal from the API, in the words of its problem. */
class ApiProblem extends Error {
  constructor(
    message: string,
    readonly status: number,
    readonly code: string,
  ) {
    super(message);
  }
}

async function read<Answer>(response: Response): Promise<Answer> {
  if (response.ok) return (await response.json()) as Answer;
  const problem = (await response.json().catch(() => ({}))) as { detail?: string; code?: string };
  throw new ApiProblem(
    problem.detail ?? 'Hearthline did not answer as it should. Nothing was changed. Try again.',
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

/** Reads from the API as the one who is signed in. Throws {@link ApiProblem}. */
export async function getJson<Answer>(path: string): Promise<Answer> {
  return read<Answer>(await fetch(path, { headers: { accept: 'application/json' } }).catch(offline));
}

/** Sends to the API with an idempotency key of its own, so that a repeated attempt does nothing twice. Throws {@link ApiProblem}. */
export async function postJson<Answer>(
  path: string,
  body: unknown,
  idempotencyKey: string = crypto.randomUUID(),
): Promise<Answer> {
  const headers = { 'content-type': 'application/json', 'idempotency-key': idempotencyKey };
  return read<Answer>(await fetch(path, { method: 'POST', headers, body: JSON.stringify(body) }).catch(offline));
}
