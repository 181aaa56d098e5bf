import type { Value } from '../facts/value.ts';
import type { Comparison, Condition } from './model.ts';

/* What can be told of a condition without evaluating it. */

interface Size {
  readonly depth: number;
  readonly comparisons: number;
}

/** Shared parts are measured once, so that the measuring itself stays small. */
export function sizeOf(condition: Condition, known: Map<Condition, Size>): Size {
  const before = known.get(condition);
  if (before !== undefined) return before;
  const parts = partsOf(condition).map((part) => sizeOf(part, known));
  const size: Size =
    condition.kind === 'compare'
      ? { depth: 1, comparisons: 1 }
      : {
          // A name adds nothing to what it names.
          depth: Math.max(...parts.map((part) => part.depth)) + (condition.kind === 'named' ? 0 : 1),
          comparisons: parts.reduce((sum, part) => sum + part.comparisons, 0),
        };
  known.set(condition, size);
  return size;
}

const partsOf = (condition: Condition): readonly Condition[] => {
  switch (condition.kind) {
    case 'compare':
      return [];
    case 'all':
    case 'any':
      return condition.of;
    default:
      return [condition.of];
  }
};

/** Facts on either side of its comparisons, each once. */
export function factsOf(condition: Condition): ReadonlySet<string> {
  const facts = new Set<string>();
  const seen = new Set<Condition>();
  const todo = [condition];
  for (let next = todo.pop(); next !== undefined; next = todo.pop()) {
    if (seen.has(next)) continue;
    seen.add(next);
    if (next.kind === 'compare') {
      facts.add(next.fact);
      if (next.expected.kind === 'fact') facts.add(next.expected.fact);
    } else todo.push(...partsOf(next));
  }
  return facts;
}

/**
 * Facts that are there whenever the condition holds: no operator holds of a missing value, so what
 * must be compared for it to hold is present; with exists, where it asks for true.
 */
export function provenFacts(condition: Condition, known: Map<Condition, ReadonlySet<string>> = new Map()): ReadonlySet<string> {
  const before = known.get(condition);
  if (before !== undefined) return before;
  const proven = new Set(provenBy(condition, known));
  known.set(condition, proven);
  return proven;
}

function provenBy(condition: Condition, known: Map<Condition, ReadonlySet<string>>): readonly string[] {
  switch (condition.kind) {
    case 'all':
      return condition.of.flatMap((part) => [...provenFacts(part, known)]);
    case 'any': {
      const [first, ...others] = condition.of.map((part) => provenFacts(part, known));
      return [...(first ?? [])].filter((fact) => others.every((other) => other.has(fact)));
    }
    case 'named':
      return [...provenFacts(condition.of, known)];
    case 'not':
      return condition.of.kind === 'compare' && existence(condition.of) === false ? [condition.of.fact] : [];
    case 'compare': {
      const own = condition.operator !== 'exists' || existence(condition) === true ? [condition.fact] : [];
      return condition.expected.kind === 'fact' ? [...own, condition.expected.fact] : own;
    }
  }
}

/** What an exists asks for. */
const existence = ({ operator, expected }: Comparison): Value | undefined =>
  operator === 'exists' && expected.kind === 'literal' ? expected.value : undefined;

/** The comparisons of a condition, in order; those of named ones where they stand. */
export function leavesOf(condition: Condition): readonly Comparison[] {
  switch (condition.kind) {
    case 'compare':
      return [condition];
    case 'all':
    case 'any':
      return condition.of.flatMap(leavesOf);
    default:
      return leavesOf(condition.of);
  }
}
