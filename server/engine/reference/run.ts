/** What the reference evaluator keeps at hand of one program version. */

import Fraction from 'fraction.js';
import type { Shown } from '../decisions/model.ts';
import { showExact, showValue } from '../facts/render.ts';
import type { FactType } from '../facts/value.ts';
import type { Program } from '../program/model.ts';
import { type RefValue, stepDecimals, toExact } from './exact.ts';
import { type EvaluateFormula, referenceFormulas } from './formula.ts';
import type { Remembered } from './state.ts';

export interface VersionRun {
  readonly program: Program;
  readonly formula: EvaluateFormula;
  /** A record never changes, so whether a measure counts it is found once. By record, then measure. */
  readonly counted: WeakMap<Remembered, Map<string, ReadonlyMap<string, boolean>>>;
}

export const versionRun = (program: Program): VersionRun => ({ program, formula: referenceFormulas(program), counted: new WeakMap() });

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
