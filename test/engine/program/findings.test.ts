import { describe, expect, test } from 'vitest';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import { commissionRule, goldRule, resellerType, smallProgram } from '../../support/small-program.ts';

/** A document that the types would not allow is the point of most cases. */
// biome-ignore lint/suspicious/noExplicitAny: broken on purpose
type Broken = any;

/** Findings of a document as “code pointer”, those of the checks included. */
function found(document: unknown): string[] {
  const result = loadProgramDocument(document);
  return (result.ok ? result.warnings : result.diagnostics).map(({ code, pointer }) => `${code} ${pointer}`);
}

const small = (change: (document: Broken) => void): unknown => {
  const document: Broken = structuredClone(smallProgram());
  change(document);
  return document;
};

const withCondition = (condition: unknown): unknown =>
  small((it) => {
    it.rules[1].conditions = { all: [condition] };
  });
const withParameter = (parameter: unknown): unknown =>
  small((it) => {
    it.parameters.x = parameter;
    it.rules[1].conditions = { all: [{ fact: 'parameter.goldRevenue', operator: 'exists', value: true }] };
  });
const withMeasure = (measure: unknown): unknown =>
  small((it) => {
    it.measures.x = measure;
    it.rules[1].conditions = { all: [{ fact: 'measure.x', operator: 'exists', value: true }] };
  });
const withParams = (params: object): unknown =>
  small((it) => {
    Object.assign(it.rules[1].event.params, params);
  });
const bands = (value: unknown, over = 'money', unit = 'rate'): unknown => withParameter({ type: 'bands', over, unit, value });
const gate = (change: (rule: Broken) => void): unknown =>
  small((it) => {
    const rule = {
      name: 'sell-open',
      decides: 'gate',
      for: ['reseller'],
      on: ['deal-closed'],
      conditions: { all: [{ fact: 'deal.amount', operator: 'greaterThan', value: '0' }] },
      event: { type: 'gate', params: { gate: 'sell', effect: 'open' } },
    };
    change(rule);
    it.rules.push(rule);
  });
const registration = (change: (document: Broken, rule: Broken) => void): unknown =>
  small((it) => {
    it.partnerTypes.reseller.produces.push('registration-submitted');
    it.protections = { deal: { scope: ['customer.id'], days: 'days(90)' } };
    const rule = {
      name: 'approve',
      decides: 'registration',
      for: ['reseller'],
      on: ['registration-submitted'],
      conditions: { all: [{ fact: 'registration.complete', operator: 'equal', value: true }] },
      event: { type: 'registration', params: { outcome: 'approve', protection: 'deal' } },
    };
    change(it, rule);
    it.rules.push(rule);
  });

const at = '/rules/1/conditions/all/0';
const params = '/rules/1/event/params';
const amounts = Array.from({ length: 21 }).reduce<unknown>((inner) => ({ all: [inner] }), {
  fact: 'deal.amount',
  operator: 'exists',
  value: true,
});

/** Every code of a program, with a document that shows it, and just it. */
const CASES: readonly (readonly [expected: string, document: unknown])[] = [
  // the schema
  ['missing-field ', small((it) => delete it.name)],
  ['missing-field /rules/1', small((it) => delete it.rules[1].for)],
  ['missing-field /rules/1', small((it) => delete it.rules[1].decides)],
  ['missing-field /rules/1/event/params', small((it) => delete it.rules[1].event.params.amount)],
  ['unknown-field /efective', small((it) => (it.efective = {}))],
  ['unknown-field /rules/1/effectiv', small((it) => (it.rules[1].effectiv = {}))],
  ['unknown-value /rules/1/decides', small((it) => (it.rules[1].decides = 'incentiv'))],
  ['unknown-value /parameters/goldRevenue/type', small((it) => (it.parameters.goldRevenue.type = 'mony'))],
  ['unknown-value /rules/1/event/params/payee', withParams({ payee: 'partners' })],
  ['unknown-value /rounding', small((it) => (it.rounding = 'half-down'))],
  ['unknown-value /rules/1/event/type', small((it) => (it.rules[1].event.type = 'tier'))],
  ['event-type-reserved /rules/1/event/type', small((it) => (it.rules[1].event.type = 'success'))],
  ['wrong-type /rules/1/event/params/amount', withParams({ amount: 5 })],
  ['wrong-type /rules', small((it) => (it.rules = {}))],
  ['wrong-type /rules/0', small((it) => (it.rules[0] = 'gold'))],
  ['wrong-type /rules/1', small((it) => (it.rules[1] = null))],
  ['wrong-type /parameters/goldRevenue', small((it) => (it.parameters.goldRevenue = '1000.00'))],
  ['wrong-type /parameters/goldRevenue', small((it) => (it.parameters.goldRevenue = []))],
  ['wrong-type /rules/1/conditions/all/0/value', withCondition({ fact: 'deal.amount', operator: 'equal', value: { path: '$' } })],
  ['wrong-format /currency', small((it) => (it.currency = 'dollars'))],
  ['wrong-format /rules/1/effective/from', small((it) => (it.rules[1].effective = { from: '2026-02-30' }))],
  ['invalid-name /measures/Revenue', small((it) => (it.measures.Revenue = it.measures.revenue))],
  ['invalid-name /measures/toString', small((it) => (it.measures.toString = it.measures.revenue))],
  ['too-long /rules/1/event/params/amount', withParams({ amount: `deal.amount${' + deal.amount'.repeat(150)}` })],
  ['too-many /rules/1/for', small((it) => (it.rules[1].for = Array.from({ length: 31 }, (_, index) => `type-${index}`)))],
  ['too-short /name', small((it) => (it.name = ''))],
  ['empty-list /rules/1/on', small((it) => (it.rules[1].on = []))],
  ['empty-object /rules/1/effective', small((it) => (it.rules[1].effective = {}))],
  ['out-of-range /rules/1/priority', small((it) => (it.rules[1].priority = 0))],
  ['twice-in-list /rules/1/for', small((it) => (it.rules[1].for = ['reseller', 'reseller']))],

  ['wrong-type /rules/1/event/params/reverses', small((it) => (it.rules[1].event.params = { reverses: 'commission' }))],
  [
    'unknown-field /rules/2/event/params/shere',
    small((it) => {
      it.partnerTypes.reseller.produces.push('cancellation');
      const event = { type: 'incentive', params: { reverses: ['commission'], shere: '0.1' } };
      it.rules.push({ ...it.rules[1], name: 'take-back', on: ['cancellation'], event });
    }),
  ],
  ['unknown-field /rules/1/event/params/reverses', withParams({ reverses: ['commission'] })],

  // the strict profile of conditions
  ['condition-path /rules/1/conditions/all/0/path', withCondition({ fact: 'deal.amount', operator: 'exists', value: true, path: '$.x' })],
  [
    'condition-priority /rules/1/conditions/all/0/priority',
    withCondition({ fact: 'deal.amount', operator: 'exists', value: true, priority: 2 }),
  ],
  [
    `condition-mixed ${at}`,
    withCondition({
      all: [{ fact: 'deal.amount', operator: 'exists', value: true }],
      any: [{ fact: 'deal.kind', operator: 'exists', value: true }],
    }),
  ],
  [`condition-mixed ${at}`, withCondition({ condition: 'x', operator: 'equal' })],
  [`condition-shape ${at}`, withCondition({ operator: 'equal', value: 1 })],
  [`empty-object ${at}`, withCondition({})],
  [`empty-list ${at}/any`, withCondition({ any: [] })],
  [`missing-field ${at}`, withCondition({ fact: 'deal.amount', operator: 'exists' })],
  [`unknown-fact ${at}/fact`, withCondition({ fact: 'deal.amout', operator: 'exists', value: true })],
  [`unknown-operator ${at}/operator`, withCondition({ fact: 'deal.amount', operator: 'greaterTham', value: '1' })],
  [`operator-decorator ${at}/operator`, withCondition({ fact: 'deal.amount', operator: 'everyFact:equal', value: '1' })],
  [`operator-type ${at}/operator`, withCondition({ fact: 'deal.kind', operator: 'greaterThan', value: 'new' })],
  [`wrong-literal ${at}/value`, withCondition({ fact: 'deal.amount', operator: 'greaterThan', value: 1000 })],
  [`wrong-literal ${at}/value`, withCondition({ fact: 'deal.amount', operator: 'greaterThan', value: '1.005' })],
  [`wrong-literal ${at}/value`, withCondition({ fact: 'deal.kind', operator: 'in', value: 'new' })],
  [`wrong-literal ${at}/value`, withCondition({ fact: 'deal.kind', operator: 'exists', value: 'yes' })],
  [`wrong-literal ${at}/value/fact`, withCondition({ fact: 'deal.kind', operator: 'exists', value: { fact: 'deal.tender' } })],
  [`unknown-choice ${at}/value`, withCondition({ fact: 'deal.kind', operator: 'equal', value: 'nwe' })],
  [`unknown-choice ${at}/value/1`, withCondition({ fact: 'partner.tier', operator: 'in', value: ['gold', 'platinum'] })],
  [`fact-types-differ ${at}/value/fact`, withCondition({ fact: 'deal.amount', operator: 'greaterThan', value: { fact: 'deal.quantity' } })],
  [`unknown-fact ${at}/value/fact`, withCondition({ fact: 'deal.amount', operator: 'greaterThan', value: { fact: 'parameter.gold' } })],
  [`unknown-condition ${at}/condition`, withCondition({ condition: 'wonDeal' })],
  [`item-fact ${at}/fact`, withCondition({ fact: 'item.amount', operator: 'greaterThan', value: '1' })],
  [`decided-later ${at}/fact`, withCondition({ fact: 'line.amount', operator: 'greaterThan', value: '1' })],
  ['nesting-too-deep /rules/1/conditions', withCondition(amounts)],
  [
    'circular-condition /conditions/b/all/0/condition',
    small((it) => {
      it.conditions = { a: { all: [{ condition: 'b' }] }, b: { all: [{ condition: 'a' }] } };
      it.rules[1].conditions = { condition: 'a' };
    }),
  ],
  [
    'item-fact /rules/1/conditions/condition',
    small((it) => {
      it.conditions = { a: { all: [{ fact: 'item.amount', operator: 'exists', value: true }] } };
      it.rules[1].conditions = { condition: 'a' };
    }),
  ],
  [
    'condition-too-large /conditions/a',
    small((it) => {
      it.conditions = {
        c: { all: Array.from({ length: 200 }, () => ({ fact: 'deal.amount', operator: 'exists', value: true })) },
        a: { all: Array.from({ length: 26 }, () => ({ condition: 'c' })) },
      };
      it.rules[1].conditions = { condition: 'c' };
      it.rules.push(commissionRule({ name: 'other', conditions: { condition: 'a' } }));
    }),
  ],

  // setting
  ['unknown-currency /currency', small((it) => (it.currency = 'USX'))],
  ['unknown-time-zone /calendar/timeZone', small((it) => (it.calendar.timeZone = 'Europe/Berln'))],
  ['unknown-time-zone /calendar/timeZone', small((it) => (it.calendar.timeZone = '+02:00'))],
  ['out-of-range /calendar/holidays/0', small((it) => (it.calendar.holidays = ['1889-01-01']))],
  ['unknown-kind /partnerTypes/reseller/produces/1', small((it) => it.partnerTypes.reseller.produces.push('deal-close'))],
  ['generated-kind /partnerTypes/reseller/produces/1', small((it) => it.partnerTypes.reseller.produces.push('year-closed'))],
  ['review-missing /partnerTypes/reseller/tiers/downgrade', small((it) => (it.partnerTypes.reseller.tiers.downgrade = 'at-review'))],

  // attributes
  ['reserved-name /attributes/measure.x', small((it) => (it.attributes = { 'measure.x': { type: 'money', of: ['deal-closed'] } }))],
  ['reserved-name /attributes/partner.tier', small((it) => (it.attributes = { 'partner.tier': { type: 'text', of: ['partner'] } }))],
  ['attribute-type /attributes/deal.amount/type', small((it) => (it.attributes = { 'deal.amount': { type: 'count', of: ['renewal'] } }))],
  ['attribute-choices /attributes/deal.x', small((it) => (it.attributes = { 'deal.x': { type: 'choice', of: ['deal-closed'] } }))],
  [
    'attribute-choices /attributes/deal.x/choices',
    small((it) => (it.attributes = { 'deal.x': { type: 'text', of: ['deal-closed'], choices: ['a'] } })),
  ],
  ['attribute-kind /attributes/deal.x/of/0', small((it) => (it.attributes = { 'deal.x': { type: 'text', of: ['partner'] } }))],
  ['attribute-kind /attributes/item.x/of/0', small((it) => (it.attributes = { 'item.x': { type: 'text', of: ['mdf-claim'] } }))],
  ['unknown-kind /attributes/deal.x/of/0', small((it) => (it.attributes = { 'deal.x': { type: 'text', of: ['deal-close'] } }))],
  ['generated-kind /attributes/deal.x/of/0', small((it) => (it.attributes = { 'deal.x': { type: 'text', of: ['year-closed'] } }))],

  // parameters
  ['not-a-decimal /parameters/goldRevenue/value', small((it) => (it.parameters.goldRevenue.value = 'much'))],
  ['too-many-decimals /parameters/goldRevenue/value', small((it) => (it.parameters.goldRevenue.value = '1.005'))],
  ['out-of-range /parameters/goldRevenue/value', small((it) => (it.parameters.goldRevenue.value = '99999999999999999'))],
  ['wrong-type /parameters/goldRevenue/value', small((it) => (it.parameters.goldRevenue.value = 1000))],
  ['parameter-bounds /parameters/goldRevenue/value', small((it) => (it.parameters.goldRevenue.min = '1000.01'))],
  ['parameter-bounds /parameters/goldRevenue/value', small((it) => (it.parameters.goldRevenue.max = '999.99'))],
  ['parameter-bounds /parameters/goldRevenue/min', small((it) => Object.assign(it.parameters.goldRevenue, { min: '2', max: '1' }))],
  ['parameter-bounds /parameters/x/min', withParameter({ type: 'text', value: 'a', min: 'a' })],
  ['parameter-choices /parameters/x', withParameter({ type: 'choice', value: 'a' })],
  ['unknown-choice /parameters/x/value', withParameter({ type: 'choice', value: 'c', choices: ['a', 'b'] })],
  ['not-a-date /parameters/x/value', withParameter({ type: 'date', value: '2026-02-30' })],
  ['control-character /parameters/x/value', withParameter({ type: 'text', value: 'a\u0000b' })],
  ['band-unit /parameters/x/unit', bands([{ from: '0', rate: '1' }], 'money', 'price')],
  ['band-start /parameters/x/value/0/from', bands([{ from: '10', rate: '1' }])],
  ['band-start /parameters/x/value/0/from', bands([{ from: 2, rate: '1' }], 'count', 'price')],
  [
    'band-order /parameters/x/value/1/from',
    bands([
      { from: '0', rate: '1' },
      { from: '0', rate: '2' },
    ]),
  ],
  [
    'band-order /parameters/x/value/1/from',
    bands(
      [
        { from: 0, rate: '1' },
        { from: 1, rate: '2' },
      ],
      'count',
      'price',
    ),
  ],
  ['table-key /parameters/x/keys/0', withParameter({ type: 'table', keys: ['deal.amount'], unit: 'rate', value: { a: '0.1' } })],
  ['unknown-fact /parameters/x/keys/0', withParameter({ type: 'table', keys: ['deal.prodct'], unit: 'rate', value: { a: '0.1' } })],
  ['unknown-choice /parameters/x/value/nwe', withParameter({ type: 'table', keys: ['deal.kind'], unit: 'rate', value: { nwe: '0.1' } })],
  [
    'table-depth /parameters/x/value/new',
    withParameter({ type: 'table', keys: ['deal.kind', 'partner.tier'], unit: 'rate', value: { new: '0.1' } }),
  ],
  [
    'wrong-type /parameters/x/value/new',
    withParameter({ type: 'table', keys: ['deal.kind'], unit: 'rate', value: { new: { gold: '0.1' } } }),
  ],

  // measures
  ['measure-aggregate /measures/x', withMeasure({ of: ['deal-closed'], window: 'lifetime' })],
  ['measure-aggregate /measures/x/count', withMeasure({ sum: 'deal.amount', count: true, of: ['deal-closed'], window: 'lifetime' })],
  ['measure-type /measures/x/sum', withMeasure({ sum: 'deal.kind', of: ['deal-closed'], window: 'lifetime' })],
  ['measure-reads /measures/x/latest', withMeasure({ latest: 'measure.revenue', of: ['deal-closed'], window: 'lifetime' })],
  ['measure-reads /measures/x/latest', withMeasure({ latest: 'parameter.goldRevenue', of: ['deal-closed'], window: 'lifetime' })],
  ['measure-reads /measures/x/sum', withMeasure({ sum: 'line.amount', of: ['deal-closed'], window: 'lifetime' })],
  ['measure-mixed /measures/x/of', withMeasure({ count: true, of: ['deal-closed', 'line:commission'], window: 'lifetime' })],
  ['measure-window /measures/x/of/0', withMeasure({ count: true, of: ['deal-closed'], window: 'valid' })],
  ['unknown-kind /measures/x/of/0', withMeasure({ count: true, of: ['deal-close'], window: 'lifetime' })],
  ['unknown-incentive /measures/x/of/0', withMeasure({ count: true, of: ['line:comission'], window: 'lifetime' })],
  [
    'twice-in-list /measures/x/by/1',
    withMeasure({ count: true, of: ['deal-closed'], by: ['customer.id', 'customer.id'], window: 'lifetime' }),
  ],
  ['unknown-fact /measures/x/by/0', withMeasure({ count: true, of: ['deal-closed'], by: ['customer.di'], window: 'lifetime' })],
  [
    'unknown-fact /measures/x/by/0/read',
    withMeasure({ count: true, of: ['deal-closed'], by: [{ fact: 'deal.product', read: 'deal.prodcut' }], window: 'lifetime' }),
  ],
  [
    'key-type /measures/x/by/0/read',
    withMeasure({ count: true, of: ['deal-closed'], by: [{ fact: 'deal.product', read: 'deal.amount' }], window: 'lifetime' }),
  ],
  [
    'key-type /measures/x/by/0/read',
    withMeasure({ count: true, of: ['deal-closed'], by: [{ fact: 'deal.product', read: 'measure.revenue' }], window: 'lifetime' }),
  ],
  [
    'key-type /measures/x/by/0',
    small((it) => {
      it.attributes = { 'deal.tags': { type: 'list', of: ['deal-closed'] } };
      it.measures.x = { count: true, of: ['deal-closed'], by: ['deal.tags'], window: 'lifetime' };
      it.rules[1].conditions = { all: [{ fact: 'measure.x', operator: 'exists', value: true }] };
    }),
  ],

  // derived facts, balances, promises, protections
  [
    'circular-derived /derived/a/formula',
    small((it) => {
      it.derived = { a: { type: 'rate', formula: 'derived.b * 2' }, b: { type: 'rate', formula: 'derived.a * 2' } };
      it.rules[1].conditions = { all: [{ fact: 'derived.a', operator: 'exists', value: true }] };
    }),
  ],
  ['unknown-balance /rules/1/event/params/balances/prepaid', withParams({ balances: { prepaid: 'line.amount' } })],
  ['unknown-fact /balances/prepaid/per/0', small((it) => (it.balances = { prepaid: { type: 'money', per: ['terms.x'] } }))],
  [
    'promise-reads-promise /promises/b/formula',
    small((it) => {
      const promise = { type: 'money', by: ['deal.opportunity'], on: ['deal-closed'] };
      it.promises = { a: { ...promise, formula: 'deal.amount' }, b: { ...promise, formula: 'promise.?a.orValue(money("1"))' } };
      it.rules[1].conditions = { all: [{ fact: 'promise.b', operator: 'exists', value: true }] };
    }),
  ],
  ['unknown-protection /rules/2/event/params/protection', registration((_, rule) => (rule.event.params.protection = 'deel'))],
  ['protection-without-approval /rules/2/event/params/protection', registration((_, rule) => (rule.event.params.outcome = 'refuse'))],
  ['stages-without-review /rules/2/event/params/stages', registration((_, rule) => (rule.event.params.stages = ['sales']))],
  ['extension-days-missing /protections/deal/extensions', registration((it) => (it.protections.deal.extensions = 1))],
  ['item-fact /protections/deal/scope/0', registration((it) => (it.protections.deal.scope = ['item.product']))],

  // rules
  ['unknown-partner-type /rules/1/for/0', small((it) => (it.rules[1].for = ['resler']))],
  ['unknown-kind /rules/1/on/1', small((it) => it.rules[1].on.push('deal-close'))],
  ['empty-window /rules/1/effective/to', small((it) => (it.rules[1].effective = { from: '2026-02-01', to: '2026-02-01' }))],
  ['unknown-level /rules/0/event/params/level', small((it) => (it.rules[0].event.params.level = 'goold'))],
  [
    'no-tiers /rules/0/event/params/level',
    small((it) => {
      it.partnerTypes.si = { ...resellerType({ objective: 'Implement.', judgedBy: 'win-rate' }), tiers: undefined };
      it.rules[0].for.push('si');
    }),
  ],
  [`person-missing ${params}`, withParams({ payee: 'person' })],
  [`person-without-payee ${params}/person`, withParams({ person: 'deal.person' })],
  [`person-type ${params}/person`, withParams({ payee: 'person', person: 'deal.amount' })],
  [`unknown-fact ${params}/person`, withParams({ payee: 'person', person: 'deal.persn' })],
  [`item-fact ${params}/person`, withParams({ payee: 'person', person: 'item.product' })],
  ['item-fact /rules/2/conditions/all/0/fact', gate((rule) => (rule.conditions.all[0].fact = 'item.amount'))],
  [
    'missing-field /rules/2/event/params',
    gate((rule) => {
      rule.decides = 'routing';
      rule.event = { type: 'routing', params: { outcome: 'route' } };
    }),
  ],

  // stacks, exclusions, budgets, reversals
  ['unknown-incentive /stacks/all/of/0', small((it) => (it.stacks = { all: { combine: 'sum', of: ['comission'] } }))],
  [
    'circular-stacks /stacks/a/of',
    small((it) => (it.stacks = { a: { combine: 'sum', of: ['b', 'commission'] }, b: { combine: 'sum', of: ['a'] } })),
  ],
  [
    'overlapping-stacks /stacks/b/of/0',
    small((it) => (it.stacks = { a: { combine: 'sum', of: ['commission'] }, b: { combine: 'sum', of: ['commission'] } })),
  ],
  ['unknown-incentive /excludes/0/1', small((it) => (it.excludes = [['commission', 'spiff']]))],
  ['twice-in-list /excludes/0/1', small((it) => (it.excludes = [['commission', 'commission']]))],
  [
    'unknown-incentive /budgets/b/of/0',
    small((it) => (it.budgets = { b: { amount: 'parameter.goldRevenue', of: ['spiff'], window: 'lifetime' } })),
  ],
  [
    'unknown-incentive /rules/2/event/params/reverses/0',
    small((it) => {
      it.partnerTypes.reseller.produces.push('cancellation');
      it.rules.push(
        commissionRule({ name: 'take-back', on: ['cancellation'], event: { type: 'incentive', params: { reverses: ['comission'] } } }),
      );
    }),
  ],
];

describe('each fault of a program is told', () => {
  test.each(CASES)('%s', (expected, document) => {
    const [code = '', pointer] = expected.split(' ');
    const all = found(document).filter(
      (finding) => !/^(unused|unreached-tier|renewals-unpaid|not-computable|never-runs|gate-not-decided) /.test(finding),
    );
    expect(all).toContain(`${code} ${pointer}`);
    expect(all.filter((finding) => finding !== `${code} ${pointer}`)).toEqual([]);
  });
});

describe('findings', () => {
  test('a program without fault has none', () => {
    expect(found(smallProgram())).toEqual([]);
  });

  test.each([
    [small((it) => delete it.rules[1].decides), 'decides is missing in this entry.'],
    [small((it) => delete it.rules[1].event.params.amount), 'amount is missing in params.'],
    [small((it) => (it.currency = 'EURO')), 'currency is “EURO”; a currency as three capital letters, such as “EUR”, was expected.'],
    [withParameter({ type: 'money', value: '1.005' }), 'x is “1.005”; a number with at most 2 decimal places was expected.'],
  ])('worded %#', (document, message) => {
    const result = loadProgramDocument(document);
    expect((result.ok ? [] : result.diagnostics).map((finding) => finding.message)).toContain(message);
  });

  test('all faults at once, in document order, with their place', () => {
    const result = loadProgramDocument(
      small((it) => {
        it.rules[1].event.params.amount = 'deal.amout * 0.1';
        it.rules[1].conditions.all.push({ fact: 'deal.kynd', operator: 'equal', value: 'new' });
        it.rules[0].event.params.level = 'platinum';
        it.measures.revenue.window = 'fiscal-yaer';
        it.calendar.timeZone = 'Mars/Base';
        delete it.currency;
      }),
    );
    if (result.ok) throw new Error('it should have been refused');
    expect(result.diagnostics.map(({ code, pointer }) => `${code} ${pointer}`)).toEqual([
      'missing-field ',
      'unknown-time-zone /calendar/timeZone',
      'wrong-format /measures/revenue/window',
      'unknown-level /rules/0/event/params/level',
      'unknown-fact /rules/1/conditions/all/1/fact',
      'unknown-fact /rules/1/event/params/amount',
    ]);
    const offsets = result.diagnostics.map(({ range }) => range?.start.offset ?? -1);
    expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
    const formula = result.diagnostics.at(-1);
    expect(formula?.hint).toBe('Did you mean deal.amount?');
    expect((formula?.range?.end.offset ?? 0) - (formula?.range?.start.offset ?? 0)).toBe('deal.amout'.length);
  });

  test('what rests on a broken part is not complained of', () => {
    const document = small((it) => {
      it.measures.revenue = { sum: 'deal.amout', of: ['deal-closed'], window: 'fiscal-year' };
      it.rules[1].event.params.amount = 'measure.revenue * 0.1';
    });
    expect(found(document).filter((finding) => !finding.startsWith('unused'))).toEqual(['unknown-fact /measures/revenue/sum']);
  });

  test('hints name what was meant', () => {
    const hintOf = (document: unknown): string | undefined => {
      const result = loadProgramDocument(document);
      return result.ok ? undefined : result.diagnostics[0]?.hint;
    };
    expect(hintOf(small((it) => (it.rules[1].decides = 'incentiv')))).toBe('Did you mean incentive?');
    expect(hintOf(small((it) => (it.rules[1].effectve = {})))).toBe('Did you mean effective?');
    expect(hintOf(withCondition({ fact: 'deal.amount', operator: 'greaterThen', value: '1' }))).toBe('Did you mean greaterThan?');
    expect(hintOf(withCondition({ fact: 'partner.tier', operator: 'equal', value: 'golden' }))).toBe('Did you mean gold?');
    expect(hintOf(small((it) => (it.rules[1].for = ['reseler'])))).toBe('Did you mean reseller?');
  });
});

describe('what is surely there needs no orValue', () => {
  const formula = (amount: string, conditions: unknown, change: (it: Broken) => void = () => {}): string[] =>
    found(
      small((it) => {
        it.rules[1].event.params.amount = amount;
        it.rules[1].conditions = conditions;
        change(it);
      }),
    ).filter((finding) => finding.startsWith('may-be-missing'));
  const listed = (fact: string): unknown => ({ all: [{ fact, operator: 'exists', value: true }] });
  const always = listed('activity.id');

  test('a fact that the kind requires', () => {
    expect(formula('deal.amount * 0.1', always)).toEqual([]);
  });
  test('one that a condition compares, through names and nested lists', () => {
    expect(formula('deal.listAmount * 0.1', always)).toHaveLength(1);
    expect(formula('deal.listAmount * 0.1', listed('deal.listAmount'))).toEqual([]);
    const named = (it: Broken): void => {
      it.conditions = { priced: { all: [{ all: [{ fact: 'deal.listAmount', operator: 'greaterThan', value: '1' }] }] } };
    };
    expect(formula('deal.listAmount * 0.1', { all: [{ condition: 'priced' }] }, named)).toEqual([]);
    expect(formula('deal.listAmount * 0.1', { any: [{ condition: 'priced' }, always] }, named)).toHaveLength(1);
  });
  test('exists that asks for false proves nothing', () => {
    expect(formula('deal.listAmount * 0.1', { all: [{ fact: 'deal.listAmount', operator: 'exists', value: false }] })).toHaveLength(1);
    expect(formula('deal.listAmount * 0.1', { not: { fact: 'deal.listAmount', operator: 'exists', value: false } })).toEqual([]);
  });
  test('a measure whose keys are there', () => {
    const keyed = (it: Broken): void => {
      it.measures.ofCustomer = { sum: 'deal.amount', of: ['deal-closed'], by: ['customer.id'], window: 'lifetime' };
    };
    expect(formula('measure.ofCustomer * 0.1', always, keyed)).toHaveLength(1);
    expect(formula('measure.ofCustomer * 0.1', listed('customer.id'), keyed)).toEqual([]);
  });
  test('the row of a table that has one for every choice', () => {
    const table = (rows: object) => (it: Broken) => {
      it.parameters.share = { type: 'table', keys: ['partner.tier'], unit: 'rate', value: rows };
    };
    expect(formula('deal.amount * parameter.share', always, table({ registered: '0.1', gold: '0.2' }))).toEqual([]);
    expect(formula('deal.amount * parameter.share', always, table({ gold: '0.2' }))).toHaveLength(1);
  });
  test('a derived fact that can not fail', () => {
    const derived = (text: string) => (it: Broken) => {
      it.derived = { base: { type: 'money', formula: text } };
    };
    expect(formula('derived.base * 0.1', always, derived('deal.amount * 2'))).toEqual([]);
    expect(formula('derived.base * 0.1', always, derived('deal.listAmount * 2'))).toHaveLength(1);
    expect(formula('derived.base * 0.1', listed('deal.listAmount'), derived('deal.listAmount * 2'))).toEqual([]);
    expect(formula('derived.base * 0.1', always, derived('deal.amount / measure.revenue * deal.amount'))).toHaveLength(1);
  });
});

test('rules stand in rule order: by priority, higher first, then as written', () => {
  const rules = [goldRule(), commissionRule(), commissionRule({ name: 'first', priority: 5 }), commissionRule({ name: 'last' })];
  const result = loadProgramDocument(smallProgram({ rules }));
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics));
  expect(result.program.rules.map((rule) => rule.name)).toEqual(['first', 'reseller-gold', 'commission', 'last']);
  expect(result.program.rules.map((rule) => rule.pointer)).toEqual(['/rules/2', '/rules/0', '/rules/1', '/rules/3']);
});
