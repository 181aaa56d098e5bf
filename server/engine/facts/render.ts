import type { Shown } from '../decisions/model.ts';
import type { Day, Exact, FactType, Value } from './value.ts';
import { PRICE_DECIMALS, RATE_DECIMALS } from './value.ts';

/*
 * Values between JSON and engine: text of dates and decimals in, text out. `digits` is always the
 * number of decimal places of the program's currency.
 */

const DECIMAL = /^(-?)(0|[1-9]\d*)(?:\.(\d+))?$/;
const MONTH_DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Decimal places of a type's smallest step. */
export function decimalsOf(type: FactType, digits: number): number {
  if (type === 'money') return digits;
  if (type === 'rate') return RATE_DECIMALS;
  return type === 'price' ? PRICE_DECIMALS : 0;
}

/** The day of a YYYY-MM-DD that really is in the calendar. */
export function isoToDay(text: string): Day | undefined {
  if (text.length !== 10 || text.charCodeAt(4) !== DASH || text.charCodeAt(7) !== DASH) return undefined;
  const year = digitsAt(text, 0, 4);
  const month = digitsAt(text, 5, 7);
  const day = digitsAt(text, 8, 10);
  if (year < 0 || month < 0 || day < 0) return undefined;
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  const last = month === 2 && leap ? 29 : MONTH_DAYS[month - 1];
  if (last === undefined || day < 1 || day > last) return undefined;
  // Years that start in March put the leap day last, so that the days before a month are a straight line.
  const y = month <= 2 ? year - 1 : year;
  const era = Math.floor(y / 400);
  const yearOfEra = y - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  return era * 146_097 + yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear - 719_468;
}

const DASH = 0x2d;
const POINT = 0x2e;
const ZERO = 0x30;

/** The number that the digits from here to there spell; negative where one is none. Dates and amounts stand in every activity: no pattern is matched for them. */
function digitsAt(text: string, from: number, to: number): number {
  let number = 0;
  for (let at = from; at < to; at += 1) {
    const digit = text.charCodeAt(at) - ZERO;
    if (digit < 0 || digit > 9) return -1;
    number = number * 10 + digit;
  }
  return number;
}

export function dayToIso(day: Day): string {
  const z = day + 719_468;
  const era = Math.floor(z / 146_097);
  const dayOfEra = z - era * 146_097;
  const yearOfEra = Math.floor(
    (dayOfEra - Math.floor(dayOfEra / 1460) + Math.floor(dayOfEra / 36_524) - Math.floor(dayOfEra / 146_096)) / 365,
  );
  const dayOfYear = dayOfEra - (365 * yearOfEra + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100));
  const shifted = Math.floor((5 * dayOfYear + 2) / 153);
  const month = shifted < 10 ? shifted + 3 : shifted - 9;
  const year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0);
  return `${String(year).padStart(4, '0')}-${pad(month)}-${pad(dayOfYear - Math.floor((153 * shifted + 2) / 5) + 1)}`;
}

const pad = (n: number): string => (n < 10 ? `0${n}` : String(n));

/** Exact decimal text as a whole number of 10^-decimals; undefined where it has more decimals or is too large for that. */
export function parseDecimal(text: string, decimals: number): number | undefined {
  const negative = text.charCodeAt(0) === DASH;
  const start = negative ? 1 : 0;
  let size = 0;
  /** Digits after the point; -1 before it. */
  let places = -1;
  for (let at = start; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    if (code === POINT && places < 0 && at > start) {
      places = 0;
      continue;
    }
    const digit = code - ZERO;
    if (digit < 0 || digit > 9) return undefined;
    if (places < 0 && at > start && text.charCodeAt(start) === ZERO) return undefined;
    if (places >= 0) places += 1;
    if (places > decimals && digit !== 0) return undefined;
    if (places <= decimals) size = size * 10 + digit;
    if (size > Number.MAX_SAFE_INTEGER) return undefined;
  }
  if (text.length === start || places === 0) return undefined;
  for (let place = Math.max(places, 0); place < decimals; place += 1) size *= 10;
  if (size > Number.MAX_SAFE_INTEGER) return undefined;
  return negative && size !== 0 ? -size : size;
}

/** Exact decimal text as a fraction, whatever its length; undefined where it is no decimal. */
export function parseExact(text: string): Exact | undefined {
  const match = DECIMAL.exec(text);
  if (match === null) return undefined;
  const fraction = match[3] ?? '';
  const n = BigInt(`${match[2]}${fraction}`);
  return { n: match[1] === '-' ? -n : n, d: 10n ** BigInt(fraction.length) };
}

/** A value as JSON shows it: decimals as text, counts and days as numbers, dates as YYYY-MM-DD. */
export function showValue(type: FactType, value: Value, digits: number): Shown {
  if (typeof value !== 'number') return value;
  if (type === 'date') return dayToIso(value);
  if (!Number.isSafeInteger(value)) throw new Error(`no whole number of smallest steps: ${value}`);
  if (type === 'count' || type === 'days') return value === 0 ? 0 : value;
  const decimals = decimalsOf(type, digits);
  const text = String(Math.abs(value)).padStart(decimals + 1, '0');
  const cut = text.length - decimals;
  return withFraction(value < 0 ? '-' : '', text.slice(0, cut), text.slice(cut), type === 'money' ? digits : 0);
}

/** An exact number of smallest steps, likewise; one that no decimal can write as a fraction in lowest terms. */
export function showExact(type: FactType, exact: Exact, digits: number): Shown {
  const whole = exact.n % exact.d === 0n ? Number(exact.n / exact.d) : undefined;
  if (whole !== undefined && Number.isSafeInteger(whole)) return showValue(type, whole, digits);
  let d = exact.d * 10n ** BigInt(decimalsOf(type, digits));
  const sign = exact.n < 0n ? '-' : '';
  let n = exact.n < 0n ? -exact.n : exact.n;
  const common = gcd(n, d);
  n /= common;
  d /= common;
  let places = 0;
  let twos = 0;
  let fives = 0;
  let rest = d;
  for (; rest % 2n === 0n; rest /= 2n) twos += 1;
  for (; rest % 5n === 0n; rest /= 5n) fives += 1;
  if (rest !== 1n) return `${sign}${n}/${d}`;
  places = Math.max(twos, fives);
  const text = String((n * 10n ** BigInt(places)) / d).padStart(places + 1, '0');
  const cut = text.length - places;
  return withFraction(sign, text.slice(0, cut), text.slice(cut), type === 'money' ? digits : 0);
}

/** Trailing zeros go, as far as `least` decimals allow. */
function withFraction(sign: string, whole: string, fraction: string, least: number): string {
  const kept = fraction.replace(/0+$/, '').padEnd(least, '0');
  return kept === '' ? `${sign}${whole}` : `${sign}${whole}.${kept}`;
}

function gcd(a: bigint, b: bigint): bigint {
  let x = a;
  let y = b;
  while (y !== 0n) [x, y] = [y, x % y];
  return x;
}
