import { z } from 'zod';
import type { Canonical } from '@/lib/ledger/domain/canonical';
import type { FieldGroup } from './field-groups';

/** One field of a fact: from this line come validation, access, contracts and labels. A field without a group does not compile. */
interface FieldDefinition {
  readonly schema: z.ZodType<Canonical>;
  readonly group: FieldGroup;
  readonly meaning: string;
  readonly unit?: string;
  /** The MISMO v3.4 data point, where there is one. */
  readonly mismo?: string;
}

/** A fact version. Who may not read `about` does not learn that the fact exists beyond its header. */
export interface FactDefinition {
  readonly type: string;
  readonly version: number;
  readonly about: FieldGroup;
  readonly fields: Readonly<Record<string, FieldDefinition>>;
}

/** Fields that describe any fact (ledger-format §0, Field); all in group `meta`. */
export const META_FIELDS = ['@type', '@schema', '@organisation', '@actor', '@occurredAt', '@signedAt', '@causes'] as const;

type FactValues<Definition extends FactDefinition> = {
  readonly [Name in keyof Definition['fields']]: z.output<Definition['fields'][Name]['schema']>;
};

/** Declares a fact version and keeps its literal type. */
export function defineFact<const Definition extends FactDefinition>(definition: Definition): Definition {
  return definition;
}

/**
 * Validates a fact's values at an entrance: every field present (null where the schema allows and none was given), none unknown.
 * Throws `z.ZodError`.
 */
export function parseFact<Definition extends FactDefinition>(
  definition: Definition,
  input: Readonly<Record<string, unknown>>,
): FactValues<Definition> {
  return schemaOf(definition).parse(input) as FactValues<Definition>;
}

const schemas = new WeakMap<FactDefinition, z.ZodType>();

/** A definition's schema, made once: a tape validates hundreds of thousands of facts. */
function schemaOf(definition: FactDefinition): z.ZodType {
  const known = schemas.get(definition);
  if (known !== undefined) return known;
  const fields = Object.entries(definition.fields).map(([name, { schema }]) => {
    const nullable = schema.safeParse(null).success;
    return [name, nullable ? z.preprocess((value) => value ?? null, schema) : schema] as const;
  });
  const made = z.strictObject(Object.fromEntries(fields));
  schemas.set(definition, made);
  return made;
}
