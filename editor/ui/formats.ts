import { useMemo } from 'react';

/*
 * Numbers and dates as the reader's locale writes them. Money, rates and prices come as decimal text and are never made a
 * binary fraction: Intl formats the text itself, exactly.
 */

export interface Formats {
  /** `"1234.50"`, "USD" → $1,234.50 */
  money(amount: string, currency: string): string;
  /** With its sign, for differences: +$1,234.50, −$3.00, $0.00 */
  moneyChange(amount: string, currency: string): string;
  /** Without cents, for charts and headlines. */
  moneyRound(amount: string | number, currency: string): string;
  /** `"0.145"` → 14.5 % */
  rate(rate: string): string;
  /** What one rate has more than another, in points: `"0.0521"` → +5.21. A per cent of a per cent is something else. */
  points(difference: string): string;
  count(count: number): string;
  /** Decimal text of no unit that is known, with as many digits: `"780000.00"` → 780,000.00 */
  decimal(text: string): string;
  /** `"2026-03-18"` → Mar 18, 2026; a day, of no time zone. */
  date(day: string): string;
  /** An instant, in the reader's time zone. */
  time(instant: string): string;
  /** How long ago, in words. */
  ago(instant: string): string;
}

/** What Intl takes: text of a number is formatted digit by digit. */
const exact = (text: string): Intl.StringNumericLiteral => text as Intl.StringNumericLiteral;

const UNITS: readonly (readonly [unit: Intl.RelativeTimeFormatUnit, seconds: number])[] = [
  ['year', 31_557_600],
  ['month', 2_629_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

export function formatsOf(locale?: string): Formats {
  const made = new Map<string, Intl.NumberFormat>();
  const number = (options: Intl.NumberFormatOptions): Intl.NumberFormat => {
    const key = JSON.stringify(options);
    const known = made.get(key) ?? new Intl.NumberFormat(locale, options);
    made.set(key, known);
    return known;
  };
  const day = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' });
  const instant = new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short' });
  const relative = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' });
  return {
    money: (amount, currency) => number({ style: 'currency', currency }).format(exact(amount)),
    moneyChange: (amount, currency) => number({ style: 'currency', currency, signDisplay: 'exceptZero' }).format(exact(amount)),
    moneyRound: (amount, currency) =>
      number({ style: 'currency', currency, maximumFractionDigits: 0 }).format(typeof amount === 'number' ? amount : exact(amount)),
    rate: (rate) => number({ style: 'percent', maximumFractionDigits: 4 }).format(exact(rate)),
    points: (difference) => number({ signDisplay: 'exceptZero', maximumSignificantDigits: 3 }).format(Number(difference) * 100),
    count: (count) => number({}).format(count),
    decimal: (text) => {
      const digits = text.split('.')[1]?.length ?? 0;
      return number({ minimumFractionDigits: digits, maximumFractionDigits: digits }).format(exact(text));
    },
    date: (text) => day.format(new Date(`${text}T00:00:00Z`)),
    time: (text) => instant.format(new Date(text)),
    ago: (text) => {
      const seconds = (Date.parse(text) - Date.now()) / 1000;
      const [unit, size] = UNITS.find(([, size]) => Math.abs(seconds) >= size) ?? ['second', 1];
      return unit === 'second' ? relative.format(0, 'second') : relative.format(Math.round(seconds / size), unit);
    },
  };
}

/** In the locale of the browser. */
export const useFormats = (): Formats => useMemo(() => formatsOf(), []);
