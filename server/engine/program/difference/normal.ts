import type { Condition } from '../../conditions/model.ts';
import { canonicalJson } from '../hash.ts';

/** Where something stands and how it was written say nothing of what it means. */
const WITHOUT_MEANING: ReadonlySet<string> = new Set(['pointer', 'json', 'source', 'start', 'end', 'facts']);
/** Nor what the whole is called, and what is said to people. */
const CALLED: ReadonlySet<string> = new Set(['name', 'reason']);

/** One text for one meaning of anything that a program is resolved to. A named condition is its name. */
export function meaningOf(resolved: unknown): string {
  if (typeof resolved !== 'object' || resolved === null || Array.isArray(resolved) || resolved instanceof Map)
    return canonicalJson(normal(resolved));
  return canonicalJson(normal(Object.fromEntries(Object.entries(resolved).filter(([key]) => !CALLED.has(key)))));
}

function normal(value: unknown): unknown {
  if (typeof value === 'number' && !Number.isFinite(value)) return String(value);
  if (value === undefined || value === null || typeof value !== 'object') return value ?? null;
  if (value instanceof Set) return [...value].map(String).sort();
  if (value instanceof Map) return [...value].map(([key, entry]) => [String(key), normal(entry)]).sort(byText);
  if (Array.isArray(value)) return value.map(normal);
  if (isNamed(value)) return { named: value.name };
  const fields = Object.entries(value).filter(([key, entry]) => !WITHOUT_MEANING.has(key) && entry !== undefined);
  const plain = Object.fromEntries(fields.map(([key, entry]) => [key, normal(entry)]));
  // a set's values, and what is asked for together or in turn, hold in any order
  if (plain.kind === 'set' && Array.isArray(plain.values)) plain.values = sorted(plain.values);
  if ((plain.kind === 'all' || plain.kind === 'any') && Array.isArray(plain.of)) plain.of = sorted(plain.of);
  if (plain.kind === 'literal' && typeof plain.text === 'string' && plain.type !== 'text' && plain.type !== 'choice') {
    plain.text = plainDecimal(plain.text);
  }
  return plain;
}

const isNamed = (value: object): value is Extract<Condition, { readonly kind: 'named' }> =>
  'kind' in value && value.kind === 'named' && 'of' in value;

const sorted = (values: readonly unknown[]): unknown[] => values.toSorted(byText);

function byText(a: unknown, b: unknown): number {
  const [left, right] = [canonicalJson(a), canonicalJson(b)];
  return left < right ? -1 : left > right ? 1 : 0;
}

/** 0.10 is 0.1. */
export function plainDecimal(text: string): string {
  if (!/^-?\d+(\.\d+)?$/.test(text) || !text.includes('.')) return text;
  return text.replace(/\.?0+$/, '');
}
