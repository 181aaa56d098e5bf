/** Lines as their own rules have them: amount, floor and cap. What they do to each other is settled after. */
import type { Line } from '../decisions/model.ts';
import type { Arithmetic } from './arithmetic.ts';
import type { Draft } from './drafts.ts';
import { takeBack } from './reversals.ts';
import type { CompiledRule, RuleOf } from './rules.ts';
import { enterItem, explains, type Held, NO_INPUTS, type Sitting } from './sitting.ts';

export type LineRule = CompiledRule<RuleOf<'incentive' | 'reversal' | 'obligation' | 'mdf'>>;

/** In rule order, items in order. */
export function draftLines<A>(sitting: Sitting, arithmetic: Arithmetic<A>, held: readonly Held<LineRule>[]): Draft<A>[] {
  const drafts: Draft<A>[] = [];
  for (const { compiled, item } of held) {
    if (item !== undefined) enterItem(sitting, item);
    if (isReversal(compiled)) drafts.push(...takeBack(sitting, arithmetic, compiled));
    else {
      const draft = pay(sitting, arithmetic, compiled, item);
      if (draft !== undefined) drafts.push(draft);
    }
    if (item !== undefined) enterItem(sitting, undefined);
  }
  return drafts;
}

const isReversal = (compiled: CompiledRule): compiled is CompiledRule<RuleOf<'reversal'>> => compiled.rule.decides === 'reversal';

function pay<A>(sitting: Sitting, arithmetic: Arithmetic<A>, compiled: LineRule, item: number | undefined): Draft<A> | undefined {
  const { payment } = compiled;
  if (payment === undefined || compiled.amount === undefined) return undefined;
  const draft: Draft<A> = {
    compiled,
    decides: payment.decides,
    incentive: payment.incentive,
    payee: payment.payee,
    person: undefined,
    payer: payment.payer,
    item,
    reverses: undefined,
    steps: explains(sitting) ? [] : undefined,
    status: 'due',
    amount: arithmetic.zero,
    minor: 0,
  };
  if (!namePerson(sitting, draft, payment.payee) || !reckonOwn(arithmetic, draft)) draft.status = 'set-aside';
  return draft;
}

function namePerson<A>(sitting: Sitting, draft: Draft<A>, payee: Line['payee']): boolean {
  const { rule } = draft.compiled;
  if (payee !== 'person' || rule.decides !== 'incentive') return true;
  const person = rule.person === undefined ? undefined : sitting.version.desk.valueOf(rule.person);
  if (typeof person === 'string') {
    draft.person = person;
    return true;
  }
  sitting.failures.push({ of: rule.name, pointer: `${rule.pointer}/event/params/person`, code: 'missing-value', inputs: NO_INPUTS });
  return false;
}

/** Amount, floor and cap; false where one of them failed. */
function reckonOwn<A>(arithmetic: Arithmetic<A>, draft: Draft<A>): boolean {
  const { rule, amount, floor, capAmount } = draft.compiled;
  if (amount === undefined) return false;
  const computed = arithmetic.reckon(amount, rule.name);
  if (computed === undefined) return false;
  draft.amount = computed;
  if (arithmetic.reasoning !== undefined) {
    draft.steps?.push({ step: 'amount', exact: arithmetic.show('money', draft.amount), formula: arithmetic.reasoning });
  }
  if (floor !== undefined && !applyFloor(arithmetic, draft)) return false;
  return capAmount === undefined || applyCap(arithmetic, draft);
}

function applyFloor<A>(arithmetic: Arithmetic<A>, draft: Draft<A>): boolean {
  const { rule, floor } = draft.compiled;
  const computed = floor && arithmetic.reckon(floor, rule.name);
  if (computed === undefined) return false;
  const applied = arithmetic.compare(draft.amount, computed) < 0;
  if (applied) draft.amount = computed;
  if (arithmetic.reasoning !== undefined) {
    draft.steps?.push({ step: 'floor', exact: arithmetic.show('money', draft.amount), formula: arithmetic.reasoning, applied });
  }
  return true;
}

function applyCap<A>(arithmetic: Arithmetic<A>, draft: Draft<A>): boolean {
  const { rule, capAmount, capUsed } = draft.compiled;
  const most = capAmount && arithmetic.reckon(capAmount, rule.name);
  if (most === undefined) return false;
  const formula = arithmetic.reasoning;
  const used = capUsed && arithmetic.reckon(capUsed, rule.name);
  if (capUsed !== undefined && used === undefined) return false;
  const left = used === undefined ? most : arithmetic.sub(most, used);
  const remaining = arithmetic.compare(left, arithmetic.zero) < 0 ? arithmetic.zero : left;
  const applied = arithmetic.compare(draft.amount, remaining) > 0;
  if (applied) draft.amount = remaining;
  if (formula !== undefined) {
    draft.steps?.push({
      step: 'cap',
      exact: arithmetic.show('money', draft.amount),
      formula,
      ...(used === undefined || arithmetic.reasoning === undefined ? {} : { used: arithmetic.reasoning }),
      remaining: arithmetic.show('money', remaining),
      applied,
    });
  }
  return true;
}
