/** The reasoning of conditions, read from what json-rules-engine says it did. */
import Fraction from 'fraction.js';
import type { RuleResult } from 'json-rules-engine';
import type { Comparison, Condition } from '../conditions/model.ts';
import type { ConditionReasoning, Shown } from '../decisions/model.ts';
import type { FactType } from '../facts/value.ts';
import type { Program } from '../program/model.ts';
import type { RefValue } from './exact.ts';
import { show, typeOf } from './shown.ts';

/** A node of the library's result: all its kinds in one, looked at by the condition that it came of. */
interface Node {
  readonly all?: readonly Node[];
  readonly any?: readonly Node[];
  readonly not?: Node;
  readonly result?: boolean;
  readonly factResult?: unknown;
  readonly valueResult?: unknown;
}

export function reasoningOf(program: Program, condition: Condition, result: RuleResult): ConditionReasoning {
  // the library leaves out the verdict of the root, which is the rule's
  return explain(program, condition, unwrapped(condition, { ...asNode(result.conditions), result: result.result === true }));
}

function explain(program: Program, condition: Condition, node: Node): ConditionReasoning {
  const holds = node.result === true;
  switch (condition.kind) {
    case 'all':
      return { all: explainEach(program, condition.of, node.all), holds };
    case 'any':
      return { any: explainEach(program, condition.of, node.any), holds };
    case 'not':
      return { not: explain(program, condition.of, asNode(node.not)), holds };
    case 'named':
      // what was named was given to the library in the place of its name
      return { condition: condition.name, is: explain(program, condition.of, unwrapped(condition.of, node)), holds };
    case 'compare':
      return explainComparison(program, condition, node);
  }
}

function explainEach(
  program: Program,
  conditions: readonly Condition[],
  nodes: readonly Node[] | undefined,
): readonly ConditionReasoning[] {
  return conditions.map((condition, index) => explain(program, condition, asNode(nodes?.[index])));
}

function explainComparison(program: Program, comparison: Comparison, node: Node): ConditionReasoning {
  const { fact, operator, expected, type } = comparison;
  const actual = shown(program, type, node.factResult);
  const base = { fact, operator, ...(actual === undefined ? {} : { actual }), holds: node.result === true };
  if (expected.kind !== 'fact') return { ...base, expected: expected.json };
  const compared = shown(program, typeOf(program, expected.fact), node.valueResult);
  return { ...base, expectedFact: expected.fact, ...(compared === undefined ? {} : { expected: compared }) };
}

function shown(program: Program, type: FactType, value: unknown): Shown | undefined {
  if (value === undefined) return undefined;
  if (!isRefValue(value)) throw new Error('json-rules-engine gave back something else than a fact');
  return show(program, type, value);
}

function isRefValue(value: unknown): value is RefValue {
  return value instanceof Fraction || typeof value === 'string' || typeof value === 'boolean' || Array.isArray(value);
}

/** A lone comparison was given to the library as a group of one. */
function unwrapped(condition: Condition, node: Node): Node {
  return condition.kind === 'compare' ? asNode(node.all?.[0]) : node;
}

function asNode(value: unknown): Node {
  if (typeof value !== 'object' || value === null) throw new Error('json-rules-engine left out a condition');
  return value;
}
