import { hash, verify } from '@node-rs/argon2';
import type { Database } from '@/lib/platform/server/database';
import { newSessionToken, tokenHash } from './tokens';

/** OWASP's argon2id parameters: 19 MiB, two passes, one lane (library default algorithm is argon2id). */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
const SESSION_HOURS = 12;

/** An argon2id hash in PHC form. */
export function hashPassword(password: string): Promise<string> {
  return hash(password, ARGON2);
}

let decoy: Promise<string> | undefined;

/**
 * Checks a password and opens a session. Answers its token, or undefined when e-mail or password is wrong: the two are
 * not told apart, and an unknown e-mail costs the same work.
 */
export async function signIn(
  database: Database,
  credentials: { email: string; password: string },
  now: Date,
): Promise<{ person: string; token: string } | undefined> {
  const person = await database.person.findUnique({ where: { email: credentials.email.trim().toLowerCase() } });
  decoy ??= hashPassword('no such person');
  const matches = await verify(person?.passwordHash ?? (await decoy), credentials.password);
  if (person === null || !matches) return undefined;
  const token = newSessionToken();
  const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
  await database.session.create({ data: { tokenHash: tokenHash(token), person: person.id, expiresAt } });
  return { person: person.id, token };
}

/** Ends a session now; ending it twice is the same as once. */
export async function signOut(database: Database, token: string, now: Date): Promise<void> {
  await database.session.updateMany({ where: { tokenHash: tokenHash(token), revokedAt: null }, data: { revokedAt: now } });
}
