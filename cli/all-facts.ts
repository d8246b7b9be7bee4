import { ErasureConfirmed, FieldErased } from '@/lib/ledger/language/erasure-facts';
import * as ledger from '@/lib/ledger/language/facts';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import * as partners from '@/lib/partners/language/facts';
import * as securities from '@/lib/securities/language/facts';
import { SERVICING_FACTS } from '@/lib/servicing/language/facts';

/** Every fact of every room. */
export const ALL_FACTS: readonly FactDefinition[] = [
  ledger.StreamHeads,
  ledger.LogSucceeded,
  ledger.VerifierKeyRegistered,
  ledger.VerifierKeyRetired,
  FieldErased,
  ErasureConfirmed,
  ...Object.values(partners),
  ...Object.values(securities),
  ...Object.values(SERVICING_FACTS),
];
