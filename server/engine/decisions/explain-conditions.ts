import { operators } from '../conditions/operators/index.ts';
import { distance, figure, indent, mark, value } from './explain-text.ts';
import type { ConditionReasoning, RuleReasoning } from './model.ts';

type Comparison = Extract<ConditionReasoning, { readonly fact: string }>;

const ORDER: Readonly<Record<string, string>> = { lessThan: '<', lessThanInclusive: '≤', greaterThan: '>', greaterThanInclusive: '≥' };

/** A rule that was looked at: its verdict, and its conditions as written. */
export function explainRule(rule: RuleReasoning): string[] {
  const title = `${mark(rule.holds)} ${rule.rule}${rule.item === undefined ? '' : `, item ${rule.item + 1}`}`;
  // that all of them must hold goes without saying
  const conditions = 'all' in rule.conditions ? rule.conditions.all.flatMap(explainCondition) : explainCondition(rule.conditions);
  return [title, ...indent(conditions, 4)];
}

export function explainCondition(condition: ConditionReasoning): string[] {
  if ('fact' in condition) return [explainComparison(condition)];
  if ('all' in condition) return [`all of these ${mark(condition.holds)}`, ...indent(condition.all.flatMap(explainCondition))];
  if ('any' in condition) return [`at least one of these ${mark(condition.holds)}`, ...indent(condition.any.flatMap(explainCondition))];
  if ('not' in condition) return [`not ${mark(condition.holds)}`, ...indent(explainCondition(condition.not))];
  return [`${condition.condition} ${mark(condition.holds)}`, ...indent(explainCondition(condition.is))];
}

/** “measure.revenueYtd is at least parameter.goldRevenue: 512,000.00 ≥ 500,000.00 ✓” */
function explainComparison(comparison: Comparison): string {
  return `${asWritten(comparison)}${whatWasFound(comparison)} ${mark(comparison.holds)}${gap(comparison)}`;
}

function asWritten({ fact, operator, expected, expectedFact }: Comparison): string {
  if (operator === 'exists') return `${fact} ${expected === false ? 'is not there' : 'is there'}`;
  const says = Object.hasOwn(operators, operator) ? operators[operator as keyof typeof operators].says : operator;
  const against = expectedFact ?? (operator in ORDER && isShown(expected) ? figure(expected) : value(expected));
  return `${fact} ${says} ${against}`;
}

function whatWasFound({ operator, actual, expected, expectedFact, holds }: Comparison): string {
  const symbol = ORDER[operator];
  if (actual === undefined) return operator === 'exists' && holds ? '' : ': missing';
  if (symbol !== undefined) return `: ${figure(actual)} ${symbol} ${isShown(expected) ? figure(expected) : 'missing'}`;
  if (expectedFact !== undefined) return `: ${value(actual)}, and that is ${value(expected)}`;
  // “deal.stage is “won”: “won”” says one thing twice
  return operator === 'equal' && holds ? '' : `: ${value(actual)}`;
}

/** How far a number is from where it should be. */
function gap({ operator, actual, expected, holds }: Comparison): string {
  if (holds || !(operator in ORDER)) return '';
  const far = distance(actual, expected);
  if (far === undefined) return '';
  // at the bound itself nothing is short, only one step
  if (/^[0.]+$/.test(far)) return '';
  return operator.startsWith('greater') ? `, ${far} short` : `, ${far} too much`;
}

const isShown = (json: unknown): json is string | number | boolean => json !== undefined && json !== null && typeof json !== 'object';

/** What would have to change for the rule to hold: its conditions that don't, without those that do. */
export function explainMissing(condition: ConditionReasoning): string[] {
  if (condition.holds) return [];
  if ('fact' in condition) return [explainComparison(condition)];
  if ('all' in condition) return condition.all.flatMap(explainMissing);
  if ('any' in condition) {
    const [only, ...others] = condition.any;
    if (only !== undefined && others.length === 0) return explainMissing(only);
    return ['one of these:', ...indent(condition.any.flatMap(explainMissing))];
  }
  if ('not' in condition) return ['that this does not hold:', ...indent(explainCondition(condition.not))];
  return explainMissing(condition.is);
}
