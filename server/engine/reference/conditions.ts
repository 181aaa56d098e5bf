/**
 * Conditions, decided by json-rules-engine. Facts are constants given up front and literals typed values,
 * so that the library compares what the operators here understand; handlers are synchronous, and each run
 * has an engine of its own: one that runs overlap in loses rules.
 */
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { Comparison, Condition } from '../conditions/model.ts';
import { type Operand, operators } from '../conditions/operators/index.ts';
import type { ConditionReasoning } from '../decisions/model.ts';
import type { Value } from '../facts/value.ts';
import type { Program } from '../program/model.ts';
import { toRefValue } from './exact.ts';
import type { Read } from './parameters.ts';
import { reasoningOf } from './reasoning.ts';

export interface Verdict {
  readonly holds: boolean;
  /** What the library did, read from its result. */
  reasoning(): ConditionReasoning;
}

/** Judges each of the conditions, all of them in one run. */
export async function judge(program: Program, conditions: readonly Condition[], read: Read): Promise<readonly Verdict[]> {
  if (conditions.length === 0) return [];
  const engine = strictEngine();
  const facts: Record<string, Operand | readonly Operand[] | undefined> = Object.create(null);
  for (const [index, condition] of conditions.entries()) {
    for (const each of comparisonsOf(condition)) {
      facts[each.fact] = read(each.fact);
      facts[expectedFact(each)] = expectedValue(program, each, read);
    }
    nameConditions(engine, condition);
    engine.addRule({ name: String(index), conditions: topLevel(condition), event: { type: 'rule' } });
  }
  const { results, failureResults } = await engine.run(facts);
  const byIndex = new Map([...results, ...failureResults].map((result) => [result.name, result]));
  return conditions.map((condition, index) => {
    const result = byIndex.get(String(index));
    if (result === undefined) throw new Error('json-rules-engine lost a rule');
    return { holds: result.result === true, reasoning: () => reasoningOf(program, condition, result) };
  });
}

const LIBRARY_OPERATORS = ['equal', 'notEqual', 'in', 'notIn', 'contains', 'doesNotContain'];
const LIBRARY_COMPARISONS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'];
const LIBRARY_DECORATORS = ['someFact', 'someValue', 'everyFact', 'everyValue', 'swap', 'not'];

/** An engine that knows our operators and nothing of its own. */
function strictEngine(): Engine {
  const engine = new Engine([], { allowUndefinedFacts: true });
  for (const operator of [...LIBRARY_OPERATORS, ...LIBRARY_COMPARISONS]) engine.removeOperator(operator);
  for (const decorator of LIBRARY_DECORATORS) engine.removeOperatorDecorator(decorator);
  for (const { name, holds } of Object.values(operators)) engine.addOperator(name, holds);
  return engine;
}

function comparisonsOf(condition: Condition): readonly Comparison[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(comparisonsOf);
    case 'not':
    case 'named':
      return comparisonsOf(condition.of);
    case 'compare':
      return [condition];
  }
}

function nameConditions(engine: Engine, condition: Condition): void {
  switch (condition.kind) {
    case 'all':
    case 'any':
      for (const each of condition.of) nameConditions(engine, each);
      return;
    case 'not':
      nameConditions(engine, condition.of);
      return;
    case 'named':
      engine.setCondition(condition.name, topLevel(condition.of));
      nameConditions(engine, condition.of);
      return;
    case 'compare':
      return;
  }
}

/** The library wants a group at the root; a lone comparison becomes a group of one. */
function topLevel(condition: Condition): TopLevelCondition {
  return condition.kind === 'compare' ? { all: [comparison(condition)] } : group(condition);
}

function group(condition: Exclude<Condition, Comparison>): TopLevelCondition {
  switch (condition.kind) {
    case 'all':
      return { all: condition.of.map((each) => nested(each)) };
    case 'any':
      return { any: condition.of.map((each) => nested(each)) };
    case 'not':
      return { not: nested(condition.of) };
    case 'named':
      return { condition: condition.name };
  }
}

type Nested = TopLevelCondition | ReturnType<typeof comparison>;

function nested(condition: Condition): Nested {
  return condition.kind === 'compare' ? comparison(condition) : group(condition);
}

function comparison(condition: Comparison) {
  return { fact: condition.fact, operator: condition.operator, value: { fact: expectedFact(condition) } };
}

/**
 * A literal is given to the library as a fact too: values that stand in a rule it copies, and a copied
 * fraction has lost its number.
 */
function expectedFact({ expected, pointer }: Comparison): string {
  return expected.kind === 'fact' ? expected.fact : `literal ${pointer}`;
}

/** Typed by the fact beside it; members of lists are text as they are. */
function expectedValue(program: Program, { expected, type }: Comparison, read: Read): Operand | readonly Operand[] | undefined {
  const typed = (value: Value): Operand => (type === 'list' ? value : toRefValue(type, value, program.currency.digits));
  switch (expected.kind) {
    case 'fact':
      return read(expected.fact);
    case 'set':
      return expected.values.map(typed);
    case 'literal':
      return typed(expected.value);
  }
}
