import type { BandsParameter, ScalarParameter, TableParameter } from '../../../schemas/types.ts';
import type { FactSpec } from '../facts/catalogue.ts';
import { isRefusal, readText, readValue, refusalMessage } from '../facts/read.ts';
import type { FactType, Value } from '../facts/value.ts';
import type { Band, Parameter } from './model.ts';
import type { Resolving } from './resolving.ts';
import { didYouMean, escapePointer, shorten, showJson } from './wording.ts';

/* Parameters: single values, bands and tables. */

export function resolveParameters(into: Resolving): void {
  for (const [name, parameter] of Object.entries(into.document.parameters ?? {})) {
    const pointer = `/parameters/${name}`;
    const before = into.findings.length;
    const resolved = resolve(into, name, parameter, pointer);
    if (resolved !== undefined && into.findings.length === before) into.parameters.set(name, Object.freeze(resolved));
    else into.unresolved.add(pointer);
  }
}

function resolve(
  into: Resolving,
  name: string,
  parameter: ScalarParameter | BandsParameter | TableParameter,
  pointer: string,
): Parameter | undefined {
  if (parameter.type === 'bands') return resolveBands(into, name, parameter, pointer);
  if (parameter.type === 'table') return resolveTable(into, name, parameter, pointer);
  return resolveScalar(into, name, parameter, pointer);
}

function read(
  into: Resolving,
  what: string,
  type: FactType,
  json: unknown,
  pointer: string,
  choices?: readonly string[],
): Value | undefined {
  const value = readValue(type, json, into.digits, choices);
  if (!isRefusal(value)) return value;
  const hint = value.code === 'unknown-choice' && choices !== undefined ? didYouMean(String(json), choices) : undefined;
  return into.report(value.code, refusalMessage(what, json, value), pointer, hint);
}

function resolveScalar(into: Resolving, name: string, json: ScalarParameter, pointer: string): Parameter | undefined {
  const { type, choices } = json;
  if ((type === 'choice') !== (choices !== undefined)) {
    const message = choices === undefined ? `${name} is a choice without choices.` : `${name} is ${type}, and only a choice has choices.`;
    into.report('parameter-choices', message, choices === undefined ? pointer : `${pointer}/choices`);
  }
  const bounded = type !== 'text' && type !== 'choice' && type !== 'boolean';
  const bound = (end: 'min' | 'max'): Value | undefined => {
    if (json[end] === undefined) return undefined;
    if (bounded) return read(into, `The ${end} of ${name}`, type, json[end], `${pointer}/${end}`);
    return into.report('parameter-bounds', `${name} is ${type}, which has no ${end}.`, `${pointer}/${end}`, 'Remove it.');
  };
  const value = read(into, name, type, json.value, `${pointer}/value`, choices);
  const min = bound('min');
  const max = bound('max');
  if (typeof min === 'number' && typeof max === 'number' && min > max) {
    into.report('parameter-bounds', `The min of ${name} is above its max.`, `${pointer}/min`);
  } else if (typeof value === 'number' && ((typeof min === 'number' && value < min) || (typeof max === 'number' && value > max))) {
    const [edge, end] = typeof min === 'number' && value < min ? ['below', 'min'] : ['above', 'max'];
    const message = `${name} is ${showJson(json.value)}, ${edge} its ${end} of ${showJson(json[end as 'min' | 'max'])}.`;
    into.report('parameter-bounds', message, `${pointer}/value`, `Move the value or the ${end}.`);
  }
  if (value === undefined) return undefined;
  return {
    kind: 'scalar',
    name,
    type,
    value,
    ...(min !== undefined && { min }),
    ...(max !== undefined && { max }),
    ...(choices && { choices: Object.freeze([...choices]) }),
    perAgreement: json.perAgreement ?? false,
  };
}

function resolveBands(into: Resolving, name: string, json: BandsParameter, pointer: string): Parameter | undefined {
  const { over, unit } = json;
  if (over === 'money' && unit === 'price') {
    const hint = 'A price is money for one unit, so bands of prices go over a count.';
    return into.report('band-unit', 'Bands over money have the unit rate or money, not price.', `${pointer}/unit`, hint);
  }
  const bands: Band[] = [];
  for (const [index, band] of json.value.entries()) {
    const at = `${pointer}/value/${index}`;
    const from = read(into, 'from', over, band.from, `${at}/from`);
    const rate = read(into, unit, unit, band.rate, `${at}/rate`);
    if (typeof from !== 'number' || typeof rate !== 'number') continue;
    // The first unit is in the first band, whether that is said to start at 0 or at 1.
    const start = over === 'count' && index === 0 && from === 0 ? 1 : from;
    const above = bands.at(-1)?.from;
    if (index === 0 && start !== (over === 'count' ? 1 : 0)) {
      const wanted = over === 'count' ? '1, the first unit' : '"0"';
      into.report('band-start', `The first band of ${name} starts at ${showJson(band.from)}; ${wanted} was expected.`, `${at}/from`);
    } else if (above !== undefined && start <= above) {
      const message = `The band at ${showJson(band.from)} does not start above the one before it.`;
      into.report('band-order', message, `${at}/from`, 'Bands go from low to high.');
    }
    bands.push(Object.freeze({ from: start, rate }));
  }
  return { kind: 'bands', name, over, unit, bands: Object.freeze(bands) };
}

/** Keys of rows are joined by a character that no text may have. */
export const ROW_SEPARATOR = '\u0000';

function resolveTable(into: Resolving, name: string, json: TableParameter, pointer: string): Parameter | undefined {
  const keys: FactSpec[] = [];
  for (const [index, key] of json.keys.entries()) {
    const at = `${pointer}/keys/${index}`;
    const spec = into.checkFact(key, at, true);
    if (spec === undefined) continue;
    if (spec.type === 'text' || spec.type === 'choice') keys.push(spec);
    else
      into.report(
        'table-key',
        `${key} is ${spec.type}; the rows of a table are picked by text or a choice.`,
        at,
        'For amounts and counts use bands.',
      );
  }
  const rows = new Map<string, number>();
  const walk = (value: unknown, path: readonly string[], at: string): void => {
    const depth = path.length;
    if (depth === json.keys.length) {
      const number = read(into, `The row ${path.join(', ')}`, json.unit, value, at);
      if (typeof number === 'number') rows.set(path.join(ROW_SEPARATOR), number);
      return;
    }
    if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      const message = `The table has ${json.keys.length} keys, but ${path.length === 0 ? 'its value' : shorten(path.join(', '))} is ${showJson(value)}.`;
      into.report('table-depth', message, at, `Here rows by ${json.keys[depth]} are expected: { "…": … }.`);
      return;
    }
    for (const [row, inner] of Object.entries(value)) {
      const below = `${at}/${escapePointer(row)}`;
      const choices = keys.length === json.keys.length ? keys[depth]?.choices : undefined;
      if (choices !== undefined && !choices.includes(row)) {
        into.report(
          'unknown-choice',
          `${json.keys[depth]} never is ${shorten(row)}.`,
          below,
          didYouMean(row, choices) ?? `It is one of ${choices.join(', ')}.`,
          true,
        );
      } else if (isRefusal(readText(row)))
        into.report('table-key', `${shorten(row)} is no text that a fact could have.`, below, undefined, true);
      walk(inner, [...path, row], below);
    }
  };
  walk(json.value, [], `${pointer}/value`);
  if (keys.length < json.keys.length) return undefined;
  refineSpec(into, name, keys);
  return { kind: 'table', name, keys: Object.freeze([...json.keys]), type: json.unit, rows };
}

/** A row can be read wherever its keys can. */
function refineSpec(into: Resolving, name: string, keys: readonly FactSpec[]): void {
  const spec = into.facts.get(`parameter.${name}`);
  if (spec === undefined) return;
  into.facts.set(spec.name, { ...spec, ...standingOf(keys, spec) });
}

/** Scope, stage and kinds of what is reckoned from several facts. */
export function standingOf(specs: readonly FactSpec[], own: Pick<FactSpec, 'scope'>): Pick<FactSpec, 'scope' | 'stage' | 'kinds'> {
  const scopes = [own.scope, ...specs.map((spec) => spec.scope)];
  const widest = (['item', 'program', 'customer', 'enrollment'] as const).find((scope) => scopes.includes(scope)) ?? 'activity';
  const stage = Math.max(0, ...specs.map((spec) => spec.stage));
  const carried = specs.map((spec) => spec.kinds).filter((kinds) => kinds !== undefined);
  const [first, ...others] = carried;
  const kinds = first && new Set([...first].filter((kind) => others.every((other) => other.has(kind))));
  return { scope: widest, stage, ...(kinds && { kinds }) };
}
