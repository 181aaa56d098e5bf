import { OPERATORS, type OperatorName } from '../../../../server/engine/conditions/model.ts';
import type { FactSpec } from '../../../../server/engine/facts/catalogue.ts';
import type { FactType } from '../../../../server/engine/facts/value.ts';
import type { Names } from '../../catalogue.ts';

/** As it stands in the text, which may be unfinished. */
export interface ConditionValue {
  readonly all?: readonly ConditionValue[];
  readonly any?: readonly ConditionValue[];
  readonly not?: ConditionValue;
  readonly condition?: string;
  readonly fact?: string;
  readonly operator?: string;
  readonly value?: unknown;
}

export function formOf(value: ConditionValue): 'all' | 'any' | 'not' | 'named' | 'compare' {
  if (Array.isArray(value.all)) return 'all';
  if (Array.isArray(value.any)) return 'any';
  if (typeof value.not === 'object') return 'not';
  return value.condition === undefined ? 'compare' : 'named';
}

export const isOperator = (text: string): text is OperatorName => (OPERATORS as readonly string[]).includes(text);

/** Something to begin with, that says what it is. */
export function newComparison({ catalogue }: Names): ConditionValue {
  const usual = catalogue.facts.get('deal.amount');
  return usual === undefined
    ? { fact: 'partner.type', operator: 'exists', value: true }
    : { fact: usual.name, operator: 'greaterThan', value: '0' };
}

const START: Readonly<Record<FactType, unknown>> = {
  money: '0',
  rate: '0',
  price: '0',
  count: 0,
  days: 0,
  date: '2026-01-01',
  text: '',
  choice: '',
  boolean: true,
  list: '',
};

/** What a comparison begins with, once its fact or operator has become another. */
export function startValue(spec: FactSpec | undefined, operator: OperatorName): unknown {
  if (operator === 'exists') return true;
  const one = spec?.choices?.[0] ?? START[spec?.type ?? 'text'];
  return operator === 'in' || operator === 'notIn' ? [one] : one;
}

/** Whether a value that stands there goes with the operator. */
export function fits(value: unknown, operator: OperatorName, spec: FactSpec | undefined): boolean {
  if (operator === 'exists') return typeof value === 'boolean';
  if (operator === 'in' || operator === 'notIn') return Array.isArray(value);
  if (typeof value === 'object' && value !== null) return !Array.isArray(value);
  return spec === undefined || typeof value === typeof START[spec.type];
}
