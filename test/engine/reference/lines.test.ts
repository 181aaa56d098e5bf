import { describe, expect, test } from 'vitest';
import { act, deal, fold, incentive, linesOf, ofKind, partnerType, party, program, reseller, rule, when } from './support.ts';

const deals = { reseller: partnerType(['deal-closed', 'cancellation', 'service-engagement', 'agreement-signed', 'shipment-report']) };

test('OEM minimum: pays the larger of the minimum and what is earned less what was prepaid', async () => {
  const document = program({
    partnerTypes: deals,
    parameters: { minimum: { type: 'money', value: '0', min: '0', max: '1000.00', perAgreement: true } },
    measures: { earned: { sum: 'shipment.earned', of: ['shipment-report'], window: 'fiscal-quarter' } },
    balances: { prepaid: { type: 'money', per: ['term'] } },
    rules: [
      rule(
        'royalty',
        'obligation',
        ['quarter-closed'],
        {
          obligation: 'royalty',
          payer: 'partner',
          amount: 'measure.earned - balance.prepaid',
          floor: 'parameter.minimum',
          balances: { prepaid: 'line.amount - measure.earned' },
        },
        when('balance.prepaid', 'exists', true),
      ),
    ],
  });
  const decisions = await fold(
    document,
    [reseller()],
    [
      act(
        'agreement-signed',
        '2026-01-01',
        { 'agreement.id': 'x', 'agreement.startsOn': '2026-01-01', 'agreement.endsOn': '2026-12-31' },
        { terms: { minimum: '100.00' } },
      ),
      act('shipment-report', '2026-02-01', { 'shipment.earned': '60' }),
      act('shipment-report', '2026-05-01', { 'shipment.earned': '150' }),
      act('shipment-report', '2026-08-01', { 'shipment.earned': '70' }),
      act('shipment-report', '2026-11-01', { 'shipment.earned': '140' }),
    ],
    '2027-03-31',
  );
  const closes = ofKind(decisions, 'quarter-closed');
  expect(closes.map((close) => [close.on, ...linesOf(close), party(close).balances.prepaid])).toEqual([
    ['2026-03-31', 'royalty 100.00', '40.00'],
    ['2026-06-30', 'royalty 110.00', '0.00'],
    ['2026-09-30', 'royalty 100.00', '30.00'],
    ['2026-12-31', 'royalty 110.00', '0.00'],
    ['2027-03-31', undefined],
  ]);
  expect(closes[0]?.activity).toEqual({ source: 'dealwright', id: 'quarter-closed:2026-03-31:reseller:acme', revision: 1 });
  expect(party(closes[0]).lines[0]).toMatchObject({ payee: 'vendor', payer: 'partner', decides: 'obligation' });
});

test('services attach: three engagements of 2.5 %, together at most 7.5 % of the latest sale', async () => {
  const document = program({
    partnerTypes: deals,
    measures: {
      sale: { latest: 'deal.amount', of: ['deal-closed'], by: ['customer.id'], window: 'lifetime' },
      paid: { sum: 'line.amount', of: ['line:attach'], by: ['customer.id'], window: 'trailing-12-months' },
    },
    rules: [
      rule(
        'attach',
        'incentive',
        ['service-engagement'],
        {
          incentive: 'attach',
          payee: 'partner',
          amount: 'measure.sale * 0.025',
          cap: { amount: 'measure.sale * 0.075', used: 'measure.paid' },
        },
        {
          conditions: {
            all: [
              { fact: 'measure.sale', operator: 'exists', value: true },
              { fact: 'measure.paid', operator: 'exists', value: true },
            ],
          },
        },
      ),
    ],
  });
  const customer = { 'customer.id': 'c1' };
  const engagement = (on: string, id: string) => act('service-engagement', on, { 'engagement.id': id, ...customer });
  const decisions = await fold(
    document,
    [reseller()],
    [
      deal('2026-01-10', '100000', customer),
      engagement('2026-02-01', 'e1'),
      engagement('2026-03-01', 'e2'),
      engagement('2026-04-01', 'e3'),
      engagement('2026-05-01', 'e4'),
      act('service-engagement', '2026-05-02', { 'engagement.id': 'e5', 'customer.id': 'other' }),
    ],
  );
  expect(decisions.map((each) => linesOf(each))).toEqual([
    [],
    ['attach 2500.00'],
    ['attach 2500.00'],
    ['attach 2500.00'],
    ['attach 0.00'],
    [],
  ]);
  expect(party(decisions[4]).lines[0]?.steps?.[1]).toMatchObject({ step: 'cap', remaining: '0.00', applied: true, exact: '0.00' });
});

describe('settlement', () => {
  test('the largest of a group stays, the best of a stack, the cap by rule order, the budget what remains', async () => {
    const document = program({
      partnerTypes: deals,
      rules: [
        incentive('a', 'deal.amount * 0.05'),
        incentive('b', 'deal.amount * 0.05'),
        incentive('c', 'deal.amount * 0.04'),
        incentive('d', 'deal.amount * 0.03'),
        incentive('e', 'deal.amount * 0.02'),
      ],
      excludes: [['b', 'a']],
      stacks: {
        all: { combine: 'sum', of: ['front', 'a', 'b', 'e'], cap: 'deal.amount * 0.1' },
        front: { combine: 'best', of: ['d', 'c'] },
      },
      budgets: { pot: { amount: 'money("140")', of: ['b', 'e'], window: 'fiscal-year' } },
    });
    const decisions = await fold(
      document,
      [reseller()],
      [deal('2026-01-10', '1000'), deal('2026-01-11', '1000'), deal('2026-01-12', '1000')],
    );
    expect(decisions.map((each) => linesOf(each))).toEqual([
      ['a excluded', 'b 50.00', 'c 40.00', 'd outbid', 'e 10.00'],
      ['a excluded', 'b 50.00', 'c 40.00', 'd outbid', 'e 10.00'],
      ['a excluded', 'b 20.00', 'c 40.00', 'd outbid', 'e 0.00'],
    ]);
    const steps = party(decisions[2]).lines.map(({ steps }) => steps?.map(({ step }) => step));
    expect(steps).toEqual([
      ['amount', 'excluded'],
      ['amount', 'stack-cap', 'budget', 'rounding'],
      ['amount', 'stack-cap', 'rounding'],
      ['amount', 'outbid'],
      ['amount', 'stack-cap', 'budget', 'rounding'],
    ]);
  });

  test('rounds once, from the exact value', async () => {
    const document = program({
      partnerTypes: deals,
      rules: [incentive('third', 'deal.amount / 3.0'), incentive('half', 'deal.amount * 0.005')],
    });
    const [decision] = await fold(document, [reseller()], [deal('2026-01-10', '1')]);
    expect(linesOf(decision)).toEqual(['third 0.33', 'half 0.00']);
    expect(party(decision).lines[0]?.steps?.[0]).toMatchObject({ exact: '1/3' });
    expect(party(decision).lines[1]?.steps?.[1]).toEqual({ step: 'rounding', mode: 'half-even', from: '0.005', to: '0.00' });
  });

  test('a failing line is set aside, with its inputs; the rest stands', async () => {
    const document = program({
      partnerTypes: deals,
      rules: [
        incentive('ratio', 'deal.amount * (deal.amount / deal.listAmount)', {}, when('deal.listAmount', 'exists', true)),
        incentive('flat', 'money("5")'),
        incentive('person', 'money("7")', { payee: 'person', person: 'deal.person' }),
      ],
    });
    const [decision] = await fold(document, [reseller()], [deal('2026-01-10', '10', { 'deal.listAmount': '0' })]);
    expect(linesOf(decision)).toEqual(['ratio set-aside', 'flat 5.00', 'person set-aside']);
    expect(party(decision).failures).toEqual([
      {
        of: 'ratio',
        pointer: '/rules/0/event/params/amount',
        code: 'division-by-zero',
        message: 'ratio divides by zero',
        inputs: { 'deal.amount': '10.00', 'deal.listAmount': '0.00' },
      },
      {
        of: 'person',
        pointer: '/rules/2/event/params/person',
        code: 'missing-value',
        message: 'person reads a value that is missing',
        inputs: {},
      },
    ]);
  });
});

test('a cancellation takes back what is left, and gives back to the budget', async () => {
  const document = program({
    partnerTypes: deals,
    rules: [
      incentive('bonus', 'deal.amount * 0.1'),
      rule('back', 'incentive', ['cancellation'], { reverses: ['bonus'], share: 'cancelled.?share.orValue(1.0)' }),
    ],
    budgets: { pot: { amount: 'money("100")', of: ['bonus'], window: 'lifetime' } },
  });
  const cancel = (on: string, share: string) => act('cancellation', on, { 'cancelled.activity': 'd1', 'cancelled.share': share });
  const decisions = await fold(
    document,
    [reseller()],
    [
      deal('2026-01-10', '900', {}, { id: 'd1' }),
      deal('2026-01-11', '900'),
      cancel('2026-02-01', '0.6'),
      cancel('2026-02-02', '0.6'),
      cancel('2026-02-03', '1'),
      act('cancellation', '2026-02-04', { 'cancelled.activity': 'nope' }),
      deal('2026-02-05', '10000'),
    ],
  );
  expect(decisions.map((each) => linesOf(each))).toEqual([
    ['bonus 90.00'],
    ['bonus 10.00'],
    ['bonus -54.00'],
    ['bonus -36.00'],
    ['bonus 0.00'],
    [],
    ['bonus 90.00'],
  ]);
  expect(party(decisions[3]).lines[0]).toMatchObject({
    reverses: { source: 'crm', activity: 'd1', line: 0 },
    steps: [{ step: 'reversal', original: '90.00', remaining: '36.00', share: '0.6' }],
  });
  expect(party(decisions[5]).failures).toMatchObject([{ code: 'unknown-activity', inputs: { 'cancelled.activity': 'nope' } }]);
});

test('gates and incentives for each item', async () => {
  const document = program({
    partnerTypes: deals,
    rules: [
      rule('open', 'gate', ['deal-closed'], { gate: 'sell', effect: 'open', per: 'item' }, when('item.product', 'in', ['p', 'q'])),
      rule('shut', 'gate', ['deal-closed'], { gate: 'sell', effect: 'close', reason: 'tender' }, when('deal.tender', 'equal', true)),
      incentive(
        'each',
        'item.amount * 0.1',
        { per: 'item' },
        {
          conditions: {
            all: [
              { fact: 'gate.sell', operator: 'equal', value: true },
              { fact: 'item.amount', operator: 'exists', value: true },
            ],
          },
        },
      ),
      incentive('whole', 'money("1")', {}, when('gate.sell', 'equal', true)),
    ],
  });
  const items = (...products: string[]) => ({ items: products.map((product) => ({ 'item.product': product, 'item.amount': '10' })) });
  const decisions = await fold(
    document,
    [reseller()],
    [
      deal('2026-01-10', '30', {}, items('p', 'x')),
      deal('2026-01-11', '30', {}, items('p', 'q')),
      deal('2026-01-12', '9', { 'deal.tender': true }, items('p')),
    ],
  );
  expect(decisions.map((each) => party(each).gates)).toEqual([
    [
      { gate: 'sell', item: 0, open: true, reasons: [] },
      { gate: 'sell', item: 1, open: false, reasons: [] },
    ],
    [
      { gate: 'sell', item: 0, open: true, reasons: [] },
      { gate: 'sell', item: 1, open: true, reasons: [] },
    ],
    [{ gate: 'sell', item: 0, open: false, reasons: ['tender'] }],
  ]);
  expect(decisions.map((each) => linesOf(each))).toEqual([['each 1.00'], ['each 1.00', 'each 1.00', 'whole 1.00'], []]);
  expect(party(decisions[0]).reasoning?.rules.map(({ rule, item, holds }) => [rule, item, holds])).toEqual([
    ['open', 0, true],
    ['open', 1, false],
    ['shut', undefined, false],
    ['each', 0, true],
    ['each', 1, false],
    ['whole', undefined, false],
  ]);
});
