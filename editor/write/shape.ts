import schema from '../../schemas/program.schema.json' with { type: 'json' };
import type { PartKind } from './outline.ts';

/* The shape of a part as the schema has it: which fields it may have, and what goes into each. The form is made of it. */

export interface Shape {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly enum?: readonly string[];
  readonly const?: unknown;
  readonly description?: string;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, Shape>>;
  readonly required?: readonly string[];
  readonly items?: Shape;
  readonly additionalProperties?: boolean | Shape;
  readonly oneOf?: readonly Shape[];
  readonly anyOf?: readonly Shape[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly maxLength?: number;
}

const definitions = schema.$defs as unknown as Readonly<Record<string, Shape>>;
const root = schema as unknown as Shape;

/** The name of a definition, `formula` of `#/$defs/formula`. */
export const refName = ({ $ref }: Shape): string | undefined => $ref?.replace('#/$defs/', '');

/** With what it refers to put in; what stands beside the reference counts more. */
export function resolved(shape: Shape): Shape {
  const name = refName(shape);
  const definition = name === undefined ? undefined : definitions[name];
  return definition === undefined ? shape : { ...resolved(definition), ...shape };
}

/** Of several shapes the one that a value means: by its constants, else by its fields. */
export function chosen(shape: Shape, value: unknown): Shape {
  const full = resolved(shape);
  const choices = full.oneOf;
  if (choices === undefined) return full;
  const fields = typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : {};
  const options = choices.map((choice) => chosen(choice, value));
  const named = options.find((option) => isNamed(option, fields));
  return named ?? options.find(({ required = [] }) => required.every((key) => key in fields)) ?? options[0] ?? full;
}

/** By what it has to say of itself: a constant, or a type out of a few. */
function isNamed({ properties = {}, required = [] }: Shape, fields: Readonly<Record<string, unknown>>): boolean {
  const says = required.flatMap((key) => {
    const { const: constant, enum: allowed } = resolved(properties[key] ?? {});
    if (constant !== undefined) return [fields[key] === constant];
    return key === 'type' && allowed !== undefined ? [allowed.includes(String(fields[key]))] : [];
  });
  return says.length > 0 && says.every(Boolean);
}

const OF_KIND: Readonly<Record<PartKind, string>> = {
  program: '',
  partnerType: 'partnerType',
  enrollment: 'enrollmentRule',
  tier: 'tierRule',
  benefit: 'benefitRule',
  gate: 'gateRule',
  registration: 'registrationRule',
  protection: 'protection',
  routing: 'routingRule',
  incentive: 'incentiveRule',
  mdf: 'mdfRule',
  obligation: 'obligationRule',
  parameter: 'parameter',
  measure: 'measure',
  derived: 'derivedFact',
  condition: 'condition',
  promise: 'promise',
  balance: 'balance',
  stack: 'stack',
  exclusion: '',
  budget: 'budget',
  attribute: 'attribute',
  scenario: '',
};

/** The program's own fields; its sections are parts of their own. */
const PROGRAM_FIELDS = ['name', 'description', 'currency', 'rounding', 'calendar', 'approval', 'effectiveFrom'];

/** Undefined: it has no form, and is written as text. */
export function shapeOfPart(kind: PartKind, value: unknown): Shape | undefined {
  if (kind === 'program') {
    const own = Object.entries(root.properties ?? {}).filter(([key]) => PROGRAM_FIELDS.includes(key));
    return { type: 'object', properties: Object.fromEntries(own), required: root.required ?? [] };
  }
  const name = OF_KIND[kind];
  return name === '' ? undefined : chosen({ $ref: `#/$defs/${name}` }, value);
}
