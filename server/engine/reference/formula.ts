/**
 * Formulas of the reference evaluator: their source is evaluated by the CEL library, over exact fractions. For
 * the reasoning, and to say which failure came first, every part of a formula is evaluated on its own.
 */
import { EvaluationError } from '@marcbachmann/cel-js';
import Fraction from 'fraction.js';
import type { FormulaReasoning } from '../decisions/model.ts';
import type { Formula, FormulaNode } from '../formula/model.ts';
import type { Program } from '../program/model.ts';
import { isTooLarge, type RefValue } from './exact.ts';
import { FormulaBands, FormulaDate, FormulaNumber, formulaLanguage } from './formula-language.ts';
import { FormulaError, type FormulaFailure, type Outcome } from './formula-outcome.ts';
import { celSource, partsOf } from './formula-source.ts';
import { walkFormula } from './formula-walk.ts';

export interface FormulaResult {
  /** Missing where it failed. */
  readonly value?: RefValue;
  /** Of a derived fact any failure means that it is missing. */
  readonly failure?: FormulaFailure;
  /** Part by part; it is evaluated for it, on the facts as they stand when it is asked for. */
  reasoning(): FormulaReasoning;
}

/** Evaluates a formula; `read` gives a fact's value (a table parameter's: that of the row picked), undefined where missing. */
export type EvaluateFormula = (formula: Formula, read: (fact: string) => RefValue | undefined) => FormulaResult;

/** Facts by group and name. */
type Context = Record<string, Map<string, unknown>>;
type Run = (context: Context) => unknown;

export function referenceFormulas(program: Program): EvaluateFormula {
  const language = formulaLanguage(program);
  const runs = new WeakMap<FormulaNode, Run>();
  // a derived fact may be of any size: what is made of it has the bounds
  const unbounded = new Set<Formula>([...program.derived.values()].map((derived) => derived.formula));

  const runOf = (formula: Formula, node: FormulaNode): Run => {
    const known = runs.get(node);
    if (known !== undefined) return known;
    const run: Run = language.parse(celSource(formula.source, node));
    runs.set(node, run);
    return run;
  };

  return (formula, read) => {
    const context = contextOf(program, formula, read);
    const evaluate = (node: FormulaNode): Outcome => outcomeOf(() => runOf(formula, node)(context));
    const whole = evaluate(formula.root);
    let walked = 'failure' in whole ? walkFormula(program, formula, read, evaluate) : undefined;
    const outcome = bounded(program, formula, walked?.outcome ?? whole, unbounded);
    const reasoning = (): FormulaReasoning => {
      walked ??= walkFormula(program, formula, read, evaluate);
      return walked.reasoning(outcome);
    };
    return { ...outcome, reasoning };
  };
}

function bounded(program: Program, formula: Formula, outcome: Outcome, unbounded: ReadonlySet<Formula>): Outcome {
  if ('failure' in outcome || unbounded.has(formula)) return outcome;
  return isTooLarge(formula.type, outcome.value, program.currency.digits) ? { failure: 'number-too-large' } : outcome;
}

function outcomeOf(run: () => unknown): Outcome {
  try {
    return { value: fromCel(run()) };
  } catch (error) {
    if (error instanceof FormulaError) return { failure: error.code };
    if (error instanceof EvaluationError && error.code === 'no_such_key') return { failure: 'missing-value' };
    throw error;
  }
}

function fromCel(value: unknown): RefValue {
  if (value instanceof FormulaDate) return new Fraction(value.day);
  if (value instanceof FormulaNumber) return value.value;
  if (typeof value === 'string' || typeof value === 'boolean') return value;
  throw new Error(`a formula gave a ${typeof value}`);
}

/** The facts that the formula names; what is missing is left out. */
function contextOf(program: Program, formula: Formula, read: (fact: string) => RefValue | undefined): Context {
  const context: Context = Object.create(null);
  const put = (name: string, value: unknown): void => {
    const [group = '', key = ''] = name.split('.');
    context[group] ??= new Map();
    if (value !== undefined) context[group].set(key, value);
  };
  for (const node of partsOf(formula.root)) {
    if (node.kind === 'fact') put(node.name, toCel(node.type === 'date', read(node.name)));
    if (node.kind === 'bands') put(`parameter.${node.parameter}`, bandsOf(program, node.parameter));
  }
  return context;
}

function toCel(isDate: boolean, value: RefValue | undefined): unknown {
  if (!(value instanceof Fraction)) return value;
  return isDate ? new FormulaDate(value.valueOf()) : new FormulaNumber(value);
}

function bandsOf(program: Program, name: string): FormulaBands {
  const parameter = program.parameters.get(name);
  if (parameter?.kind !== 'bands') throw new Error(`parameter.${name} has no bands`);
  return new FormulaBands(parameter);
}
