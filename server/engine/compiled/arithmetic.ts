/**
 * Two arithmetics in which lines are settled, by one procedure (lines.ts, settle.ts): doubles with error
 * bounds, which give up where they cannot tell, and exact fractions, which always can and give the reasoning.
 */
import type { FormulaReasoning } from '../decisions/model.ts';
import { showExact } from '../facts/render.ts';
import type { Exact, FactType } from '../facts/value.ts';
import type { Program } from '../program/model.ts';
import { EXACT, powerOfTen, roundAt, SLACK, TOP_POWER, UNIT } from './approximate.ts';
import { add, cmp, fromSteps, inSteps, mul, ONE, roundTo, sub, ZERO } from './exact.ts';
import type { CompiledFormula } from './formulas.ts';
import { fail, type Sitting } from './sitting.ts';

export interface Arithmetic<A> {
  readonly zero: A;
  readonly one: A;
  /** Money of whole smallest units. */
  minor(amount: number): A;
  add(a: A, b: A): A;
  sub(a: A, b: A): A;
  mul(a: A, b: A): A;
  /** Below 0, 0 or above it. */
  compare(a: A, b: A): number;
  /** Money in whole smallest units. */
  round(a: A): number;
  show(type: FactType, a: A): string;
  /** Undefined where the formula fails, which is reported. */
  reckon(formula: CompiledFormula, of: string): A | undefined;
  /** With explain: of what was reckoned last. */
  readonly reasoning: FormulaReasoning | undefined;
}

/** Thrown by the fast arithmetic: the exact one has to start over. */
export class GiveUp extends Error {}
const GIVE_UP = new GiveUp('not to be told in doubles');

function giveUp(): never {
  throw GIVE_UP;
}

/** x whole steps of 10^-s, give or take e; see approximate.ts. */
export interface Approximate {
  readonly x: number;
  readonly e: number;
  readonly s: number;
}

const boundOf = (x: number, carried: number): number => (carried === 0 && Math.abs(x) < EXACT ? 0 : carried * SLACK + Math.abs(x) * UNIT);

function align(a: Approximate, s: number): Approximate {
  const power = s - a.s;
  if (power === 0) return a;
  if (power > TOP_POWER) return giveUp();
  const factor = powerOfTen(power);
  const x = a.x * factor;
  return { x, e: boundOf(x, a.e * factor), s };
}

const fastOnes = new WeakMap<Program, Arithmetic<Approximate>>();

/** Made once for each program. */
export function fastArithmetic(program: Program): Arithmetic<Approximate> {
  let made = fastOnes.get(program);
  if (made === undefined) {
    made = makeFast(program);
    fastOnes.set(program, made);
  }
  return made;
}

function makeFast({ currency: { digits }, rounding }: Program): Arithmetic<Approximate> {
  const zero: Approximate = { x: 0, e: 0, s: 0 };
  const plus = (left: Approximate, right: Approximate, sign: 1 | -1): Approximate => {
    const s = Math.max(left.s, right.s);
    const a = align(left, s);
    const b = align(right, s);
    const x = a.x + sign * b.x;
    return { x, e: boundOf(x, a.e + b.e), s };
  };
  return {
    zero,
    one: { x: 1, e: 0, s: 0 },
    minor: (amount) => ({ x: amount, e: 0, s: digits }),
    add: (a, b) => plus(a, b, 1),
    sub: (a, b) => plus(a, b, -1),
    mul: (a, b) => {
      const x = a.x * b.x;
      return { x, e: boundOf(x, Math.abs(a.x) * b.e + Math.abs(b.x) * a.e + a.e * b.e), s: a.s + b.s };
    },
    compare: (left, right) => {
      const s = Math.max(left.s, right.s);
      const a = align(left, s);
      const b = align(right, s);
      const difference = a.x - b.x;
      if (a.e === 0 && b.e === 0) return difference;
      if (Math.abs(difference) > (a.e + b.e) * SLACK + (Math.abs(a.x) + Math.abs(b.x)) * UNIT) return difference;
      return giveUp();
    },
    round: ({ x, e, s }) => {
      const minor = roundAt(x, e, s, digits, rounding);
      return Number.isNaN(minor) ? giveUp() : minor;
    },
    show: () => giveUp(),
    reckon: (formula) => {
      const x = formula.fast();
      if (Number.isNaN(x)) return giveUp();
      return { x, e: formula.e, s: formula.scale };
    },
    reasoning: undefined,
  };
}

export function exactArithmetic(sitting: Sitting): Arithmetic<Exact> {
  const { digits } = sitting.version.program.currency;
  const { rounding } = sitting.version.program;
  let last: FormulaReasoning | undefined;
  return {
    zero: ZERO,
    one: ONE,
    minor: (amount) => fromSteps(amount, digits),
    add,
    sub,
    mul,
    compare: cmp,
    round: (a) => Number(roundTo(a, digits, rounding)),
    show: (type, a) => String(showExact(type, inSteps(type, a, digits), digits)),
    reckon: (formula, of) => {
      const { value, failure, reasoning } = formula.exact(sitting.rules !== undefined);
      last = reasoning;
      if (value !== undefined) return value;
      fail(sitting, formula, of, failure ?? 'missing-value');
      return undefined;
    },
    get reasoning() {
      return last;
    },
  };
}
