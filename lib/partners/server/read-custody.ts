import { asOrganisation, type Database } from '@/lib/platform/server/database';
import type { Custody } from '@/lib/partners/language/custody';
import type { Actor } from './actor';
import { requireAction } from './require-action';

/** The signing keys of the actor's organisation, the newest first. */
export async function readCustody(database: Database, actor: Actor): Promise<Omit<Custody, 'origin'>> {
  requireAction(actor, 'sign-commits');
  const { organisation } = actor;
  const rows = await asOrganisation(database, actor, (transaction) =>
    transaction.signingKey.findMany({ where: { organisation }, orderBy: { fromIndex: 'desc' } }),
  );
  const keys = rows.map(({ keyId, custody, untilIndex }) => ({
    keyId,
    custody: custody === 'organisation' ? ('organisation' as const) : ('hub' as const),
    inForce: untilIndex === null,
  }));
  return { organisation, keys };
}
