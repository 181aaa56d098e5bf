import { isChosen, type OperatorDefinition, same } from './operator.ts';

export const isIn: OperatorDefinition = {
  name: 'in',
  says: 'is one of',
  expects: 'set',
  accepts: isChosen,
  holds: (actual, expected) => Array.isArray(expected) && expected.some((value) => same(actual, value)),
  emit: (actual, expected) => `(${actual} !== undefined && ${expected} !== undefined && ${expected}.includes(${actual}))`,
};
