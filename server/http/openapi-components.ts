/**
 * The JSON Schemas of the house, as components of OpenAPI 3.1. A definition X of document D becomes
 * the component D.X; each kind of activity gets a component of its own, with the facts it carries.
 */
import activitySchema from '../../schemas/activity.schema.json' with { type: 'json' };
import decisionSchema from '../../schemas/decision.schema.json' with { type: 'json' };
import partnerSchema from '../../schemas/partner.schema.json' with { type: 'json' };
import programSchema from '../../schemas/program.schema.json' with { type: 'json' };

export interface Schema {
  readonly [keyword: string]: unknown;
}

/** What a document needs of a schema to be read here. */
interface DocumentSchema extends Schema {
  readonly $defs: Readonly<Record<string, Schema>>;
}

interface Kind extends Schema {
  readonly description: string;
  readonly required: readonly string[];
  readonly properties: Schema;
  readonly 'x-items'?: readonly string[];
}

export const reference = (component: string): Schema => ({ $ref: `#/components/schemas/${component}` });

const pascal = (name: string): string => name.slice(0, 1).toUpperCase() + name.slice(1);

/** Keywords that mean nothing in OpenAPI, or that name the schema as a file. */
const FILE_KEYWORDS: ReadonlySet<string> = new Set(['$schema', '$id', '$defs', 'title']);

/** A schema of the document `owner`, with its references turned to components. */
function lifted(schema: unknown, owner: string, top = false): unknown {
  if (Array.isArray(schema)) return schema.map((each) => lifted(each, owner));
  if (typeof schema !== 'object' || schema === null) return schema;
  const entries = Object.entries(schema)
    .filter(([keyword]) => !keyword.startsWith('x-') && !(top && FILE_KEYWORDS.has(keyword)))
    .map(([keyword, value]) => [keyword, keyword === '$ref' ? componentRef(String(value), owner) : lifted(value, owner)]);
  return Object.fromEntries(entries);
}

function componentRef(ref: string, owner: string): unknown {
  return reference(`${owner}.${pascal(ref.replace('#/$defs/', ''))}`).$ref;
}

function document(owner: string, schema: DocumentSchema): Record<string, unknown> {
  const definitions = Object.entries(schema.$defs).map(([name, definition]) => [`${owner}.${pascal(name)}`, lifted(definition, owner)]);
  return { [owner]: lifted(schema, owner, true), ...Object.fromEntries(definitions) };
}

/** Catalogues inside the activity's schema: they describe facts and kinds, and are no schemas themselves. */
const CATALOGUES: ReadonlySet<string> = new Set(['facts', 'partnerFacts', 'kinds']);

function activityComponents(): Record<string, unknown> {
  const { $defs, ...envelope }: DocumentSchema = activitySchema;
  const kinds = Object.entries(activitySchema.$defs.kinds as Record<string, Kind>);
  const plain = Object.fromEntries(Object.entries($defs).filter(([name]) => !CATALOGUES.has(name)));
  const { Activity: common, ...definitions } = document('Activity', { ...envelope, $defs: plain });
  const { additionalProperties: _closed, ...open } = common as Schema;
  return {
    Activity: {
      description: activitySchema.description.replace(
        / The facts that a kind carries.*$/,
        ' Each kind carries facts of its own; a program may add more.',
      ),
      oneOf: kinds.map(([name]) => reference(`Activity.${name}`)),
      discriminator: {
        propertyName: 'kind',
        mapping: Object.fromEntries(kinds.map(([name]) => [name, reference(`Activity.${name}`).$ref])),
      },
    },
    'Activity.Common': { ...open, description: 'What every activity has.' },
    ...definitions,
    ...Object.fromEntries(kinds.map(([name, kind]) => [`Activity.${name}`, kindComponent(name, kind)])),
  };
}

function kindComponent(name: string, { description, required, properties, 'x-items': items }: Kind): Schema {
  const facts = {
    type: 'object',
    ...(required.length > 0 && { required }),
    properties: Object.fromEntries(Object.keys(properties).map((fact) => [fact, factSchema(fact)])),
    description: 'Values by dotted name; facts that the program adds may stand here too.',
  };
  const itemFacts = items && {
    items: { type: 'array', items: { type: 'object', properties: Object.fromEntries(items.map((fact) => [fact, factSchema(fact)])) } },
  };
  return {
    title: name,
    description,
    allOf: [
      reference('Activity.Common'),
      { type: 'object', ...(required.length > 0 && { required: ['facts'] }), properties: { kind: { const: name }, facts, ...itemFacts } },
    ],
    unevaluatedProperties: false,
  };
}

const FACTS: Readonly<Record<string, { readonly description: string; readonly allOf: readonly Schema[] }>> = {
  ...activitySchema.$defs.facts.properties,
  ...activitySchema.$defs.partnerFacts.properties,
};

function factSchema(name: string): unknown {
  const fact = FACTS[name];
  if (fact === undefined) throw new Error(`activity.schema.json has no fact ${name}`);
  return { ...(lifted(fact.allOf[0], 'Activity') as Schema), description: fact.description };
}

/** All documents of the house, by component. */
export const documentComponents: Readonly<Record<string, unknown>> = {
  ...document('Partner', partnerSchema),
  ...activityComponents(),
  ...document('Decision', decisionSchema),
  ...document('Program', programSchema),
};
