/** Lines as their own rules have them: amount, floor and cap. What they do to each other is settled after. */
import type Fraction from 'fraction.js';
import { failureReport } from '../decisions/failure.ts';
import type { Line } from '../decisions/model.ts';
import type { Cap } from '../program/model.ts';
import { compute } from './compute.ts';
import { type Draft, tell, ZERO } from './drafts.ts';
import { reader } from './facts.ts';
import type { MdfPayment } from './outcomes.ts';
import type { Read } from './parameters.ts';
import { takeBack } from './reversals.ts';
import { lookedAt, type Ruled, type RuleOf, ruled } from './rules.ts';
import { showText } from './shown.ts';
import type { Sitting } from './sitting.ts';

type PayingRule = RuleOf<'incentive' | 'obligation'>;
type Payment = Pick<Draft, 'rule' | 'decides' | 'incentive' | 'payee' | 'payer' | 'moves'> &
  Pick<PayingRule, 'floor' | 'cap'> & { readonly amountFormula: PayingRule['amount'] };

/** In rule order, items in order; the line of an approved MDF claim in the place of its rule. */
export async function draftLines(sitting: Sitting, mdf: MdfPayment | undefined): Promise<readonly Draft[]> {
  const all = await ruled(sitting, lookedAt(sitting, ['incentive', 'reversal', 'obligation'], [sitting.entry.kind]), sitting.rules);
  const holding: (Ruled<PayingRule | RuleOf<'reversal' | 'mdf'>> & { readonly incentive?: string })[] = all.filter(({ holds }) => holds);
  if (mdf !== undefined) holding.push({ rule: mdf.rule, holds: true, incentive: mdf.incentive });
  const { rules } = sitting.run.program;
  holding.sort((a, b) => rules.indexOf(a.rule) - rules.indexOf(b.rule));
  const drafts: Draft[] = [];
  for (const { rule, item, incentive } of holding) {
    if (rule.decides === 'reversal') drafts.push(...takeBack(sitting, rule, drafts));
    else if (rule.decides === 'mdf') drafts.push(...mdfLine(sitting, rule, incentive));
    else drafts.push(pay(sitting, payment(rule), item));
  }
  return drafts;
}

function mdfLine(sitting: Sitting, rule: RuleOf<'mdf'>, incentive: string | undefined): readonly Draft[] {
  if (rule.amount === undefined || incentive === undefined) return [];
  const line = { rule, decides: 'mdf', incentive, payee: 'partner', payer: 'vendor', moves: [], amountFormula: rule.amount } as const;
  return [pay(sitting, line, undefined)];
}

function payment(rule: PayingRule): Payment {
  const { decides, incentive, amount: amountFormula, floor, cap, balances: moves } = rule;
  const bounds = { ...(floor === undefined ? {} : { floor }), ...(cap === undefined ? {} : { cap }) };
  const base = { rule, decides, incentive, amountFormula, moves, ...bounds };
  if (rule.decides === 'incentive') return { ...base, payee: rule.payee, payer: 'vendor' };
  return { ...base, payee: rule.payer === 'partner' ? 'vendor' : 'partner', payer: rule.payer };
}

function pay(sitting: Sitting, { amountFormula, floor, cap, ...line }: Payment, item: number | undefined): Draft {
  const read = reader(sitting, { item });
  const draft: Draft = { ...line, ...(item === undefined ? {} : { item }), steps: [], status: 'due', amount: ZERO };
  const { rule } = line;
  const name = personPaid(rule, line.payee, read);
  if (name === 'missing') {
    sitting.failures.push(failureReport(rule.name, `${rule.pointer}/event/params/person`, 'missing-value', {}));
    return { ...draft, status: 'set-aside' };
  }
  const named: Draft = { ...draft, ...(name === undefined ? {} : { person: name.person }) };
  const computed = compute(sitting, amountFormula, rule.name, read);
  if (computed === undefined) return { ...named, status: 'set-aside' };
  named.amount = computed.value;
  tell(sitting, named, () => ({ step: 'amount', exact: money(sitting, named.amount), formula: computed.reasoning() }));
  if (floor !== undefined && !applyFloor(sitting, named, floor, read)) named.status = 'set-aside';
  if (cap !== undefined && named.status === 'due' && !applyCap(sitting, named, cap, read)) named.status = 'set-aside';
  return named;
}

function personPaid(rule: Draft['rule'], payee: Line['payee'], read: Read): { readonly person: string } | 'missing' | undefined {
  if (payee !== 'person' || rule.decides !== 'incentive') return undefined;
  const person = rule.person === undefined ? undefined : read(rule.person);
  return typeof person === 'string' ? { person } : 'missing';
}

function applyFloor(sitting: Sitting, draft: Draft, floor: PayingRule['amount'], read: Read): boolean {
  const computed = compute(sitting, floor, draft.rule.name, read);
  if (computed === undefined) return false;
  const applied = draft.amount.lt(computed.value);
  if (applied) draft.amount = computed.value;
  tell(sitting, draft, () => ({ step: 'floor', exact: money(sitting, draft.amount), formula: computed.reasoning(), applied }));
  return true;
}

function applyCap(sitting: Sitting, draft: Draft, cap: Cap, read: Read): boolean {
  const most = compute(sitting, cap.amount, draft.rule.name, read);
  if (most === undefined) return false;
  const used = cap.used === undefined ? undefined : compute(sitting, cap.used, draft.rule.name, read);
  if (cap.used !== undefined && used === undefined) return false;
  const left = used === undefined ? most.value : most.value.sub(used.value);
  const remaining = left.lt(ZERO) ? ZERO : left;
  const applied = draft.amount.gt(remaining);
  if (applied) draft.amount = remaining;
  tell(sitting, draft, () => ({
    step: 'cap',
    exact: money(sitting, draft.amount),
    formula: most.reasoning(),
    ...(used === undefined ? {} : { used: used.reasoning() }),
    remaining: money(sitting, remaining),
    applied,
  }));
  return true;
}

const money = (sitting: Sitting, value: Fraction): string => showText(sitting.run.program, 'money', value);
