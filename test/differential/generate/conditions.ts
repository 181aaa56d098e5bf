import type { ProgramDocument } from '../../../schemas/types.ts';
import { OPERATORS, type OperatorName } from '../../../server/engine/conditions/model.ts';
import { FACT_TYPES, type FactType } from '../../../server/engine/facts/value.ts';
import type { Choices } from './choices.ts';
import { type Place, pickFact, readable } from './facts.ts';
import { aValue } from './values.ts';

type Condition = ProgramDocument['rules'][number]['conditions'];

const ORDERED: readonly FactType[] = ['money', 'rate', 'price', 'count', 'days', 'date'];
const COMPARABLE: Readonly<Record<OperatorName, readonly FactType[]>> = {
  equal: FACT_TYPES.filter((type) => type !== 'list'),
  notEqual: FACT_TYPES.filter((type) => type !== 'list'),
  in: ['text', 'choice', 'count'],
  notIn: ['text', 'choice', 'count'],
  contains: ['list'],
  doesNotContain: ['list'],
  lessThan: ORDERED,
  lessThanInclusive: ORDERED,
  greaterThan: ORDERED,
  greaterThanInclusive: ORDERED,
  exists: FACT_TYPES,
};

/** A top-level condition; json-rules-engine wants all, any, not or a name there. */
export function aCondition(choices: Choices, place: Place, digits: number, names: readonly string[] = []): Condition {
  if (choices.oneIn(3)) return { all: [{ fact: 'activity.kind', operator: 'exists', value: true }] };
  const parts = (depth: number): Condition[] => choices.times(choices.between(1, 3), () => nested(depth));
  const nested = (depth: number): Condition => {
    if (depth > 0 && choices.oneIn(4)) return group(depth - 1);
    return comparison(choices, place, digits);
  };
  const group = (depth: number): Condition => {
    switch (choices.below(5)) {
      case 0:
      case 1:
        return { all: parts(depth) };
      case 2:
        return { any: parts(depth) };
      case 3:
        return { not: nested(depth) };
      default:
        return names.length > 0 ? { condition: choices.pick(names) } : { any: parts(depth) };
    }
  };
  return group(2);
}

function comparison(choices: Choices, place: Place, digits: number): Condition {
  const operator = choices.pick(OPERATORS);
  const spec = pickFact(choices, place, COMPARABLE[operator]);
  if (spec === undefined) return { fact: 'activity.kind', operator: 'exists', value: true };
  const value = () => aValue(choices, spec.type, digits, spec.choices ?? undefined);
  switch (operator) {
    case 'exists':
      return { fact: spec.name, operator, value: !choices.oneIn(3) };
    case 'in':
    case 'notIn':
      return { fact: spec.name, operator, value: [...new Set(choices.times(choices.between(1, 3), value))] as string[] };
    case 'contains':
    case 'doesNotContain':
      return { fact: spec.name, operator, value: choices.pick(['a', 'b', 'c']) };
    default: {
      const others = choices.oneIn(3) && spec.type !== 'choice' ? readable(place, [spec.type]) : [];
      if (others.length > 0) return { fact: spec.name, operator, value: { fact: choices.pick(others).name } };
      return { fact: spec.name, operator, value: value() as string };
    }
  }
}
