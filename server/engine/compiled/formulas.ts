/** A formula as it runs: fast where that suffices, exact where it must be, with its reasoning where it is asked for. */
import type { FailureReport, FormulaReasoning, Shown } from '../decisions/model.ts';
import { decimalsOf } from '../facts/render.ts';
import { type Exact, FIRST_DAY, LAST_DAY, MONEY_LIMIT_MINOR } from '../facts/value.ts';
import type { Formula, FormulaNode } from '../formula/model.ts';
import type { RoundingMode } from '../program/model.ts';
import { type Approximation, roundAt } from './approximate.ts';
import { roundTo, tenTo } from './exact.ts';
import { FormulaFailure } from './failure.ts';
import { type ExactValue, type Operation, showExactValue, Trace } from './trace.ts';

type Code = FailureReport['code'];

export interface Reckoned {
  /** Missing where it failed. */
  readonly value?: Exact;
  readonly failure?: Code;
  /** Where it was asked for. */
  readonly reasoning?: FormulaReasoning;
}

/** What a formula is made of. The functions come once the code that holds them runs. */
export interface FormulaParts {
  readonly formula: Formula;
  readonly scale: number;
  readonly operations: readonly Operation[];
  fast: () => unknown;
  exact: (trace: Trace | undefined) => ExactValue;
}

export interface FormulaSetting {
  readonly digits: number;
  readonly left: Approximation;
  show(fact: string): Shown | undefined;
}

export class CompiledFormula {
  readonly formula: Formula;
  readonly scale: number;
  private readonly parts: FormulaParts;
  private readonly setting: FormulaSetting;
  private readonly facts: readonly string[];

  constructor(parts: FormulaParts, setting: FormulaSetting) {
    this.parts = parts;
    this.formula = parts.formula;
    this.scale = parts.scale;
    this.setting = setting;
    this.facts = [...new Set(factsIn(parts.formula.root))];
  }

  /** Whole steps of 10^-scale with the bound left behind, or NaN. */
  fast(): number {
    const x = this.parts.fast();
    return typeof x === 'number' ? x : Number.NaN;
  }

  get e(): number {
    return this.setting.left.e;
  }

  exact(explain: boolean): Reckoned {
    const trace = explain ? new Trace(this.parts.operations, this.setting.digits) : undefined;
    const outcome = this.outcome(trace);
    if (trace === undefined) return outcome;
    const { type, source } = this.formula;
    const shown = 'value' in outcome ? { value: showExactValue(type, outcome.value, this.setting.digits) } : outcome;
    return { ...outcome, reasoning: { formula: source, inputs: this.inputs(), steps: trace.steps, ...shown } };
  }

  private outcome(trace: Trace | undefined): { readonly value: Exact } | { readonly failure: Code } {
    try {
      const value = this.parts.exact(trace);
      if (typeof value !== 'object') throw new Error('a formula of numbers gave something else');
      return this.isTooLarge(value) ? { failure: 'number-too-large' } : { value };
    } catch (failure) {
      if (failure instanceof FormulaFailure) return { failure: failure.code };
      throw failure;
    }
  }

  private isTooLarge({ n, d }: Exact): boolean {
    const { type } = this.formula;
    if (type === 'date') return n < BigInt(FIRST_DAY) * d || n > BigInt(LAST_DAY) * d;
    const limit = BigInt(type === 'money' ? MONEY_LIMIT_MINOR : Number.MAX_SAFE_INTEGER);
    const size = (n < 0n ? -n : n) * tenTo(decimalsOf(type, this.setting.digits));
    return size > limit * d;
  }

  /** Facts it names that are present, in order of first appearance. */
  inputs(): Readonly<Record<string, Shown>> {
    const inputs: Record<string, Shown> = {};
    for (const fact of this.facts) {
      const value = this.setting.show(fact);
      if (value !== undefined) inputs[fact] = value;
    }
    return inputs;
  }

  /** Its value in whole steps of its type, or NaN where that can't be told fast. */
  fastSteps(mode: RoundingMode): number {
    const x = this.fast();
    if (Number.isNaN(x)) return x;
    return roundAt(x, this.e, this.scale, decimalsOf(this.formula.type, this.setting.digits), mode);
  }

  toSteps(value: Exact, mode: RoundingMode): number {
    return Number(roundTo(value, decimalsOf(this.formula.type, this.setting.digits), mode));
  }
}

function* factsIn(node: FormulaNode): Generator<string> {
  switch (node.kind) {
    case 'literal':
      return;
    case 'fact':
      yield node.name;
      return;
    case 'orValue':
      yield node.fact.name;
      yield* factsIn(node.fallback);
      return;
    case 'not':
    case 'negate':
      yield* factsIn(node.of);
      return;
    case 'binary':
      yield* factsIn(node.left);
      yield* factsIn(node.right);
      return;
    case 'choose':
      yield* factsIn(node.when);
      yield* factsIn(node.then);
      yield* factsIn(node.otherwise);
      return;
    case 'call':
    case 'bands':
      for (const arg of node.args) yield* factsIn(arg);
  }
}
