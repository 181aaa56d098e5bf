/**
 * Which leaf of a rule's conditions alone bars: the rule doesn't hold, and would with that leaf held true (under `not`:
 * false). Leaves count in document order, named conditions in place, each leaf where it stands.
 */
import type { Condition } from '../conditions/model.ts';

/** `truths`: what each leaf gave. No leaves where the condition holds, or several together bar. */
export const barsAlone = (condition: Condition, truths: readonly boolean[]): readonly number[] =>
  turning(condition, true, truths, 0).leaves;

interface Turning {
  readonly holds: boolean;
  /** Leaves that alone turn a condition that isn't as wanted. */
  readonly leaves: readonly number[];
  /** The first leaf behind it. */
  readonly next: number;
}

function turning(condition: Condition, wanted: boolean, truths: readonly boolean[], first: number): Turning {
  switch (condition.kind) {
    case 'compare': {
      const holds = truths[first] === true;
      return { holds, leaves: holds === wanted ? [] : [first], next: first + 1 };
    }
    case 'not': {
      const { holds, leaves, next } = turning(condition.of, !wanted, truths, first);
      return { holds: !holds, leaves, next };
    }
    case 'named':
      return turning(condition.of, wanted, truths, first);
    default: {
      const parts: Turning[] = [];
      let next = first;
      for (const part of condition.of) {
        const turned = turning(part, wanted, truths, next);
        parts.push(turned);
        next = turned.next;
      }
      const { holds, leaves } = together(condition.kind === 'all', wanted, parts);
      return { holds, leaves, next };
    }
  }
}

function together(all: boolean, wanted: boolean, parts: readonly Turning[]): Pick<Turning, 'holds' | 'leaves'> {
  const holds = all ? parts.every((part) => part.holds) : parts.some((part) => part.holds);
  if (holds === wanted) return { holds, leaves: [] };
  // every part must come to what is wanted, so only one may be missing; or any of them suffices
  const missing = parts.filter((part) => part.holds !== wanted);
  if (all === wanted && missing.length > 1) return { holds, leaves: [] };
  return { holds, leaves: missing.flatMap((part) => part.leaves) };
}
