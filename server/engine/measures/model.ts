import type { Condition } from '../conditions/model.ts';
import type { FactType } from '../facts/value.ts';

export const AGGREGATES = ['sum', 'count', 'countDistinct', 'min', 'max', 'average', 'latest', 'earliest'] as const;
export type Aggregate = (typeof AGGREGATES)[number];

export type Period = 'month' | 'quarter' | 'year';

export type Window =
  | { readonly kind: 'fiscal'; readonly period: Period }
  | { readonly kind: 'previous-fiscal'; readonly period: Period }
  | { readonly kind: 'trailing'; readonly unit: 'days' | 'months' | 'fiscal-quarters'; readonly count: number }
  | { readonly kind: 'term' }
  | { readonly kind: 'lifetime' }
  | { readonly kind: 'valid' };

export interface Measure {
  readonly name: string;
  readonly aggregate: Aggregate;
  /** Missing for count. */
  readonly fact?: string;
  /** Type of the value it gives. */
  readonly type: FactType;
  /** Kinds of activity it looks at. */
  readonly kinds: readonly string[];
  /** Incentives whose lines it looks at; a measure looks at activities or at lines, never both. */
  readonly lines: readonly string[];
  readonly where?: Condition;
  readonly window: Window;
  /** Facts of a record that key it; with scope customer, customer.id is the first of them. */
  readonly by: readonly string[];
  /** Facts of the activity at hand that say for which key it is read; place by place those of `by`, or other names for them. */
  readonly readBy: readonly string[];
  readonly scope: 'enrollment' | 'customer' | 'program';
  /** It reads item. facts, so each item is a record of its own. */
  readonly itemised: boolean;
}
