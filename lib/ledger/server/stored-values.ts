import { toBase64Url } from '@/lib/ledger/domain/bytes';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import { SALT_BYTES } from '@/lib/ledger/domain/commitment';
import type { VisibleField } from '@/lib/ledger/language/wire';
import { openValues } from './open-values';
import type { KeyReader } from './subject-keys';
import type { OpenValues } from './values-row';

/** The values of one field group of an entry as they are kept: open for organisations' streams, sealed for people's. */
export interface StoredValues {
  readonly fieldGroup: string;
  readonly salts: Uint8Array | null;
  readonly fieldValues: string | null;
  readonly sealed: Uint8Array | null;
  /** Names of fields whose value and salt were destroyed. */
  readonly erased: readonly string[];
}

/** The entry that they belong to. */
export interface ValuesOwner {
  readonly stream: string;
  /** Hex. */
  readonly digest: string;
  readonly names: readonly string[];
  readonly groups: readonly string[];
}

/** What a row gives. `sound` is false where it does not hold what a row of its group must. */
export interface ShownValues {
  readonly fields: readonly VisibleField[];
  readonly erased: readonly string[];
  readonly sound: boolean;
}

/**
 * Reads a row of values. One whose key is gone has lost all its fields: whether anybody decided that, certificates say. One that cannot be opened, or holds fewer values
 * than it should, shows values that were never sealed, so that every reader's check of the commitments finds it.
 */
export function showValues(owner: ValuesOwner, row: StoredValues, keyOf: KeyReader): ShownValues {
  const group = row.fieldGroup;
  const ofGroup = owner.names.filter((_, at) => owner.groups[at] === group);
  const key = row.sealed === null ? undefined : keyOf(owner.stream);
  if (key === 'destroyed' || key === 'lost') return { fields: [], erased: ofGroup, sound: true };
  const names = ofGroup.filter((name) => !row.erased.includes(name));
  const erased = ofGroup.filter((name) => row.erased.includes(name));
  if (names.length === 0) return { fields: [], erased, sound: row.sealed === null && row.fieldValues === null };
  const open = key instanceof Buffer ? openRow(owner, row, names.length, key) : openly(row);
  const values = parseValues(open?.values ?? '');
  const salts = open?.salts ?? new Uint8Array();
  const fields = names.map((name, at) => ({
    name,
    group,
    salt: toBase64Url(salts.subarray(at * SALT_BYTES, (at + 1) * SALT_BYTES)),
    value: values[at] ?? null,
  }));
  const sound = salts.length === names.length * SALT_BYTES && values.length === names.length;
  return { fields, erased, sound: sound && erased.length === row.erased.length };
}

function openRow(owner: ValuesOwner, row: StoredValues, count: number, key: Buffer): OpenValues | undefined {
  if (row.sealed === null) return undefined;
  return openValues([{ sealed: row.sealed, count, digest: owner.digest, group: row.fieldGroup }], key)[0];
}

function openly({ salts, fieldValues }: StoredValues): { salts: Uint8Array; values: string } | undefined {
  return salts === null || fieldValues === null ? undefined : { salts, values: fieldValues };
}

/** Text that is no array any more holds no values: each is then told as altered. */
function parseValues(text: string): readonly Canonical[] {
  try {
    const values = JSON.parse(text) as Canonical;
    return Array.isArray(values) ? (values as readonly Canonical[]) : [];
  } catch {
    return [];
  }
}
