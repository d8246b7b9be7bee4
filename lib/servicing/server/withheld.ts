import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import type { PartyKind } from '@/lib/partners/language/party-kind';
import { kindMayRead } from '@/lib/partners/server/kind-may-read';
import { SERVICING_FACTS } from '@/lib/servicing/language/facts';
import type { WithheldField } from '@/lib/servicing/language/loan-views';

const DESCRIBING: readonly FactDefinition[] = [SERVICING_FACTS.LoanBoarded, SERVICING_FACTS.BorrowerNamed];

/** The describing fields that a kind of party may not read: they are marked as withheld, never sent as null. */
export function withheldFields(kind: PartyKind, among?: readonly string[]): WithheldField[] {
  return DESCRIBING.flatMap((fact) => Object.entries(fact.fields))
    .filter(([field, { group }]) => !kindMayRead(kind, group) && (among === undefined || among.includes(field)))
    .map(([field, { group }]) => ({ field, group, withheld: true }));
}
