/** A formula part by part, left before right and inner before outer: its steps, and the failure that comes first. */
import Fraction from 'fraction.js';
import type { BandSlice, FormulaReasoning, FormulaStep, Shown } from '../decisions/model.ts';
import type { FactType } from '../facts/value.ts';
import type { Formula, FormulaNode } from '../formula/model.ts';
import type { Program } from '../program/model.ts';
import { applyBands, type ExactSlice } from './bands.ts';
import { type RefValue, showRefValue } from './exact.ts';
import type { Outcome } from './formula-outcome.ts';
import { operandsOf, partsOf } from './formula-source.ts';

export interface Walked {
  readonly outcome: Outcome;
  /** With what the formula came to in the end, its bounds included. */
  reasoning(outcome: Outcome): FormulaReasoning;
}

type Read = (fact: string) => RefValue | undefined;

export function walkFormula(program: Program, formula: Formula, read: Read, evaluate: (node: FormulaNode) => Outcome): Walked {
  const { digits } = program.currency;
  const steps: FormulaStep[] = [];
  const show = (type: FactType, value: RefValue): Shown => showRefValue(type, value, digits);

  /** Carries the operation out and lists it. */
  const carryOut = (node: FormulaNode, operands: readonly RefValue[] = []): Outcome => {
    const outcome = evaluate(node);
    steps.push({
      expression: formula.source.slice(node.start, node.end),
      ...('value' in outcome ? { value: show(node.type, outcome.value) } : {}),
      ...(node.kind === 'bands' ? { slices: slicesOf(program, node, operands) } : {}),
    });
    return outcome;
  };

  const walkAll = (node: FormulaNode, operands: readonly FormulaNode[]): Outcome => {
    const values: RefValue[] = [];
    for (const operand of operands) {
      const outcome = walk(operand);
      if ('failure' in outcome) return outcome;
      values.push(outcome.value);
    }
    return carryOut(node, values);
  };

  const walkLogic = (node: FormulaNode & { readonly kind: 'binary' }): Outcome => {
    const deciding = node.op === '||';
    const left = walk(node.left);
    if ('value' in left && left.value === deciding) return carryOut(node);
    const right = walk(node.right);
    if ('value' in right && right.value === deciding) return carryOut(node);
    if ('failure' in left) return left;
    return 'failure' in right ? right : carryOut(node);
  };

  const walk = (node: FormulaNode): Outcome => {
    switch (node.kind) {
      case 'literal':
      case 'fact':
        return evaluate(node);
      case 'orValue':
        return walkAll(node, read(node.fact.name) === undefined ? [node.fallback] : []);
      case 'choose': {
        const when = walk(node.when);
        if ('failure' in when) return when;
        return walkAll(node, [when.value === true ? node.then : node.otherwise]);
      }
      case 'binary':
        return node.op === '&&' || node.op === '||' ? walkLogic(node) : walkAll(node, operandsOf(node));
      default:
        return walkAll(node, operandsOf(node));
    }
  };

  const outcome = walk(formula.root);
  const reasoning = (end: Outcome): FormulaReasoning => ({
    formula: formula.source,
    inputs: inputsOf(formula, read, show),
    steps,
    ...('value' in end ? { value: show(formula.type, end.value) } : { failure: end.failure }),
  });
  return { outcome, reasoning };
}

/** Every fact that the formula names and that is present, in order of first appearance. */
function inputsOf(formula: Formula, read: Read, show: (type: FactType, value: RefValue) => Shown): Readonly<Record<string, Shown>> {
  const inputs: Record<string, Shown> = {};
  for (const node of partsOf(formula.root)) {
    if (node.kind !== 'fact' || node.name in inputs) continue;
    const value = read(node.name);
    if (value !== undefined) inputs[node.name] = show(node.type, value);
  }
  return inputs;
}

function slicesOf(program: Program, node: FormulaNode & { readonly kind: 'bands' }, operands: readonly RefValue[]): readonly BandSlice[] {
  const parameter = program.parameters.get(node.parameter);
  if (parameter?.kind !== 'bands') throw new Error(`parameter.${node.parameter} has no bands`);
  const { digits } = program.currency;
  const numbers = operands.filter((operand) => operand instanceof Fraction);
  const show = ({ from, rate, size, amount }: ExactSlice): BandSlice => ({
    from: showRefValue(parameter.over, from, digits),
    rate: String(showRefValue(parameter.unit, rate, digits)),
    size: showRefValue(parameter.over, size, digits),
    ...(amount === undefined ? {} : { amount: String(showRefValue('money', amount, digits)) }),
  });
  return applyBands(node.fn, parameter, numbers, digits).slices.map(show);
}
