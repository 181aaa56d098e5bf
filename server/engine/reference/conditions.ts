/**
 * Conditions, decided by json-rules-engine. Facts are constants given up front and literals typed values,
 * so that the library compares what the operators here understand; handlers are synchronous, and an engine has
 * one run at a time: one that runs overlap in loses rules.
 */
import { Engine, Fact, type TopLevelCondition } from 'json-rules-engine';
import type { Comparison, Condition } from '../conditions/model.ts';
import { type Operand, operators } from '../conditions/operators/index.ts';
import type { ConditionReasoning } from '../decisions/model.ts';
import type { Value } from '../facts/value.ts';
import type { Program } from '../program/model.ts';
import { toRefValue } from './exact.ts';
import { libraryRule } from './library-rule.ts';
import type { Read } from './parameters.ts';
import { reasoningOf } from './reasoning.ts';

export interface Verdict {
  readonly holds: boolean;
  /** What the library did, read from its result. */
  reasoning(): ConditionReasoning;
}

/** Judges each of the conditions, all of them in one run. */
export type Judge = (conditions: readonly Condition[], read: Read) => Promise<readonly Verdict[]>;

/** Which rules are looked at together hangs on kind and partner type: so many combinations are kept at hand. */
const MOST_PANELS = 1_000;

/** A judge of a program's conditions. It keeps engines for the conditions that it was asked about together. */
export function judging(program: Program): Judge {
  const panels = new Map<string, Panel>();
  const numbers = new WeakMap<Condition, number>();
  let last = 0;
  const numberOf = (condition: Condition): number => {
    const known = numbers.get(condition);
    if (known !== undefined) return known;
    last += 1;
    numbers.set(condition, last);
    return last;
  };
  return async (conditions, read) => {
    if (conditions.length === 0) return [];
    const key = conditions.map(numberOf).join(' ');
    const panel = panels.get(key) ?? new Panel(program, conditions);
    if (panels.size >= MOST_PANELS && !panels.has(key)) panels.clear();
    panels.set(key, panel);
    return panel.judge(read);
  };
}

/** Conditions that are judged together: rules of the library, and the facts that they name. */
class Panel {
  private readonly program: Program;
  private readonly conditions: readonly Condition[];
  private readonly facts: readonly string[];
  private readonly literals: readonly Fact[];
  private readonly idle: Engine[] = [];

  constructor(program: Program, conditions: readonly Condition[]) {
    this.program = program;
    this.conditions = conditions;
    const comparisons = conditions.flatMap(comparisonsOf);
    this.facts = [...new Set(comparisons.flatMap(({ fact, expected }) => (expected.kind === 'fact' ? [fact, expected.fact] : [fact])))];
    this.literals = comparisons.flatMap((each) => {
      const value = literalValue(program, each);
      return value === undefined ? [] : [constant(expectedFact(each), value)];
    });
  }

  async judge(read: Read): Promise<readonly Verdict[]> {
    const engine = this.idle.pop() ?? this.engine();
    const facts: Record<string, Fact> = Object.create(null);
    for (const fact of this.facts) facts[fact] = constant(fact, read(fact));
    const { results, failureResults } = await engine.run(facts);
    this.idle.push(engine);
    const byIndex = new Map([...results, ...failureResults].map((result) => [result.name, result]));
    return this.conditions.map((condition, index) => {
      const result = byIndex.get(String(index));
      if (result === undefined) throw new Error('json-rules-engine lost a rule');
      return { holds: result.result === true, reasoning: () => reasoningOf(this.program, condition, result) };
    });
  }

  private engine(): Engine {
    const engine = strictEngine();
    for (const literal of this.literals) engine.addFact(literal);
    for (const [index, condition] of this.conditions.entries()) {
      engine.addRule(libraryRule(String(index), topLevel(condition)));
    }
    return engine;
  }
}

/** The library would hash the name of each to remember what it came to; constants needn't be remembered. */
const constant = (fact: string, value: unknown): Fact => new Fact(fact, value, { cache: false });

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

/** The library wants a group at the root; a lone comparison becomes a group of one. A named condition stands in the place of its name. */
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
      return topLevel(condition.of);
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

/** Typed by the fact beside it; members of lists are text as they are. Undefined where it is another fact. */
function literalValue(program: Program, { expected, type }: Comparison): Operand | readonly Operand[] | undefined {
  const typed = (value: Value): Operand => (type === 'list' ? value : toRefValue(type, value, program.currency.digits));
  switch (expected.kind) {
    case 'fact':
      return undefined;
    case 'set':
      return expected.values.map(typed);
    case 'literal':
      return typed(expected.value);
  }
}
