import type { Secrets } from '@/lib/platform/server/data-directory';
import { publicUrl, type Env } from '@/lib/platform/server/env';
import { migrate } from '@/lib/platform/server/migrate';
import { say } from './say';

/** Which parts run: a hub's, all or one, or a partner's own copy. */
export const ROLES = ['all', 'web', 'worker', 'signer', 'follower'] as const;
export type Role = (typeof ROLES)[number];

/** What a start is given. */
export interface Starting {
  readonly env: Env;
  readonly role: Role;
  readonly secrets: Secrets;
  readonly dataDirectory: string;
  readonly ownerUrl: string;
  readonly building: Promise<void>;
}

/** Brings the database up to date, and says so where it was not. */
export async function migrateTo(ownerUrl: string): Promise<void> {
  const applied = await migrate(ownerUrl);
  if (applied.length > 0) say(`Migrated the database (${String(applied.length)} step${applied.length === 1 ? '' : 's'}).`);
}

/** What the processes that serve pages are told. */
export function pageEnvironment({ env, secrets }: Starting): Record<string, string> {
  return { NODE_ENV: 'production', NEXTAUTH_URL: publicUrl(env), NEXTAUTH_SECRET: secrets.sessionSecret };
}
