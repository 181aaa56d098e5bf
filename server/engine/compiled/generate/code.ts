/**
 * A program's conditions and formulas as one JavaScript function, made once for each program. Facts are
 * read by slot, what is not a number, text or truth by index of a list of constants; what a document
 * says gets in as literals of checked values only.
 */
import type { Condition } from '../../conditions/model.ts';
import type { ConditionReasoning, Shown } from '../../decisions/model.ts';
import { showExact, showValue } from '../../facts/render.ts';
import type { Exact } from '../../facts/value.ts';
import type { Formula } from '../../formula/model.ts';
import type { Program } from '../../program/model.ts';
import { Approximation, businessDaysBetween, floorAt, plusBusinessDays, plusDays, plusMonths, roundAt } from '../approximate.ts';
import { type Bands, fastBandRate, fastMarginal, prepareBands } from '../bands.ts';
import { DerivedCell, type Stamp, TruthCell } from '../cells.ts';
import { inSteps } from '../exact.ts';
import { FormulaFailure } from '../failure.ts';
import { CompiledFormula, type FormulaParts } from '../formulas.ts';
import type { ExactValue, Trace } from '../trace.ts';
import { type ComparisonWatch, ConditionForm } from './conditions.ts';
import { ExactForm } from './exact.ts';
import { exactRuntime } from './exact-runtime.ts';
import { type FactAccess, FactReader } from './facts.ts';
import { FastForm } from './fast.ts';
import { SourceWriter } from './source.ts';

export interface CompiledCondition {
  /** A function of its own once the code is finished. */
  holds: () => boolean;
  explain(): ConditionReasoning;
  /** What each leaf gives, in document order, named conditions in place. */
  truths(): readonly boolean[];
}

/** What the generated function returns: functions by index. */
interface Generated {
  readonly fast: readonly (() => unknown)[];
  readonly exact: readonly ((trace: Trace | undefined) => ExactValue)[];
  readonly holds: readonly (() => boolean)[];
  readonly compare: readonly (() => boolean)[];
}

const NONE: Generated = { fast: [], exact: [], holds: [], compare: [] };

export class ProgramCode {
  readonly program: Program;
  readonly reader: FactReader;
  readonly stamp: Stamp = { now: 0 };
  private readonly left = new Approximation();
  private readonly out = new SourceWriter();
  private readonly conditionForm: ConditionForm;
  private readonly formulas = new Map<Formula, CompiledFormula>();
  private readonly parts: FormulaParts[] = [];
  private readonly conditions: string[] = [];
  private readonly compiledConditions: CompiledCondition[] = [];
  private readonly bands = new Map<string, { readonly constant: number; readonly bands: Bands }>();
  private generated: Generated = NONE;

  constructor(program: Program, watch?: ComparisonWatch) {
    this.program = program;
    this.reader = new FactReader(program, (name) => this.derived(name));
    const { digits } = program.currency;
    this.conditionForm = new ConditionForm({ facts: this.reader, digits, watch, show: (fact) => this.show(fact) }, this.out);
  }

  /** The value of a fact as decisions show it; undefined where missing. */
  show(fact: string): Shown | undefined {
    const access = this.reader.of(fact);
    const { digits } = this.program.currency;
    switch (access.kind) {
      case 'slot': {
        const value = this.reader.slots.values[access.slot];
        return value === undefined ? undefined : showValue(access.type, value, digits);
      }
      case 'literal':
        return showValue(access.type, access.value, digits);
      case 'table': {
        const value = access.pick();
        return value === undefined ? undefined : showValue(access.type, value, digits);
      }
      case 'cell': {
        const value = access.cell.exact();
        return value === undefined ? undefined : showExact(access.type, inSteps(access.type, value, digits), digits);
      }
      case 'truth':
        return access.cell.get();
    }
  }

  /** To be asked for before `finish`. */
  condition(condition: Condition): CompiledCondition {
    this.conditions.push(this.conditionForm.whole(condition));
    const explain = this.conditionForm.explainer(condition);
    const leaves = this.conditionForm.leaves(condition);
    const verdict = (comparison: number): boolean => this.generated.compare[comparison]?.() === true;
    const compiled = { holds: unfinished, explain: () => explain(verdict), truths: () => leaves.map(verdict) };
    this.compiledConditions.push(compiled);
    return compiled;
  }

  /** To be asked for before `finish`. */
  formula(formula: Formula): CompiledFormula {
    const known = this.formulas.get(formula);
    if (known !== undefined) return known;
    const { digits } = this.program.currency;
    const compiled = new CompiledFormula(this.write(formula, true), { digits, left: this.left, show: (fact) => this.show(fact) });
    this.formulas.set(formula, compiled);
    return compiled;
  }

  private derived(name: string): FactAccess {
    const derived = this.program.derived.get(name);
    if (derived === undefined) throw new Error(`no derived fact ${name}`);
    const { type } = derived;
    const parts = this.write(derived.formula, false);
    const exactly = (): ExactValue | undefined => {
      try {
        return parts.exact(undefined);
      } catch (failure) {
        if (failure instanceof FormulaFailure) return undefined;
        throw failure;
      }
    };
    if (type === 'boolean') {
      const truth = (value: unknown): boolean | undefined => (typeof value === 'boolean' ? value : undefined);
      const cell = new TruthCell(
        () => truth(parts.fast()),
        () => truth(exactly()),
        this.stamp,
      );
      return { kind: 'truth', type, constant: this.reader.constant(cell), cell };
    }
    const forms = { scale: parts.scale, fast: () => Number(parts.fast()), exact: () => asNumber(exactly()) };
    const cell = new DerivedCell(type, forms, this.stamp, this.left);
    return { kind: 'cell', type, constant: this.reader.constant(cell), cell };
  }

  /** Writes both forms of a formula; what it reads is written before it. */
  private write(formula: Formula, isBounded: boolean): FormulaParts {
    for (const fact of formula.facts) if (fact.startsWith('derived.')) this.reader.of(fact);
    const { digits } = this.program.currency;
    const setting = {
      facts: this.reader,
      digits,
      rounding: this.program.rounding,
      bands: (parameter: string) => this.bandsOf(parameter),
    };
    const index = this.parts.length;
    let scale = 0;
    this.out.block(`function f${index}()`, () => {
      const fast = new FastForm(setting, this.out);
      if (formula.type === 'boolean') fast.writeTruth(formula.root);
      else scale = fast.writeNumber(formula.root, formula.type, isBounded);
    });
    const exact = new ExactForm(setting, formula.source);
    this.out.line(`const q${index} = (T) => ${exact.expression(formula.root)};`);
    const parts: FormulaParts = { formula, scale, operations: exact.operations, fast: unfinished, exact: unfinished };
    this.parts.push(parts);
    return parts;
  }

  private bandsOf(name: string): { readonly constant: number; readonly volumeScale: number; readonly rateScale: number } {
    let known = this.bands.get(name);
    if (known === undefined) {
      const parameter = this.program.parameters.get(name);
      if (parameter?.kind !== 'bands') throw new Error(`parameter.${name} has no bands`);
      const bands = prepareBands(parameter, this.program.currency.digits);
      known = { constant: this.reader.constant(bands), bands };
      this.bands.set(name, known);
    }
    return { constant: known.constant, volumeScale: known.bands.volumeScale, rateScale: known.bands.rateScale };
  }

  /** Makes functions of all that was asked for. */
  finish(): void {
    for (const [index, expression] of this.conditions.entries()) this.out.line(`const c${index} = () => (${expression}) === true;`);
    const list = (prefix: string, count: number): string => Array.from({ length: count }, (_, index) => `${prefix}${index}`).join(', ');
    const { constants, slots } = this.reader;
    const source = [
      `'use strict';`,
      constants.length === 0 ? '' : `const ${constants.map((_, index) => `K${index} = K[${index}]`).join(', ')};`,
      this.out.toString(),
      `return { fast: [${list('f', this.parts.length)}], exact: [${list('q', this.parts.length)}],`,
      `  holds: [${list('c', this.conditions.length)}], compare: [${list('h', this.conditionForm.count)}] };`,
    ].join('\n');
    const make = new Function('v', 'K', 'A', 'R', 'X', source);
    this.generated = make(slots.values, constants, this.left, fastRuntime(this.program), exactRuntime(this.program));
    for (const [index, compiled] of this.compiledConditions.entries()) compiled.holds = this.generated.holds[index] ?? compiled.holds;
    for (const [index, parts] of this.parts.entries()) {
      const { fast, exact } = this.generated;
      parts.fast = fast[index] ?? parts.fast;
      parts.exact = exact[index] ?? parts.exact;
    }
  }
}

const unfinished = (): never => {
  throw new Error('the code was not finished');
};

const asNumber = (value: ExactValue | undefined): Exact | undefined => (typeof value === 'object' ? value : undefined);

const fastRuntime = ({ calendar }: Program) => ({
  calendar,
  roundAt,
  floorAt,
  plusDays,
  plusMonths,
  plusBusinessDays,
  businessDaysBetween,
  fastBandRate,
  fastMarginal,
});
