import { isSingle, type OperatorDefinition, same } from './operator.ts';

export const equal: OperatorDefinition = {
  name: 'equal',
  says: 'is',
  expects: 'value',
  accepts: isSingle,
  holds: same,
  // if only one side is missing they differ, so one guard is enough
  emit: (actual, expected) => `(${actual} !== undefined && ${actual} === ${expected})`,
};
