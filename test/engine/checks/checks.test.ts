import { describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../../schemas/types.ts';
import { checks } from '../../../server/engine/checks/index.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import { always, commissionRule, goldRule, resellerType, smallProgram } from '../../support/small-program.ts';

const findings = (document: ProgramDocument): string[] => {
  const result = loadProgramDocument(document);
  return (result.ok ? result.warnings : result.diagnostics).map((finding) => `${finding.severity} ${finding.code} ${finding.pointer}`);
};

/** ISV program whose co-sell and marketplace rules pass all principles. */
const jointProgram = (changes: Partial<ProgramDocument> = {}): ProgramDocument => ({
  ...smallProgram(),
  partnerTypes: {
    isv: {
      objective: 'Make the platform stick.',
      judgedBy: 'integration-adoption-rate',
      produces: ['co-sell-request', 'agreement-signed', 'integration-milestone', 'opportunity-sourced'],
      commercialModel: { pricing: 'Each its own.', support: 'Vendor first line.', customerSuccess: 'Partner.', renewal: 'Vendor.' },
    },
  },
  parameters: {},
  measures: {
    signedSolutions: { count: true, of: ['agreement-signed'], by: ['solution.id'], window: 'valid' },
    certified: {
      count: true,
      of: ['integration-milestone'],
      where: {
        all: [
          { fact: 'integration.level', operator: 'in', value: ['certified', 'deep'] },
          { fact: 'integration.testedVersion', operator: 'exists', value: true },
        ],
      },
      window: 'valid',
    },
  },
  rules: [
    {
      name: 'co-sell-open',
      decides: 'gate',
      for: ['isv'],
      on: ['co-sell-request'],
      conditions: { all: [{ fact: 'measure.signedSolutions', operator: 'greaterThan', value: 0 }] },
      event: { type: 'gate', params: { gate: 'coSell', effect: 'open' } },
    },
    {
      name: 'pipeline-bonus',
      decides: 'incentive',
      for: ['isv'],
      on: ['opportunity-sourced'],
      moves: 'influenced-pipeline-share',
      conditions: {
        all: [
          { fact: 'measure.certified', operator: 'greaterThan', value: 0 },
          { fact: 'opportunity.amount', operator: 'exists', value: true },
        ],
      },
      event: { type: 'incentive', params: { incentive: 'pipeline-bonus', payee: 'partner', amount: 'opportunity.amount * 0.01' } },
    },
  ],
  ...changes,
});

const jointRules = (change: (rules: ProgramDocument['rules']) => ProgramDocument['rules']) =>
  jointProgram({ rules: change(jointProgram().rules) });

/** A reseller that also registers deals, and a measure for each product. */
const byProduct = (changes: Partial<ProgramDocument>, commission: Parameters<typeof commissionRule>[0] = {}) =>
  smallProgram({
    partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'registration-submitted'] }) },
    rules: [goldRule(), commissionRule(commission)],
    ...changes,
    measures: {
      ...smallProgram().measures,
      ...(changes.measures ?? { products: { sum: 'item.amount', of: ['deal-closed'], by: ['item.product'], window: 'lifetime' } }),
    },
  });

const paid = (params: object) => ({
  event: {
    type: 'incentive' as const,
    params: { incentive: 'commission', payee: 'partner' as const, amount: 'deal.amount * 0.1', ...params },
  },
});
const above = (fact: string) => ({ conditions: { all: [{ fact, operator: 'greaterThan', value: '5.00' }] } });
const ofProduct = '(measure.?products.orValue(0)) * 0.1';

describe('a sound program', () => {
  test('has no findings', () => {
    expect(findings(smallProgram())).toEqual([]);
    expect(findings(jointProgram())).toEqual([]);
  });

  test('reads what is keyed by items where each item is decided', () => {
    const params = {
      per: 'item',
      amount: `item.?amount.orValue(0) * 0.1 + ${ofProduct}`,
      cap: { amount: 'money("100.00")', used: 'balance.?earned.orValue(0)' },
      balances: { earned: 'line.amount' },
    };
    const balances = { earned: { type: 'money' as const, per: ['item.product'] } };
    expect(findings(byProduct({ balances }, { ...above('before.products'), ...paid(params) }))).toEqual([]);
  });
});

const cases: readonly (readonly [what: string, document: ProgramDocument, expected: readonly string[]])[] = [
  [
    'a type without objective and measure',
    smallProgram({ partnerTypes: { reseller: { produces: ['deal-closed'], tiers: resellerType().tiers ?? never() } } }),
    ['error objective-missing /partnerTypes/reseller'],
  ],
  [
    'an incentive without outcome',
    smallProgram({ rules: [goldRule(), without(commissionRule() as { moves?: unknown }, 'moves') as ProgramDocument['rules'][number]] }),
    ['error moves-missing /rules/1'],
  ],
  [
    'a measure of what the type never produces',
    smallProgram({ measures: { revenue: { sum: 'shipment.amount', of: ['shipment-report'], window: 'fiscal-year' } } }),
    ['error not-computable /rules/0/conditions/all/0/fact'],
  ],
  [
    'a measure of lines that only another type is paid',
    smallProgram({
      partnerTypes: { reseller: resellerType(), dealer: resellerType() },
      measures: { ...smallProgram().measures, paid: { sum: 'line.amount', of: ['line:spiff'], window: 'lifetime' } },
      rules: [
        goldRule({ for: ['reseller', 'dealer'] }),
        commissionRule({ conditions: { all: [{ fact: 'measure.paid', operator: 'lessThan', value: '5.00' }] } }),
        commissionRule({
          name: 'spiff',
          for: ['dealer'],
          event: { type: 'incentive', params: { incentive: 'spiff', payee: 'partner', amount: 'deal.amount * 0.1' } },
        }),
      ],
    }),
    ['error not-computable /rules/1/conditions/all/0/fact'],
  ],
  [
    'a measure whose condition reads what its kinds do not carry',
    smallProgram({
      measures: {
        revenue: {
          sum: 'deal.amount',
          of: ['deal-closed'],
          where: { all: [{ fact: 'shipment.units', operator: 'greaterThan', value: 1 }] },
          window: 'fiscal-year',
        },
      },
    }),
    ['error not-computable /measures/revenue/where/all/0/fact'],
  ],
  [
    'a rule for a kind that the type does not produce',
    smallProgram({ rules: [goldRule(), commissionRule({ on: ['invoice'] })] }),
    ['error never-runs /rules/1/on'],
  ],
  [
    'a rule whose window ended before the version began',
    smallProgram({ effectiveFrom: '2026-01-01', rules: [goldRule(), commissionRule({ effective: { to: '2025-01-01' } })] }),
    ['warning never-runs /rules/1/effective/to'],
  ],
  [
    'two rules of one name',
    smallProgram({ rules: [goldRule(), commissionRule(), commissionRule()] }),
    ['error duplicate-name /rules/2/name'],
  ],
  ['a stack named as an incentive', smallProgram({ stacks: { commission: { combine: 'sum', of: ['commission'] } } }), ['duplicate-name']],
  [
    'a level that no rule reaches',
    smallProgram({ rules: [commissionRule()], parameters: {}, measures: {} }),
    ['error unreached-tier /partnerTypes/reseller/tiers/levels/1'],
  ],
  [
    'a tier by the facts of one deal',
    smallProgram({
      parameters: {},
      measures: {},
      rules: [goldRule({ conditions: { all: [{ fact: 'deal.amount', operator: 'greaterThan', value: '5.00' }] } }), commissionRule()],
    }),
    ['error tier-reads-activity /rules/0/conditions/all/0/fact'],
  ],
  [
    'a gate that waits for an outcome',
    smallProgram({
      partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'registration-submitted'] }) },
      rules: [
        goldRule(),
        commissionRule(),
        {
          name: 'sell-open',
          decides: 'gate',
          for: ['reseller'],
          on: ['registration-submitted'],
          conditions: { all: [{ fact: 'outcome.registration', operator: 'equal', value: 'approved' }] },
          event: { type: 'gate', params: { gate: 'sell', effect: 'open' } },
        },
      ],
    }),
    ['error decided-later /rules/2/conditions/all/0/fact'],
  ],
  [
    'what nothing uses',
    smallProgram({ conditions: { big: always }, parameters: { ...smallProgram().parameters, spare: { type: 'count', value: 3 } } }),
    ['warning unused /parameters/spare', 'warning unused /conditions/big'],
  ],
  [
    'new deals that pay where renewals do not',
    smallProgram({ partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'renewal'] }) } }),
    ['warning renewals-unpaid /partnerTypes/reseller'],
  ],
  [
    'one template for two types',
    smallProgram({
      partnerTypes: { reseller: resellerType(), dealer: resellerType() },
      rules: [
        goldRule({ for: ['reseller', 'dealer'] }),
        commissionRule({ for: ['reseller', 'dealer'] }),
        commissionRule({
          name: 'second',
          for: ['reseller', 'dealer'],
          event: { type: 'incentive', params: { incentive: 'second', payee: 'partner', amount: 'deal.amount * 0.2' } },
        }),
      ],
    }),
    ['warning copied-template /partnerTypes/dealer'],
  ],
  [
    'five per cent written as 5',
    smallProgram({
      parameters: { ...smallProgram().parameters, share: { type: 'rate', value: '5' } },
      rules: [
        goldRule(),
        commissionRule({
          event: { type: 'incentive', params: { incentive: 'c', payee: 'partner', amount: 'deal.amount * parameter.share' } },
        }),
      ],
    }),
    ['warning rate-above-one /parameters/share/value'],
  ],
  [
    'a rise of five per cent written as 5',
    smallProgram({ approval: { payoutRise: '5', approvers: 2 } }),
    ['warning rate-above-one /approval/payoutRise'],
  ],
  [
    'co-sell without commercial model',
    jointProgram({ partnerTypes: { isv: without(jointProgram().partnerTypes.isv ?? never(), 'commercialModel') } }),
    ['error commercial-model-missing /partnerTypes/isv'],
  ],
  [
    'co-sell without a signed joint solution',
    jointRules((rules) =>
      rules.map((rule) =>
        rule.name === 'co-sell-open'
          ? ({ ...rule, conditions: { all: [{ fact: 'coSell.id', operator: 'exists', value: true }] } } as typeof rule)
          : rule,
      ),
    ),
    ['error co-sell-without-solution /partnerTypes/isv/produces/0', 'warning unused /measures/signedSolutions'],
  ],
  [
    'pipeline paid without certification',
    jointRules((rules) =>
      rules.map((rule) =>
        rule.name === 'pipeline-bonus'
          ? ({ ...rule, conditions: { all: [{ fact: 'opportunity.amount', operator: 'exists', value: true }] } } as typeof rule)
          : rule,
      ),
    ),
    ['error integration-not-certified /rules/1/conditions', 'warning unused /measures/certified'],
  ],
  [
    'a measure for each product, in a rule for the whole deal',
    byProduct({}, above('measure.products')),
    ['error item-fact /rules/1/conditions/all/0/fact'],
  ],
  ['the same without the activity', byProduct({}, above('before.products')), ['error item-fact /rules/1/conditions/all/0/fact']],
  ['the same in an amount', byProduct({}, paid({ amount: ofProduct })), ['error item-fact /rules/1/event/params/amount']],
  [
    'the same behind a named condition',
    byProduct({ conditions: { big: above('measure.products').conditions } }, { conditions: { condition: 'big' } }),
    ['error item-fact /rules/1/conditions/condition'],
  ],
  [
    'the same behind a derived fact',
    byProduct({ derived: { half: { type: 'money', formula: 'measure.products * 0.5' } } }, above('derived.half')),
    ['error item-fact /rules/1/conditions/all/0/fact'],
  ],
  [
    'the same for a tier',
    byProduct({ parameters: {}, rules: [goldRule(above('measure.products')), commissionRule()] }),
    ['error item-fact /rules/0/conditions/all/0/fact', 'warning unused /measures/revenue'],
  ],
  [
    'the same in a promise',
    byProduct(
      {
        promises: {
          base: {
            type: 'money',
            by: ['activity.id'],
            on: ['deal-closed'],
            where: above('measure.products').conditions,
            formula: ofProduct,
          },
        },
      },
      paid({ amount: 'promise.?base.orValue(0)' }),
    ),
    ['error item-fact /promises/base/where/all/0/fact', 'error item-fact /promises/base/formula'],
  ],
  [
    'a promise for each product',
    byProduct(
      { measures: {}, promises: { base: { type: 'money', by: ['item.product'], on: ['deal-closed'], formula: 'deal.amount' } } },
      paid({ amount: 'promise.?base.orValue(0)' }),
    ),
    ['error item-fact /promises/base/by/0'],
  ],
  [
    'the same in a protection',
    byProduct({
      protections: { deal: { scope: ['customer.id'], days: 'measure.?products.orValue(0) > money("5.00") ? days(9) : days(90)' } },
    }),
    ['error item-fact /protections/deal/days', 'warning unused /protections/deal'],
  ],
  [
    'the same in the cap of a stack',
    byProduct({ stacks: { all: { combine: 'sum', of: ['commission'], cap: ofProduct } } }),
    ['error item-fact /stacks/all/cap'],
  ],
  [
    'the same in a budget',
    byProduct({ budgets: { all: { amount: ofProduct, of: ['commission'], window: 'lifetime' } } }),
    ['error item-fact /budgets/all/amount'],
  ],
  [
    'a measure by a table that is read for each product',
    byProduct(
      {
        parameters: {
          ...smallProgram().parameters,
          weights: { type: 'table', keys: ['item.product'], unit: 'count', value: { harbor: 2 } },
        },
        measures: { weighed: { sum: 'item.amount', of: ['deal-closed'], by: ['parameter.weights'], window: 'lifetime' } },
      },
      above('measure.weighed'),
    ),
    ['error item-fact /rules/1/conditions/all/0/fact'],
  ],
  [
    'a balance for each product, moved by the whole deal',
    byProduct(
      { measures: {}, balances: { earned: { type: 'money', per: ['item.product'] } } },
      paid({ balances: { earned: 'line.amount + balance.?earned.orValue(0)' } }),
    ),
    ['error item-fact /rules/1/event/params/balances/earned'],
  ],
  [
    'a certification without level and version',
    jointProgram({ measures: { ...jointProgram().measures, certified: { count: true, of: ['integration-milestone'], window: 'valid' } } }),
    ['warning integration-certification-thin /measures/certified'],
  ],
];

describe('a program is told of', () => {
  test.each(cases)('%s', (_, document, expected) => {
    const found = findings(document);
    for (const one of expected)
      expect(
        found.some((finding) => finding.includes(one)),
        `${one} in ${JSON.stringify(found)}`,
      ).toBe(true);
    if (expected.every((one) => one.includes(' '))) expect(found.sort()).toEqual([...expected].sort());
  });
});

test('every check says what it is about', () => {
  expect(new Set(checks.map((check) => check.name)).size).toBe(checks.length);
  for (const check of checks) expect(check.about).toMatch(/^[A-Z].*\.$/);
});

function without<T extends object, K extends keyof T & string>(value: T, key: K): T {
  const { [key]: _, ...rest } = value;
  return rest as T;
}

function never(): never {
  throw new Error('the sample program has it');
}
