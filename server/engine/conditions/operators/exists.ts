import type { OperatorDefinition } from './operator.ts';

/** The only one that sees a missing value. */
export const exists: OperatorDefinition = {
  name: 'exists',
  says: 'is there',
  expects: 'boolean',
  accepts: () => true,
  holds: (actual, expected) => (actual !== undefined) === expected,
  emit: (actual, expected) => `((${actual} !== undefined) === ${expected})`,
};
