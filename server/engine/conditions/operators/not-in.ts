import { isChosen, type OperatorDefinition, same } from './operator.ts';

export const notIn: OperatorDefinition = {
  name: 'notIn',
  says: 'is none of',
  expects: 'set',
  accepts: isChosen,
  holds: (actual, expected) => actual !== undefined && Array.isArray(expected) && !expected.some((value) => same(actual, value)),
  emit: (actual, expected) => `(${actual} !== undefined && ${expected} !== undefined && !${expected}.includes(${actual}))`,
};
