import { hash, verify } from '@node-rs/argon2';
import type { Database } from '@/lib/platform/server/database';
import { Problem } from '@/lib/platform/server/problem';
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
 * not told apart, and an unknown e-mail costs the same work. Throws {@link Problem} TOO_MANY_ATTEMPTS to whoever guesses.
 */
export async function signIn(
  database: Database,
  credentials: { email: string; password: string },
  now: Date,
): Promise<{ person: string; token: string } | undefined> {
  const email = credentials.email.trim().toLowerCase();
  const nameHash = tokenHash(email);
  await requireFree(database, nameHash, now);
  const person = await database.person.findUnique({ where: { email } });
  decoy ??= hashPassword('no such person');
  const matches = await verify(person?.passwordHash ?? (await decoy), credentials.password);
  if (person === null || !matches) return undefined;
  await database.$executeRaw`select partners.signed_in(${nameHash})`;
  const token = newSessionToken();
  const expiresAt = new Date(now.getTime() + SESSION_HOURS * 3_600_000);
  await database.session.create({ data: { tokenHash: tokenHash(token), person: person.id, expiresAt } });
  return { person: person.id, token };
}

async function requireFree(database: Database, nameHash: Uint8Array<ArrayBuffer>, now: Date): Promise<void> {
  const rows = await database.$queryRaw<{ let_through: boolean; free_at: Date }[]>`
    select let_through, free_at from partners.try_sign_in(${nameHash}, ${now})`;
  const [attempt] = rows;
  if (attempt === undefined || attempt.let_through) return;
  const seconds = Math.ceil((attempt.free_at.getTime() - now.getTime()) / 1000);
  const wait =
    seconds > 90 ? `${String(Math.ceil(seconds / 60))} minutes` : `${String(seconds)} second${seconds === 1 ? '' : 's'}`;
  throw new Problem(
    'TOO_MANY_ATTEMPTS',
    `Too many attempts with this e-mail. You are not signed in. Wait ${wait}, then try again.`,
  );
}

/** Ends a session now; ending it twice is the same as once. */
export async function signOut(database: Database, token: string, now: Date): Promise<void> {
  await database.session.updateMany({ where: { tokenHash: tokenHash(token), revokedAt: null }, data: { revokedAt: now } });
}
