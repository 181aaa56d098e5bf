/** What the exact form of formulas calls. Failures are thrown; whoever asked for the formula catches them. */
import { type Exact, FIRST_DAY, LAST_DAY, type Value } from '../../facts/value.ts';
import type { Program } from '../../program/model.ts';
import { type BandResult, type Bands, exactBandRate, exactMarginal, exactRetrospective, showSlices } from '../bands.ts';
import { addBusinessDays, addMonths, businessDaysBetween } from '../calendar.ts';
import { add, ceil, cmp, div, floor, fromSteps, isWhole, larger, mul, neg, roundTo, smaller, sub, tenTo, whole, ZERO } from '../exact.ts';
import { DIVISION_BY_ZERO, FormulaFailure, MISSING_VALUE, NOT_WHOLE, TOO_LARGE } from '../failure.ts';
import type { ExactValue, Trace } from '../trace.ts';

/** A distance beyond this leads out of the calendar in any unit. */
const FAR = 1_000_000n;

function inCalendar(day: number): Exact {
  if (day < FIRST_DAY || day > LAST_DAY) throw TOO_LARGE;
  return whole(day);
}

/** A distance as a whole number; one that leads out of the calendar anyway is held to what does. */
function distance(x: Exact): number {
  if (!isWhole(x)) throw NOT_WHOLE;
  const far = x.n / x.d;
  if (far > FAR || far < -FAR) return Number(far > 0n ? FAR : -FAR);
  return Number(far);
}

const dayOf = (x: Exact): number => Number(x.n / x.d);

export function exactRuntime({ calendar, currency: { digits }, rounding }: Program) {
  const maybe = (value: Value | undefined, decimals: number): Exact | undefined =>
    typeof value === 'number' ? fromSteps(value, decimals) : undefined;
  const there = <T>(value: T | undefined): T => {
    if (value === undefined) throw MISSING_VALUE;
    return value;
  };
  const step = <T extends ExactValue>(trace: Trace | undefined, index: number, value: T): T => {
    trace?.step(index, value);
    return value;
  };
  /** Carries out an operation that may fail. */
  const run = <A extends readonly unknown[]>(
    trace: Trace | undefined,
    index: number,
    operation: (...args: A) => ExactValue,
    ...args: A
  ): ExactValue => {
    if (trace === undefined) return operation(...args);
    let value: ExactValue | undefined;
    try {
      value = operation(...args);
      return value;
    } finally {
      trace.step(index, value);
    }
  };
  /** `deciding`: the value of one side that decides alone. */
  const logic = (
    trace: Trace | undefined,
    index: number,
    deciding: boolean,
    left: () => ExactValue,
    right: () => ExactValue,
  ): ExactValue => {
    let failed: FormulaFailure | undefined;
    try {
      if (left() === deciding) return step(trace, index, deciding);
    } catch (failure) {
      if (!(failure instanceof FormulaFailure)) throw failure;
      failed = failure;
    }
    if (failed === undefined) return step(trace, index, right());
    try {
      if (right() === deciding) return step(trace, index, deciding);
    } catch (failure) {
      if (!(failure instanceof FormulaFailure)) throw failure;
    }
    throw failed;
  };
  const banded = (trace: Trace | undefined, index: number, bands: Bands, { value, slices }: BandResult): Exact => {
    trace?.step(index, value, showSlices(bands, slices));
    return value;
  };
  const divide = (a: Exact, b: Exact): Exact => {
    if (b.n === 0n) throw DIVISION_BY_ZERO;
    return div(a, b);
  };
  return {
    maybe,
    there,
    step,
    run,
    logic,
    banded,
    number: (value: Value | undefined, decimals: number): Exact => there(maybe(value, decimals)),
    add,
    sub,
    mul,
    neg,
    cmp,
    divide,
    min: (...values: readonly Exact[]): Exact => values.reduce(smaller),
    max: (...values: readonly Exact[]): Exact => values.reduce(larger),
    clamp: (value: Exact, low: Exact, high: Exact): Exact => smaller(larger(value, low), high),
    round: (value: Exact, places = digits): Exact => ({ n: roundTo(value, places, rounding), d: tenTo(places) }),
    floor: (value: Exact): Exact => whole(floor(value)),
    ceil: (value: Exact): Exact => whole(ceil(value)),
    plusDays: (day: Exact, days: Exact): Exact => inCalendar(dayOf(day) + distance(days)),
    minusDays: (day: Exact, days: Exact): Exact => inCalendar(dayOf(day) - distance(days)),
    plusMonths: (day: Exact, months: Exact): Exact => inCalendar(addMonths(dayOf(day), distance(months))),
    plusBusinessDays: (day: Exact, days: Exact): Exact => {
      const there = addBusinessDays(calendar, dayOf(day), distance(days), FIRST_DAY, LAST_DAY);
      if (there === undefined) throw TOO_LARGE;
      return whole(there);
    },
    daysBetween: (from: Exact, to: Exact): Exact => sub(to, from),
    businessDaysBetween: (from: Exact, to: Exact): Exact => whole(businessDaysBetween(calendar, dayOf(from), dayOf(to))),
    bandRate: exactBandRate,
    retrospective: exactRetrospective,
    marginal: exactMarginal,
    zero: ZERO,
  };
}
