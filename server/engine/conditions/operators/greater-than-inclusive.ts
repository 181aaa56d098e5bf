import { isOrdered, type OperatorDefinition, order } from './operator.ts';

export const greaterThanInclusive: OperatorDefinition = {
  name: 'greaterThanInclusive',
  says: 'is at least',
  expects: 'value',
  accepts: isOrdered,
  holds(actual, expected) {
    const found = order(actual, expected);
    return found !== undefined && found >= 0;
  },
  // undefined becomes NaN, which stands in no order to anything
  emit: (actual, expected) => `(${actual} >= ${expected})`,
};
