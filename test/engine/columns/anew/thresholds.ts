import type { ProgramDocument } from '../../../../schemas/types.ts';
import type { Thresholds } from '../../../../server/engine/columns/anew/thresholds.ts';
import { showValue } from '../../../../server/engine/facts/render.ts';
import type { Program } from '../../../../server/engine/program/model.ts';

type Parameters = NonNullable<ProgramDocument['parameters']>;
type Json = Record<string, unknown>;

const TYPES: ReadonlySet<string> = new Set(['money', 'rate', 'count', 'days']);
const ORDERED: ReadonlySet<string> = new Set([
  ...['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'],
]);

/** The same program, with a parameter for each number that its rules compare facts with: the same one for the same number. */
export function withThresholds({ document, catalogue }: Program): ProgramDocument {
  const parameters: Record<string, unknown> = { ...document.parameters };
  const names = new Map<string, string>();
  const own = (condition: unknown): unknown => {
    if (Array.isArray(condition)) return condition.map(own);
    if (typeof condition !== 'object' || condition === null) return condition;
    const { fact, operator, value, ...rest } = condition as Json;
    if (typeof fact !== 'string') return Object.fromEntries(Object.entries(condition).map(([key, part]) => [key, own(part)]));
    const type = catalogue.facts.get(fact)?.type ?? '';
    if (!TYPES.has(type) || !ORDERED.has(String(operator)) || typeof value === 'object') return condition;
    const key = `${type} ${String(value)}`;
    const name = names.get(key) ?? `threshold${names.size}`;
    names.set(key, name);
    parameters[name] = { type, value };
    return { fact, operator, value: { fact: `parameter.${name}` }, ...rest };
  };
  const rules = document.rules.map((rule) => ({ ...rule, conditions: own(rule.conditions) }));
  return { ...document, rules, parameters: parameters as Parameters } as ProgramDocument;
}

/** A threshold with a value in whole steps, as documents have it. */
export interface Move {
  readonly name: string;
  readonly steps: number;
}

export function movedTo(program: Program, moves: readonly Move[]): ProgramDocument {
  const parameters: Record<string, unknown> = { ...program.document.parameters };
  for (const { name, steps } of moves) {
    const parameter = program.parameters.get(name);
    if (parameter?.kind !== 'scalar') throw new Error(`${name} is no threshold`);
    const { type } = parameter;
    parameters[name] = { type, value: showValue(type, steps, program.currency.digits) };
  }
  return { ...program.document, parameters: parameters as Parameters };
}

/** Of each threshold, to both sides: the last value that no enrollment could notice, the first that one could, and one far beyond. */
export function edgesOf(program: Program, thresholds: Thresholds): readonly Move[] {
  return [...program.parameters.values()].flatMap((parameter) => {
    const { name } = parameter;
    if (!name.startsWith('threshold') || parameter.kind !== 'scalar' || typeof parameter.value !== 'number') return [];
    const { value } = parameter;
    const isNoticed = (steps: number): boolean => thresholds.reachedBy(new Map([[name, steps]])).includes(1);
    return [-1, 1].flatMap((side) => edge(value, side, isNoticed)).map((steps) => ({ name, steps }));
  });
}

function edge(value: number, side: number, isNoticed: (steps: number) => boolean): readonly number[] {
  let [near, far] = [0, 1];
  while (!isNoticed(value + side * far)) {
    near = far;
    far *= 4;
    if (far > FURTHEST) return [];
  }
  const beyond = far * 16;
  while (far - near > 1) {
    const middle = Math.floor((near + far) / 2);
    if (isNoticed(value + side * middle)) far = middle;
    else near = middle;
  }
  return [near, far, beyond].filter((step) => step > 0).map((step) => value + side * step);
}

const FURTHEST = 2 ** 36;
