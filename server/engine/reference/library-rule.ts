import { Rule, type TopLevelCondition } from 'json-rules-engine';

/**
 * A rule of the library. For each run it copies the conditions of a rule, to note in the copy what they came to, and it copies as one does
 * who may be given anything, cycles and all: that takes longer than to judge them. So what it is given to copy is empty, and
 * makes the conditions, of the library's own kind and new ones each time, when it is asked for them.
 */
export function libraryRule(name: string, conditions: TopLevelCondition): Rule {
  const rule = new Rule({ name, conditions, event: { type: 'rule' } });
  rule.conditions = madeWhenAsked(rule.conditions);
  return rule;
}

/** Copied, it has the same prototype, and nothing else. */
function madeWhenAsked<T extends object>(conditions: T): T {
  const prototype: object = Object.create(Object.getPrototypeOf(conditions));
  for (const [field, value] of Object.entries(conditions)) {
    const make = maker(value);
    Object.defineProperty(prototype, field, {
      get(this: object): unknown {
        const made = make();
        Object.defineProperty(this, field, { value: made, writable: true, enumerable: true, configurable: true });
        return made;
      },
    });
  }
  return Object.create(prototype) as T;
}

/** Makes what a field of a condition has: conditions anew; all else is only read. */
function maker(value: unknown): () => unknown {
  if (Array.isArray(value)) {
    const makers = value.map(maker);
    return () => makers.map((make) => make());
  }
  if (!isCondition(value)) return () => value;
  const prototype: object = Object.getPrototypeOf(value);
  const nested = Object.entries(value).flatMap(([field, member]) =>
    Array.isArray(member) || isCondition(member) ? [{ field, make: maker(member) }] : [],
  );
  return () => {
    const made: Record<string, unknown> = Object.assign(Object.create(prototype), value);
    for (const { field, make } of nested) made[field] = make();
    return made;
  };
}

/** The library makes conditions of its own kind out of those that it is given; what is no more than an object is an operand. */
const isCondition = (value: unknown): value is object =>
  typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) !== Object.prototype;
