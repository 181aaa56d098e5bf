import { type Interval, Z95 } from './interval.ts';

/** A sum of amounts, of which it isn't certain how many and how large they would come again. */
export interface UncertainSum {
  readonly deals: number;
  readonly sum: number;
  /** Sum of their squares: the variance of the sum where deals come independently of each other (a compound Poisson process). */
  readonly squares: number;
}

export interface Estimate {
  readonly value: number;
  readonly variance: number;
}

/** a × b ÷ c, by the delta method. */
export function scaled(a: UncertainSum, b: UncertainSum, c: UncertainSum): Estimate {
  const factor = b.sum / c.sum;
  const relative = b.squares / b.sum ** 2 + c.squares / c.sum ** 2;
  return { value: a.sum * factor, variance: factor ** 2 * a.squares + (a.sum * factor) ** 2 * relative };
}

/** So many of the mean of a sum over `of` cases, which may be 0 each. */
export function meanTimes(count: number, { sum, squares }: UncertainSum, of: number): Estimate {
  const mean = sum / of;
  const spread = Math.max(0, squares / of - mean ** 2);
  return { value: count * mean, variance: (count ** 2 * spread) / of + count * mean ** 2 };
}

/** Two of them that have nothing to do with each other. */
export const minus = (actual: Estimate, baseline: Estimate): Estimate => ({
  value: actual.value - baseline.value,
  variance: actual.variance + baseline.variance,
});

export function intervalOf({ value, variance }: Estimate, method: string): Interval {
  const half = Z95 * Math.sqrt(variance);
  return { low: value - half, high: value + half, method };
}
