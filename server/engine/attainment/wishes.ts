/**
 * What a term wants of one fact: comparisons with values, each wanted true or false, and the value nearest to the
 * present one that satisfies all of them.
 */
import type { OperatorName } from '../conditions/model.ts';
import type { Exact, FactType } from '../facts/value.ts';
import { compare, type Held, isExact, isList, isNumeric, meets, minus, plus, size } from './held.ts';

export interface Wish {
  readonly operator: OperatorName;
  readonly expected: Held | readonly Held[];
  /** The fact that says what is expected. */
  readonly expectedFact: string | undefined;
  readonly wanted: boolean;
}

/** What may be wished of: the type's step, whether it may fall below 0, the values it takes. */
export interface Range {
  readonly type: FactType;
  readonly step: Exact;
  readonly aboveZero: boolean;
  readonly choices: readonly string[] | undefined;
}

/** Stands for any text that nobody named. */
export const ANOTHER = '\u0000another';

const ZERO: Exact = { n: 0n, d: 1n };

export const satisfies = (wish: Wish, value: Held): boolean => meets(wish.operator, value, wish.expected) === wish.wanted;
const satisfiesAll = (wishes: readonly Wish[], value: Held): boolean => wishes.every((wish) => satisfies(wish, value));

/** All values worth trying that satisfy all wishes, the nearest first; empty where none does. */
export function fulfilling(wishes: readonly Wish[], present: Held, range: Range): readonly Held[] {
  const found = candidates(wishes, present, range).filter((value) => satisfiesAll(wishes, value));
  if (!isExact(present)) return found;
  return found
    .map((value) => ({ value, far: isExact(value) ? size(minus(value, present)) : undefined }))
    .sort((a, b) => nearer(a, b))
    .map(({ value }) => value);
}

interface Distant {
  readonly value: Held;
  readonly far: Exact | undefined;
}

/** What is missing lies farthest; of two that are as far the larger comes first. */
function nearer(a: Distant, b: Distant): number {
  if (a.far === undefined || b.far === undefined) return Number(a.far === undefined) - Number(b.far === undefined);
  return compare(a.far, b.far) || (isExact(a.value) && isExact(b.value) ? compare(b.value, a.value) : 0);
}

function candidates(wishes: readonly Wish[], present: Held, range: Range): readonly Held[] {
  const named = wishes.flatMap(({ operator, expected }) => (operator === 'exists' ? [] : listed(expected)));
  // only exists asks for what is missing
  const gone: readonly Held[] = wishes.some(({ operator }) => operator === 'exists') ? [undefined] : [];
  if (range.type === 'list') return [listWished(wishes, present), ...gone];
  if (range.type === 'boolean') return [true, false, ...gone];
  if (!isNumeric(range.type)) return [...new Set([...named, ...(range.choices ?? [ANOTHER])]), ...gone];
  const bounds = named.filter(isExact);
  const around = bounds.flatMap((bound) => [plus(bound, range.step), minus(bound, range.step)]);
  return [...bounds, ...around, ZERO].filter((value) => !range.aboveZero || compare(value, ZERO) >= 0).concat(...(gone as []));
}

const listed = (expected: Wish['expected']): readonly Held[] => (Array.isArray(expected) ? expected : [expected as Held]);

/** The list with what it must contain, and without what it must not. */
function listWished(wishes: readonly Wish[], present: Held): readonly string[] {
  const must = (positive: boolean) =>
    new Set(
      wishes
        .filter(({ operator, wanted }) => operator === (wanted === positive ? 'contains' : 'doesNotContain'))
        .flatMap(({ expected }) => (typeof expected === 'string' ? [expected] : [])),
    );
  const [adds, drops] = [must(true), must(false)];
  return [...new Set([...(isList(present) ? present : []), ...adds])].filter((member) => !drops.has(member));
}
