import { isPartyKind } from '@/lib/partners/language/party-kind';
import type { Database } from '@/lib/platform/server/database';
import type { Actor } from './actor';
import { looksLikeApiKey, tokenHash } from './tokens';

/** The actor behind a session token; the session row is read every time, so a revoked session ends at once (T3). */
export async function findActorBySession(database: Database, token: string, now: Date): Promise<Actor | undefined> {
  const session = await database.session.findUnique({ where: { tokenHash: tokenHash(token) } });
  if (session === null || session.revokedAt !== null || session.expiresAt <= now) return undefined;
  const person = await database.person.findUnique({ where: { id: session.person } });
  if (person === null) return undefined;
  return actorOf(database, person.organisation, { id: person.id, displayName: person.displayName });
}

/** The actor behind an API key; a key whose checksum is wrong never reaches the database (T4). */
export async function findActorByApiKey(database: Database, key: string, now: Date): Promise<Actor | undefined> {
  if (!looksLikeApiKey(key)) return undefined;
  const found = await database.apiKey.findUnique({ where: { keyHash: tokenHash(key) } });
  if (found === null || found.revokedAt !== null || found.expiresAt <= now) return undefined;
  return actorOf(database, found.organisation, { id: 'api', displayName: 'API key' });
}

async function actorOf(
  database: Database,
  organisation: string,
  who: { id: string; displayName: string },
): Promise<Actor | undefined> {
  const row = await database.organisation.findUnique({ where: { id: organisation } });
  if (row === null || !isPartyKind(row.kind)) return undefined;
  return { ...who, organisation: row.id, organisationName: row.name, kind: row.kind };
}
