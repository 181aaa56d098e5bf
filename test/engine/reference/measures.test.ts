import { expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../schemas/types.ts';
import { act, deal, fold, incentive, linesOf, partnerType, party, program, reseller, rule, when } from './support.ts';

const kinds = ['deal-closed', 'agreement-signed', 'agreement-ended', 'profile-changed'];

const measured = (measures: NonNullable<ProgramDocument['measures']>, more: Partial<ProgramDocument> = {}): ProgramDocument =>
  program({ partnerTypes: { reseller: partnerType(kinds) }, measures, ...more });

async function lastMeasures(document: ProgramDocument, activities: readonly ActivityDocument[]) {
  const decisions = await fold(document, [reseller('acme'), reseller('bolt')], activities);
  const last = decisions.at(-1);
  return last?.parties[0]?.reasoning?.measures;
}

test('every aggregate, over some and over none', async () => {
  const window = 'lifetime';
  const of = ['deal-closed'];
  const measures = {
    sum: { sum: 'deal.amount', of, window },
    count: { count: true, of, window },
    distinct: { countDistinct: 'customer.id', of, window },
    min: { min: 'deal.amount', of, window },
    max: { max: 'deal.amount', of, window },
    average: { average: 'deal.amount', of, window },
    latest: { latest: 'customer.id', of, window },
    earliest: { earliest: 'deal.amount', of, window },
  } as NonNullable<ProgramDocument['measures']>;
  expect(await lastMeasures(measured(measures), [act('profile-changed', '2026-01-01', {})])).toEqual({
    sum: { before: '0.00', with: '0.00' },
    count: { before: 0, with: 0 },
    distinct: { before: 0, with: 0 },
  });
  const deals = [
    deal('2026-01-01', '10', { 'customer.id': 'x' }),
    deal('2026-01-02', '30'),
    deal('2026-01-03', '5', { 'customer.id': 'x' }),
    deal('2026-01-03', '99', { 'customer.id': 'z' }, { partner: 'bolt' }),
    deal('2026-01-04', '7', { 'customer.id': 'y' }),
  ];
  expect(await lastMeasures(measured(measures), deals)).toEqual({
    sum: { before: '45.00', with: '52.00' },
    count: { before: 3, with: 4 },
    distinct: { before: 1, with: 2 },
    min: { before: '5.00', with: '5.00' },
    max: { before: '30.00', with: '30.00' },
    average: { before: '15.00', with: '13.00' },
    latest: { before: 'x', with: 'y' },
    earliest: { before: '10.00', with: '10.00' },
  });
});

test('scopes, keys, items and conditions', async () => {
  const document = measured({
    own: { sum: 'deal.amount', of: ['deal-closed'], by: ['customer.id'], window: 'fiscal-year' },
    customer: { sum: 'deal.amount', of: ['deal-closed'], by: ['customer.id'], scope: 'customer', window: 'fiscal-year' },
    program: { sum: 'deal.amount', of: ['deal-closed'], scope: 'program', window: 'fiscal-year' },
    items: {
      sum: 'item.amount',
      of: ['deal-closed'],
      where: { all: [{ fact: 'item.category', operator: 'equal', value: 'db' }] },
      window: 'lifetime',
    },
    sellers: {
      countDistinct: 'partner.id',
      of: ['deal-closed'],
      where: {
        any: [
          { fact: 'deal.amount', operator: 'greaterThan', value: '15' },
          { not: { fact: 'customer.id', operator: 'exists', value: true } },
        ],
      },
      scope: 'program',
      window: 'lifetime',
    },
  });
  const items = {
    items: [
      { 'item.amount': '1', 'item.category': 'db' },
      { 'item.amount': '2', 'item.category': 'os' },
      { 'item.amount': '4', 'item.category': 'db' },
    ],
  };
  const found = await lastMeasures(document, [
    deal('2025-12-31', '1000', { 'customer.id': 'x' }),
    deal('2026-01-01', '10', { 'customer.id': 'x' }, items),
    deal('2026-01-02', '20', { 'customer.id': 'x' }, { partner: 'bolt' }),
    deal('2026-01-03', '40', { 'customer.id': 'y' }, { partner: 'bolt' }),
    deal('2026-01-04', '5', { 'customer.id': 'x' }),
  ]);
  expect(found).toEqual({
    own: { before: '10.00', with: '15.00' },
    customer: { before: '30.00', with: '35.00' },
    program: { before: '70.00', with: '75.00' },
    items: { before: '5.00', with: '5.00' },
    sellers: { before: 2, with: 2 },
  });
});

test('a parameter of an agreement holds while it is in force', async () => {
  const document = measured(
    {},
    {
      parameters: { rate: { type: 'rate', value: '0.1', min: '0', max: '1', perAgreement: true } },
      rules: [incentive('margin', 'deal.amount * parameter.rate')],
    },
  );
  const sign = (on: string, id: string, rate: string, facts: object = {}) =>
    act('agreement-signed', on, { 'agreement.id': id, ...facts }, { terms: { rate } });
  const decisions = await fold(
    document,
    [reseller()],
    [
      deal('2026-01-01', '100'),
      sign('2026-01-02', 'a', '0.2', { 'agreement.endsOn': '2026-01-10' }),
      deal('2026-01-02', '100'),
      sign('2026-01-03', 'b', '0.3', { 'agreement.startsOn': '2026-01-05' }),
      deal('2026-01-04', '100'),
      deal('2026-01-05', '100'),
      act('agreement-ended', '2026-01-09', { 'agreement.id': 'b' }),
      deal('2026-01-10', '100'),
      deal('2026-01-11', '100'),
    ],
  );
  expect(decisions.flatMap((each) => linesOf(each))).toEqual([
    'margin 10.00',
    'margin 20.00',
    'margin 20.00',
    'margin 30.00',
    'margin 20.00',
    'margin 10.00',
  ]);
});

test('a sum out of bounds sets the activity aside; later decisions are provisional', async () => {
  const document = measured(
    { revenue: { sum: 'deal.amount', of: ['deal-closed'], by: ['customer.id'], window: 'lifetime' } },
    { rules: [incentive('flat', 'money("1")')] },
  );
  const big = (on: string) => deal(on, '9000000000000', { 'customer.id': 'x' });
  const days = Array.from({ length: 11 }, (_, index) => `2026-01-${String(index + 10)}`);
  const decisions = await fold(
    document,
    [reseller('acme'), reseller('bolt')],
    [...days.map(big), deal('2026-02-01', '1'), deal('2026-02-01', '1', {}, { partner: 'bolt' })],
  );
  expect(decisions.map(({ status }) => status)).toEqual([...days.slice(1).map(() => 'decided'), 'set-aside', 'decided', 'decided']);
  expect(decisions[10]).toMatchObject({
    parties: [],
    failures: [{ of: 'revenue', pointer: '/measures/revenue', code: 'number-too-large' }],
  });
  expect(party(decisions[9]).provisional).toBe(false);
  expect(party(decisions[11]).provisional).toBe(true);
  expect(party(decisions[12]).provisional).toBe(false);
});

test('reasoning shows the conditions as written, and what the facts were', async () => {
  const document = measured(
    {},
    {
      parameters: { least: { type: 'money', value: '50.5' } },
      conditions: { big: { fact: 'deal.amount', operator: 'greaterThan', value: { fact: 'parameter.least' } } },
      rules: [
        incentive(
          'flat',
          'money("1")',
          {},
          {
            conditions: {
              any: [
                { condition: 'big' },
                { not: { all: [{ fact: 'deal.kind', operator: 'in', value: ['new', 'expansion'] }] } },
                { fact: 'deal.discount', operator: 'lessThan', value: '0.10' },
              ],
            },
          },
        ),
      ],
    },
  );
  const [decision] = await fold(document, [reseller()], [deal('2026-01-01', '50.50', { 'deal.kind': 'new', 'deal.discount': '0.1' })]);
  expect(party(decision).reasoning?.rules).toEqual([
    {
      rule: 'flat',
      decides: 'incentive',
      holds: false,
      conditions: {
        any: [
          {
            condition: 'big',
            is: {
              fact: 'deal.amount',
              operator: 'greaterThan',
              expected: '50.50',
              expectedFact: 'parameter.least',
              actual: '50.50',
              holds: false,
            },
            holds: false,
          },
          {
            not: { all: [{ fact: 'deal.kind', operator: 'in', expected: ['new', 'expansion'], actual: 'new', holds: true }], holds: true },
            holds: false,
          },
          { fact: 'deal.discount', operator: 'lessThan', expected: '0.10', actual: '0.1', holds: false },
        ],
        holds: false,
      },
    },
  ]);
});

test('a promise is written once, and kept', async () => {
  const document = measured(
    {},
    {
      parameters: { share: { type: 'rate', value: '0.98' } },
      promises: {
        share: {
          type: 'rate',
          by: ['customer.id'],
          on: ['deal-closed'],
          formula: 'deal.amount > money("50") ? parameter.share : parameter.share / 3.0',
        },
      },
      rules: [incentive('share', 'deal.amount * promise.share', {}, when('promise.share', 'exists', true))],
    },
  );
  const decisions = await fold(
    document,
    [reseller('acme'), reseller('bolt')],
    [
      deal('2026-01-01', '10', { 'customer.id': 'x' }),
      deal('2026-01-02', '100', { 'customer.id': 'x' }, { partner: 'bolt' }),
      deal('2026-01-03', '100', { 'customer.id': 'y' }),
      deal('2026-01-03', '100'),
    ],
  );
  expect(decisions.map((each) => party(each).promises)).toEqual([
    [{ promise: 'share', key: ['x'], value: '0.326666667' }],
    [],
    [{ promise: 'share', key: ['y'], value: '0.98' }],
    [],
  ]);
  expect(decisions.map((each) => linesOf(each))).toEqual([['share 3.27'], ['share 32.67'], ['share 98.00'], []]);
});

test('MDF, enrollment, routing and benefits', async () => {
  const document = program({
    partnerTypes: { reseller: partnerType(['mdf-request', 'mdf-claim', 'opportunity-sourced', 'enrollment', 'business-review']) },
    rules: [
      rule('too-little', 'mdf', ['mdf-request'], { outcome: 'return', reason: 'at least 1,000' }, when('mdf.cost', 'lessThan', '1000')),
      rule('half', 'mdf', ['mdf-request'], { outcome: 'approve', amount: 'mdf.cost * 0.5' }, when('mdf.cost', 'lessThan', '5000')),
      rule('pay', 'mdf', ['mdf-claim'], { outcome: 'approve', amount: 'mdf.cost * 0.333', incentive: 'mdf' }, { moves: 'win-rate' }),
      rule(
        'desk',
        'routing',
        ['opportunity-sourced'],
        { outcome: 'route', to: 'field', urgency: 'high' },
        when('opportunity.amount', 'greaterThan', '10'),
      ),
      rule('accept', 'enrollment', ['enrollment'], { outcome: 'accept' }, when('applicant.documents', 'contains', 'nda')),
      rule(
        'no-nda',
        'enrollment',
        ['enrollment'],
        { outcome: 'return', reason: 'NDA' },
        when('applicant.documents', 'doesNotContain', 'nda'),
      ),
      rule(
        'gold-support',
        'benefit',
        ['business-review'],
        { benefit: 'support', grant: 'a named engineer' },
        when('review.score', 'greaterThan', '0.8'),
      ),
      rule('support', 'benefit', ['business-review'], { benefit: 'support', grant: 'a mailbox', amount: 'money("10") / 3.0' }),
    ],
  });
  const decisions = await fold(
    document,
    [reseller()],
    [
      act('mdf-request', '2026-01-01', { 'mdf.id': 'm', 'mdf.cost': '900' }),
      act('mdf-request', '2026-01-01', { 'mdf.id': 'm', 'mdf.cost': '2000.01' }),
      act('mdf-request', '2026-01-01', { 'mdf.id': 'm', 'mdf.cost': '9000' }),
      act('mdf-claim', '2026-01-02', { 'mdf.id': 'm', 'mdf.cost': '100' }),
      act('opportunity-sourced', '2026-01-02', { 'opportunity.id': 'c', 'opportunity.amount': '11' }),
      act('opportunity-sourced', '2026-01-02', { 'opportunity.id': 'c', 'opportunity.amount': '9' }),
      act('enrollment', '2026-01-02', { 'applicant.documents': ['nda', 'id'] }),
      act('enrollment', '2026-01-02', { 'applicant.documents': [] }),
      act('enrollment', '2026-01-02', {}),
      act('business-review', '2026-01-02', { 'review.id': 'r', 'review.score': '0.9' }),
      act('business-review', '2026-01-02', { 'review.id': 'r', 'review.score': '0.8' }),
    ],
  );
  const parties = decisions.map(party);
  expect(parties.slice(0, 4).map(({ mdf }) => mdf)).toEqual([
    { outcome: 'returned', reasons: ['at least 1,000'] },
    { outcome: 'approved', reasons: ['half'], amount: '1000.00' },
    { outcome: 'returned', reasons: [] },
    { outcome: 'approved', reasons: ['pay'], amount: '33.30' },
  ]);
  expect(linesOf(decisions[3])).toEqual(['mdf 33.30']);
  expect(parties.slice(4, 6).map(({ routing }) => routing)).toEqual([
    { outcome: 'routed', reasons: ['desk'], to: 'field', urgency: 'high' },
    { outcome: 'waiting', reasons: [] },
  ]);
  expect(parties.slice(6, 9).map(({ enrollment }) => enrollment)).toEqual([
    { outcome: 'accepted', reasons: ['accept'] },
    { outcome: 'returned', reasons: ['NDA'] },
    { outcome: 'returned', reasons: [] },
  ]);
  expect(parties.slice(9).map(({ benefits }) => benefits)).toEqual([
    [{ benefit: 'support', grant: 'a named engineer' }],
    [{ benefit: 'support', grant: 'a mailbox', amount: '3.33' }],
  ]);
});
