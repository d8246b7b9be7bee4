import type { PoolClient } from 'pg';
import type { SeededRandom } from '@/lib/servicing/domain/seeded-random';
import type { TestNetwork } from '../test-network';

/** What a mutation may use: the superuser's connection within a transaction that is undone, chance, and the network it attacks. */
export interface Attack {
  readonly client: PoolClient;
  readonly random: SeededRandom;
  readonly network: TestNetwork;
}

/** Where the first bad position must be named: a ledger index, a table of views, or a guard. Nothing says that any place will do. */
export interface Mutated {
  readonly index?: number;
  readonly table?: string;
}

/** One kind of tampering. Undefined when there was nothing to change. */
export interface Kind {
  readonly name: string;
  /** It changes what guards the tables, which is then not put back. */
  readonly isOfGuards?: true;
  apply(attack: Attack): Promise<Mutated | undefined>;
}

/** A random row of a query, which must order its rows. */
export async function pickRow<Row extends object>(
  { client, random }: Attack,
  text: string,
  values: unknown[] = [],
): Promise<Row | undefined> {
  const { rows } = await client.query<Row>(text, values);
  return rows.length === 0 ? undefined : rows[random.between(0, rows.length - 1)];
}

/** Bytes with one bit changed at a random place. */
export function flipBit(bytes: Uint8Array, random: SeededRandom): Buffer {
  const copy = Buffer.from(bytes);
  const at = random.between(0, Math.max(0, copy.length - 1));
  copy[at] = (copy[at] ?? 0) ^ (1 << random.between(0, 7));
  return copy;
}

/** Another value of the same kind, never the same one. */
export function otherValue(value: unknown, random: SeededRandom): unknown {
  if (value === null) return 'x';
  if (typeof value === 'boolean') return !value;
  if (typeof value === 'number') return value + random.between(1, 9);
  if (typeof value !== 'string') return Array.isArray(value) ? [...(value as unknown[]), 'x'] : { ...value, tampered: true };
  const at = random.between(0, value.length);
  return `${value.slice(0, at)}${value[at] === '7' ? '8' : '7'}${value.slice(at + random.between(0, 1))}`;
}
