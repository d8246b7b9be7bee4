import { erasureStream, subjectOf } from '@/lib/ledger/language/subject';
import type { Canonical } from './canonical';

/** An erasure as the fact that decided it says (docs/ledger-format.md, An erased field). */
export interface Erasure {
  /** `loan/<id>`: whose data it is. */
  readonly subject: string;
  readonly scope: 'person' | 'fields';
  readonly fields: readonly string[];
  /** The one version it is about; null for all up to `throughVersion`. */
  readonly version: number | null;
  readonly throughVersion: number;
}

/**
 * Reads the fact of an entry (hostile); undefined for one of another type, with values that are none, or on another stream than
 * the subject's own: a word about one person's data, said elsewhere, erases nothing.
 */
export function readErasure(
  stream: string,
  fields: readonly { readonly name: string; readonly value: Canonical }[],
): Erasure | undefined {
  const { '@type': type, subject, scope, fields: names, version, throughVersion } = valuesOf(fields);
  if (type !== 'FieldErased' || typeof subject !== 'string' || erasureStream(subject) !== stream) return undefined;
  if (scope !== 'person' && scope !== 'fields') return undefined;
  if (!isTexts(names) || typeof throughVersion !== 'number') return undefined;
  return { subject, scope, fields: names, version: typeof version === 'number' ? version : null, throughVersion };
}

function valuesOf(fields: readonly { readonly name: string; readonly value: Canonical }[]): Record<string, Canonical> {
  return Object.fromEntries(fields.map(({ name, value }) => [name, value]));
}

function isTexts(value: Canonical | undefined): value is readonly string[] & Canonical {
  return Array.isArray(value) && value.every((each) => typeof each === 'string');
}

/** Whether an erasure took this field of this entry. A person's takes all, whenever it was sealed: their key is gone. */
export function coversField(erasure: Erasure, { stream, version }: { stream: string; version: number }, field: string): boolean {
  if (erasure.scope === 'person') return subjectOf(stream) === erasure.subject;
  if (stream !== erasure.subject || version > erasure.throughVersion) return false;
  return (erasure.version === null || erasure.version === version) && erasure.fields.includes(field);
}
