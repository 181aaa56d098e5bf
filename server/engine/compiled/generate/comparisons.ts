/**
 * Comparisons with facts that need not be whole steps (averages, derived facts): decided in doubles
 * where their bounds allow, and exactly otherwise.
 */
import type { Comparison, OperatorName } from '../../conditions/model.ts';
import { decimalsOf } from '../../facts/render.ts';
import type { Exact, FactType } from '../../facts/value.ts';
import { EXACT, powerOfTen, SLACK, UNIT } from '../approximate.ts';
import type { NumberCell } from '../cells.ts';
import { cmp, fromSteps } from '../exact.ts';
import type { Slots } from '../slots.ts';
import type { FactAccess, HeldAccess } from './facts.ts';

/** A number that is asked for anew each time. */
interface Side {
  readonly scale: number;
  get(): { readonly missing: boolean; readonly x: number; readonly e: number };
  exact(): Exact | undefined;
}

function cellSide(cell: NumberCell): Side {
  return { scale: cell.scale, get: () => cell.get(), exact: () => cell.exact() };
}

function plainSide(scale: number, value: () => number | undefined): Side {
  const found = { missing: true, x: 0, e: 0 };
  return {
    scale,
    get: () => {
      const x = value();
      found.missing = x === undefined;
      found.x = x ?? 0;
      return found;
    },
    exact: () => {
      const x = value();
      return x === undefined ? undefined : fromSteps(x, scale);
    },
  };
}

function sideOf(access: FactAccess | HeldAccess, digits: number, slots: Slots): Side {
  const scale = decimalsOf(access.type, digits);
  switch (access.kind) {
    case 'cell':
      return cellSide(access.cell);
    case 'slot': {
      const { slot } = access;
      return plainSide(scale, () => {
        const value = slots[slot];
        return typeof value === 'number' ? value : undefined;
      });
    }
    case 'table':
      return plainSide(scale, access.pick);
    case 'literal': {
      const { value } = access;
      return plainSide(scale, () => (typeof value === 'number' ? value : undefined));
    }
    case 'held': {
      const { held } = access;
      return plainSide(scale, () => held.now);
    }
    case 'truth':
      throw new Error('a truth is no number');
  }
}

/** Below 0, 0 or above it; undefined where a side is missing. */
function order(left: Side, right: Side): number | undefined {
  const { missing, x, e } = left.get();
  const other = right.get();
  if (missing || other.missing) return undefined;
  const s = Math.max(left.scale, right.scale);
  const [up, otherUp] = [powerOfTen(s - left.scale), powerOfTen(s - right.scale)];
  const a = x * up;
  const b = other.x * otherUp;
  const size = Math.abs(a) + Math.abs(b);
  const bound = (e * up + other.e * otherUp) * SLACK + size * UNIT * 2;
  const difference = a - b;
  if ((e === 0 && other.e === 0 && size < EXACT) || Math.abs(difference) > bound) return difference;
  const [first, second] = [left.exact(), right.exact()];
  return first === undefined || second === undefined ? undefined : cmp(first, second);
}

const ORDERS: Readonly<Partial<Record<OperatorName, (found: number) => boolean>>> = {
  equal: (found) => found === 0,
  notEqual: (found) => found !== 0,
  lessThan: (found) => found < 0,
  lessThanInclusive: (found) => found <= 0,
  greaterThan: (found) => found > 0,
  greaterThanInclusive: (found) => found >= 0,
};

/** The verdict of a comparison of which one side at least is a cell. */
export function compareCells(
  { operator, expected }: Comparison,
  fact: FactAccess,
  expectedFact: FactAccess | HeldAccess | undefined,
  digits: number,
  slots: Slots,
): () => boolean {
  const left = sideOf(fact, digits, slots);
  const fixed = (value: unknown): Side => plainSide(decimalsOf(fact.type, digits), () => (typeof value === 'number' ? value : undefined));
  if (operator === 'exists') return () => left.get().missing !== (expected.kind === 'literal' && expected.value === true);
  if (expected.kind === 'set') {
    const members = expected.values.map(fixed);
    const wanted = operator === 'in';
    return () => !left.get().missing && members.some((member) => order(left, member) === 0) === wanted;
  }
  const right =
    expectedFact === undefined ? fixed(expected.kind === 'literal' ? expected.value : undefined) : sideOf(expectedFact, digits, slots);
  const verdict = ORDERS[operator];
  if (verdict === undefined) throw new Error(`${operator} has no meaning for numbers`);
  return () => {
    const found = order(left, right);
    return found !== undefined && verdict(found);
  };
}

/** Tells a number each time it is asked for, unless it is missing: in steps of another type, and within which bound. */
export function numberTold(
  fact: FactAccess,
  type: FactType,
  digits: number,
  slots: Slots,
  tell: (x: number, e: number) => void,
): () => void {
  const side = sideOf(fact, digits, slots);
  const decimals = decimalsOf(type, digits) - side.scale;
  const up = powerOfTen(decimals);
  return () => {
    const { missing, x, e } = side.get();
    if (missing) return;
    const steps = x * up;
    const isExact = e === 0 && (decimals === 0 || (decimals > 0 && Math.abs(steps) < EXACT));
    tell(steps, isExact ? 0 : e * up * SLACK + Math.abs(steps) * UNIT * 2);
  };
}
