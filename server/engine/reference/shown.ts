/** Values of the reference as decisions show them. */
import Fraction from 'fraction.js';
import type { Shown } from '../decisions/model.ts';
import { showExact, showValue } from '../facts/render.ts';
import type { FactType } from '../facts/value.ts';
import type { Program } from '../program/model.ts';
import { type RefValue, stepDecimals, toExact } from './exact.ts';

/** The type of a fact; only facts of the catalogue are read. */
export function typeOf(program: Program, fact: string): FactType {
  const spec = program.catalogue.facts.get(fact);
  if (spec === undefined) throw new Error(`no fact ${fact} in the catalogue`);
  return spec.type;
}

/** A value of the reference as decisions show it. */
export function show(program: Program, type: FactType, value: RefValue): Shown {
  const { digits } = program.currency;
  if (!(value instanceof Fraction)) return showValue(type, value, digits);
  return showExact(type, toExact(value.mul(10n ** BigInt(stepDecimals(type, digits) ?? 0))), digits);
}

/** The same where the shown value is sure to be text: money and rates. */
export function showText(program: Program, type: 'money' | 'rate', value: Fraction): string {
  return String(show(program, type, value));
}
