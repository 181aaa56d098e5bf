import type { FactType, Value } from '../facts/value.ts';

export const OPERATORS = [
  'equal',
  'notEqual',
  'in',
  'notIn',
  'contains',
  'doesNotContain',
  'lessThan',
  'lessThanInclusive',
  'greaterThan',
  'greaterThanInclusive',
  'exists',
] as const;
export type OperatorName = (typeof OPERATORS)[number];

/** What a fact is compared with. */
export type Expected =
  | { readonly kind: 'literal'; readonly value: Value; readonly json: unknown }
  /** `in` and `notIn`: one value of several. */
  | { readonly kind: 'set'; readonly values: readonly Value[]; readonly json: unknown }
  | { readonly kind: 'fact'; readonly fact: string };

export interface Comparison {
  readonly kind: 'compare';
  readonly fact: string;
  readonly type: FactType;
  readonly operator: OperatorName;
  readonly expected: Expected;
  readonly pointer: string;
}

/** A condition as written, names kept, so that the reasoning can show them. */
export type Condition =
  | { readonly kind: 'all' | 'any'; readonly of: readonly Condition[]; readonly pointer: string }
  | { readonly kind: 'not'; readonly of: Condition; readonly pointer: string }
  | { readonly kind: 'named'; readonly name: string; readonly of: Condition; readonly pointer: string }
  | Comparison;
