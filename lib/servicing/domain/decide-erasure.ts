import type { Temporal } from 'temporal-polyfill';
import { ERASABLE_FIELDS } from '@/lib/servicing/language/erasable-fields';
import { isRetained, retentionOf, type LoanEnd } from './retention';

/** What is asked to be erased: the person, or fields of all entries or of one version. */
export type WantedErasure =
  | { readonly scope: 'person' }
  | { readonly scope: 'fields'; readonly fields: readonly string[]; readonly version?: number | undefined };

/** An entry of the loan's stream: `type` is null where it was erased with the person. */
interface KeptEntry {
  readonly version: number;
  readonly type: string | null;
  /** Names of its fields whose value is there. */
  readonly held: readonly string[];
}

/** A legal hold that stands. */
export interface StandingHold {
  readonly hold: string;
  readonly organisation: string;
  readonly reason: string;
  readonly since: string;
}

/** What the decision rests on. */
export interface ErasureBasis {
  readonly entries: readonly KeptEntry[];
  readonly holds: readonly StandingHold[];
  readonly end: LoanEnd | undefined;
  readonly today: Temporal.PlainDate;
}

type ErasureRefusal = 'ERASURE_HELD' | 'ERASURE_RETAINED' | 'NOTHING_TO_ERASE' | 'FIELD_NOT_ERASABLE';

/** A refusal in words, with the day (ISO) from which it would be allowed where that is known; or what the fact says. */
export type ErasureDecision =
  | { readonly refused: ErasureRefusal; readonly message: string; readonly until?: string }
  | {
      readonly scope: 'person' | 'fields';
      readonly fields: string[];
      readonly version: number | null;
      readonly throughVersion: number;
    };

/** Decides whether it may be erased: a legal hold comes first, then retention, then whether there is anything of the kind. */
export function decideErasure(wanted: WantedErasure, basis: ErasureBasis): ErasureDecision {
  return (
    refuseHeld(basis) ?? refuseRetained(basis) ?? (wanted.scope === 'person' ? erasePerson(basis) : eraseFields(wanted, basis))
  );
}

function refuseHeld({ holds }: ErasureBasis): ErasureDecision | undefined {
  const [first] = holds;
  if (first === undefined) return undefined;
  const others = holds.length > 1 ? ` and ${String(holds.length - 1)} more` : '';
  return {
    refused: 'ERASURE_HELD',
    message: `This record is under a legal hold since ${first.since.slice(0, 10)} (${first.reason})${others}. Nothing was erased. It can be asked again when the hold is released.`,
  };
}

function refuseRetained({ end, today }: ErasureBasis): ErasureDecision | undefined {
  const retention = retentionOf(end);
  if (!isRetained(retention, today)) return undefined;
  const until = retention.until?.toString();
  const ask = until === undefined ? 'Ask again then.' : `Ask again from ${until} on.`;
  const message = `This record must be kept: ${retention.why}. Nothing was erased. ${ask}`;
  return { refused: 'ERASURE_RETAINED', message, ...(until !== undefined && { until }) };
}

function erasePerson({ entries }: ErasureBasis): ErasureDecision {
  if (entries.every(({ held }) => held.length === 0)) return nothingLeft();
  return { scope: 'person', fields: [], version: null, throughVersion: entries.length };
}

function eraseFields(
  wanted: { fields: readonly string[]; version?: number | undefined },
  { entries }: ErasureBasis,
): ErasureDecision {
  const asked = entries.filter(({ version }) => wanted.version === undefined || version === wanted.version);
  const fields = [...new Set(wanted.fields)].sort();
  const held = asked.flatMap(({ type, held: names }) =>
    names.filter((name) => fields.includes(name)).map((name) => ({ type, name })),
  );
  const fixed = held.find(({ type, name }) => !(ERASABLE_FIELDS[type ?? ''] ?? []).includes(name));
  if (fixed !== undefined)
    return {
      refused: 'FIELD_NOT_ERASABLE',
      message: `“${fixed.name}” of ${fixed.type ?? 'this fact'} cannot be erased by itself: the loan’s standing follows from it. Nothing was erased. Erase the person, or leave the field out.`,
    };
  if (held.length === 0) return nothingLeft();
  return { scope: 'fields', fields, version: wanted.version ?? null, throughVersion: entries.length };
}

function nothingLeft(): ErasureDecision {
  return {
    refused: 'NOTHING_TO_ERASE',
    message:
      'There is nothing of this kind left in the record. Nothing was erased. Look at the certificates of what was erased before.',
  };
}
