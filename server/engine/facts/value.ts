/**
 * Values of facts, as the engine holds them.
 *
 * Every numeric fact is a whole number of its type's smallest step, so that it is exact in a
 * double and fits a typed array: money in the currency's smallest unit, rates in 10⁻⁹, prices
 * (money for one unit) in 10⁻⁶ of the currency's main unit, counts and days in ones. Dates are
 * days since 1970-01-01.
 */
export const FACT_TYPES = ['money', 'rate', 'price', 'count', 'days', 'date', 'text', 'choice', 'boolean', 'list'] as const;
export type FactType = (typeof FACT_TYPES)[number];

/** Days since 1970-01-01. */
export type Day = number;

/** A present value. A missing value is `undefined`, never 0, '' or null. */
export type Value = number | string | boolean | readonly string[];

/** Decimal places of a rate's smallest step. */
export const RATE_DECIMALS = 9;
/** Decimal places of a price's smallest step. */
export const PRICE_DECIMALS = 6;

/** The largest magnitude of a money value, in smallest units; sums may go up to Number.MAX_SAFE_INTEGER. */
export const MONEY_LIMIT_MINOR = 1e15;
/** First and last day that an activity may carry: 1990-01-01 and 2199-12-31. */
export const FIRST_DAY: Day = 7305;
export const LAST_DAY: Day = 84005;

/** An exact number: numerator and denominator, the denominator above 0; not necessarily in lowest terms. */
export interface Exact {
  readonly n: bigint;
  readonly d: bigint;
}
