import { type Interval, Z95 } from './interval.ts';

/** Wilson's score interval of a rate (E. B. Wilson, JASA 22, 1927): holds for few cases and for rates near 0 and 1. */
export function wilson(successes: number, of: number): Interval | undefined {
  if (of <= 0) return undefined;
  const rate = successes / of;
  const z2 = Z95 ** 2;
  const middle = (rate + z2 / (2 * of)) / (1 + z2 / of);
  const half = (Z95 / (1 + z2 / of)) * Math.sqrt((rate * (1 - rate)) / of + z2 / (4 * of ** 2));
  return {
    low: successes === 0 ? 0 : Math.max(0, middle - half),
    high: successes === of ? 1 : Math.min(1, middle + half),
    method: 'Wilson score',
  };
}
