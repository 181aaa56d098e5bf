import type { FactSpec } from '../../server/engine/facts/catalogue.ts';
import type { SourceFile } from '../../server/engine/program/source.ts';
import { completeFormula } from './complete-formula.ts';
import { completeKeys } from './complete-keys.ts';
import { asText, completeSlot, declared, factOf } from './complete-names.ts';
import { booleans, completeConditionValue, literals } from './complete-values.ts';
import type { Context } from './context.ts';
import type { Completion } from './model.ts';
import { childOf } from './schema-walk.ts';
import { valueSlot } from './slots.ts';
import { isInside, nodeAt, type Spot, spotAt, valueAt } from './spot.ts';
import { completeWays } from './ways/complete.ts';

/** What may be written at a place, the likelier first. */
export function complete(context: Context, path: string, offset: number): readonly Completion[] {
  const file = context.files.get(path);
  return file === undefined ? [] : completeIn(context, file, offset);
}

/** The same in a text that is none of the files yet. */
export function completeIn(context: Context, file: SourceFile, offset: number): readonly Completion[] {
  const spot = spotAt(context.files, file, offset);
  return [...found(context, spot)].sort((a, b) => a.rank - b.rank);
}

function found(context: Context, spot: Spot): readonly Completion[] {
  if (spot.atKey) return completeKeys(context, spot);
  const slot = valueSlot(spot.places);
  if (slot === 'formula') {
    const node = nodeAt(spot.tree, spot.path);
    const inside = node !== undefined && typeof node.value === 'string' && isInside(spot, node);
    if (inside) return completeFormula(context, spot, node);
    return node === undefined ? [emptyText(spot)] : [];
  }
  if (slot === 'condition-value') return completeConditionValue(context, spot);
  if (slot === 'parameter-value') return parameterValues(context, spot);
  const named = slot && completeSlot(context, spot, slot);
  if (named !== undefined) return named;
  return [...bySchema(spot), ...conditions(context, spot), ...completeWays(context, spot)];
}

const emptyText = (spot: Spot): Completion => ({ label: '""', kind: 'value', insert: '"$0"', snippet: true, span: spot.span, rank: 0 });

/** Constants of the schema. */
function bySchema(spot: Spot): readonly Completion[] {
  const values = new Set<unknown>();
  for (const { schema } of spot.places) {
    for (const value of schema.enum ?? (schema.const === undefined ? [] : [schema.const])) values.add(value);
    if (schema.type === 'boolean' && schema.const === undefined) return booleans(spot);
  }
  return [...values].map((value, rank) => {
    const text = String(value);
    return typeof value === 'string'
      ? asText(spot, text, rank, { kind: 'value' })
      : { ...asText(spot, text, rank, { kind: 'value' }), insert: text };
  });
}

/** Where a condition may stand: a comparison, the named ones, lists of them. */
function conditions(context: Context, spot: Spot): readonly Completion[] {
  if (!spot.places.some(({ labels }) => labels.includes('condition')) || spot.file.text.charAt(spot.span.start) === '"') return [];
  const shape = (label: string, insert: string, rank: number): Completion => ({
    label,
    kind: 'snippet',
    insert,
    snippet: true,
    span: spot.span,
    rank,
  });
  const named = declared(context, 'condition').map((name) => ({
    ...shape(name, `{ "condition": ${JSON.stringify(name)} }`, 2),
    kind: 'name' as const,
    detail: 'named condition',
  }));
  return [
    shape('a fact compared', '{ "fact": "$1", "operator": "$2", "value": $3 }', 0),
    ...named,
    shape('all of', '{ "all": [$1] }', 3),
    shape('any of', '{ "any": [$1] }', 3),
    shape('not', '{ "not": $1 }', 4),
  ];
}

/** A parameter's value is of its own type, from its own choices. */
function parameterValues(context: Context, spot: Spot): readonly Completion[] {
  const parameter = valueAt(spot, spot.path.slice(0, -1));
  const name = `parameter.${spot.whole[1] ?? ''}`;
  const known = factOf(context, name);
  const type = childOf(parameter, 'type');
  const spec = known ?? ({ name, type } as Pick<FactSpec, 'name' | 'type'>);
  return typeof type === 'string' ? (literals(context, spot, spec) ?? []) : [];
}
