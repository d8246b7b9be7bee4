import type { Pool } from 'pg';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import { META_FIELDS } from '@/lib/ledger/language/define-fact';

/** The stored form of a fact version: field names ascending by bytes, and the group of each. */
export interface Shape {
  readonly id: number;
  readonly about: string;
  readonly names: readonly string[];
  readonly groups: readonly string[];
}

/** Registers each fact definition's shape once and remembers its id. */
export class Shapes {
  private readonly known = new Map<FactDefinition, Shape>();

  constructor(private readonly pool: Pool) {}

  async of(definition: FactDefinition): Promise<Shape> {
    const known = this.known.get(definition);
    if (known !== undefined) return known;
    const { names, groups } = layOut(definition);
    const { rows } = await this.pool.query<{ id: number }>('select ledger.register_shape($1, $2, $3) as id', [
      definition.about,
      names,
      groups,
    ]);
    const shape = { id: rows[0]?.id ?? 0, about: definition.about, names, groups };
    this.known.set(definition, shape);
    return shape;
  }
}

/** The names of a definition in their order, each with its group. */
export function layOut(definition: FactDefinition): { names: string[]; groups: string[] } {
  const groupOf = new Map<string, string>(META_FIELDS.map((name) => [name, 'meta']));
  for (const [name, field] of Object.entries(definition.fields)) groupOf.set(name, field.group);
  // Names are ASCII, so code-unit order is byte order.
  const names = [...groupOf.keys()].sort();
  return { names, groups: names.map((name) => groupOf.get(name) ?? 'meta') };
}
