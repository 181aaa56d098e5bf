import { isSingle, type OperatorDefinition, same } from './operator.ts';

export const notEqual: OperatorDefinition = {
  name: 'notEqual',
  says: 'is not',
  expects: 'value',
  accepts: isSingle,
  holds: (actual, expected) => actual !== undefined && expected !== undefined && !same(actual, expected),
  emit: (actual, expected) => `(${actual} !== undefined && ${expected} !== undefined && ${actual} !== ${expected})`,
};
