import type { OperatorName } from '../../server/engine/conditions/model.ts';
import { operators } from '../../server/engine/conditions/operators/index.ts';
import type { FactSpec } from '../../server/engine/facts/catalogue.ts';
import type { Json } from '../../server/engine/program/source.ts';
import { detailOf } from './complete-formula.ts';
import { alike, asText, factOf } from './complete-names.ts';
import type { Context } from './context.ts';
import { walkPlaces } from './files.ts';
import type { Completion } from './model.ts';
import { isReadable, readingAt } from './reading.ts';
import { childOf } from './schema-walk.ts';
import { hole } from './snippet.ts';
import { type Spot, valueAt } from './spot.ts';
import { commonValues } from './spread.ts';
import { comparedFact } from './symbols.ts';

/* What a fact is compared with: its choices, what it is elsewhere, another fact of its type. */

export function completeConditionValue(context: Context, spot: Spot): readonly Completion[] {
  const inList = spot.path.at(-2) === 'value';
  const comparison = valueAt(spot, spot.path.slice(0, inList ? -2 : -1));
  const spec = factOf(context, childOf(comparison, 'fact'));
  if (spec === undefined) return [];
  const operator = childOf(comparison, 'operator');
  if (operator === 'exists') return booleans(spot);
  const isSet = expects(operator) === 'set';
  if (isSet && !inList) {
    return [literal(spot, '[…]', '[$0]', 0, 'a list of values'), ...others(context, spot, spec)];
  }
  return [...literals(context, spot, spec), ...(inList ? [] : others(context, spot, spec))];
}

const expects = (operator: Json | undefined): string | undefined =>
  typeof operator === 'string' && Object.hasOwn(operators, operator) ? operators[operator as OperatorName].expects : undefined;

export const booleans = (spot: Spot): readonly Completion[] =>
  [true, false].map((value, rank) => literal(spot, String(value), String(value), rank));

const literal = (spot: Spot, label: string, insert: string, rank: number, detail?: string): Completion => ({
  label,
  kind: 'value',
  insert,
  snippet: insert.includes('$'),
  span: spot.span,
  rank,
  ...(detail !== undefined && { detail }),
});

/** Literals of the fact's type. */
export function literals(context: Context, spot: Spot, spec: Pick<FactSpec, 'name' | 'type' | 'choices'>): readonly Completion[] {
  switch (spec.type) {
    case 'boolean':
      return booleans(spot);
    case 'choice':
    case 'text':
    case 'list':
      return knownValues(context, spec).map((value, rank) => asText(spot, value, rank, { kind: 'value' }));
    case 'money':
      return [literal(spot, '"0.00"', `"${hole(1, '0.00')}"`, 5, detailOf(context, spec as FactSpec))];
    case 'rate':
    case 'price':
      return [literal(spot, '"0.10"', `"${hole(1, '0.10')}"`, 5, detailOf(context, spec as FactSpec))];
    case 'count':
    case 'days':
      return [literal(spot, '1', hole(1, '1'), 5, detailOf(context, spec as FactSpec))];
    case 'date':
      return [literal(spot, '"2026-01-01"', `"${hole(1, '2026-01-01')}"`, 5, 'date')];
  }
}

const MOST_VALUES = 200;

/** What a word can be: its choices, or else what it is in tables, in other conditions, in the history. */
function knownValues(context: Context, spec: Pick<FactSpec, 'name' | 'choices'>): readonly string[] {
  if (spec.choices !== undefined) return spec.choices;
  const values = new Set<string>();
  const { program } = context.knowledge();
  for (const parameter of program?.parameters.values() ?? []) {
    if (parameter.kind !== 'table') continue;
    const depth = parameter.keys.indexOf(spec.name);
    if (depth >= 0) for (const key of keysAt(program?.document.parameters?.[parameter.name]?.value as Json, depth)) values.add(key);
  }
  for (const file of context.files.program()) {
    const tree = context.files.tree(file);
    if (tree === undefined || !file.text.includes(spec.name)) continue;
    for (const visited of walkPlaces(file, tree)) {
      const { node, path } = visited;
      if (typeof node.value !== 'string' || !path.includes('value') || comparedFact(visited) !== spec.name) continue;
      if (path.at(-1) === 'value' || path.at(-2) === 'value') values.add(node.value);
    }
  }
  for (const value of commonValues(context.spread, spec.name)) values.add(value);
  return [...values].slice(0, MOST_VALUES);
}

function keysAt(table: Json | undefined, depth: number): readonly string[] {
  if (typeof table !== 'object' || table === null || Array.isArray(table)) return [];
  return depth === 0 ? Object.keys(table) : Object.values(table).flatMap((row) => keysAt(row, depth - 1));
}

/** Other facts of one type with it, the program's parameters first. */
function others(context: Context, spot: Spot, spec: FactSpec): readonly Completion[] {
  const reading = readingAt(spot, false);
  return [...context.knowledge().catalogue.facts.values()]
    .filter((other) => alike(spec, other) && isReadable(other, reading) && !/^(activity|party)\./.test(other.name))
    .map((other) => {
      const insert = `{ "fact": ${JSON.stringify(other.name)} }`;
      return {
        label: other.name,
        kind: 'fact' as const,
        detail: detailOf(context, other),
        insert,
        filter: `"${other.name}"`,
        span: spot.span,
        rank: other.name.startsWith('parameter.') ? 3 : 6,
      };
    });
}
