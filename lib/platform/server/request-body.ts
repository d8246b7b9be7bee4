import type { z } from 'zod';
import { Problem } from './problem';

const MOST_BYTES = 64_000;

/** A JSON body checked by a schema; every broken rule is named by its pointer. Throws {@link Problem}. */
export async function readBody<Schema extends z.ZodType>(request: Request, schema: Schema): Promise<z.output<Schema>> {
  const text = await request.text();
  if (text.length > MOST_BYTES) throw new Problem('INVALID_REQUEST', 'The request is longer than 64 kB. Nothing was saved.');
  return check(parseJson(text), schema);
}

/** Query parameters checked by a schema, each by its last value. */
export function readQuery<Schema extends z.ZodType>(request: Request, schema: Schema): z.output<Schema> {
  return check(Object.fromEntries(new URL(request.url).searchParams), schema);
}

function parseJson(text: string): unknown {
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    throw new Problem('INVALID_JSON', 'The body is not JSON. Nothing was saved. Send JSON.');
  }
}

function check<Schema extends z.ZodType>(value: unknown, schema: Schema): z.output<Schema> {
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const errors = parsed.error.issues.map((issue) => ({
    pointer: `/${issue.path.join('/')}`,
    code: issue.code,
    message: issue.message,
  }));
  throw new Problem(
    'INVALID_REQUEST',
    'Some of what was sent cannot be used. Nothing was saved. Mend what is listed and send it again.',
    errors,
  );
}
