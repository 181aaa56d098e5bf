/** Enrollment, MDF, routing and benefits. */

import type Fraction from 'fraction.js';
import type { PartyDecision } from '../decisions/model.ts';
import { computeApart } from './compute.ts';
import { roundToStep } from './exact.ts';
import { reader } from './facts.ts';
import { deciding, lookedAt, type RuleOf, reasonsOf, ruled } from './rules.ts';
import { showText } from './shown.ts';
import type { Sitting } from './sitting.ts';

const look = async <D extends RuleOf<'enrollment' | 'mdf' | 'routing' | 'benefit'>['decides']>(sitting: Sitting, decides: D) =>
  ruled(sitting, lookedAt(sitting, [decides], [sitting.entry.kind]), sitting.rules);

export async function decideEnrollment(sitting: Sitting): Promise<PartyDecision['enrollment']> {
  const all = await look(sitting, 'enrollment');
  if (all.length === 0) return undefined;
  const rules = deciding(all, ['refuse', 'return', 'accept']);
  const outcomes = { refuse: 'refused', return: 'returned', accept: 'accepted' } as const;
  const outcome = outcomes[rules[0]?.rule.outcome ?? 'return'];
  sitting.decided.set('outcome.enrollment', outcome);
  return { outcome, reasons: reasonsOf(rules) };
}

export async function decideRouting(sitting: Sitting): Promise<PartyDecision['routing']> {
  const all = await look(sitting, 'routing');
  if (all.length === 0) return undefined;
  const decision = routing(deciding(all, ['return', 'route']));
  sitting.decided.set('outcome.routing', decision.outcome);
  return decision;
}

function routing(rules: ReturnType<typeof deciding<'return' | 'route', RuleOf<'routing'>>>): NonNullable<PartyDecision['routing']> {
  const [first] = rules;
  if (first === undefined) return { outcome: 'waiting', reasons: [] };
  const { outcome, routeTo, urgency } = first.rule;
  if (outcome === 'return') return { outcome: 'returned', reasons: reasonsOf(rules) };
  return {
    outcome: 'routed',
    reasons: reasonsOf([first]),
    ...(routeTo === undefined ? {} : { to: routeTo }),
    ...(urgency === undefined ? {} : { urgency }),
  };
}

/** What an approved MDF rule pays as a line. */
export interface MdfPayment {
  readonly rule: RuleOf<'mdf'>;
  readonly incentive: string;
}

export async function decideMdf(sitting: Sitting): Promise<{ decision?: NonNullable<PartyDecision['mdf']>; payment?: MdfPayment }> {
  const all = await look(sitting, 'mdf');
  if (all.length === 0) return {};
  const rules = deciding(all, ['refuse', 'return', 'approve']);
  const outcomes = { refuse: 'refused', return: 'returned', approve: 'approved' } as const;
  const outcome = outcomes[rules[0]?.rule.outcome ?? 'return'];
  const rule = outcome === 'approved' ? rules.find((each) => each.rule.amount !== undefined)?.rule : undefined;
  if (rule?.amount === undefined) {
    sitting.decided.set('outcome.mdf', outcome);
    return { decision: { outcome, reasons: reasonsOf(rules) } };
  }
  const computed = computeApart(sitting, rule.amount, rule.name, reader(sitting));
  sitting.decided.set('outcome.mdf', computed === undefined ? 'returned' : outcome);
  if (computed === undefined) return { decision: { outcome: 'returned', reasons: [] } };
  const amount = roundMoney(sitting, computed.value);
  sitting.decided.set('outcome.mdfAmount', amount);
  const decision = { outcome, reasons: reasonsOf(rules), amount: showText(sitting.run.program, 'money', amount) };
  return { decision, ...(rule.incentive === undefined ? {} : { payment: { rule, incentive: rule.incentive } }) };
}

/** The first rule that holds grants a benefit. */
export async function decideBenefits(sitting: Sitting): Promise<PartyDecision['benefits']> {
  const all = await look(sitting, 'benefit');
  const decided = new Set<string>();
  return all.flatMap(({ rule, holds }) => {
    if (!holds || decided.has(rule.benefit)) return [];
    decided.add(rule.benefit);
    const granted = { benefit: rule.benefit, ...(rule.grant === undefined ? {} : { grant: rule.grant }) };
    if (rule.amount === undefined) return [granted];
    const computed = computeApart(sitting, rule.amount, rule.name, reader(sitting));
    if (computed === undefined) return [];
    return [{ ...granted, amount: showText(sitting.run.program, 'money', roundMoney(sitting, computed.value)) }];
  });
}

export function roundMoney(sitting: Sitting, value: Fraction): Fraction {
  const { currency, rounding } = sitting.run.program;
  return roundToStep('money', value, currency.digits, rounding);
}
