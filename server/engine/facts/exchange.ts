import type { RoundingMode } from '../program/model.ts';
import { notDecimal, type Refusal } from './read.ts';
import { decimalsOf, parseExact } from './render.ts';
import type { Exact } from './value.ts';
import { MONEY_LIMIT_MINOR } from './value.ts';

/*
 * Amounts in another currency are converted on entry: exactly, and rounded once by the program's mode.
 */

/** An exact number as a whole one; the mode goes by magnitude. */
export function roundExact({ n, d }: Exact, mode: RoundingMode): bigint {
  const size = n < 0n ? -n : n;
  const whole = size / d;
  const rest = size % d;
  let up = false;
  if (mode === 'up') up = rest > 0n;
  else if (mode !== 'down') up = 2n * rest > d || (2n * rest === d && (mode === 'half-up' || whole % 2n === 1n));
  const rounded = up ? whole + 1n : whole;
  return n < 0n ? -rounded : rounded;
}

/** Money or a price in another currency, as smallest steps of the program's. */
export function convert(type: 'money' | 'price', json: unknown, rate: Exact, digits: number, mode: RoundingMode): number | Refusal {
  if (typeof json === 'string' && json.length > MAX_LENGTH)
    return { code: 'too-long', expected: `a decimal of at most ${MAX_LENGTH} characters` };
  const amount = typeof json === 'string' ? parseExact(json) : undefined;
  if (amount === undefined) return notDecimal(type, json);
  const scale = 10n ** BigInt(decimalsOf(type, digits));
  const value = Number(roundExact({ n: amount.n * rate.n * scale, d: amount.d * rate.d }, mode));
  const limit = type === 'money' ? MONEY_LIMIT_MINOR : Number.MAX_SAFE_INTEGER;
  return Math.abs(value) <= limit ? value : { code: 'out-of-range', expected: 'a smaller number' };
}

/** Sign, 15 digits, point and 9 decimals. */
const MAX_LENGTH = 26;
