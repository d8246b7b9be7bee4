import type { Projection } from '@/lib/ledger/server/follow-ledger';
import type { Views } from '@/lib/ledger/server/refold';
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

/** What the rooms keep: all of it follows from facts (and the policy from code), but for what is listed apart. */
export const VIEWS: Views = {
  projections: PROJECTIONS,
  schemas: ['partners', 'servicing', 'lending', 'securities'],
  apart: [
    // Accounts are not facts.
    'partners.person',
    'partners.session',
    'partners.api_key',
    'partners.custody_code',
    'partners.sign_in_attempt',
    // A tape under way. What it brought in are facts.
    'servicing.tape',
    'servicing.tape_problem',
    'servicing.tape_difference',
    'servicing.staged_origination',
    'servicing.staged_performance',
  ],
};

/** In a copy, names, keys and books come beside the facts too, which may tell of none of them. */
export const COPY_VIEWS: Views = {
  ...VIEWS,
  apart: [...VIEWS.apart, 'partners.organisation', 'partners.signing_key', 'partners.policy', 'partners.book'],
};
