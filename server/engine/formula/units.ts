/** The units that arithmetic proves. The table is in README.md; what is not in it has no meaning. */
import type { FactType } from '../facts/value.ts';

export type Arithmetic = '+' | '-' | '*' | '/';

export interface UnitResult {
  readonly type?: FactType;
  /** Why there is none, and what to write instead. */
  readonly hint?: string;
}

const NUMERIC: ReadonlySet<FactType> = new Set(['money', 'rate', 'price', 'count', 'days']);
export const isNumeric = (type: FactType): boolean => NUMERIC.has(type);

/** Types with an order: numbers and dates. */
export const isOrdered = (type: FactType): boolean => type === 'date' || isNumeric(type);

export function combine(op: Arithmetic, left: FactType, right: FactType): UnitResult {
  switch (op) {
    case '+':
    case '-':
      return sum(op, left, right);
    case '*':
      return product(left, right);
    case '/':
      return quotient(left, right);
  }
}

function sum(op: '+' | '-', left: FactType, right: FactType): UnitResult {
  if (left === 'date' && right === 'days') return { type: 'date' };
  if (left === 'date' && right === 'date') {
    return op === '-' ? { type: 'days' } : { hint: 'The days between two dates are date - date; dates do not add up.' };
  }
  if (left === 'days' && right === 'date' && op === '+') return { hint: 'Write the date first: date + days.' };
  if (left === right && isNumeric(left)) return { type: left };
  if (isNumeric(left) && isNumeric(right)) return { hint: `Only values of one unit can be ${op === '+' ? 'added' : 'subtracted'}.` };
  return {};
}

function product(left: FactType, right: FactType): UnitResult {
  if (left === 'rate' && isNumeric(right)) return { type: right === 'count' ? 'rate' : right };
  if (right === 'rate' && isNumeric(left)) return { type: left === 'count' ? 'rate' : left };
  const pair = [left, right].sort().join(' × ');
  switch (pair) {
    case 'count × price':
      return { type: 'money' };
    case 'count × count':
      return { type: 'count' };
    case 'count × money':
      return { hint: 'Multiply a count by a price (money for one unit), or write the sum for one as price("…").' };
    case 'money × money':
      return { hint: 'One of the two should be a rate.' };
    default:
      return {};
  }
}

function quotient(left: FactType, right: FactType): UnitResult {
  if (!isNumeric(left) || !isNumeric(right)) return {};
  if (left === right) return { type: 'rate' };
  if (right === 'rate') return { type: left === 'count' ? 'rate' : left };
  if (left === 'rate' && right === 'count') return { type: 'rate' };
  if (left === 'money' && right === 'count') return { type: 'price' };
  if (left === 'money' && right === 'price') return { type: 'rate' };
  return {};
}
