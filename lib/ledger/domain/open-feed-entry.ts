import type { FeedEntry, FeedShape } from '@/lib/ledger/language/feed';
import type { OpenField, ProvableEntry } from '@/lib/ledger/language/wire';
import { fromBase64, toBase64Url } from './bytes';
import type { Canonical } from './canonical';
import { COMMITMENT_BYTES, SALT_BYTES } from './commitment';

/**
 * An entry of a feed (hostile) in the form that entries are checked in; undefined when its parts do not fit its shape. The shape
 * itself is the hub's word: its names are sealed with the entry, its groups are not.
 */
export function openFeedEntry(
  entry: FeedEntry,
  shape: FeedShape | undefined,
): (Omit<ProvableEntry, 'commit'> & { readonly index: number }) | undefined {
  const { index, header } = entry;
  if (entry.shape === null || entry.commitments === null) {
    const bare = entry.shape === null && entry.commitments === null && entry.disclosed.length === 0;
    return bare ? { index, header, commitments: null, fields: [] } : undefined;
  }
  const bytes = fromBase64(entry.commitments);
  if (shape === undefined || shape.names.length !== shape.groups.length) return undefined;
  if (bytes?.length !== shape.names.length * COMMITMENT_BYTES) return undefined;
  const parts = entry.disclosed.map((part) => openPart(part, shape));
  const groups = new Set(entry.disclosed.map(({ group }) => group));
  if (parts.includes(undefined) || groups.size !== parts.length) return undefined;
  const commitments = shape.names.map((name, at): [string, string] => [name, toBase64Url(slice(bytes, at, COMMITMENT_BYTES))]);
  return { index, header, commitments, fields: parts.flatMap((part) => part ?? []) };
}

function openPart(part: FeedEntry['disclosed'][number], shape: FeedShape): OpenField[] | undefined {
  const ofGroup = shape.names.filter((_, at) => shape.groups[at] === part.group);
  const names = ofGroup.filter((name) => !part.erased.includes(name));
  const salts = fromBase64(part.salts);
  const values = parseArray(part.values);
  if (ofGroup.length === 0 || salts?.length !== names.length * SALT_BYTES || values?.length !== names.length) return undefined;
  return names.map((name, at) => ({ name, salt: toBase64Url(slice(salts, at, SALT_BYTES)), value: values[at] ?? null }));
}

function parseArray(text: string): Canonical[] | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) ? (value as Canonical[]) : undefined;
  } catch {
    return undefined;
  }
}

function slice(bytes: Uint8Array, at: number, width: number): Uint8Array {
  return bytes.subarray(at * width, (at + 1) * width);
}
