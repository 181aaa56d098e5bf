/**
 * Conditions, decided by json-rules-engine. Facts are constants given up front and literals typed values,
 * so that the library compares what the operators here understand; handlers are synchronous, and each run
 * has an engine of its own: one that runs overlap in loses rules.
 */
import { Engine, type TopLevelCondition } from 'json-rules-engine';
import type { Comparison, Condition, Expected } from '../conditions/model.ts';
import { type Operand, operators } from '../conditions/operators/index.ts';
import type { ConditionReasoning } from '../decisions/model.ts';
import type { FactType, Value } from '../facts/value.ts';
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
  const facts: Record<string, Operand | undefined> = Object.create(null);
  for (const [index, condition] of conditions.entries()) {
    for (const fact of factsOf(condition)) facts[fact] = read(fact);
    nameConditions(engine, program, condition);
    engine.addRule({ name: String(index), conditions: topLevel(program, condition), event: { type: 'rule' } });
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

function factsOf(condition: Condition): readonly string[] {
  switch (condition.kind) {
    case 'all':
    case 'any':
      return condition.of.flatMap(factsOf);
    case 'not':
    case 'named':
      return factsOf(condition.of);
    case 'compare':
      return condition.expected.kind === 'fact' ? [condition.fact, condition.expected.fact] : [condition.fact];
  }
}

function nameConditions(engine: Engine, program: Program, condition: Condition): void {
  switch (condition.kind) {
    case 'all':
    case 'any':
      for (const each of condition.of) nameConditions(engine, program, each);
      return;
    case 'not':
      nameConditions(engine, program, condition.of);
      return;
    case 'named':
      engine.setCondition(condition.name, topLevel(program, condition.of));
      nameConditions(engine, program, condition.of);
      return;
    case 'compare':
      return;
  }
}

/** The library wants a group at the root; a lone comparison becomes a group of one. */
function topLevel(program: Program, condition: Condition): TopLevelCondition {
  return condition.kind === 'compare' ? { all: [comparison(program, condition)] } : group(program, condition);
}

function group(program: Program, condition: Exclude<Condition, Comparison>): TopLevelCondition {
  switch (condition.kind) {
    case 'all':
      return { all: condition.of.map((each) => nested(program, each)) };
    case 'any':
      return { any: condition.of.map((each) => nested(program, each)) };
    case 'not':
      return { not: nested(program, condition.of) };
    case 'named':
      return { condition: condition.name };
  }
}

type Nested = TopLevelCondition | ReturnType<typeof comparison>;

function nested(program: Program, condition: Condition): Nested {
  return condition.kind === 'compare' ? comparison(program, condition) : group(program, condition);
}

function comparison(program: Program, { fact, operator, type, expected }: Comparison) {
  return { fact, operator, value: expectedValue(expected, type, program.currency.digits) };
}

/** The literal as a typed value; members of lists are text as they are. */
function expectedValue(expected: Expected, type: FactType, digits: number): unknown {
  const typed = (value: Value): Operand => (type === 'list' ? value : toRefValue(type, value, digits));
  switch (expected.kind) {
    case 'fact':
      return { fact: expected.fact };
    case 'set':
      return expected.values.map(typed);
    case 'literal':
      return typed(expected.value);
  }
}
