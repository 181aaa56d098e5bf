import type { Comparison, OperatorName } from './model.ts';

const BY_SIZE: ReadonlySet<OperatorName> = new Set([
  ...(['equal', 'notEqual'] as const),
  ...(['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'] as const),
]);

/** The number that a fact is compared with, if it is one, by name: a parameter (`parameter.NAME`), or the pointer of the comparison that says it. */
export function thresholdOf({ operator, expected, pointer }: Comparison): string | undefined {
  if (!BY_SIZE.has(operator)) return undefined;
  if (expected.kind === 'fact') return expected.fact.startsWith('parameter.') ? expected.fact : undefined;
  return expected.kind === 'literal' && typeof expected.value === 'number' ? pointer : undefined;
}
