/**
 * The JSON Schemas of the house, as components of OpenAPI 3.1. A definition X of document D becomes
 * the component D.X; each kind of activity gets a component of its own, with the facts it carries.
 */
import activitySchema from '../../schemas/activity.schema.json' with { type: 'json' };
import decisionSchema from '../../schemas/decision.schema.json' with { type: 'json' };
import partnerSchema from '../../schemas/partner.schema.json' with { type: 'json' };
import programSchema from '../../schemas/program.schema.json' with { type: 'json' };
import simulationSchema from '../../schemas/simulation.schema.json' with { type: 'json' };
import { activitySchemas, KIND_FIELDS } from '../engine/facts/activity-schema.ts';
import { baseCatalogue } from '../engine/facts/schema-catalogue.ts';

export interface Schema {
  readonly [keyword: string]: unknown;
}

/** What a document needs of a schema to be read here. */
interface DocumentSchema extends Schema {
  readonly $defs: Readonly<Record<string, Schema>>;
}

export function object(properties: Record<string, Schema>, required: readonly string[] = Object.keys(properties)): Schema {
  return { type: 'object', additionalProperties: false, required, properties };
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

/** Of this document, or of one beside it: program.schema.json#/$defs/condition. */
function componentRef(ref: string, owner: string): unknown {
  const [file = '', definition = ''] = ref.split('#/$defs/');
  const of = file === '' ? owner : pascal(file.replace('.schema.json', ''));
  return reference(`${of}.${pascal(definition)}`).$ref;
}

function document(owner: string, schema: DocumentSchema): Record<string, unknown> {
  const definitions = Object.entries(schema.$defs).map(([name, definition]) => [`${owner}.${pascal(name)}`, lifted(definition, owner)]);
  return { [owner]: lifted(schema, owner, true), ...Object.fromEntries(definitions) };
}

/** Catalogues inside the activity's schema: they describe facts and kinds, and are no schemas themselves. */
const CATALOGUES: ReadonlySet<string> = new Set(['facts', 'partnerFacts', 'kinds']);

function activityComponents(): Record<string, unknown> {
  const { $defs, ...envelope }: DocumentSchema = activitySchema;
  const kinds = [...activitySchemas(baseCatalogue)];
  const plain = Object.fromEntries(Object.entries($defs).filter(([name]) => !CATALOGUES.has(name)));
  const { Activity: common, ...definitions } = document('Activity', { ...envelope, $defs: plain });
  const { additionalProperties: _closed, properties, ...open } = common as Schema & { readonly properties: Schema };
  const shared = Object.entries(properties).filter(([name]) => !OF_KINDS.has(name));
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
    'Activity.Common': { ...open, properties: Object.fromEntries(shared), description: 'What every activity has.' },
    ...definitions,
    ...Object.fromEntries(kinds.map(([name, schema]) => [`Activity.${name}`, kindComponent(name, schema)])),
  };
}

/** What an activity has by its kind stands with the kind. */
const OF_KINDS: ReadonlySet<string> = new Set(KIND_FIELDS);

function kindComponent(name: string, { description, ...carried }: Schema): Schema {
  return {
    title: name,
    description,
    allOf: [reference('Activity.Common'), lifted(carried, 'Activity')],
    unevaluatedProperties: false,
  };
}

/** All documents of the house, by component. */
export const documentComponents: Readonly<Record<string, unknown>> = {
  ...document('Partner', partnerSchema),
  ...activityComponents(),
  ...document('Decision', decisionSchema),
  ...document('Program', programSchema),
  ...document('SimulationRequest', simulationSchema),
};
