import type { OperatorName } from '../model.ts';
import { contains } from './contains.ts';
import { doesNotContain } from './does-not-contain.ts';
import { equal } from './equal.ts';
import { exists } from './exists.ts';
import { greaterThan } from './greater-than.ts';
import { greaterThanInclusive } from './greater-than-inclusive.ts';
import { isIn } from './in.ts';
import { lessThan } from './less-than.ts';
import { lessThanInclusive } from './less-than-inclusive.ts';
import { notEqual } from './not-equal.ts';
import { notIn } from './not-in.ts';
import type { OperatorDefinition } from './operator.ts';

export type { Operand, OperatorDefinition } from './operator.ts';

/** All operators that a condition may use. One that is missing here doesn't compile. */
export const operators: Record<OperatorName, OperatorDefinition> = {
  equal,
  notEqual,
  in: isIn,
  notIn,
  contains,
  doesNotContain,
  lessThan,
  lessThanInclusive,
  greaterThan,
  greaterThanInclusive,
  exists,
};
