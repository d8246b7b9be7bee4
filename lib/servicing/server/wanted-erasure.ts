import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import { Problem } from '@/lib/platform/server/problem';
import type { WantedErasure } from '@/lib/servicing/domain/decide-erasure';
import { ERASABLE_FIELDS } from '@/lib/servicing/language/erasable-fields';
import { SERVICING_FACTS } from '@/lib/servicing/language/facts';

/** An erasure as a request words it: of the person, or of fields by their names or by their group. */
export interface WordedErasure {
  readonly scope: 'person' | 'fields';
  readonly fields?: readonly string[] | undefined;
  readonly group?: string | undefined;
  readonly version?: number | undefined;
}

/** What is asked for, with a group as the fields in it that can be erased by themselves. Throws {@link Problem} INVALID_REQUEST. */
export function wantedErasure({ scope, fields, group, version }: WordedErasure): WantedErasure {
  if (scope === 'person') {
    if (fields !== undefined || group !== undefined || version !== undefined)
      refuse('/scope', 'An erasure of the person takes all: it has no fields, group or version');
    return { scope };
  }
  if ((fields === undefined) === (group === undefined)) refuse('/fields', 'Name either fields or one field group');
  const names = fields ?? erasableIn(group ?? '');
  if (names.length === 0) refuse('/group', `No field of the group “${group ?? ''}” can be erased by itself`);
  return { scope, fields: names, ...(version !== undefined && { version }) };
}

function erasableIn(group: string): string[] {
  const facts: readonly FactDefinition[] = Object.values(SERVICING_FACTS);
  return [
    ...new Set(
      facts.flatMap(({ type, fields }) => (ERASABLE_FIELDS[type] ?? []).filter((name) => fields[name]?.group === group)),
    ),
  ];
}

function refuse(pointer: string, message: string): never {
  throw new Problem('INVALID_REQUEST', `${message}. Nothing was erased. Correct the request and send it again.`, [
    { pointer, code: 'INVALID', message },
  ]);
}
