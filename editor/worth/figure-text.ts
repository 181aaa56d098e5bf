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
