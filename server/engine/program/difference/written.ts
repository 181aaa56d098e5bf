/** Details of an edit, from what is written: fields, conditions, bands and rows that are others. */
import { operators } from '../../conditions/operators/index.ts';
import type { Detail } from './model.ts';

type Json = Readonly<Record<string, unknown>>;

/** Fields that no decision reads. */
const WORDING: ReadonlySet<string> = new Set([
  ...['name', 'description', 'source', '$schema', 'objective', 'judgedBy', 'moves', 'commercialModel', 'reason'],
]);

/** What people read of a thing that decides the same as before. */
export function wordingOf(title: string, from: unknown, to: unknown): readonly Detail[] {
  if (!isJson(from) || !isJson(to)) return [];
  const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])];
  return keys.flatMap((key) => {
    if (key === 'event' || key === 'params') return wordingOf(title, from[key], to[key]);
    return WORDING.has(key) ? detailsOf(from[key], to[key], [`${title}: ${key}`]) : [];
  });
}

/** Fields of a rule's event that say what it pays or grants stand for themselves. */
const WRAPPERS: ReadonlySet<string> = new Set(['event', 'params', 'cap', 'effective']);
/** Lists in which the order says nothing. */
const AS_SETS: ReadonlySet<string> = new Set(['for', 'on', 'of', 'produces', 'holidays', 'reverses']);
const CONDITIONS: ReadonlySet<string> = new Set(['conditions', 'where']);

export function detailsOf(from: unknown, to: unknown, path: readonly string[] = []): readonly Detail[] {
  if (isJson(from) && isJson(to)) {
    if (isCondition(from) || isCondition(to)) return conditionDetails(from, to);
    const keys = [...new Set([...Object.keys(from), ...Object.keys(to)])].filter((key) => path.length > 0 || !WORDING.has(key));
    return keys.flatMap((key) => fieldDetails(key, from[key], to[key], path));
  }
  if (shown(from) === shown(to)) return [];
  return [
    {
      what: whatIs(path),
      ...(from !== undefined && { from: shown(from) }),
      ...(to !== undefined && { to: shown(to) }),
    },
  ];
}

function whatIs([first = 'value', ...rest]: readonly string[]): string {
  return first === 'row' ? `row ${rest.join(', ')}` : [first, ...rest].join(', ');
}

function fieldDetails(key: string, from: unknown, to: unknown, path: readonly string[]): readonly Detail[] {
  if (CONDITIONS.has(key)) return conditionDetails(from, to);
  const below = WRAPPERS.has(key) && key !== 'cap' && key !== 'effective' ? path : [...path, key];
  if (key === 'value' && Array.isArray(from) && Array.isArray(to)) return bandDetails(from, to);
  if (Array.isArray(from) && Array.isArray(to) && AS_SETS.has(key)) return setDetails(key, from, to);
  // a table's value is its rows
  return detailsOf(from, to, key === 'value' && isJson(from) ? ['row'] : below);
}

const isJson = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const isCondition = (value: Json): boolean =>
  ['all', 'any', 'not', 'condition'].some((key) => Object.hasOwn(value, key)) || Object.hasOwn(value, 'operator');

function setDetails(what: string, from: readonly unknown[], to: readonly unknown[]): readonly Detail[] {
  const [before, after] = [from.map(shown), to.map(shown)];
  const gone = before.filter((each) => !after.includes(each));
  const come = after.filter((each) => !before.includes(each));
  // the same in another order: of stacks it decides ties
  if (gone.length + come.length === 0) return detailsOf(before.join(', '), after.join(', '), [what]);
  return [...gone.map((each) => ({ what, from: each })), ...come.map((each) => ({ what, to: each }))];
}

function bandDetails(from: readonly unknown[], to: readonly unknown[]): readonly Detail[] {
  const rates = (bands: readonly unknown[]): ReadonlyMap<string, string> =>
    new Map(bands.filter(isJson).map((band) => [shown(band.from), shown(band.rate)]));
  const [before, after] = [rates(from), rates(to)];
  const starts = [...new Set([...before.keys(), ...after.keys()])];
  return starts.flatMap((start) => detailsOf(before.get(start), after.get(start), [`band from ${start}`]));
}

/** A comparison as a person says it, and the fact it is on. */
interface Leaf {
  readonly fact: string;
  readonly operator: string;
  readonly value: string;
  readonly text: string;
}

function conditionDetails(from: unknown, to: unknown): readonly Detail[] {
  const before = leavesOf(from, false);
  const after = leavesOf(to, false);
  const gone = unmatched(before, after);
  const come = unmatched(after, before);
  const details: Detail[] = [];
  for (const leaf of gone) {
    const at = come.findIndex(({ fact, operator }) => fact === leaf.fact && operator === leaf.operator);
    const now = at >= 0 ? come[at] : come.find(({ fact }) => fact === leaf.fact);
    if (now !== undefined) come.splice(come.indexOf(now), 1);
    const what = `condition on ${leaf.fact}`;
    if (now === undefined) details.push({ what, from: leaf.text });
    else if (now.operator === leaf.operator) details.push({ what, from: leaf.value, to: now.value });
    else details.push({ what, from: leaf.text, to: now.text });
  }
  for (const leaf of come) details.push({ what: `condition on ${leaf.fact}`, to: leaf.text });
  if (details.length === 0 && shapeOf(from) !== shapeOf(to)) details.push({ what: 'conditions', from: shapeOf(from), to: shapeOf(to) });
  return details;
}

function unmatched(leaves: readonly Leaf[], others: readonly Leaf[]): Leaf[] {
  const left = others.map(({ text }) => text);
  return leaves.filter(({ text }) => {
    const at = left.indexOf(text);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

function leavesOf(condition: unknown, negated: boolean): readonly Leaf[] {
  if (!isJson(condition)) return [];
  const lists = [condition.all, condition.any].filter(Array.isArray).flat();
  if (lists.length > 0) return lists.flatMap((part) => leavesOf(part, negated));
  if (condition.not !== undefined) return leavesOf(condition.not, !negated);
  const not = negated ? 'not: ' : '';
  if (typeof condition.condition === 'string') {
    const name = condition.condition;
    return [{ fact: name, operator: `${not}holds`, value: `${not}holds`, text: `${not}${name} holds` }];
  }
  const operator = String(condition.operator);
  const says = Object.hasOwn(operators, operator) ? operators[operator as keyof typeof operators].says : operator;
  const value = isJson(condition.value) ? String(condition.value.fact) : shown(condition.value);
  const text = operator === 'exists' ? `is ${condition.value === false ? 'not ' : ''}there` : `${says} ${value}`;
  return [{ fact: String(condition.fact), operator: not + operator, value: operator === 'exists' ? text : value, text: not + text }];
}

/** How conditions are nested. */
function shapeOf(condition: unknown): string {
  if (!isJson(condition)) return 'none';
  for (const kind of ['all', 'any'] as const) {
    const parts = condition[kind];
    if (Array.isArray(parts)) return `${kind} of (${parts.map(shapeOf).sort().join(', ')})`;
  }
  if (condition.not !== undefined) return `not (${shapeOf(condition.not)})`;
  return String(condition.condition ?? condition.fact);
}

/** A value as written. */
function shown(value: unknown): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(shown).join(', ');
  return isJson(value) ? JSON.stringify(value) : String(value);
}
