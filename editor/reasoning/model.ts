import type { components } from '../api/client.ts';

type Schemas = components['schemas'];

export type Decision = Schemas['Decision'];
export type PartyDecision = Schemas['Decision.PartyDecision'];
export type Line = Schemas['Decision.Line'];
export type LineStep = Schemas['Decision.LineStep'];
export type Formula = Schemas['Decision.FormulaReasoning'];
export type Rule = Schemas['Decision.RuleReasoning'];
export type Condition = Schemas['Decision.ConditionReasoning'];

/** Where two decisions part: what of it is marked. */
export interface Mark {
  readonly rule?: string;
  readonly item?: number;
  readonly fact?: string;
  readonly incentive?: string;
}

export const textOf = (value: unknown): string =>
  Array.isArray(value) ? `[${value.map(textOf).join(', ')}]` : typeof value === 'string' ? value : JSON.stringify(value);

export const isMarked = (rule: Rule, mark: Mark | undefined): boolean => mark?.rule === rule.rule && mark.item === rule.item;
