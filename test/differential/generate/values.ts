import type { FactType } from '../../../server/engine/facts/value.ts';
import type { Choices } from './choices.ts';

/** First and last day of generated histories: two fiscal years and a leap day. */
const FIRST = Date.UTC(2023, 10, 20);
const DAYS = 560;

export const CURRENCIES = ['USD', 'USD', 'EUR', 'JPY', 'BHD'] as const;
const DIGITS: Readonly<Record<string, number>> = { USD: 2, EUR: 2, JPY: 0, BHD: 3 };
export const digitsOf = (currency: string): number => DIGITS[currency] ?? 2;

/** Days bunch at the ends of months, where windows and closes meet. */
export function aDate(choices: Choices): string {
  const day = new Date(FIRST + choices.below(DAYS) * 86_400_000);
  if (choices.oneIn(4)) day.setUTCDate(choices.oneIn(2) ? 1 : 0);
  return day.toISOString().slice(0, 10);
}

export function decimal(choices: Choices, wholeBelow: number, digits: number): string {
  const whole = String(choices.below(wholeBelow));
  if (digits === 0) return whole;
  const places = choices.between(0, digits);
  if (places === 0) return whole;
  return `${whole}.${choices.times(places, () => String(choices.below(10))).join('')}`;
}

const ROUND_SUMS = ['0', '1', '10', '100', '250', '333', '1000', '50000'];

export function money(choices: Choices, digits: number): string {
  if (choices.oneIn(3)) return choices.pick(ROUND_SUMS);
  return decimal(choices, choices.pick([2, 50, 2000, 90000]), digits);
}

export const rate = (choices: Choices): string =>
  choices.pick(['0', '0.05', '0.1', '0.125', '0.333', '0.5', '1', '0.015', decimal(choices, 2, 4), decimal(choices, 1, 9)]);
export const price = (choices: Choices): string => decimal(choices, 12, choices.pick([0, 1, 2, 6]));

/** A value of the type as documents have it; text from a small pool, so that things meet. */
export function aValue(
  choices: Choices,
  type: FactType,
  digits: number,
  options: readonly string[] = ['a', 'b', 'c'],
): string | number | boolean | string[] {
  switch (type) {
    case 'money':
      return money(choices, digits);
    case 'rate':
      return rate(choices);
    case 'price':
      return price(choices);
    case 'count':
      return choices.pick([0, 1, 2, 3, 10, 499, 500, 501, choices.below(2000)]);
    case 'days':
      return choices.below(120);
    case 'date':
      return aDate(choices);
    case 'text':
    case 'choice':
      return choices.pick(options);
    case 'boolean':
      return choices.oneIn(2);
    case 'list':
      return choices.some(options, 0, options.length);
  }
}
