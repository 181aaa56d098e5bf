import type { PayingParams, ProgramDocument, ReversingParams } from '../../../schemas/types.ts';
import type { Condition } from '../conditions/model.ts';
import { parseCondition } from '../conditions/parse.ts';
import { STAGE, TIER_STAGE } from '../decisions/stage.ts';
import type { FactSpec } from '../facts/catalogue.ts';
import type { FactType } from '../facts/value.ts';
import type { FormulaEnvironment } from '../formula/check.ts';
import type { Formula } from '../formula/model.ts';
import type { Balance, Cap, IncentiveRule, Rule } from './model.ts';
import type { Presence } from './presence.ts';
import { itemFact } from './resolve-promises.ts';
import { resolveDay } from './resolve-setting.ts';
import type { Resolving } from './resolving.ts';
import { nameHint } from './wording.ts';

export type RuleDocument = ProgramDocument['rules'][number];

/** Before and after every day that an activity may carry. */
const FROM_EVER = -1_000_000;
const TO_EVER = 1_000_000;

/** A rule, and which facts are surely there when it pays. */
export interface ResolvedRule {
  readonly rule: Rule;
  readonly present: ReadonlySet<string>;
}

/** All rules that are whole, in rule order: by priority, higher first, then as the document has them. */
export function resolveRules(into: Resolving, balances: ReadonlyMap<string, Balance>, presence: Presence): readonly ResolvedRule[] {
  const resolved: { readonly rule: ResolvedRule; readonly priority: number }[] = [];
  const incentives = incentiveNames(into.document);
  for (const [position, json] of into.document.rules.entries()) {
    const pointer = `/rules/${into.ruleIndex(position)}`;
    const rule = new RuleResolver(into, json, pointer, balances, presence, incentives).run();
    if (rule === undefined) into.unresolved.add(pointer);
    else resolved.push({ rule, priority: json.priority ?? 1 });
  }
  return resolved.sort((a, b) => b.priority - a.priority).map(({ rule }) => rule);
}

/** Ids under which lines are posted. */
export function incentiveNames(document: ProgramDocument): ReadonlySet<string> {
  const names = document.rules.map((rule) => {
    if (rule.decides === 'incentive') return 'incentive' in rule.event.params ? rule.event.params.incentive : undefined;
    if (rule.decides === 'mdf') return rule.event.params.incentive;
    return rule.decides === 'obligation' ? rule.event.params.obligation : undefined;
  });
  return new Set(names.filter((name) => name !== undefined));
}

class RuleResolver {
  private readonly into: Resolving;
  private readonly json: RuleDocument;
  private readonly pointer: string;
  private readonly params: string;
  private readonly balances: ReadonlyMap<string, Balance>;
  private readonly presence: Presence;
  private readonly incentives: ReadonlySet<string>;
  private readonly perItem: boolean;
  private present: ReadonlySet<string> = new Set();
  private kinds: ReadonlySet<string> = new Set();
  /** Nothing is missing of it. */
  private whole = true;

  constructor(
    into: Resolving,
    json: RuleDocument,
    pointer: string,
    balances: ReadonlyMap<string, Balance>,
    presence: Presence,
    incentives: ReadonlySet<string>,
  ) {
    this.into = into;
    this.json = json;
    this.pointer = pointer;
    this.params = `${pointer}/event/params`;
    this.balances = balances;
    this.presence = presence;
    this.incentives = incentives;
    this.perItem = 'per' in json.event.params && json.event.params.per === 'item';
  }

  run(): ResolvedRule | undefined {
    const before = this.into.findings.length;
    const types = this.partnerTypes();
    this.kinds = this.json.decides === 'tier' ? new Set() : this.into.checkKinds(this.json.on, `${this.pointer}/on`);
    const window = this.window();
    const conditions = this.conditions();
    this.present = this.presence.of({ kinds: this.kinds, partnerTypes: types, condition: conditions });
    const decision = this.decision();
    if (!this.whole || conditions === undefined || decision === undefined || this.into.findings.length > before) return undefined;
    const base = { name: this.json.name, pointer: this.pointer, for: types, on: this.kinds, ...window, conditions };
    return { rule: Object.freeze({ ...base, ...decision }) as Rule, present: this.present };
  }

  private partnerTypes(): ReadonlySet<string> {
    for (const [index, name] of this.json.for.entries()) {
      if (this.into.partnerTypes.has(name)) continue;
      this.whole = false;
      if (this.into.isCut('partnerTypes', name)) continue;
      const hint = nameHint(name, this.into.partnerTypes.keys());
      this.into.report('unknown-partner-type', `There is no partner type ${name}.`, `${this.pointer}/for/${index}`, hint);
    }
    return new Set(this.json.for);
  }

  private window(): { readonly from: number; readonly to: number } {
    const { from, to } = this.json.effective ?? {};
    const pointer = `${this.pointer}/effective`;
    const first = from === undefined ? FROM_EVER : resolveDay(this.into, 'from', from, `${pointer}/from`);
    const last = to === undefined ? TO_EVER : resolveDay(this.into, 'to', to, `${pointer}/to`);
    if (first !== undefined && last !== undefined && first >= last) {
      const message = `${this.json.name} is in force from ${from} until before ${to}, which is never.`;
      this.into.report('empty-window', message, `${pointer}/to`, '"to" is the first day on which it is no longer in force.');
    }
    return { from: first ?? FROM_EVER, to: last ?? TO_EVER };
  }

  private conditions(): Condition | undefined {
    const env = {
      ...this.into.conditionEnvironment(),
      refuse: (spec: FactSpec) => {
        if (spec.scope === 'item' && !this.perItem) return itemFact(spec.name);
        if (!spec.name.startsWith('line.')) return undefined;
        return {
          code: 'decided-later',
          message: `${spec.name} is known only when the line is settled.`,
          hint: 'It is for balances and for measures of lines.',
        };
      },
    };
    const { condition, findings } = parseCondition(this.json.conditions, `${this.pointer}/conditions`, env);
    this.into.findings.push(...findings);
    return condition;
  }

  private decision(): object | undefined {
    const { json } = this;
    switch (json.decides) {
      case 'tier':
        this.level(json.event.params.level);
        return { decides: 'tier', level: json.event.params.level };
      case 'enrollment':
        return { decides: 'enrollment', ...json.event.params };
      case 'routing': {
        const { to, ...params } = json.event.params;
        if (params.outcome === 'route' && to === undefined) {
          this.into.report('missing-field', `${json.name} routes, but does not say where to.`, this.params, 'Add "to".');
        }
        return { decides: 'routing', ...params, ...(to !== undefined && { routeTo: to }) };
      }
      case 'gate': {
        const { per: _, ...params } = json.event.params;
        return { decides: 'gate', ...params, perItem: this.perItem };
      }
      case 'registration':
        return this.registration(json.event.params);
      case 'benefit': {
        const { amount, ...params } = json.event.params;
        const formula = this.money(amount, '/amount', STAGE.benefit);
        return { decides: 'benefit', ...params, ...(formula && { amount: formula }) };
      }
      case 'mdf': {
        const { amount, ...params } = json.event.params;
        const formula = this.money(amount, '/amount', STAGE.mdf);
        return { decides: 'mdf', ...params, ...(formula && { amount: formula }) };
      }
      case 'incentive':
        return 'reverses' in json.event.params ? this.reversal(json.event.params) : this.incentive(json.event.params);
      case 'obligation': {
        const { obligation, payer } = json.event.params;
        return { decides: 'obligation', incentive: obligation, payer, ...this.paying(json.event.params) };
      }
    }
  }

  /** A level must be one of each of the rule's types. */
  private level(level: string): void {
    for (const name of this.json.for) {
      const type = this.into.partnerTypes.get(name);
      if (type === undefined || type.tiers?.levels.includes(level) === true) continue;
      const at = `${this.params}/level`;
      if (type.tiers === undefined)
        this.into.report('no-tiers', `The partner type ${name} has no tiers.`, at, `Give it "tiers", or leave it out of "for".`);
      else this.into.report('unknown-level', `The partner type ${name} has no level ${level}.`, at, nameHint(level, type.tiers.levels));
    }
  }

  private registration(params: Extract<RuleDocument, { decides: 'registration' }>['event']['params']): object {
    const { protection, outcome, reason, stages } = params;
    const known = Object.keys(this.into.document.protections ?? {});
    if (protection !== undefined && !known.includes(protection) && !this.into.isCut('protections', protection)) {
      this.into.report(
        'unknown-protection',
        `There is no protection ${protection}.`,
        `${this.params}/protection`,
        nameHint(protection, known),
      );
    }
    if (protection !== undefined && outcome !== 'approve' && outcome !== 'review') {
      const message = `A registration that is to ${outcome} gets no protection.`;
      this.into.report('protection-without-approval', message, `${this.params}/protection`, 'Remove it.');
    }
    if (stages !== undefined && outcome !== 'review') {
      this.into.report(
        'stages-without-review',
        'Only a review has stages.',
        `${this.params}/stages`,
        'Remove them, or write "outcome": "review".',
      );
    }
    return {
      decides: 'registration',
      outcome,
      ...(protection && { protection }),
      ...(reason && { reason }),
      stages: Object.freeze([...(stages ?? [])]),
    };
  }

  private incentive(params: PayingParams): object {
    const { incentive, payee, person } = params;
    if (payee === 'person' && person === undefined) {
      this.into.report(
        'person-missing',
        `${this.json.name} pays a person, but does not say whom.`,
        this.params,
        'Add "person": the fact that names the person.',
      );
    }
    if (person !== undefined) this.person(person, payee);
    return { decides: 'incentive', incentive, payee, ...(person !== undefined && { person }), ...this.paying(params) };
  }

  private person(fact: string, payee: IncentiveRule['payee']): void {
    const at = `${this.params}/person`;
    if (payee !== 'person') {
      const hint = 'Write "payee": "person", or remove "person".';
      this.into.report('person-without-payee', `${this.json.name} names a person, but pays the ${payee}.`, at, hint);
    }
    const spec = this.into.checkFact(fact, at);
    if (spec === undefined) this.whole = false;
    else if (spec.type !== 'text') this.into.report('person-type', `${fact} is ${spec.type}; a fact that names a person is text.`, at);
    else if (spec.scope === 'item' && !this.perItem) {
      const { code, message, hint } = itemFact(fact);
      this.into.report(code, message, at, hint);
    }
  }

  private reversal(params: ReversingParams): object {
    for (const [index, name] of params.reverses.entries()) {
      if (this.incentives.has(name) || this.into.rulesAreCut) continue;
      const hint = nameHint(name, this.incentives);
      this.into.report('unknown-incentive', `No rule pays an incentive or obligation ${name}.`, `${this.params}/reverses/${index}`, hint);
    }
    const share = params.share === undefined ? undefined : this.formula(params.share, '/share', 'rate', STAGE.line);
    return { decides: 'reversal', reverses: Object.freeze([...params.reverses]), ...(share && { share }) };
  }

  private paying(params: Pick<PayingParams, 'amount' | 'floor' | 'cap' | 'balances'>): object {
    const amount = this.money(params.amount, '/amount', STAGE.line);
    const floor = this.money(params.floor, '/floor', STAGE.line);
    const cap = params.cap && this.cap(params.cap);
    const balances = Object.entries(params.balances ?? {}).flatMap(([balance, source]) => {
      const formula = this.move(balance, source);
      return formula === undefined ? [] : [Object.freeze({ balance, formula })];
    });
    return { amount, ...(floor && { floor }), ...(cap && { cap }), perItem: this.perItem, balances: Object.freeze(balances) };
  }

  private cap(json: NonNullable<PayingParams['cap']>): Cap | undefined {
    const amount = this.money(json.amount, '/cap/amount', STAGE.line);
    const used = this.money(json.used, '/cap/used', STAGE.line);
    return amount && Object.freeze({ amount, ...(used && { used }) });
  }

  private move(name: string, source: string): Formula | undefined {
    const balance = this.balances.get(name);
    const at = `${this.params}/balances/${name}`;
    if (balance === undefined) {
      this.whole = false;
      if (this.into.isCut('balances', name)) return undefined;
      return this.into.report('unknown-balance', `There is no balance ${name}.`, at, nameHint(name, this.balances.keys()), true);
    }
    // A move whose balance has no key fails before its formula is looked at.
    const present = new Set([...this.present, 'line.amount', 'line.payee', `balance.${name}`]);
    return this.formula(source, `/balances/${name}`, balance.type, STAGE.balance, present);
  }

  private money(source: string | undefined, at: string, stage: number): Formula | undefined {
    return source === undefined ? undefined : this.formula(source, at, 'money', stage);
  }

  private formula(source: string, at: string, type: FactType, stage: number, present = this.present): Formula | undefined {
    const env: Omit<FormulaEnvironment, 'catalogue' | 'parameters'> = {
      stage: this.json.decides === 'tier' ? TIER_STAGE : stage,
      kinds: this.kinds,
      perItem: this.perItem,
      present,
    };
    const formula = this.into.formula(source, `${this.params}${at}`, type, env);
    if (formula === undefined) this.whole = false;
    return formula;
  }
}
