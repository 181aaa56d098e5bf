/**
 * Exact arithmetic of the compiled evaluator: a numerator and a denominator, both BigInt, the
 * denominator above 0. Numbers stand in natural units: money in the currency's main unit, rates as
 * they are, dates as day numbers.
 */
import { decimalsOf } from '../facts/render.ts';
import type { Exact, FactType } from '../facts/value.ts';
import type { RoundingMode } from '../program/model.ts';

/** Past this a number is brought to lowest terms, so that long reckonings stay small. */
const REDUCE_BEYOND = 1n << 192n;

export const ZERO: Exact = { n: 0n, d: 1n };
export const ONE: Exact = { n: 1n, d: 1n };

const TENS: readonly bigint[] = Array.from({ length: 64 }, (_, power) => 10n ** BigInt(power));
export const tenTo = (power: number): bigint => TENS[power] ?? 10n ** BigInt(power);

export const whole = (value: number | bigint): Exact => ({ n: BigInt(value), d: 1n });

/** A whole number of steps of 10^-decimals. */
export const fromSteps = (steps: number | bigint, decimals: number): Exact => ({ n: BigInt(steps), d: tenTo(decimals) });

function reduced(n: bigint, d: bigint): Exact {
  if (d < REDUCE_BEYOND) return { n, d };
  let a = n < 0n ? -n : n;
  let b = d;
  while (b !== 0n) [a, b] = [b, a % b];
  return { n: n / a, d: d / a };
}

export const add = (a: Exact, b: Exact): Exact => (a.d === b.d ? { n: a.n + b.n, d: a.d } : reduced(a.n * b.d + b.n * a.d, a.d * b.d));
export const sub = (a: Exact, b: Exact): Exact => (a.d === b.d ? { n: a.n - b.n, d: a.d } : reduced(a.n * b.d - b.n * a.d, a.d * b.d));
export const mul = (a: Exact, b: Exact): Exact => reduced(a.n * b.n, a.d * b.d);
export const neg = (a: Exact): Exact => ({ n: -a.n, d: a.d });
/** `b` is not 0. */
export const div = (a: Exact, b: Exact): Exact => (b.n < 0n ? reduced(-a.n * b.d, a.d * -b.n) : reduced(a.n * b.d, a.d * b.n));

/** Below 0, 0, or above it. */
export function cmp(a: Exact, b: Exact): number {
  const left = a.n * b.d;
  const right = b.n * a.d;
  if (left === right) return 0;
  return left < right ? -1 : 1;
}

export const smaller = (a: Exact, b: Exact): Exact => (cmp(b, a) < 0 ? b : a);
export const larger = (a: Exact, b: Exact): Exact => (cmp(b, a) > 0 ? b : a);
export const isWhole = (a: Exact): boolean => a.n % a.d === 0n;

/** Towards −∞. */
export function floor(a: Exact): bigint {
  const q = a.n / a.d;
  return a.n < 0n && q * a.d !== a.n ? q - 1n : q;
}

export const ceil = (a: Exact): bigint => -floor(neg(a));

/** Rounded to so many decimals, as a whole number of them. Modes go by magnitude. */
export function roundTo(a: Exact, decimals: number, mode: RoundingMode): bigint {
  const scaled = (a.n < 0n ? -a.n : a.n) * tenTo(decimals);
  const q = scaled / a.d;
  const rest = scaled - q * a.d;
  const up = rest !== 0n && roundsUp(q, rest * 2n, a.d, mode);
  const size = up ? q + 1n : q;
  return a.n < 0n ? -size : size;
}

function roundsUp(q: bigint, twice: bigint, d: bigint, mode: RoundingMode): boolean {
  switch (mode) {
    case 'up':
      return true;
    case 'down':
      return false;
    case 'half-up':
      return twice >= d;
    case 'half-even':
      return twice === d ? q % 2n === 1n : twice > d;
  }
}

/** The natural unit of a type in its smallest steps, as facts/render.ts shows it. */
export const inSteps = (type: FactType, a: Exact, digits: number): Exact => ({ n: a.n * tenTo(decimalsOf(type, digits)), d: a.d });

/** Near enough to be the middle of an error bound: the nearest double but for a few units in its last place. */
export function toDouble(a: Exact): number {
  const whole = Number(a.n);
  const parts = Number(a.d);
  if (Number.isFinite(whole) && Number.isFinite(parts)) return whole / parts;
  const bits = BigInt(Math.max(a.n.toString(2).length, a.d.toString(2).length) - 1000);
  return Number(a.n >> bits) / Number(a.d >> bits);
}
