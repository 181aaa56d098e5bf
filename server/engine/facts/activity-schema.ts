import activitySchema from '../../../schemas/activity.schema.json' with { type: 'json' };
import type { Catalogue, FactSpec, KindSpec } from './catalogue.ts';

/*
 * What activities of each kind carry, by a program's catalogue or the base one: what intake asks for, as a schema that
 * documentation shows. Its references lead into the $defs of schemas/activity.schema.json, which says what every
 * activity has beside.
 */

type JsonSchema = Readonly<Record<string, unknown>>;

/** Fields of an activity that depend on its kind. */
export const KIND_FIELDS = ['facts', 'items', 'terms'] as const;

const FACTS_ADDED = 'Values by dotted name; facts that the program adds may stand here too.';

/** For every kind that can be recorded, what its activities carry. */
export function activitySchemas(catalogue: Catalogue): ReadonlyMap<string, JsonSchema> {
  const itemFacts = [...catalogue.facts.values()].filter((fact) => fact.name.startsWith('item.'));
  const recorded = [...catalogue.kinds.values()].filter((kind) => !kind.generated);
  return new Map(recorded.map((kind) => [kind.name, kindSchema(kind, catalogue, itemFacts)]));
}

function kindSchema(kind: KindSpec, catalogue: Catalogue, itemFacts: readonly FactSpec[]): JsonSchema {
  const { facts, items, terms } = activitySchema.properties;
  const own = [...kind.facts].map((name) => catalogue.facts.get(name)).filter((fact) => fact !== undefined);
  const ofItems = itemFacts.filter((fact) => fact.kinds?.has(kind.name));
  const requiredOfItems = ofItems.filter((fact) => fact.requiredOf?.has(kind.name)).map((fact) => fact.name);
  return {
    type: 'object',
    description: kind.description,
    ...(kind.required.size > 0 && { required: ['facts'] }),
    properties: {
      kind: { type: 'string', const: kind.name },
      facts: { ...facts, description: FACTS_ADDED, ...carried(own, [...kind.required]) },
      ...(kind.items && { items: { ...items, items: { ...items.items, ...carried(ofItems, requiredOfItems) } } }),
      ...(kind.name === 'agreement-signed' && { terms }),
    },
  };
}

const carried = (facts: readonly FactSpec[], required: readonly string[]): JsonSchema => ({
  ...(required.length > 0 && { required }),
  properties: Object.fromEntries(facts.map((fact) => [fact.name, { ...valueSchema(fact), ...described(fact) }])),
});

const described = ({ description }: FactSpec): JsonSchema => (description === '' ? {} : { description });

function valueSchema({ type, choices }: FactSpec): JsonSchema {
  if (type === 'boolean') return { type };
  if (type === 'choice') return { type: 'string', ...(choices && { enum: choices }) };
  return { $ref: `#/$defs/${type}` };
}
