import type { OperatorDefinition } from './operator.ts';

export const contains: OperatorDefinition = {
  name: 'contains',
  says: 'contains',
  expects: 'member',
  accepts: (type) => type === 'list',
  holds: (actual, expected) => Array.isArray(actual) && expected !== undefined && actual.includes(expected),
  emit: (actual, expected) => `(${actual} !== undefined && ${expected} !== undefined && ${actual}.includes(${expected}))`,
};
