import type { FieldGroup } from '@/lib/ledger/language/field-groups';
import { mayRead } from '@/lib/partners/domain/policy';
import type { PartyKind } from '@/lib/partners/language/party-kind';

/** The policy's answer for other rooms' server floors, which may not reach into this room's domain. */
export function kindMayRead(kind: PartyKind, group: FieldGroup): boolean {
  return mayRead(kind, group);
}
