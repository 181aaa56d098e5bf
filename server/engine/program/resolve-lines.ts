import type { PayingParams, ReversingParams } from '../../../schemas/types.ts';
import { STAGE } from '../decisions/stage.ts';
import { itemFact } from '../facts/item-fact.ts';
import type { Formula } from '../formula/model.ts';
import type { Cap, IncentiveRule } from './model.ts';
import type { ResolvingRule, RuleDocument } from './resolving-rule.ts';
import { nameHint } from './wording.ts';

/* Rules that post lines: incentives, obligations, and reversals of both. */

export function resolveIncentive(rule: ResolvingRule, params: PayingParams): object {
  const { incentive, payee, person } = params;
  if (payee === 'person' && person === undefined) {
    const hint = 'Add "person": the fact that names the person.';
    rule.report('person-missing', `${rule.json.name} pays a person, but does not say whom.`, '', hint);
  }
  if (person !== undefined) checkPerson(rule, person, payee);
  return { decides: 'incentive', incentive, payee, ...(person !== undefined && { person }), ...resolvePaying(rule, params) };
}

function checkPerson(rule: ResolvingRule, fact: string, payee: IncentiveRule['payee']): void {
  if (payee !== 'person') {
    const hint = 'Write "payee": "person", or remove "person".';
    rule.report('person-without-payee', `${rule.json.name} names a person, but pays the ${payee}.`, '/person', hint);
  }
  const spec = rule.into.checkFact(fact, `${rule.params}/person`);
  if (spec === undefined) rule.whole = false;
  else if (spec.type !== 'text') rule.report('person-type', `${fact} is ${spec.type}; a fact that names a person is text.`, '/person');
  else if (spec.scope === 'item' && !rule.perItem) {
    const { code, message, hint } = itemFact(spec);
    rule.report(code, message, '/person', hint);
  }
}

export function resolveReversal(rule: ResolvingRule, params: ReversingParams): object {
  for (const [index, name] of params.reverses.entries()) {
    if (rule.names.incentives.has(name) || rule.into.rulesAreCut) continue;
    const hint = nameHint(name, rule.names.incentives);
    rule.report('unknown-incentive', `No rule pays an incentive or obligation ${name}.`, `/reverses/${index}`, hint);
  }
  const share = params.share === undefined ? undefined : rule.formula(params.share, '/share', 'rate', STAGE.line);
  return { decides: 'reversal', reverses: Object.freeze([...params.reverses]), ...(share && { share }) };
}

type ObligationParams = Extract<RuleDocument, { decides: 'obligation' }>['event']['params'];

export function resolveObligation(rule: ResolvingRule, params: ObligationParams): object {
  const { obligation, payer } = params;
  return { decides: 'obligation', incentive: obligation, payer, ...resolvePaying(rule, params) };
}

function resolvePaying(rule: ResolvingRule, params: Pick<PayingParams, 'amount' | 'floor' | 'cap' | 'balances'>): object {
  const amount = rule.money(params.amount, '/amount', STAGE.line);
  const floor = rule.money(params.floor, '/floor', STAGE.line);
  const cap = params.cap && resolveCap(rule, params.cap);
  const balances = Object.entries(params.balances ?? {}).flatMap(([balance, source]) => {
    const formula = resolveMove(rule, balance, source);
    return formula === undefined ? [] : [Object.freeze({ balance, formula })];
  });
  return { amount, ...(floor && { floor }), ...(cap && { cap }), perItem: rule.perItem, balances: Object.freeze(balances) };
}

function resolveCap(rule: ResolvingRule, json: NonNullable<PayingParams['cap']>): Cap | undefined {
  const amount = rule.money(json.amount, '/cap/amount', STAGE.line);
  const used = rule.money(json.used, '/cap/used', STAGE.line);
  return amount && Object.freeze({ amount, ...(used && { used }) });
}

/** How a line moves a balance. */
function resolveMove(rule: ResolvingRule, name: string, source: string): Formula | undefined {
  const { balances } = rule.names;
  const balance = balances.get(name);
  if (balance === undefined) {
    rule.whole = false;
    if (rule.into.isCut('balances', name)) return undefined;
    return rule.report('unknown-balance', `There is no balance ${name}.`, `/balances/${name}`, nameHint(name, balances.keys()), true);
  }
  const spec = rule.into.facts.get(`balance.${name}`);
  if (spec?.scope === 'item' && !rule.perItem) {
    const { code, message, hint } = itemFact(spec);
    return rule.report(code, message, `/balances/${name}`, hint, true);
  }
  // A move whose balance has no key fails before its formula is looked at.
  const present = new Set([...rule.present, 'line.amount', 'line.payee', `balance.${name}`]);
  return rule.formula(source, `/balances/${name}`, balance.type, STAGE.balance, present);
}
