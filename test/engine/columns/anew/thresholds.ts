import type { ProgramDocument } from '../../../../schemas/types.ts';
import type { Thresholds } from '../../../../server/engine/columns/anew/thresholds.ts';
import { thresholdOf } from '../../../../server/engine/conditions/threshold.ts';
import { leavesOf } from '../../../../server/engine/conditions/walk.ts';
import { showValue } from '../../../../server/engine/facts/render.ts';
import type { FactType } from '../../../../server/engine/facts/value.ts';
import type { Program } from '../../../../server/engine/program/model.ts';

type Parameters = NonNullable<ProgramDocument['parameters']>;
type Json = Record<string, unknown>;

const TYPES: ReadonlySet<string> = new Set(['money', 'rate', 'count', 'days']);
const ORDERED: ReadonlySet<string> = new Set([
  ...['equal', 'notEqual', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive'],
]);

/** The same program, with parameters for many numbers that its rules compare facts with: the same one for the same number. */
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
    if (key.length % 3 === 0) return condition;
    const name = names.get(key) ?? `threshold${names.size}`;
    names.set(key, name);
    parameters[name] = { type, value };
    return { fact, operator, value: { fact: `parameter.${name}` }, ...rest };
  };
  const rules = document.rules.map((rule) => ({ ...rule, conditions: own(rule.conditions) }));
  return { ...document, rules, parameters: parameters as Parameters } as ProgramDocument;
}

/** A threshold with a value in whole steps, and as documents have it. */
export interface Move {
  readonly threshold: string;
  readonly steps: number;
  readonly value: unknown;
}

export function movedTo({ document }: Program, moves: readonly Move[]): ProgramDocument {
  const copy = structuredClone(document) as unknown as Json;
  for (const { threshold, value } of moves) {
    const path = threshold.startsWith('/') ? threshold.slice(1).split('/') : threshold.replace('parameter.', 'parameters.').split('.');
    const place = path.reduce((part, key) => part[key] as Json, copy);
    place.value = value;
  }
  return copy as unknown as ProgramDocument;
}

/** Of each threshold, to both sides: the last value that no enrollment could notice, the first that one could, and one far beyond. */
export function edgesOf(program: Program, thresholds: Thresholds): readonly Move[] {
  return thresholdsOf(program).flatMap(({ threshold, type, value }) => {
    const isNoticed = (steps: number): boolean => thresholds.reachedBy(new Map([[threshold, steps]])).includes(1);
    const found = [-1, 1].flatMap((side) => edge(value, side, isNoticed));
    return found.map((steps) => ({ threshold, steps, value: showValue(type, steps, program.currency.digits) }));
  });
}

function thresholdsOf({
  parameters,
  rules,
}: Program): readonly { readonly threshold: string; readonly type: FactType; readonly value: number }[] {
  const named = [...parameters.values()].flatMap((parameter) => {
    if (!parameter.name.startsWith('threshold') || parameter.kind !== 'scalar' || typeof parameter.value !== 'number') return [];
    return [{ threshold: `parameter.${parameter.name}`, type: parameter.type, value: parameter.value }];
  });
  const said = rules.flatMap(({ conditions }) =>
    leavesOf(conditions).flatMap((leaf) => {
      const { expected, pointer, type } = leaf;
      if (thresholdOf(leaf) !== pointer || expected.kind !== 'literal' || !TYPES.has(type)) return [];
      return [{ threshold: pointer, type, value: Number(expected.value) }];
    }),
  );
  return [...named, ...said];
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
