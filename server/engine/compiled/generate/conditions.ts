/** Conditions as JavaScript: short-circuited, and one comparison at a time for the reasoning. */
import type { Comparison, Condition } from '../../conditions/model.ts';
import { operators } from '../../conditions/operators/index.ts';
import type { ConditionReasoning, Shown } from '../../decisions/model.ts';
import { compareCells } from './comparisons.ts';
import type { FactAccess, FactReader } from './facts.ts';
import { literal, type SourceWriter } from './source.ts';

export interface ConditionSetting {
  readonly facts: FactReader;
  readonly digits: number;
  /** The value of a fact as decisions show it; undefined where missing. */
  show(fact: string): Shown | undefined;
}

export class ConditionForm {
  private readonly setting: ConditionSetting;
  private readonly out: SourceWriter;
  /** Comparisons that say the same are one function. */
  private readonly comparisons = new Map<string, number>();
  private readonly named = new Map<Condition, string>();

  constructor(setting: ConditionSetting, out: SourceWriter) {
    this.setting = setting;
    this.out = out;
  }

  /** How many functions of comparisons are written. */
  get count(): number {
    return this.comparisons.size;
  }

  /** An expression that gives whether it holds. */
  expression(condition: Condition): string {
    switch (condition.kind) {
      case 'all':
        return `(${condition.of.map((each) => this.expression(each)).join(' && ')})`;
      case 'any':
        return `(${condition.of.map((each) => this.expression(each)).join(' || ')})`;
      case 'not':
        return `!${this.expression(condition.of)}`;
      case 'named':
        return `${this.namedFunction(condition.of)}()`;
      case 'compare':
        return this.comparison(condition);
    }
  }

  private namedFunction(of: Condition): string {
    const known = this.named.get(of);
    if (known !== undefined) return known;
    const expression = this.expression(of);
    const name = this.out.name('n');
    this.out.line(`const ${name} = () => ${expression};`);
    this.named.set(of, name);
    return name;
  }

  private comparison(comparison: Comparison): string {
    const { facts, digits } = this.setting;
    const { fact, operator, expected } = comparison;
    const actual = facts.of(fact);
    const other = expected.kind === 'fact' ? facts.of(expected.fact) : undefined;
    if (actual.kind === 'cell' || other?.kind === 'cell') {
      return `K${facts.constant(compareCells(comparison, actual, other, digits, facts.slots.values))}()`;
    }
    const right = other === undefined ? this.expectedLiteral(comparison) : operand(other);
    return operators[operator].emit(operand(actual), right, actual.type);
  }

  private expectedLiteral({ expected }: Comparison): string {
    switch (expected.kind) {
      case 'literal':
        return literal(expected.value);
      case 'set':
        return `K${this.setting.facts.constant(expected.values)}`;
      case 'fact':
        throw new Error('a fact is no literal');
    }
  }

  /** The functions of its comparisons, in document order, named conditions in place. */
  leaves(condition: Condition): readonly number[] {
    switch (condition.kind) {
      case 'compare':
        return [this.comparisonFunction(condition)];
      case 'all':
      case 'any':
        return condition.of.flatMap((each) => this.leaves(each));
      default:
        return this.leaves(condition.of);
    }
  }

  /** What explains a condition: `verdict(i)` calls the function of comparison i. */
  explainer(condition: Condition): (verdict: (index: number) => boolean) => ConditionReasoning {
    switch (condition.kind) {
      case 'all': {
        const parts = condition.of.map((each) => this.explainer(each));
        return (verdict) => {
          const all = parts.map((part) => part(verdict));
          return { all, holds: all.every(({ holds }) => holds) };
        };
      }
      case 'any': {
        const parts = condition.of.map((each) => this.explainer(each));
        return (verdict) => {
          const any = parts.map((part) => part(verdict));
          return { any, holds: any.some(({ holds }) => holds) };
        };
      }
      case 'not': {
        const part = this.explainer(condition.of);
        return (verdict) => {
          const not = part(verdict);
          return { not, holds: !not.holds };
        };
      }
      case 'named': {
        const part = this.explainer(condition.of);
        return (verdict) => {
          const is = part(verdict);
          return { condition: condition.name, is, holds: is.holds };
        };
      }
      case 'compare':
        return this.comparisonExplainer(condition);
    }
  }

  private comparisonExplainer(comparison: Comparison): (verdict: (index: number) => boolean) => ConditionReasoning {
    const { fact, operator, expected } = comparison;
    const index = this.comparisonFunction(comparison);
    const { show } = this.setting;
    // a decision has hundreds of them: each is made in one piece
    if (expected.kind !== 'fact') {
      const { json } = expected;
      return (verdict) => {
        const actual = show(fact);
        const holds = verdict(index);
        return actual === undefined ? { expected: json, fact, holds, operator } : { actual, expected: json, fact, holds, operator };
      };
    }
    const { fact: expectedFact } = expected;
    return (verdict) => {
      const [actual, found] = [show(fact), show(expectedFact)];
      const holds = verdict(index);
      if (found === undefined)
        return actual === undefined ? { expectedFact, fact, holds, operator } : { actual, expectedFact, fact, holds, operator };
      return actual === undefined
        ? { expected: found, expectedFact, fact, holds, operator }
        : { actual, expected: found, expectedFact, fact, holds, operator };
    };
  }

  private comparisonFunction(comparison: Comparison): number {
    const { fact, operator, expected } = comparison;
    const key = JSON.stringify([fact, operator, expected]);
    const known = this.comparisons.get(key);
    if (known !== undefined) return known;
    const index = this.comparisons.size;
    this.comparisons.set(key, index);
    const expression = this.comparison(comparison);
    this.out.line(`const h${index} = () => ${expression};`);
    return index;
  }
}

/** An expression of a fact's value, in whole steps where it is a number. */
function operand(access: FactAccess): string {
  switch (access.kind) {
    case 'slot':
      return `v[${access.slot}]`;
    case 'literal':
      return literal(access.value);
    case 'table':
      return `K${access.constant}()`;
    case 'truth':
      return `K${access.constant}.get()`;
    case 'cell':
      throw new Error('a cell has no whole steps');
  }
}
