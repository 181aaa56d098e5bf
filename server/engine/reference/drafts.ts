/** A line while it is being settled. */
import Fraction from 'fraction.js';
import type { Line, LineStep } from '../decisions/model.ts';
import type { Formula } from '../formula/model.ts';
import type { Rule } from '../program/model.ts';
import { showText } from './shown.ts';
import type { Sitting } from './sitting.ts';

export interface Draft {
  readonly rule: Rule;
  readonly decides: Line['decides'];
  readonly incentive: string;
  readonly payee: Line['payee'];
  readonly person?: string;
  readonly payer: Line['payer'];
  readonly item?: number;
  readonly reverses?: NonNullable<Line['reverses']>;
  readonly moves: readonly { readonly balance: string; readonly formula: Formula }[];
  readonly steps: LineStep[];
  status: Line['status'];
  /** Exact until the line is rounded. */
  amount: Fraction;
}

/** A step of the line's reasoning, where it is asked for. */
export function tell(sitting: Sitting, draft: Draft, step: () => LineStep): void {
  if (sitting.explain) draft.steps.push(step());
}

export const ZERO = new Fraction(0);

/** Above 0, and not fallen to an exclusion, a better one or a failure. Reversals stand outside. */
export const inPlay = (draft: Draft): boolean => draft.status === 'due' && draft.decides !== 'reversal' && draft.amount.gt(ZERO);

export const total = (drafts: readonly Draft[]): Fraction => drafts.reduce((sum, { amount }) => sum.add(amount), ZERO);

export function lineOf(sitting: Sitting, draft: Draft): Line {
  const { rule, decides, incentive, payee, person, payer, item, reverses, steps, status, amount } = draft;
  return {
    incentive,
    rule: rule.name,
    decides,
    payee,
    ...(person === undefined ? {} : { person }),
    payer,
    ...(item === undefined ? {} : { item }),
    amount: showText(sitting.run.program, 'money', status === 'due' ? amount : ZERO),
    status,
    ...(reverses === undefined ? {} : { reverses }),
    ...(sitting.explain ? { steps } : {}),
  };
}
