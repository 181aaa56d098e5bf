import { parseExact } from '../facts/render.ts';
import type { Shown } from './model.ts';

/*
 * How values, amounts and columns are written in an explanation: plain text, aligned, for a person with
 * a pocket calculator.
 */

const DECIMAL = /^(-?)(\d+)(\.\d+)?$/;
const FRACTION = /^(-?\d+)\/(\d+)$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

export const YES = '✓';
export const NO = '✗';

export const mark = (holds: boolean): string => (holds ? YES : NO);

/** A number with its thousands apart; anything else as it is. */
export function numeral(text: string): string {
  const match = DECIMAL.exec(text);
  if (match === null) return text;
  const [, sign = '', whole = '', fraction = ''] = match;
  return `${sign}${whole.replace(/\B(?=(\d{3})+$)/g, ',')}${fraction}`;
}

/** A value of any type. What only looks like a whole number may be an identifier, and keeps its looks. */
export function value(shown: unknown): string {
  if (shown === undefined) return 'missing';
  if (typeof shown === 'number') return numeral(String(shown));
  if (typeof shown === 'boolean') return shown ? 'yes' : 'no';
  if (Array.isArray(shown)) return shown.length === 0 ? 'none' : shown.map(value).join(', ');
  const text = String(shown);
  if (DECIMAL.test(text)) return text.includes('.') ? numeral(text) : text;
  return DATE.test(text) || FRACTION.test(text) ? text : `“${text}”`;
}

/** What is known to be a number, a date or a verdict. */
export const figure = (shown: Shown): string => (typeof shown === 'string' ? (DECIMAL.test(shown) ? numeral(shown) : shown) : value(shown));

/** The same, and beside a fraction that no decimal can write what a pocket calculator says. */
export function result(shown: Shown): string {
  const match = typeof shown === 'string' ? FRACTION.exec(shown) : null;
  if (match === null) return figure(shown);
  return `${shown} (about ${numeral(decimalOf(BigInt(match[1] ?? '0'), BigInt(match[2] ?? '1')))})`;
}

const PLACES = 6n;

function decimalOf(n: bigint, d: bigint): string {
  const size = n < 0n ? -n : n;
  const digits = String((size * 10n ** PLACES + d / 2n) / d).padStart(Number(PLACES) + 1, '0');
  return `${n < 0n ? '-' : ''}${digits.slice(0, -Number(PLACES))}.${digits.slice(-Number(PLACES))}`;
}

export const money = (currency: string, amount: string): string => `${currency} ${result(amount)}`;

/** a − b of two decimals, without sign; undefined where one is none. */
export function distance(a: unknown, b: unknown): string | undefined {
  const left = exactOf(a);
  const right = exactOf(b);
  if (left === undefined || right === undefined) return undefined;
  // both are powers of ten
  const d = left.d * right.d;
  let n = (left.n * d) / left.d - (right.n * d) / right.d;
  if (n < 0n) n = -n;
  const places = String(d).length - 1;
  const most = Math.max(decimalsOf(a), decimalsOf(b));
  const digits = String(n).padStart(places + 1, '0');
  const cut = digits.length - places;
  return numeral(most === 0 ? digits.slice(0, cut) : `${digits.slice(0, cut)}.${digits.slice(cut, cut + most)}`);
}

const decimalsOf = (shown: unknown): number => String(shown).split('.')[1]?.length ?? 0;

const exactOf = (shown: unknown) => (typeof shown === 'string' || typeof shown === 'number' ? parseExact(String(shown)) : undefined);

/** Whether x × y is z, all decimals. */
export function isProduct(x: unknown, y: unknown, z: unknown): boolean {
  const [a, b, c] = [exactOf(x), exactOf(y), exactOf(z)];
  return a !== undefined && b !== undefined && c !== undefined && a.n * b.n * c.d === c.n * a.d * b.d;
}

export const indent = (lines: readonly string[], by = 2): string[] => lines.map((line) => (line === '' ? line : ' '.repeat(by) + line));

/** Cells under each other. Columns that are `right` have their decimal points under each other; the last isn't padded. */
export function columns(rows: readonly (readonly string[])[], right: readonly number[] = [], gap = 2): string[] {
  const count = Math.max(0, ...rows.map((row) => row.length));
  const padded = rows.map((row) => [...row]);
  for (let column = 0; column < count; column += 1) {
    const cells = padded.map((row) => row[column] ?? '');
    const aligned = right.includes(column) ? alignPoints(cells) : cells;
    const width = Math.max(...aligned.map((cell) => cell.length));
    for (const [index, row] of padded.entries()) {
      if (column < row.length) row[column] = (aligned[index] ?? '').padEnd(width);
    }
  }
  return padded.map((row) => row.join(' '.repeat(gap)).trimEnd());
}

/** A number, perhaps with its currency before it and something behind it. */
const NUMBER = /^([A-Z]{3} )?(-?[\d,]+)((?:\.\d+)?(?:\/\d+)?(?: .*|:)?)$/;

function alignPoints(cells: readonly string[]): string[] {
  const matches = cells.map((cell) => NUMBER.exec(cell));
  const width = Math.max(0, ...matches.map((match) => match?.[2]?.length ?? 0));
  return cells.map((cell, index) => {
    const [, currency = '', whole = '', rest = ''] = matches[index] ?? [];
    return matches[index] === null ? cell : `${currency}${whole.padStart(width)}${rest}`;
  });
}

export const sentence = (text: string): string => text.charAt(0).toUpperCase() + text.slice(1);

/** “deal-closed” as a person says it. */
export const words = (kebab: string): string => kebab.replaceAll('-', ' ');

/** In the order in which the keys first come. */
export function grouped<T>(all: readonly T[], keyOf: (each: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const each of all) {
    const key = keyOf(each);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [each]);
    else group.push(each);
  }
  return groups;
}
