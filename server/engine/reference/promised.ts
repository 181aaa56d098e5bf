/** Promises as they are kept: values for keys, one store for the program. */
import type Fraction from 'fraction.js';
import type { Program, Promised } from '../program/model.ts';
import { toFraction } from './exact.ts';
import { keyText } from './keys.ts';
import type { Read } from './parameters.ts';

/** Undefined where a fact of the key is missing. */
export const promiseKey = (promise: Promised, read: Read): string | undefined => keyText(promise.name, promise.by.map(read));

export function promisedValue(program: Program, promises: ReadonlyMap<string, number>, name: string, read: Read): Fraction | undefined {
  const promise = program.promises.get(name);
  const key = promise === undefined ? undefined : promiseKey(promise, read);
  const steps = key === undefined ? undefined : promises.get(key);
  return promise === undefined || steps === undefined ? undefined : toFraction(promise.type, steps, program.currency.digits);
}
