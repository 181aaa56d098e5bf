/**
 * The ways in which a condition may come to hold. A **term** is comparisons that together make it hold, each of them
 * wanted true or false; there may be more terms than anybody can look at, so only those that ask for the fewest
 * changes are followed.
 */
import type { ConditionReasoning } from '../decisions/model.ts';

export type Comparison = Extract<ConditionReasoning, { readonly fact: string }>;

export interface Literal {
  readonly comparison: Comparison;
  readonly wanted: boolean;
}

export type Term = readonly Literal[];

/** Terms followed at a time. */
const WIDTH = 64;

export function termsOf(condition: ConditionReasoning, wanted: boolean): readonly Term[] {
  if ('fact' in condition) return [[{ comparison: condition, wanted }]];
  if ('not' in condition) return termsOf(condition.not, !wanted);
  if ('is' in condition) return termsOf(condition.is, wanted);
  const [parts, together] = 'all' in condition ? [condition.all, wanted] : [condition.any, !wanted];
  return together ? allOf(parts, wanted) : fewest(parts.flatMap((part) => termsOf(part, wanted)));
}

function allOf(parts: readonly ConditionReasoning[], wanted: boolean): readonly Term[] {
  let terms: readonly Term[] = [[]];
  for (const part of parts) {
    const more = termsOf(part, wanted);
    terms = fewest(terms.flatMap((term) => more.map((other) => joined(term, other)).filter((each) => each !== undefined)));
  }
  return terms;
}

/** Undefined where one wants what the other doesn't. */
function joined(term: Term, other: Term): Term | undefined {
  const added: Literal[] = [];
  for (const literal of other) {
    const same = term.find(({ comparison }) => asksTheSame(comparison, literal.comparison));
    if (same === undefined) added.push(literal);
    else if (same.wanted !== literal.wanted) return undefined;
  }
  return added.length === 0 ? term : [...term, ...added];
}

const asksTheSame = (a: Comparison, b: Comparison): boolean =>
  a === b ||
  (a.fact === b.fact &&
    a.operator === b.operator &&
    a.expectedFact === b.expectedFact &&
    JSON.stringify(a.expected) === JSON.stringify(b.expected));

/** In their order where they ask for as much. */
function fewest(terms: readonly Term[]): readonly Term[] {
  if (terms.length <= WIDTH) return terms;
  return terms
    .map((term) => ({ term, asks: asks(term) }))
    .sort((a, b) => a.asks - b.asks)
    .slice(0, WIDTH)
    .map(({ term }) => term);
}

/** How many facts would have to change. */
const asks = (term: Term): number =>
  new Set(term.filter(({ comparison, wanted }) => comparison.holds !== wanted).map(({ comparison }) => comparison.fact)).size;

/** Whether a condition would hold if its facts were others. */
export function wouldHold(condition: ConditionReasoning, holds: (comparison: Comparison) => boolean): boolean {
  if ('fact' in condition) return holds(condition);
  if ('not' in condition) return !wouldHold(condition.not, holds);
  if ('is' in condition) return wouldHold(condition.is, holds);
  if ('all' in condition) return condition.all.every((part) => wouldHold(part, holds));
  return condition.any.some((part) => wouldHold(part, holds));
}

export function comparisonsOf(condition: ConditionReasoning): readonly Comparison[] {
  if ('fact' in condition) return [condition];
  if ('not' in condition) return comparisonsOf(condition.not);
  if ('is' in condition) return comparisonsOf(condition.is);
  return ('all' in condition ? condition.all : condition.any).flatMap(comparisonsOf);
}
