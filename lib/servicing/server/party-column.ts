import { Prisma } from '@/lib/platform/generated/prisma/client';
import type { PartyKind } from '@/lib/partners/language/party-kind';

const COLUMNS: Readonly<Record<PartyKind, Prisma.Sql>> = {
  servicer: Prisma.sql`servicer`,
  owner: Prisma.sql`owner`,
  securitizer: Prisma.sql`securitizer`,
  homeowner: Prisma.sql`homeowner`,
};

/** The column that names a party of this kind: row security filters anyway, the column lets an index be used. */
export function partyColumn(kind: PartyKind): Prisma.Sql {
  return COLUMNS[kind];
}
