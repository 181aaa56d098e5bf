/** Conditions as expressions over locals. What they read is written before them; what is missing satisfies nothing but exists. */
import { literal } from '../../compiled/generate/source.ts';
import type { Comparison, Condition, OperatorName } from '../../conditions/model.ts';
import { decimalsOf } from '../../facts/render.ts';
import type { Value } from '../../facts/value.ts';
import type { Comparing } from './numbers.ts';
import { outOfClass } from './out-of-class.ts';
import type { KindScope } from './scope.ts';
import { and, exactly, type KnownValue, not, or, type Seen } from './values.ts';

export function writeCondition(scope: KindScope, condition: Condition): string {
  switch (condition.kind) {
    case 'all':
      return and(...condition.of.map((each) => writeCondition(scope, each)));
    case 'any':
      return or(...condition.of.map((each) => writeCondition(scope, each)));
    case 'not':
      return not(writeCondition(scope, condition.of));
    case 'named':
      return writeCondition(scope, condition.of);
    case 'compare':
      return comparison(scope, condition);
  }
}

interface Turning {
  readonly holds: string;
  /** By leaf, in document order: whether the condition turns if it does. */
  readonly leaves: readonly string[];
}

/** By leaf: whether the condition would be otherwise if that leaf alone were. */
export const leavesThatTurn = (scope: KindScope, condition: Condition): readonly string[] => turning(scope, condition).leaves;

function turning(scope: KindScope, condition: Condition): Turning {
  switch (condition.kind) {
    case 'compare':
      return { holds: scope.out.constant('b', comparison(scope, condition)), leaves: ['true'] };
    case 'not': {
      const { holds, leaves } = turning(scope, condition.of);
      return { holds: not(holds), leaves };
    }
    case 'named':
      return turning(scope, condition.of);
    default: {
      const parts = condition.of.map((each) => turning(scope, each));
      const isAll = condition.kind === 'all';
      // a part matters where all others hold, or where none does
      const leaves = parts.flatMap((part) => {
        const others = parts.filter((each) => each !== part).map(({ holds }) => (isAll ? holds : not(holds)));
        const matters = others.length === 0 ? 'true' : scope.out.constant('b', and(...others));
        return part.leaves.map((leaf) => and(leaf, matters));
      });
      const all = parts.map(({ holds }) => holds);
      return { holds: scope.out.constant('b', isAll ? and(...all) : or(...all)), leaves };
    }
  }
}

const ORDERS: Readonly<Partial<Record<OperatorName, Comparing>>> = {
  equal: '===',
  notEqual: '!==',
  lessThan: '<',
  lessThanInclusive: '<=',
  greaterThan: '>',
  greaterThanInclusive: '>=',
};

function comparison(scope: KindScope, { fact, type, operator, expected }: Comparison): string {
  const seen = scope.see(fact);
  const there = not(seen.missing);
  if (operator === 'exists') return expected.kind === 'literal' && expected.value === true ? there : seen.missing;
  if (there === 'false') return 'false';
  const other = expected.kind === 'fact' ? scope.see(expected.fact) : undefined;
  if (other?.missing === 'true') return 'false';
  const bothThere = and(there, other === undefined ? 'true' : not(other.missing));
  switch (operator) {
    case 'in':
    case 'notIn': {
      const members = expected.kind === 'set' ? expected.values : [];
      const found =
        other === undefined ? or(...members.map((member) => same(scope, seen, literalOf(scope, type, member)))) : isAmong(seen, other);
      return and(bothThere, operator === 'in' ? found : not(found));
    }
    case 'contains':
    case 'doesNotContain': {
      if (seen.value.kind !== 'list') return outOfClass(`${fact} is no list`);
      const member = other?.value ?? literalOf(scope, 'text', expected.kind === 'literal' ? expected.value : '');
      if (member.kind !== 'code') return outOfClass(`a member of ${fact} is no text`);
      const has = seen.value.has(member.is);
      return and(bothThere, operator === 'contains' ? has : not(has));
    }
    default: {
      const op = ORDERS[operator] ?? outOfClass(`the operator ${operator}`);
      const right = other?.value ?? literalOf(scope, type, expected.kind === 'literal' ? expected.value : 0);
      return and(bothThere, compared(scope, op, seen.value, right, bothThere));
    }
  }
}

const same = (scope: KindScope, seen: Seen, member: KnownValue): string => compared(scope, '===', seen.value, member, not(seen.missing));

/** `there`: whether both sides are; only then a doubt matters. */
function compared(scope: KindScope, op: Comparing, left: KnownValue, right: KnownValue, there: string): string {
  if (left.kind === 'number' && right.kind === 'number') {
    if (there === 'true' || (left.e === '0' && right.e === '0')) return `(${scope.numbers.compare(op, left, right)})`;
    const name = scope.out.name('b');
    scope.out.line(`let ${name} = false;`);
    scope.out.block(`if (${there})`, () => scope.out.line(`${name} = ${scope.numbers.compare(op, left, right)};`));
    return name;
  }
  if (left.kind === 'code' && right.kind === 'code') return `(${left.is} ${op} ${right.is})`;
  if (left.kind !== 'flag' || right.kind !== 'flag') return outOfClass('a comparison of two sorts');
  if (op === '===' && right.is === 'true') return `(${left.is})`;
  return `((${left.is}) ${op} (${right.is}))`;
}

function isAmong({ value }: Seen, { value: list }: Seen): string {
  return list.kind === 'list' && value.kind === 'code' ? list.has(value.is) : outOfClass('a member of what is no list');
}

function literalOf(scope: KindScope, type: Comparison['type'], value: Value): KnownValue {
  if (typeof value === 'number') return exactly(literal(value), decimalsOf(type, scope.digits), Math.abs(value));
  if (typeof value === 'boolean') return { kind: 'flag', is: literal(value) };
  if (typeof value === 'string') return { kind: 'code', is: literal(scope.setting.codes.of(value)) };
  return outOfClass('a list is compared with');
}
