import type { Interval } from './interval.ts';
import { wilson } from './wilson.ts';

export interface Share {
  readonly successes: number;
  readonly of: number;
}

/** Interval of the difference of two rates of different cases (R. G. Newcombe, Statistics in Medicine 17, 1998, method 10): two Wilson intervals, squared and added. */
export function newcombe(first: Share, second: Share): (Interval & { readonly value: number }) | undefined {
  const [one, other] = [wilson(first.successes, first.of), wilson(second.successes, second.of)];
  if (one === undefined || other === undefined) return undefined;
  const [p, q] = [first.successes / first.of, second.successes / second.of];
  const value = p - q;
  return {
    value,
    low: value - Math.hypot(p - one.low, other.high - q),
    high: value + Math.hypot(one.high - p, q - other.low),
    method: 'Newcombe, from Wilson scores',
  };
}
