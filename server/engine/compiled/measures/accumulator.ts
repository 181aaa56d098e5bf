/**
 * Running aggregates. One shape serves all of them, so that stores look alike; each aggregate uses its part.
 * Sums are whole steps: doubles as long as they stay below 2⁵³, BigInt beyond.
 */
import type { Value } from '../../facts/value.ts';
import type { Aggregate } from '../../measures/model.ts';

export interface Accumulator {
  /** Records counted. */
  count: number;
  sum: number;
  /** The sum where it is too large for `sum`. */
  large: bigint | null;
  /** Of min, max, latest and earliest. */
  value: Value | null;
  /** Of countDistinct: how often each value occurs. */
  seen: Map<Value, number> | null;
}

export const fresh = (aggregate: Aggregate): Accumulator => ({
  count: 0,
  sum: 0,
  large: null,
  value: null,
  seen: aggregate === 'countDistinct' ? new Map() : null,
});

/** What nothing was added to; never changed. */
export const EMPTY: Accumulator = Object.freeze({ count: 0, sum: 0, large: null, value: null, seen: null });

export function include(aggregate: Aggregate, into: Accumulator, value: Value): void {
  into.count += 1;
  switch (aggregate) {
    case 'count':
      return;
    case 'sum':
    case 'average':
      addTo(into, Number(value));
      return;
    case 'countDistinct':
      into.seen?.set(value, (into.seen.get(value) ?? 0) + 1);
      return;
    case 'min':
      if (into.value === null || value < into.value) into.value = value;
      return;
    case 'max':
      if (into.value === null || value > into.value) into.value = value;
      return;
    case 'latest':
      into.value = value;
      return;
    case 'earliest':
      into.value ??= value;
  }
}

export function addTo(into: Accumulator, value: number): void {
  if (into.large === null) {
    const sum = into.sum + value;
    if (Number.isSafeInteger(sum)) into.sum = sum;
    else into.large = BigInt(into.sum) + BigInt(value);
    return;
  }
  const large = into.large + BigInt(value);
  const small = Number(large);
  into.large = Number.isSafeInteger(small) ? null : large;
  if (into.large === null) into.sum = small;
}

/** Takes a value out of a multiset. */
export function forget(seen: Map<Value, number>, value: Value): void {
  const left = (seen.get(value) ?? 0) - 1;
  if (left > 0) seen.set(value, left);
  else seen.delete(value);
}

/** A sum beyond its bound. */
export const BEYOND = Symbol('beyond');

/** Sum of what was accumulated and of more values. */
export function sumOf({ sum, large }: Accumulator, more: readonly Value[] | undefined): number | typeof BEYOND {
  if (more === undefined) return large === null ? sum : BEYOND;
  let total = sum;
  let exact = large === null;
  for (const value of more) {
    total += Number(value);
    exact &&= Number.isSafeInteger(total);
  }
  if (exact) return total;
  const precise = more.reduce<bigint>((before, value) => before + BigInt(Number(value)), large ?? BigInt(sum));
  const near = Number(precise);
  return Number.isSafeInteger(near) ? near : BEYOND;
}

/** The value of an aggregate but sum and average, with more values after those accumulated; undefined where missing. */
export function aggregated(
  aggregate: Aggregate,
  { count, value, seen }: Accumulator,
  more: readonly Value[] | undefined,
): Value | undefined {
  switch (aggregate) {
    case 'count':
      return count + (more?.length ?? 0);
    case 'countDistinct':
      return (seen?.size ?? 0) + newIn(seen, more);
    case 'earliest':
      return value ?? more?.[0];
    case 'latest':
      return more?.at(-1) ?? value ?? undefined;
    case 'min':
      return extreme(Math.min, value, more);
    case 'max':
      return extreme(Math.max, value, more);
    default:
      throw new Error(`${aggregate} is a sum`);
  }
}

function newIn(seen: ReadonlyMap<Value, number> | null, more: readonly Value[] | undefined): number {
  if (more === undefined) return 0;
  const [only] = more;
  if (more.length === 1 && only !== undefined) return seen?.has(only) === true ? 0 : 1;
  return new Set(more.filter((value) => seen?.has(value) !== true)).size;
}

function extreme(of: (...values: number[]) => number, value: Value | null, more: readonly Value[] | undefined): number | undefined {
  const values = [...(value === null ? [] : [Number(value)]), ...(more ?? []).map(Number)];
  return values.length === 0 ? undefined : of(...values);
}
