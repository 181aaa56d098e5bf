import type { OperatorDefinition } from './operator.ts';

export const doesNotContain: OperatorDefinition = {
  name: 'doesNotContain',
  says: 'does not contain',
  expects: 'member',
  accepts: (type) => type === 'list',
  holds: (actual, expected) => Array.isArray(actual) && expected !== undefined && !actual.includes(expected),
  emit: (actual, expected) => `(${actual} !== undefined && ${expected} !== undefined && !${actual}.includes(${expected}))`,
};
