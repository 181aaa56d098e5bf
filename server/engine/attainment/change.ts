/** A wished value of a fact as a change: what must hold, how far it is, whose it is. */
import type { OperatorName } from '../conditions/model.ts';
import type { Shown } from '../decisions/model.ts';
import { dayToIso } from '../facts/render.ts';
import type { Day, Exact, FactType } from '../facts/value.ts';
import type { Program } from '../program/model.ts';
import { describe, unitOf } from './describe.ts';
import { compare, type Held, isExact, isList, isNumeric, minus, plus, sameHeld, showHeld, stepOf } from './held.ts';
import type { Change } from './model.ts';
import { ratioTo } from './ratio.ts';
import { type Direction, whose } from './whose.ts';
import { ANOTHER, fulfilling, type Range, satisfies, type Wish } from './wishes.ts';

/** Where conditions are looked at: the program, the day, and the values of facts that no comparison shows. */
export interface Setting {
  readonly program: Program;
  readonly on: Day;
  known(fact: string): Held;
}

/** A fact that has to change, and the value that would do. */
export interface Chosen {
  readonly fact: string;
  readonly type: FactType;
  readonly present: Held;
  readonly value: Held;
  readonly wishes: readonly Wish[];
}

interface Asked {
  readonly operator: OperatorName;
  readonly needs: Held | readonly Held[];
  readonly direction: Direction;
}

export function rangeOf({ program }: Setting, fact: string, type: FactType): Range {
  const group = fact.slice(0, fact.indexOf('.'));
  const measure = group === 'measure' || group === 'before' ? program.measures.get(fact.slice(group.length + 1)) : undefined;
  return {
    type,
    step: stepOf(type, program.currency.digits),
    aboveZero: type === 'days' || measure?.aggregate === 'count' || measure?.aggregate === 'countDistinct',
    choices: program.catalogue.facts.get(fact)?.choices,
  };
}

export function changeOf(setting: Setting, chosen: Chosen): Change {
  const { program, on } = setting;
  const { fact, type, present, value } = chosen;
  const { digits, code } = program.currency;
  const { operator, needs, direction } = asked(setting, chosen);
  const by = whose(program, fact, direction);
  const gap = isExact(needs) && isExact(present) && operator !== 'exists' ? distance(needs, present) : undefined;
  const unit = unitOf(type, code);
  const needsFact = chosen.wishes.find(
    (wish) =>
      wish.expectedFact !== undefined && !satisfies(wish, present) && (isExact(needs) ? sameHeld(wish.expected as Held, needs) : true),
  )?.expectedFact;
  const ratio = isExact(value) ? ratioTo(program, fact, value, (name) => setting.known(name)) : undefined;
  const day = by === 'time' ? dayOf(type, on, needs, gap) : undefined;
  return {
    fact,
    type,
    description: describe(program, fact),
    ...(present === undefined ? {} : { has: showHeld(type, present, digits) }),
    operator,
    needs: shownNeeds(type, needs, digits),
    ...(needsFact === undefined ? {} : { needsFact }),
    ...(gap === undefined ? {} : { gap: showHeld(type === 'date' ? 'days' : type, gap, digits) }),
    ...(unit === undefined ? {} : { unit }),
    ...(value === undefined || value === ANOTHER ? {} : { to: showHeld(type, value, digits) }),
    whose: by,
    ...(day === undefined ? {} : { on: dayToIso(day) }),
    ...(ratio === undefined ? {} : { ratio }),
  };
}

function distance(needs: Exact, present: Exact): Exact | undefined {
  const between = minus(needs, present);
  if (between.n === 0n) return undefined;
  return between.n < 0n ? { n: -between.n, d: between.d } : between;
}

function dayOf(type: FactType, on: Day, needs: Asked['needs'], gap: Exact | undefined): Day | undefined {
  if (type === 'date' && isExact(needs)) return Number(needs.n / needs.d);
  if (type !== 'days' || gap === undefined) return undefined;
  // what isn't whole is reached with the day after
  return on + Number((gap.n + gap.d - 1n) / gap.d);
}

function shownNeeds(type: FactType, needs: Asked['needs'], digits: number): Shown {
  if (typeof needs === 'boolean') return needs;
  if (Array.isArray(needs))
    return needs.map((each) => (each === undefined ? '' : String(showHeld(type, each as Exclude<Held, undefined>, digits))));
  return needs === undefined ? true : showHeld(type, needs as Exclude<Held, undefined>, digits);
}

function asked(setting: Setting, chosen: Chosen): Asked {
  const { type, present, value, wishes } = chosen;
  if (value === undefined) return { operator: 'exists', needs: false, direction: 'gone' };
  if (present === undefined && wishes.every((wish) => wish.operator === 'exists' || satisfies(wish, present))) {
    return { operator: 'exists', needs: true, direction: 'there' };
  }
  if (isList(value)) return askedOfList(present, value);
  return isNumeric(type) && isExact(value) ? askedOfNumber(setting, chosen, value) : askedOfChoice(setting, chosen, value);
}

function askedOfList(present: Held, value: readonly string[]): Asked {
  const before = isList(present) ? present : [];
  const adds = value.filter((member) => !before.includes(member));
  const drops = before.filter((member) => !value.includes(member));
  // where both must change, `to` says so
  return adds.length > 0
    ? { operator: 'contains', needs: adds, direction: 'other' }
    : { operator: 'doesNotContain', needs: drops, direction: 'other' };
}

/** Steps that a person doesn't think in: what is beyond a bound is told by the bound. */
const FINE: ReadonlySet<FactType> = new Set(['rate', 'price']);

function askedOfNumber(setting: Setting, { fact, type, present, wishes }: Chosen, value: Exact): Asked {
  const { step } = rangeOf(setting, fact, type);
  const all = (other: Exact): boolean => wishes.every((wish) => satisfies(wish, other));
  const [above, below] = [plus(value, step), minus(value, step)];
  const order = isExact(present) ? compare(value, present) : 0;
  const up = order > 0 || (order === 0 && all(above));
  const direction: Direction = isExact(present) ? (up ? 'up' : 'down') : 'there';
  if (!all(up ? above : below)) return { operator: 'equal', needs: value, direction };
  const bound = up ? below : above;
  const strict = FINE.has(type) && wishes.some((wish) => isExact(wish.expected) && compare(wish.expected, bound) === 0);
  if (strict) return { operator: up ? 'greaterThan' : 'lessThan', needs: bound, direction };
  return { operator: up ? 'greaterThanInclusive' : 'lessThanInclusive', needs: value, direction };
}

function askedOfChoice(setting: Setting, { fact, type, present, wishes }: Chosen, value: Held): Asked {
  const allowed = fulfilling(wishes, present, rangeOf(setting, fact, type)).filter((each) => each !== undefined);
  const direction: Direction = present === undefined ? 'there' : 'other';
  if (!allowed.includes(ANOTHER)) {
    return allowed.length > 1 ? { operator: 'in', needs: allowed, direction } : { operator: 'equal', needs: value, direction };
  }
  const excluded = wishes.filter((wish) => !satisfies(wish, present)).flatMap(({ expected }) => expected as Held);
  return excluded.length > 1 ? { operator: 'notIn', needs: excluded, direction } : { operator: 'notEqual', needs: excluded[0], direction };
}
