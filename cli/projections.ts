import type { Projection } from '@/lib/ledger/server/follow-ledger';
import { lendingProjection } from '@/lib/lending/server/project-lending';
import { partnersProjection } from '@/lib/partners/server/project-partners';
import { securitiesProjection } from '@/lib/securities/server/project-securities';
import { servicingProjection } from '@/lib/servicing/server/project-servicing';

/** Every room's projection. Partners first: the others join its books. */
export const PROJECTIONS: readonly Projection[] = [
  partnersProjection,
  servicingProjection,
  lendingProjection,
  securitiesProjection,
];
