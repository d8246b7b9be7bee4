import { decode } from 'next-auth/jwt';
import { sessionTokenIn } from './session-cookie';

/** The session token behind a Cookie header: next-auth's JWT is only a pointer to the session row. Undefined for anything else. */
export async function sessionTokenOf(cookieHeader: string | undefined, secret: string): Promise<string | undefined> {
  const jwt = sessionTokenIn(cookieHeader);
  if (jwt === undefined) return undefined;
  const claims = await decode({ token: jwt, secret }).catch(() => null);
  return typeof claims?.sessionToken === 'string' ? claims.sessionToken : undefined;
}
