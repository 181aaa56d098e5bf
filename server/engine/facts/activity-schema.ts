import activitySchema from '../../../schemas/activity.schema.json' with { type: 'json' };
import type { Catalogue, FactSpec } from './catalogue.ts';
import type { FactType } from './value.ts';

/*
 * JSON Schemas of the activities of each kind, for a program or for the base catalogue: what intake
 * asks for, in the form that OpenAPI and editors read.
 */

type JsonSchema = Readonly<Record<string, unknown>>;

const { $defs } = activitySchema;
const VALUES: Record<Exclude<FactType, 'choice' | 'boolean'>, JsonSchema> = {
  money: inlined($defs.money),
  rate: inlined($defs.rate),
  price: inlined($defs.price),
  count: $defs.count,
  days: $defs.days,
  date: $defs.date,
  text: $defs.text,
  list: $defs.list,
};

/** The definition with what it refers to beside it, so that it stands alone. */
function inlined({ $ref: _, ...definition }: JsonSchema): JsonSchema {
  return { ...$defs.decimal, ...definition };
}

function valueSchema(fact: FactSpec): JsonSchema {
  const description = fact.description === '' ? {} : { description: fact.description };
  if (fact.type === 'boolean') return { type: 'boolean', ...description };
  if (fact.type === 'choice') return { type: 'string', ...(fact.choices && { enum: fact.choices }), ...description };
  return { ...VALUES[fact.type], ...description };
}

function objectOf(facts: readonly FactSpec[], required: (fact: FactSpec) => boolean): JsonSchema {
  const names = facts.filter(required).map((fact) => fact.name);
  return {
    type: 'object',
    additionalProperties: false,
    properties: Object.fromEntries(facts.map((fact) => [fact.name, valueSchema(fact)])),
    ...(names.length > 0 && { required: names }),
  };
}

/** Replaces references into the activity's schema by what they refer to. */
function standalone(schema: unknown): unknown {
  if (Array.isArray(schema)) return schema.map(standalone);
  if (typeof schema !== 'object' || schema === null) return schema;
  const { $ref, ...rest } = schema as Record<string, unknown>;
  const plain = Object.fromEntries(Object.entries(rest).map(([key, value]) => [key, standalone(value)]));
  if (typeof $ref !== 'string') return plain;
  const definition = ($defs as Readonly<Record<string, unknown>>)[$ref.slice('#/$defs/'.length)];
  return { ...(standalone(definition) as object), ...plain };
}

/** For every kind that can be recorded, the schema of its activities; self-contained. */
export function activitySchemas(catalogue: Catalogue): ReadonlyMap<string, JsonSchema> {
  const { facts: _facts, items: _items, terms, ...envelope } = activitySchema.properties;
  const shared = standalone(envelope) as Record<string, unknown>;
  const schemas = new Map<string, JsonSchema>();
  for (const kind of catalogue.kinds.values()) {
    if (kind.generated) continue;
    const facts = [...kind.facts].map((name) => catalogue.facts.get(name)).filter((fact) => fact !== undefined);
    const items = [...catalogue.facts.values()].filter(
      (fact) => fact.scope === 'item' && fact.kinds?.has(kind.name) && fact.name.startsWith('item.'),
    );
    schemas.set(kind.name, {
      type: 'object',
      description: kind.description,
      additionalProperties: false,
      required: ['id', 'kind', 'occurredOn', ...(kind.required.size > 0 ? ['facts'] : [])],
      properties: {
        ...shared,
        kind: { type: 'string', const: kind.name },
        facts: objectOf(facts, (fact) => kind.required.has(fact.name)),
        ...(kind.items && {
          items: { type: 'array', maxItems: 500, items: objectOf(items, (fact) => fact.requiredOf?.has(kind.name) === true) },
        }),
        ...(kind.name === 'agreement-signed' && { terms }),
      },
    });
  }
  return schemas;
}
