/** Promises that a fold takes as they were recorded. */
import type { Shown } from '../decisions/model.ts';
import { decimalsOf, isoToDay, parseDecimal } from '../facts/render.ts';
import type { Given } from '../fold/evaluator.ts';
import type { Promised } from '../program/model.ts';

const keyOf = (promise: string, key: readonly Shown[]): string => JSON.stringify([promise, ...key]);

/** By promise and key as shown. */
export function givenPromises({ promises = [] }: Given): Map<string, Shown> {
  const given = new Map<string, Shown>();
  for (const { promise, key, value } of promises) {
    const name = keyOf(promise, key);
    if (!given.has(name)) given.set(name, value);
  }
  return given;
}

/** In whole steps of the promise's type; undefined where none is given that the type can hold. */
export function givenSteps(
  given: ReadonlyMap<string, Shown>,
  { name, type }: Promised,
  key: readonly Shown[],
  digits: number,
): number | undefined {
  const value = given.get(keyOf(name, key));
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return type === 'date' ? isoToDay(String(value)) : parseDecimal(String(value), decimalsOf(type, digits));
}
