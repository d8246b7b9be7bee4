import type { Pool } from 'pg';
import { layOutFields, type FieldsLayout } from '@/lib/ledger/domain/commitment';
import type { FactDefinition } from '@/lib/ledger/language/define-fact';
import { META_FIELDS } from '@/lib/ledger/language/define-fact';

/** The stored form of a fact version: field names ascending by bytes, and the group of each. */
export interface Shape {
  readonly id: number;
  readonly about: string;
  readonly names: readonly string[];
  readonly layout: FieldsLayout;
  /** Each field group with the places of its names. */
  readonly parts: readonly { readonly group: string; readonly places: readonly number[] }[];
}

/** Registers each fact definition's shape once and remembers its id. */
export class Shapes {
  private readonly known = new Map<FactDefinition, Promise<Shape>>();

  constructor(private readonly pool: Pick<Pool, 'query'>) {}

  /** The shapes of some facts' definitions, by definition. */
  async of(facts: readonly { readonly definition: FactDefinition }[]): Promise<Map<FactDefinition, Shape>> {
    const shapes = new Map<FactDefinition, Shape>();
    for (const { definition } of facts) if (!shapes.has(definition)) shapes.set(definition, await this.one(definition));
    return shapes;
  }

  /** A crowd that asks at once shares one registration; one that failed is tried again. */
  private one(definition: FactDefinition): Promise<Shape> {
    const known = this.known.get(definition);
    if (known !== undefined) return known;
    const registering = this.register(definition);
    this.known.set(definition, registering);
    registering.catch(() => this.known.delete(definition));
    return registering;
  }

  private async register(definition: FactDefinition): Promise<Shape> {
    const { names, groups } = layOut(definition);
    const { rows } = await this.pool.query<{ id: number }>('select ledger.register_shape($1, $2, $3) as id', [
      definition.about,
      names,
      groups,
    ]);
    return { id: rows[0]?.id ?? 0, about: definition.about, names, layout: layOutFields(names), parts: partsOf(groups) };
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

function partsOf(groups: readonly string[]): Shape['parts'] {
  return [...new Set(groups)].map((group) => ({ group, places: groups.flatMap((each, at) => (each === group ? [at] : [])) }));
}
