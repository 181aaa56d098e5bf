import type { Added } from '../../store/analytics/read-opportunities.ts';
import { wilson } from '../statistics/wilson.ts';
import { type Cell, type Figure, type LeftOut, SMALL } from './measure.ts';

/** A rate of cases. */
export function rate(numerator: number, denominator: number, why: string): Figure {
  const interval = wilson(numerator, denominator);
  if (denominator === 0) return { value: undefined, why, numerator, denominator, small: true };
  return { value: numerator / denominator, numerator, denominator, ...(interval && { interval }), small: denominator < SMALL };
}

/** A ratio of amounts, made of so many cases: no interval. */
export function ratio(numerator: number, denominator: number, cases: number, why: string): Figure {
  if (denominator === 0) return { value: undefined, why, numerator, denominator, small: true };
  return { value: numerator / denominator, numerator, denominator, small: cases < SMALL };
}

type Sums = Cell['closed'];

/** With a partner: sourced and influenced together. */
export const withPartner = (sums: Sums, of: keyof Added): number => (sums.sourced?.[of] ?? 0) + (sums.influenced?.[of] ?? 0);
export const without = (sums: Sums, of: keyof Added): number => sums.none?.[of] ?? 0;
export const all = (sums: Sums, of: keyof Added): number => withPartner(sums, of) + without(sums, of);

/** Only what there is. */
export const leaving = (...found: readonly LeftOut[]): readonly LeftOut[] => found.filter(({ count }) => count > 0);
