import { asText, declared, facts, names } from './complete-names.ts';
import type { Context } from './context.ts';
import type { Completion } from './model.ts';
import { childOf, expand, type Schema, type SchemaPlace } from './schema-walk.ts';
import { keySlot } from './slots.ts';
import { choice, hole } from './snippet.ts';
import { nodeAt, type Spot, valueAt } from './spot.ts';

/** Keys of the object at hand that it doesn't have yet: the schema's, those it must have first; or names that others declared. */
export function completeKeys(context: Context, spot: Spot): readonly Completion[] {
  const object = nodeAt(spot.tree, spot.path.slice(0, -1));
  const typed = spot.path.at(-1);
  const taken = new Set([...(object?.children?.keys() ?? [])].filter((key) => key !== typed));
  const tail = tailOf(spot);
  const found = new Map<string, Completion>();
  for (const place of spot.places) {
    for (const [key, schema] of Object.entries(place.schema.properties ?? {})) {
      if (key === '$schema' || taken.has(key) || found.has(key)) continue;
      const below = expand({ schema, labels: [`${place.labels.at(-1)}/${key}`], root: place.root }, undefined);
      const description = below.find((one) => one.schema.description !== undefined)?.schema.description;
      const required = place.schema.required?.includes(key) === true;
      found.set(key, {
        label: key,
        kind: 'key',
        ...(required && { detail: 'required' }),
        ...(description !== undefined && { documentation: description }),
        insert: `${JSON.stringify(key)}${tail.hasColon ? '' : `: ${valueFor(below)}${tail.comma}`}`,
        snippet: !tail.hasColon,
        filter: JSON.stringify(key),
        span: spot.span,
        rank: required ? 0 : (KEY_RANKS[key] ?? 5),
      });
    }
  }
  return [...found.values(), ...nameKeys(context, spot, tail).filter(({ label }) => !taken.has(label))];
}

const KEY_RANKS: Readonly<Record<string, number>> = { fact: 1, condition: 2, all: 3, any: 3, not: 4 };

interface Tail {
  readonly hasColon: boolean;
  /** Where another property follows. */
  readonly comma: string;
}

function tailOf({ file, span }: Spot): Tail {
  const rest = file.text.slice(span.end, span.end + 500);
  return { hasColon: /^\s*:/.test(rest), comma: /^\s*"/.test(rest) ? ',' : '' };
}

/** What a new key begins with. */
function valueFor(places: readonly SchemaPlace[]): string {
  const schemas = places.map(({ schema }) => schema);
  const constant = schemas.find((schema) => schema.const !== undefined)?.const;
  if (schemas.length === 1 && constant !== undefined) return JSON.stringify(constant);
  const values = schemas.flatMap((schema) => schema.enum ?? (schema.const === undefined ? [] : [schema.const]));
  if (values.length > 0) return `"${choice(1, values)}"`;
  const [first] = schemas;
  if (first === undefined) return '$1';
  if (places[0]?.labels.includes('condition')) return '{ "all": [$1] }';
  return emptyOf(first);
}

function emptyOf(schema: Schema): string {
  switch ([schema.type ?? []].flat()[0]) {
    case 'object':
      return '{ $1 }';
    case 'array':
      return '[$1]';
    case 'string':
      return '"$1"';
    case 'boolean':
      return choice(1, [true, false]);
    case 'integer':
      return hole(1, '0');
    default:
      return '$1';
  }
}

/** Keys that are names: balances that a line moves, incentives that a scenario expects, facts that an activity carries. */
function nameKeys(context: Context, spot: Spot, tail: Tail): readonly Completion[] {
  const slot = keySlot(spot.places);
  const label = spot.places[0]?.labels.at(-1) ?? '';
  const withTail = (completion: Completion): Completion => ({
    ...completion,
    kind: 'key',
    insert: tail.hasColon ? completion.insert : `${completion.insert}: $1${tail.comma}`,
    snippet: !tail.hasColon,
  });
  switch (slot) {
    case 'any-fact':
      return carriedFacts(context, spot).map(withTail);
    case 'gate-of-item':
      return names(context, spot, 'gate').map(withTail);
    case 'balance':
    case 'incentive':
    case 'benefit':
    case 'promise':
    case 'measure':
      // what a section declares is new by nature
      return label.startsWith('program/') ? [] : names(context, spot, slot).map(withTail);
    case 'term':
      return declared(context, 'parameter').map((name) => withTail(asText(spot, name, 1)));
    case 'table-key':
      return tableKeys(context, spot).map(withTail);
    default:
      return [];
  }
}

/** Of an activity in a scenario: what its kind carries. */
function carriedFacts(context: Context, spot: Spot): readonly Completion[] {
  const label = spot.places[0]?.labels.at(-1);
  const { catalogue } = context.knowledge();
  const activity = valueAt(spot, spot.path.slice(0, label === 'activity/items/*' ? -3 : -2));
  const kind = catalogue.kinds.get(String(childOf(activity, 'kind')));
  return facts(context, spot).filter((one) => {
    const spec = catalogue.facts.get(one.label);
    if (label === 'profile') return one.label.startsWith('partner.');
    if (label === 'activity/items/*') return spec?.scope === 'item' && spec.kinds !== undefined;
    return kind === undefined ? spec?.kinds !== undefined : kind.facts.has(one.label);
  });
}

/** The choices of the fact that keys this level of a table. */
function tableKeys(context: Context, spot: Spot): readonly Completion[] {
  const start = spot.path.lastIndexOf('value');
  const keys = childOf(valueAt(spot, spot.path.slice(0, start)), 'keys');
  const key = Array.isArray(keys) ? keys[spot.path.length - start - 2] : undefined;
  const spec = typeof key === 'string' ? context.knowledge().catalogue.facts.get(key) : undefined;
  return (spec?.choices ?? []).map((choice, rank) => asText(spot, choice, rank, { detail: String(key) }));
}
