/**
 * What an operator is, and what several of them share.
 *
 * An **operand** of the reference is a value as its facts hold it: numbers and dates as Fraction (whole
 * numbers are taken for the same), text and choices as string, booleans, lists as arrays of text. Both
 * sides of one comparison have one unit; that is proven when a program is loaded.
 *
 * Of the compiled evaluator an operand is a JavaScript expression without side effects that gives a
 * number of smallest steps, a string, a boolean, an array, or undefined; it may be repeated, so give names.
 */
import Fraction from 'fraction.js';
import type { FactType } from '../../facts/value.ts';
import type { OperatorName } from '../model.ts';

export type Scalar = Fraction | number | string | boolean;
export type Operand = Scalar | readonly string[];

export interface OperatorDefinition {
  readonly name: OperatorName;
  /** Types of facts that may stand on its left. */
  accepts(type: FactType): boolean;
  /**
   * What stands on its right: a value of the fact's type, a set of such values (or a list fact),
   * one member of the list, or whether it is there (true or false).
   */
  readonly expects: 'value' | 'set' | 'member' | 'boolean';
  /** Reference: the verdict. What is missing, on either side, satisfies no operator but exists. */
  holds(actual: Operand | undefined, expected: Operand | readonly Scalar[] | undefined): boolean;
  /** Compiled: JavaScript that gives the verdict as a boolean. */
  emit(actual: string, expected: string, type: FactType): string;
  /** In a sentence, between the fact and the value. */
  readonly says: string;
}

const ORDERED: ReadonlySet<FactType> = new Set(['money', 'rate', 'price', 'count', 'days', 'date']);

export const isOrdered = (type: FactType): boolean => ORDERED.has(type);
export const isSingle = (type: FactType): boolean => type !== 'list';
export const isChosen = (type: FactType): boolean => type !== 'list' && type !== 'boolean';

const isNumber = (value: unknown): value is Fraction | number => value instanceof Fraction || typeof value === 'number';

/** Whether two values of one type are the same; an array equals nothing. */
export function same(left: unknown, right: unknown): boolean {
  if (isNumber(left)) return isNumber(right) && new Fraction(left).equals(right);
  return (typeof left === 'string' || typeof left === 'boolean') && left === right;
}

/** Below 0, 0, or above it; undefined where there is no order between them. */
export function order(left: unknown, right: unknown): number | undefined {
  return isNumber(left) && isNumber(right) ? new Fraction(left).compare(right) : undefined;
}
