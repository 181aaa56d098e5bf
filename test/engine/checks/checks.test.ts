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

describe('a sound program', () => {
  test('has no findings', () => {
    expect(findings(smallProgram())).toEqual([]);
    expect(findings(jointProgram())).toEqual([]);
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
    ['error not-computable /rules/0/conditions/all/0'],
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
    ['error not-computable /rules/1/conditions/all/0'],
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
    ['error not-computable /measures/revenue/where/all/0'],
  ],
  [
    'a rule for a kind that the type does not produce',
    smallProgram({ rules: [goldRule(), commissionRule({ on: ['invoice'] })] }),
    ['error never-runs /rules/1/on'],
  ],
  [
    'a rule whose window ended before the version began',
    smallProgram({ effectiveFrom: '2026-01-01', rules: [goldRule(), commissionRule({ effective: { to: '2025-01-01' } })] }),
    ['error never-runs /rules/1/effective/to'],
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
    ['error tier-reads-activity /rules/0/conditions/all/0'],
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
    ['error decided-later /rules/2/conditions/all/0'],
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
