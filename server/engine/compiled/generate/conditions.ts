/** Conditions as JavaScript: short-circuited, and one comparison at a time for the reasoning. */
import type { Comparison, Condition, OperatorName } from '../../conditions/model.ts';
import { operators } from '../../conditions/operators/index.ts';
import { thresholdOf } from '../../conditions/threshold.ts';
import { leavesOf } from '../../conditions/walk.ts';
import type { ConditionReasoning, Shown } from '../../decisions/model.ts';
import type { FactType } from '../../facts/value.ts';
import { compareCells, numberTold } from './comparisons.ts';
import type { FactAccess, FactReader, Held, HeldAccess } from './facts.ts';
import { literal, type SourceWriter } from './source.ts';

/** Told what is compared with numbers of the program. */
export interface ComparisonWatch {
  /** Who is told of what is compared with a number (see `thresholdOf`), which is so many whole steps. */
  compared(threshold: string, value: number, operator: OperatorName): ComparisonTold;
}

/** Told of a number that lies within `x` ± `e` steps of the threshold. */
export interface ComparisonTold {
  /** The threshold, in steps: comparisons are with what it is then. */
  readonly held: Held;
  /** Each time that it is compared. */
  compared(x: number, e: number): void;
  /** Each time that it alone, with all else as it is, says whether a whole condition holds. */
  decides(x: number, e: number): void;
}

export interface ConditionSetting {
  readonly facts: FactReader;
  readonly digits: number;
  readonly watch: ComparisonWatch | undefined;
  /** The value of a fact as decisions show it; undefined where missing. */
  show(fact: string): Shown | undefined;
}

/** A condition is written twice for each of its leaves. */
const MOST_LEAVES = 24;

interface Given {
  readonly leaf: Comparison;
  readonly holds: boolean;
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

  /** An expression that gives whether it holds; where somebody watches, it tells what decides that. */
  whole(condition: Condition): string {
    const telling = this.setting.watch === undefined ? [] : this.tellingWhatDecides(condition);
    const expression = this.expression(condition);
    return telling.length === 0 ? expression : `(${telling.join(', ')}, ${expression})`;
  }

  /** Of each number that is compared with. Of one that stands there several times, or among many, each is told of. */
  private tellingWhatDecides(condition: Condition): readonly string[] {
    const leaves = leavesOf(condition);
    return leaves.flatMap((leaf) => {
      const told = this.telling(leaf, (by) => by.decides);
      if (told === undefined) return [];
      const isSole = leaves.filter((each) => thresholdOf(each) === thresholdOf(leaf)).length === 1;
      if (!isSole || leaves.length > MOST_LEAVES) return [`K${told}()`];
      return [
        `((${this.expression(condition, { leaf, holds: true })}) !== (${this.expression(condition, { leaf, holds: false })}) && K${told}())`,
      ];
    });
  }

  /** An expression that gives whether it holds. `given`: what a comparison gives. */
  private expression(condition: Condition, given?: Given): string {
    switch (condition.kind) {
      case 'all':
        return `(${condition.of.map((each) => this.expression(each, given)).join(' && ')})`;
      case 'any':
        return `(${condition.of.map((each) => this.expression(each, given)).join(' || ')})`;
      case 'not':
        return `!${this.expression(condition.of, given)}`;
      case 'named':
        return given === undefined ? `${this.namedFunction(condition.of)}()` : this.expression(condition.of, given);
      case 'compare':
        if (given === undefined) return this.comparison(condition);
        return condition === given.leaf ? String(given.holds) : this.plainComparison(condition);
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
    const told = this.telling(comparison, (by) => by.compared);
    const expression = this.plainComparison(comparison);
    return told === undefined ? expression : `(K${told}(), ${expression})`;
  }

  /** The constant that tells of a comparison with a number, where somebody watches. */
  private telling(comparison: Comparison, of: (told: ComparisonTold) => ComparisonTold['compared']): number | undefined {
    const watched = this.watchedIn(comparison);
    if (watched === undefined) return undefined;
    const { facts, digits } = this.setting;
    return facts.constant(numberTold(facts.of(comparison.fact), watched.type, digits, facts.slots.values, of(watched.told)));
  }

  private plainComparison(comparison: Comparison): string {
    const { facts, digits } = this.setting;
    const { fact, operator, expected } = comparison;
    const actual = facts.of(fact);
    const other = this.heldBy(comparison) ?? (expected.kind === 'fact' ? facts.of(expected.fact) : undefined);
    if (actual.kind === 'cell' || other?.kind === 'cell') {
      return `K${facts.constant(compareCells(comparison, actual, other, digits, facts.slots.values))}()`;
    }
    const right = other === undefined ? this.expectedLiteral(comparison) : operand(other);
    return operators[operator].emit(operand(actual), right, actual.type);
  }

  /** The number that is compared with, where somebody watches. */
  private heldBy(comparison: Comparison): HeldAccess | undefined {
    const watched = this.watchedIn(comparison);
    if (watched === undefined) return undefined;
    const { held } = watched.told;
    return { kind: 'held', type: watched.type, constant: this.setting.facts.constant(held), held };
  }

  private watchedIn(comparison: Comparison): { readonly told: ComparisonTold; readonly type: FactType } | undefined {
    const { facts, watch } = this.setting;
    const { expected, operator, type } = comparison;
    const name = thresholdOf(comparison);
    if (watch === undefined || name === undefined) return undefined;
    const access: FactAccess | undefined = expected.kind === 'literal' ? { kind: 'literal', type, value: expected.value } : facts.of(name);
    if (access?.kind !== 'literal' || typeof access.value !== 'number') return undefined;
    return { told: watch.compared(name, access.value, operator), type: access.type };
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
function operand(access: FactAccess | HeldAccess): string {
  switch (access.kind) {
    case 'slot':
      return `v[${access.slot}]`;
    case 'literal':
      return literal(access.value);
    case 'table':
      return `K${access.constant}()`;
    case 'truth':
      return `K${access.constant}.get()`;
    case 'held':
      return `K${access.constant}.now`;
    case 'cell':
      throw new Error('a cell has no whole steps');
  }
}
