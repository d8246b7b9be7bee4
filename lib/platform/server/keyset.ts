import { Problem } from './problem';

/** A place in an ordered list as an opaque token: its sort keys, base64url. */
export function encodeKeyset(keys: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(keys)).toString('base64url');
}

/** The sort keys in a token, which comes from outside. Throws {@link Problem} when it is not one. */
export function decodeKeyset(token: string, length: number): string[] {
  try {
    const keys = JSON.parse(Buffer.from(token, 'base64url').toString('utf8')) as unknown[];
    if (Array.isArray(keys) && keys.length === length) return keys.map(String);
  } catch {
    // Told below, like every other token that is none.
  }
  throw new Problem('INVALID_REQUEST', 'The cursor is not one of ours. Start from the first page.', [
    { pointer: '/cursor', code: 'UNKNOWN_CURSOR', message: 'Send a next_cursor as it was given, or none.' },
  ]);
}
