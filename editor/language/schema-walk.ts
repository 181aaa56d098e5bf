import activity from '../../schemas/activity.schema.json' with { type: 'json' };
import partner from '../../schemas/partner.schema.json' with { type: 'json' };
import program from '../../schemas/program.schema.json' with { type: 'json' };
import scenario from '../../schemas/scenario.schema.json' with { type: 'json' };
import type { Json } from '../../server/engine/program/source.ts';

/*
 * Which schemas hold at a path of a document. Each comes with its *labels*: where it stands in the schemas, once for
 * each reference that led to it. A condition's fact has the labels `condition/fact` and `factName`; what is
 * meant by a place is told by its label (slots.ts), whatever way leads there.
 */

export type Document = 'program' | 'scenario';

export interface Schema {
  readonly $ref?: string;
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | Schema;
  readonly items?: Schema;
  readonly oneOf?: readonly Schema[];
  readonly anyOf?: readonly Schema[];
  readonly allOf?: readonly Schema[];
  readonly enum?: readonly Json[];
  readonly const?: Json;
  readonly default?: Json;
  readonly discriminator?: { readonly propertyName: string };
  readonly $defs?: Readonly<Record<string, Schema>>;
}

export interface SchemaPlace {
  readonly schema: Schema;
  /** The innermost last. */
  readonly labels: readonly string[];
  /** The file of schemas that references in it are of. */
  readonly root: string;
}

const ROOTS: Readonly<Record<string, Schema>> = { program, scenario, activity, partner } as unknown as Record<string, Schema>;

/** The schemas at a path, alternatives chosen by what stands there; none where nothing is known of it. */
export function schemasAt(document: Document, value: Json | undefined, path: readonly string[]): readonly SchemaPlace[] {
  let places = expand({ schema: ROOTS[document] ?? {}, labels: [document], root: document }, value);
  let at = value;
  for (const token of path) {
    at = childOf(at, token);
    const here = at;
    places = places.flatMap((place) => step(place, token)).flatMap((place) => expand(place, here));
  }
  return places;
}

export function childOf(value: Json | undefined, token: string): Json | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  if (Array.isArray(value)) return value[Number(token)];
  return Object.hasOwn(value, token) ? value[token] : undefined;
}

/** One step down, references and alternatives not yet looked into. */
export function step({ schema, labels, root }: SchemaPlace, token: string): readonly SchemaPlace[] {
  const label = labels.at(-1) ?? root;
  const own = schema.properties !== undefined && Object.hasOwn(schema.properties, token) ? schema.properties[token] : undefined;
  if (own !== undefined) return [{ schema: own, labels: [`${label}/${token}`], root }];
  const of = schema.items ?? (typeof schema.additionalProperties === 'object' ? schema.additionalProperties : undefined);
  if (of !== undefined) return [{ schema: of, labels: [`${label}/*`], root }];
  // what the schema leaves open still has a place
  return schema.type === 'object' || schema.type === 'array' ? [{ schema: {}, labels: [`${label}/*`], root }] : [];
}

/** References followed, alternatives chosen. */
export function expand(place: SchemaPlace, value: Json | undefined): readonly SchemaPlace[] {
  const { schema, labels, root } = place;
  if (schema.$ref !== undefined) {
    const to = resolve(schema.$ref, root);
    if (to === undefined) return [];
    const below = expand({ schema: to.schema, labels: [...labels, to.label], root: to.root }, value);
    // what is said beside a reference is meant of this very place
    return schema.description === undefined
      ? below
      : below.map((one) => ({ ...one, schema: { ...one.schema, description: schema.description ?? '' } }));
  }
  const alternatives = schema.oneOf ?? schema.anyOf;
  if (alternatives !== undefined) {
    const all = alternatives.flatMap((of) => expand({ schema: of, labels, root }, undefined));
    return chosen(all, schema.discriminator?.propertyName, value);
  }
  if (schema.allOf !== undefined) {
    const all = schema.allOf.flatMap((of) => expand({ schema: of, labels, root }, value));
    return schema.description === undefined
      ? all
      : all.map((one) => ({ ...one, schema: { ...one.schema, description: schema.description ?? '' } }));
  }
  return [place];
}

function resolve(ref: string, root: string): { readonly schema: Schema; readonly label: string; readonly root: string } | undefined {
  const [file = '', pointer = ''] = ref.split('#');
  const into = file === '' ? root : file.replace('.schema.json', '');
  const name = pointer.replace('/$defs/', '');
  const schema = pointer === '' ? ROOTS[into] : ROOTS[into]?.$defs?.[name];
  return schema && { schema, label: pointer === '' ? into : name, root: into };
}

/** Alternatives that the value agrees with; all of them where it tells nothing. */
function chosen(all: readonly SchemaPlace[], by: string | undefined, value: Json | undefined): readonly SchemaPlace[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    const type = Array.isArray(value) ? 'array' : typeof value;
    const fitting = value === undefined ? [] : all.filter(({ schema }) => ofType(schema, type));
    return fitting.length > 0 ? fitting : all;
  }
  const objects = all.filter(({ schema }) => schema.type === 'object');
  if (by !== undefined) {
    const tag = value[by];
    const tagged = objects.filter(({ schema: { properties } }) => {
      const known = properties?.[by];
      return tag !== undefined && (known?.const === tag || known?.enum?.includes(tag) === true);
    });
    return tagged.length > 0 ? tagged : objects;
  }
  const keys = Object.keys(value);
  const told = (place: SchemaPlace): number => keys.filter((key) => place.schema.properties?.[key] !== undefined).length;
  const most = Math.max(0, ...objects.map(told));
  return objects.filter((place) => told(place) === most);
}

function ofType(schema: Schema, type: string): boolean {
  const types = [schema.type ?? []].flat();
  return types.includes(type) || (type === 'number' && types.includes('integer'));
}
