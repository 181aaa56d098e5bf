/** The smallest sets of changes that would make a condition hold. */
import type { OperatorName } from '../conditions/model.ts';
import type { ConditionReasoning } from '../decisions/model.ts';
import type { FactType } from '../facts/value.ts';
import { type Chosen, changeOf, rangeOf, type Setting } from './change.ts';
import { describe } from './describe.ts';
import { compare, type Held, heldOf, isExact, meets, minus, sameHeld, size } from './held.ts';
import type { Change, ChangeSet, Unknown, Whose } from './model.ts';
import { type Comparison, comparisonsOf, type Literal, type Term, termsOf, wouldHold } from './terms.ts';
import { whose } from './whose.ts';
import { fulfilling, satisfies, type Wish } from './wishes.ts';

/** Values of facts that are others than they are. */
type Changed = ReadonlyMap<string, Held>;

/**
 * At most `most` sets, in the order of `ranked`. Of a condition that holds: none. Each makes it hold, as far as facts can change one by one: where a derived fact and what
 * it is reckoned from both have to change, both are told.
 */
export function smallestSets(setting: Setting, condition: ConditionReasoning, most: number): readonly (readonly Change[])[] {
  if (condition.holds) return [];
  const found: (readonly Chosen[])[] = [];
  for (const term of termsOf(condition, true)) {
    const chosen = chosenFor(setting, term);
    if (chosen === undefined || !holdsWith(setting, condition, chosen)) continue;
    found.push(withoutNeedless(setting, condition, chosen));
  }
  const distinct = found.filter((one, index) => !found.some((other, at) => at !== index && outdoes(other, one, at < index)));
  return ranked(distinct.map((set) => ({ changes: set.map((chosen) => changeOf(setting, chosen)) })))
    .slice(0, most)
    .map(({ changes }) => changes);
}

const HARD: Readonly<Record<Whose, number>> = { partner: 0, time: 1, question: 2, nobody: 3 };
const hardest = ({ changes }: ChangeSet): number => Math.max(...changes.map(({ whose: by }) => HARD[by]));

/** What the partner can do first, then by fewest changes, else in their order. What nobody can do is told only where nothing else would do. */
export function ranked(sets: readonly ChangeSet[]): readonly ChangeSet[] {
  const possible = sets.filter((set) => hardest(set) < HARD.nobody);
  return [...(possible.length > 0 ? possible : sets)].sort((a, b) => hardest(a) - hardest(b) || a.changes.length - b.changes.length);
}

/** What conditions compare with, and isn't there. */
export function unknownsOf({ program }: Setting, conditions: readonly ConditionReasoning[]): readonly Unknown[] {
  const facts = new Set<string>();
  for (const { expected, expectedFact } of conditions.flatMap(comparisonsOf)) {
    if (expectedFact !== undefined && expected === undefined) facts.add(expectedFact);
  }
  return [...facts].map((fact) => ({ fact, description: describe(program, fact) }));
}

/** What a term asks of facts that aren't so; undefined where no value would do. */
function chosenFor(setting: Setting, term: Term): readonly Chosen[] | undefined {
  const byFact = new Map<string, { type: FactType; present: Held; wishes: Wish[] }>();
  for (const literal of term) {
    const { fact, type, present, wish } = wishOf(setting, literal);
    const known = byFact.get(fact);
    if (known === undefined) byFact.set(fact, { type, present, wishes: [wish] });
    else known.wishes.push(wish);
  }
  const chosen: Chosen[] = [];
  for (const [fact, { type, present, wishes }] of byFact) {
    if (wishes.every((wish) => satisfies(wish, present))) continue;
    const values = fulfilling(wishes, present, rangeOf(setting, fact, type));
    if (values.length === 0) return undefined;
    chosen.push({ fact, type, present, value: values[0], wishes });
  }
  return chosen;
}

const MIRRORED: Readonly<Partial<Record<OperatorName, OperatorName>>> = {
  equal: 'equal',
  notEqual: 'notEqual',
  lessThan: 'greaterThan',
  lessThanInclusive: 'greaterThanInclusive',
  greaterThan: 'lessThan',
  greaterThanInclusive: 'lessThanInclusive',
};

interface WishOf {
  readonly fact: string;
  readonly type: FactType;
  readonly present: Held;
  readonly wish: Wish;
}

/** Of two facts that are compared the one that can change; the left one, where both can. */
function wishOf({ program }: Setting, { comparison, wanted }: Literal): WishOf {
  const { fact, operator, expectedFact } = comparison;
  const { actual, expected } = sidesOf(program, comparison);
  const mirrored = MIRRORED[operator as OperatorName];
  if (expectedFact !== undefined && mirrored !== undefined && whose(program, fact, 'up') === 'nobody') {
    if (whose(program, expectedFact, 'up') !== 'nobody') {
      const wish: Wish = { operator: mirrored, expected: actual, expectedFact: fact, wanted };
      return { fact: expectedFact, type: typeOf(program, expectedFact), present: expected as Held, wish };
    }
  }
  const wish: Wish = { operator: operator as OperatorName, expected, expectedFact, wanted };
  return { fact, type: typeOf(program, fact), present: actual, wish };
}

interface Sides {
  readonly actual: Held;
  readonly expected: Held | readonly Held[];
}

function sidesOf(program: Setting['program'], { fact, operator, actual, expected, expectedFact }: Comparison): Sides {
  const type = typeOf(program, fact);
  const present = heldOf(type, actual);
  if (expectedFact !== undefined) return { actual: present, expected: heldOf(typeOf(program, expectedFact), expected) };
  if (operator === 'exists') return { actual: present, expected: expected === true };
  if (Array.isArray(expected)) return { actual: present, expected: expected.map((each) => heldOf(type, each)) };
  return { actual: present, expected: heldOf(type === 'list' ? 'text' : type, expected) };
}

function typeOf({ catalogue }: Setting['program'], fact: string): FactType {
  const spec = catalogue.facts.get(fact);
  if (spec === undefined) throw new Error(`no fact ${fact} in the catalogue`);
  return spec.type;
}

function holdsWith({ program }: Setting, condition: ConditionReasoning, chosen: readonly Chosen[]): boolean {
  const changed: Changed = new Map(chosen.map(({ fact, value }) => [fact, value]));
  return wouldHold(condition, (comparison) => {
    const { actual, expected } = sidesOf(program, comparison);
    const { fact, expectedFact } = comparison;
    const left = changed.has(fact) ? changed.get(fact) : actual;
    const right = expectedFact !== undefined && changed.has(expectedFact) ? changed.get(expectedFact) : expected;
    return meets(comparison.operator as OperatorName, left, right);
  });
}

/** Without changes that can be left out, one after the other. */
function withoutNeedless(setting: Setting, condition: ConditionReasoning, chosen: readonly Chosen[]): readonly Chosen[] {
  const needless = chosen.find((each) => holdsWith(setting, condition, without(chosen, each)));
  return needless === undefined ? chosen : withoutNeedless(setting, condition, without(chosen, needless));
}

const without = (chosen: readonly Chosen[], one: Chosen): readonly Chosen[] => chosen.filter((other) => other !== one);

/** Whether a set asks for no more than another, fact by fact; of two that ask the same the earlier does. */
function outdoes(one: readonly Chosen[], other: readonly Chosen[], isEarlier: boolean): boolean {
  const asksNoMore = one.every((each) => {
    const same = other.find(({ fact }) => fact === each.fact);
    return same !== undefined && isNoFarther(each, same);
  });
  if (!asksNoMore) return false;
  const same =
    one.length === other.length && other.every((each) => one.some(({ fact, value }) => fact === each.fact && sameHeld(value, each.value)));
  return !same || isEarlier;
}

function isNoFarther({ present, value }: Chosen, { value: other }: Chosen): boolean {
  if (!isExact(present) || !isExact(value) || !isExact(other)) return sameHeld(value, other);
  const [one, two] = [minus(value, present), minus(other, present)];
  return one.n < 0n === two.n < 0n && compare(size(one), size(two)) <= 0;
}
