import type { Formats } from '../ui/formats.ts';
import type { Measure } from './queries.ts';

/** A value in the unit of its measure; null: there is none. */
export function figureText(value: string | null | undefined, unit: Measure['unit'], currency: string, formats: Formats): string {
  if (value === null || value === undefined) return '–';
  switch (unit) {
    case 'rate':
    case 'ratio':
      return formats.rate(rounded(value, 4));
    case 'money':
      return formats.moneyRound(value, currency);
    case 'days':
      return `${formats.count(Math.round(Number(value)))} days`;
    case 'count':
      return formats.count(Number(value));
  }
}

const rounded = (value: string, digits: number): string => Number(value).toFixed(digits);

/** What a value has more than another; of rates and ratios in points, so that it isn't taken for a share of the first. */
export function changeText(value: string | null | undefined, unit: Measure['unit'], currency: string, formats: Formats): string {
  if (value === null || value === undefined) return '–';
  if (unit === 'rate' || unit === 'ratio') return `${formats.points(value)} points`;
  return `${Number(value) > 0 ? '+' : ''}${figureText(value, unit, currency, formats)}`;
}

/** From one change to another: the unit of points is said once. */
export function intervalText(low: string, high: string, unit: Measure['unit'], currency: string, formats: Formats): string {
  const first = unit === 'rate' || unit === 'ratio' ? formats.points(low) : changeText(low, unit, currency, formats);
  return `${first} to ${changeText(high, unit, currency, formats)}`;
}

/** From one end of an interval to the other; one that lies beyond all that is known is open. */
export function endsText(
  { low, high }: { readonly low: string | null; readonly high: string | null },
  text: (value: string | null) => string,
): string {
  if (high === null) return low === null ? '–' : `${text(low)} or more`;
  return low === null ? `${text(high)} or less` : `${text(low)} to ${text(high)}`;
}
