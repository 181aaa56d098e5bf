import Fraction from 'fraction.js';
import { describe, expect, it } from 'vitest';
import { isoToDay } from '../../../server/engine/facts/render.ts';
import { FORMULA_FUNCTIONS } from '../../../server/engine/formula/model.ts';
import { referenceFormulas } from '../../../server/engine/reference/formula.ts';
import { type Evaluation, evaluate, formulaOf, program, reader, result } from './support.ts';

const day = (text: string): string => String(isoToDay(text));

describe('figures of real programs', () => {
  it('reckons a stepped rebate by units', () => {
    expect(result('marginal(parameter.stepped, 0, measure.units)', { 'measure.units': 1200 })).toBe('1600');
  });

  it('reckons a cumulative rebate by units', () => {
    expect(
      result('bandRate(parameter.cumulative, measure.units) * measure.revenue', { 'measure.units': 1200, 'measure.revenue': 12_000 }),
    ).toBe('1200');
  });

  it('reckons partner-led support in slices', () => {
    const { value, reasoning } = evaluate('max(marginal(parameter.support, 0, measure.revenue), money("7500"))', {
      'measure.revenue': 1_200_000,
    });
    expect(value).toEqual(new Fraction(70_500));
    expect(reasoning.steps[0]?.slices).toEqual([
      { from: '0.00', rate: '0.1', size: '150000.00', amount: '15000.00' },
      { from: '150000.00', rate: '0.07', size: '350000.00', amount: '24500.00' },
      { from: '500000.00', rate: '0.05', size: '500000.00', amount: '25000.00' },
      { from: '1000000.00', rate: '0.03', size: '200000.00', amount: '6000.00' },
    ]);
  });

  it('pays what is added month by month', () => {
    const facts = { 'before.revenue': 140_000, 'measure.revenue': 160_000 };
    expect(result('marginal(parameter.support, before.revenue, measure.revenue)', facts)).toBe('1700');
  });
});

describe('bands', () => {
  const units = (before: number, now: number) => ({ 'before.units': before, 'measure.units': now });
  const money = (before: number, now: number) => ({ 'before.revenue': before, 'measure.revenue': now });

  it.each([
    [0, 500, '0'],
    [0, 501, '2'],
    [500, 501, '2'],
    [501, 500, '-2'],
    [0, 1000, '1000'],
    [1000, 1001, '3'],
    [1200, 0, '-1600'],
    [600, 600, '0'],
    [-10, 10, '0'],
  ])('marginal on a count from %s to %s is %s', (before, now, expected) => {
    expect(result('marginal(parameter.stepped, before.units, measure.units)', units(before, now))).toBe(expected);
  });

  it.each([
    [0, 100_000, '1000'],
    [0, 99_999, '0'],
    [100_000, 250_000, '5000'],
    [0, 300_000, '6000'],
    [300_000, 100_000, '-5000'],
  ])('sums of bands entered from %s to %s are %s', (before, now, expected) => {
    expect(result('marginal(parameter.bonus, before.revenue, measure.revenue)', money(before, now))).toBe(expected);
  });

  it.each([
    [0, 1, '10'],
    [0, 100, '10'],
    [100, 101, '250'],
    [0, 101, '260'],
  ])('sums of bands on a count from %s to %s are %s', (before, now, expected) => {
    expect(result('marginal(parameter.unitBonus, before.units, measure.units)', units(before, now))).toBe(expected);
  });

  it.each([
    [-5, '1/10'],
    [149_999, '1/10'],
    [150_000, '7/100'],
    [2_000_000, '3/100'],
  ])('the rate at %s is %s', (revenue, expected) => {
    expect(result('bandRate(parameter.support, measure.revenue)', { 'measure.revenue': revenue }, { type: 'rate' })).toBe(expected);
  });

  it('trues up what was earned below the band reached', () => {
    const { value, reasoning } = evaluate('retrospective(parameter.support, measure.revenue, money("9000"))', {
      'measure.revenue': 150_000,
    });
    expect(value).toEqual(new Fraction(1500));
    expect(reasoning.steps).toEqual([
      {
        expression: 'retrospective(parameter.support, measure.revenue, money("9000"))',
        value: '1500.00',
        slices: [{ from: '150000.00', rate: '0.07', size: '150000.00', amount: '10500.00' }],
      },
    ]);
  });

  it('turns slices where the volume goes down', () => {
    const { reasoning } = evaluate('marginal(parameter.stepped, before.units, measure.units)', units(502, 499));
    expect(reasoning.steps[0]).toMatchObject({
      value: '-4.00',
      slices: [
        { from: 0, rate: '0', size: -1, amount: '0.00' },
        { from: 501, rate: '2', size: -2, amount: '-4.00' },
      ],
    });
  });
});

type Case = readonly [source: string, expected: string, evaluation?: Evaluation];

describe('functions', () => {
  const facts = {
    'deal.amount': 1000,
    'deal.seats': 7,
    'activity.date': '2026-01-31',
    'partner.enrolledOn': '2025-12-24',
    'measure.units': 10,
    'parameter.wait': 30,
  };
  const cases: Readonly<Record<(typeof FORMULA_FUNCTIONS)[number], readonly Case[]>> = {
    marginal: [['marginal(parameter.support, 0, deal.amount)', '100']],
    retrospective: [['retrospective(parameter.support, deal.amount, 0)', '100']],
    bandRate: [['deal.amount * bandRate(parameter.support, deal.amount)', '100']],
    min: [
      ['min(deal.amount, money("5"), money("7"))', '5'],
      ['min(activity.date, partner.enrolledOn)', day('2025-12-24'), { type: 'date' }],
    ],
    max: [
      ['max(deal.amount, money("5"))', '1000'],
      ['max(activity.date, partner.enrolledOn)', day('2026-01-31'), { type: 'date' }],
    ],
    clamp: [
      ['clamp(deal.amount, 0, money("500"))', '500'],
      ['clamp(deal.amount, money("2000"), money("1500"))', '1500'],
    ],
    round: [
      ['round(deal.amount / 3)', '33333/100'],
      ['round(deal.amount / money("3000"), 4)', '3333/10000', { type: 'rate' }],
      ['round(deal.amount / money("1600"), 2)', '31/50', { type: 'rate' }],
      ['round(deal.amount / money("1600"), 2)', '63/100', { type: 'rate', rounding: 'half-up' }],
    ],
    floor: [
      ['floor(deal.amount / money("300"))', '3', { type: 'count' }],
      ['floor(-deal.amount / money("300"))', '-4', { type: 'count' }],
      ['floor(parameter.wait * 0.05)', '1', { type: 'days' }],
    ],
    ceil: [
      ['ceil(deal.seats / 2)', '4', { type: 'count' }],
      ['ceil(-deal.seats / 2)', '-3', { type: 'count' }],
    ],
    money: [['money("-12.345")', '-2469/200']],
    price: [['price("0.05") * deal.seats', '7/20']],
    date: [['date("2026-02-28")', day('2026-02-28'), { type: 'date' }]],
    days: [['days(-90)', '-90', { type: 'days' }]],
    addDays: [
      ['addDays(activity.date, 90)', day('2026-05-01'), { type: 'date' }],
      ['addDays(activity.date, -31)', day('2025-12-31'), { type: 'date' }],
      ['addDays(activity.date, parameter.wait * 0.1)', day('2026-02-03'), { type: 'date' }],
      ['addDays(activity.date, parameter.wait * 0.05)', 'failure not-whole', { type: 'date' }],
      ['addDays(activity.date, measure.units * 99999)', 'failure number-too-large', { type: 'date' }],
    ],
    addMonths: [
      ['addMonths(activity.date, 1)', day('2026-02-28'), { type: 'date' }],
      ['addMonths(activity.date, 25)', day('2028-02-29'), { type: 'date' }],
      ['addMonths(activity.date, -2)', day('2025-11-30'), { type: 'date' }],
      ['addMonths(activity.date, measure.units * 999999999)', 'failure number-too-large', { type: 'date' }],
    ],
    addBusinessDays: [
      // 24 December 2025 is a Wednesday
      ['addBusinessDays(partner.enrolledOn, 3)', day('2025-12-29'), { type: 'date' }],
      ['addBusinessDays(partner.enrolledOn, -3)', day('2025-12-19'), { type: 'date' }],
      ['addBusinessDays(partner.enrolledOn, 0)', day('2025-12-24'), { type: 'date' }],
      // 31 January 2026 is a Saturday
      ['addBusinessDays(activity.date, 1)', day('2026-02-02'), { type: 'date' }],
      ['addBusinessDays(date("2026-12-24"), 1)', day('2026-12-28'), { type: 'date' }],
      ['addBusinessDays(activity.date, measure.units * 999999999)', 'failure number-too-large', { type: 'date' }],
    ],
    daysBetween: [
      ['daysBetween(partner.enrolledOn, activity.date)', '38', { type: 'days' }],
      ['daysBetween(activity.date, partner.enrolledOn)', '-38', { type: 'days' }],
    ],
    businessDaysBetween: [
      ['businessDaysBetween(partner.enrolledOn, activity.date)', '27', { type: 'days' }],
      ['businessDaysBetween(activity.date, partner.enrolledOn)', '-27', { type: 'days' }],
      ['businessDaysBetween(date("2026-12-24"), date("2026-12-28"))', '1', { type: 'days' }],
    ],
  };
  for (const name of FORMULA_FUNCTIONS) {
    for (const [source, expected, evaluation] of cases[name]) {
      it(`${name}: ${source} is ${expected}`, () => expect(result(source, facts, evaluation)).toBe(expected));
    }
  }
});

describe('arithmetic', () => {
  it.each([
    ['deal.amount * 0.1 + deal.amount * 0.2 - deal.amount * 0.3', '0'],
    ['deal.amount * 0.000000001', '1/100000000'],
    ['deal.amount / 3 * 3', '10'],
    ['deal.amount * 0.14', '7/5'],
    ['-deal.amount * -2', '20'],
    ['(deal.amount + deal.amount) * (1 - 0.5 * deal.discount)', '20'],
    ['deal.seats * 3 > 8 && !(deal.seats < 3) ? deal.amount : 0', '10'],
    ['deal.kind == "new" ? deal.amount * 2 : deal.amount', '20'],
    ['deal.kind != deal.channel ? deal.amount : 0', '10'],
    ['deal.isCoSell ? deal.amount : 0', '10'],
    ['deal.isCoSell == true ? deal.amount * (deal.seats > 2 ? 1 : 2) / 4 : 0', '5/2'],
    ['deal.unitPrice * deal.seats', '3/20'],
    ['money("0.1") + money("0.2")', '3/10'],
    ['activity.date - deal.startsOn == days(2) ? deal.amount : 0', '10'],
    ['activity.date + 2 > deal.startsOn + days(3) ? deal.amount : 0', '10'],
    ['measure.lastSale * 0', '0'],
  ])('%s is %s', (source, expected) => {
    const facts = {
      'deal.amount': 10,
      'deal.discount': 0,
      'deal.seats': 3,
      'deal.unitPrice': '0.05',
      'deal.kind': 'new',
      'deal.channel': 'partner',
      'deal.isCoSell': true,
      'activity.date': '2026-03-03',
      'deal.startsOn': '2026-03-01',
      'measure.lastSale': '999999999999',
    };
    const environment = { present: new Set(['deal.discount', 'deal.startsOn', 'measure.lastSale']) };
    expect(result(source, facts, { environment })).toBe(expected);
  });

  it('takes as many decimals as a literal has', () => {
    expect(result('deal.amount * 123456789012345.123456789 / 123456789012345.123456788', { 'deal.amount': 1 })).toBe(
      '123456789012345123456789/123456789012345123456788',
    );
  });
});

describe('failures', () => {
  const derived = { environment: { derived: true } };

  const cases: readonly Case[] = [
    ['deal.amount / (measure.units - measure.units)', 'failure division-by-zero', { type: 'price' }],
    ['deal.amount / 0', 'failure division-by-zero'],
    ['deal.amount * 100000000000000', 'failure number-too-large'],
    ['-deal.amount * 100000000000000', 'failure number-too-large'],
    ['deal.amount * 1000000000000', '10000000000000'],
    ['deal.amount * 100000000000000 / 100000000000000', '10'],
    ['deal.amount / 0 > deal.amount || deal.seats > 2 ? deal.amount : 0', '10'],
    ['deal.seats > 2 || deal.amount / 0 > deal.amount ? deal.amount : 0', '10'],
    ['deal.amount / 0 > deal.amount && deal.seats > 3 ? deal.amount : 0', '0'],
    ['deal.amount / 0 > deal.amount && deal.seats > 2 ? deal.amount : 0', 'failure division-by-zero'],
    ['deal.seats > 3 ? deal.amount / 0 : deal.amount', '10'],
    ['min(deal.amount / 0, deal.amount * parameter.commission)', 'failure division-by-zero', derived],
    ['min(deal.amount * parameter.commission, deal.amount / 0)', 'failure missing-value', derived],
    [
      'deal.amount * parameter.commission > deal.amount || deal.amount / 0 > deal.amount ? 0 : deal.amount',
      'failure missing-value',
      derived,
    ],
    ['deal.amount / 0 > deal.amount && parameter.commission > 0 ? 0 : deal.amount', 'failure division-by-zero', derived],
    ['deal.amount * parameter.?commission.orValue(0.5)', '5'],
    ['deal.amount * parameter.?commission.orValue(1 / parameter.share)', '200/3'],
  ];
  for (const [source, expected, evaluation] of cases) {
    it(`${source} is ${expected}`, () => {
      const facts = { 'deal.amount': 10, 'deal.seats': 3, 'measure.units': 4, 'parameter.share': '0.15' };
      expect(result(source, facts, evaluation)).toBe(expected);
    });
  }

  it('has no bounds for a derived fact', () => {
    const formula = formulaOf('deal.amount * 100000000000000', 'money', { derived: true });
    const run = referenceFormulas(program('half-even', [formula]));
    expect(run(formula, reader({ 'deal.amount': 10 }))).toMatchObject({ value: new Fraction(10n ** 15n) });
  });

  it('keeps dates within bounds', () => {
    expect(result('activity.date + days(1)', { 'activity.date': '2199-12-31' }, { type: 'date' })).toBe('failure number-too-large');
    expect(result('activity.date - days(1)', { 'activity.date': '1990-01-01' }, { type: 'date' })).toBe('failure number-too-large');
    expect(result('activity.date + days(1) * 0.5', { 'activity.date': '2026-01-01' }, { type: 'date' })).toBe('failure not-whole');
  });
});

describe('reasoning', () => {
  it('lists every operation, inner first, left before right', () => {
    const { reasoning } = evaluate('(deal.amount + money("5")) * (1 - deal.?discount.orValue(0.5)) / 3', { 'deal.amount': 10 });
    expect(reasoning).toEqual({
      formula: '(deal.amount + money("5")) * (1 - deal.?discount.orValue(0.5)) / 3',
      inputs: { 'deal.amount': '10.00' },
      steps: [
        { expression: 'deal.amount + money("5")', value: '15.00' },
        { expression: 'deal.?discount.orValue(0.5)', value: '0.5' },
        { expression: '1 - deal.?discount.orValue(0.5)', value: '0.5' },
        { expression: '(deal.amount + money("5")) * (1 - deal.?discount.orValue(0.5))', value: '7.50' },
        { expression: '(deal.amount + money("5")) * (1 - deal.?discount.orValue(0.5)) / 3', value: '2.50' },
      ],
      value: '2.50',
    });
  });

  it('leaves out the branch not taken, but not what it would read', () => {
    const { reasoning } = evaluate('deal.seats > 5 ? deal.amount * 2 : -measure.revenue / 3', {
      'measure.revenue': 1,
      'deal.amount': 10,
      'deal.seats': 3,
    });
    expect(reasoning).toEqual({
      formula: 'deal.seats > 5 ? deal.amount * 2 : -measure.revenue / 3',
      inputs: { 'deal.seats': 3, 'deal.amount': '10.00', 'measure.revenue': '1.00' },
      steps: [
        { expression: 'deal.seats > 5', value: false },
        { expression: '-measure.revenue', value: '-1.00' },
        { expression: '-measure.revenue / 3', value: '-1/3' },
        { expression: 'deal.seats > 5 ? deal.amount * 2 : -measure.revenue / 3', value: '-1/3' },
      ],
      value: '-1/3',
    });
    expect(Object.keys(reasoning.inputs ?? {})).toEqual(['deal.seats', 'deal.amount', 'measure.revenue']);
  });

  it('ends with the operation that failed', () => {
    const { reasoning, failure } = evaluate(
      'deal.unitPrice * 2 + deal.amount / (measure.units - 4) + deal.unitPrice * 3',
      {
        'deal.amount': 10,
        'measure.units': 4,
        'deal.unitPrice': '0.5',
      },
      { type: 'price' },
    );
    expect(failure).toBe('division-by-zero');
    expect(reasoning).toEqual({
      formula: 'deal.unitPrice * 2 + deal.amount / (measure.units - 4) + deal.unitPrice * 3',
      inputs: { 'deal.unitPrice': '0.5', 'deal.amount': '10.00', 'measure.units': 4 },
      steps: [
        { expression: 'deal.unitPrice * 2', value: '1' },
        { expression: 'measure.units - 4', value: 0 },
        { expression: 'deal.amount / (measure.units - 4)' },
      ],
      failure: 'division-by-zero',
    });
  });

  it('goes on after a failure that does not matter', () => {
    const { reasoning } = evaluate(
      'deal.amount / 0 > money("1") || deal.seats > 2',
      { 'deal.amount': 10, 'deal.seats': 3 },
      { type: 'boolean' },
    );
    expect(reasoning.steps).toEqual([
      { expression: 'deal.amount / 0' },
      { expression: 'deal.seats > 2', value: true },
      { expression: 'deal.amount / 0 > money("1") || deal.seats > 2', value: true },
    ]);
    expect(reasoning.value).toBe(true);
  });

  it('says that a result is out of bounds', () => {
    const { reasoning, value } = evaluate('deal.amount * 100000000000000', { 'deal.amount': 10 });
    expect(value).toBeUndefined();
    expect(reasoning).toMatchObject({ failure: 'number-too-large', steps: [{ value: '1000000000000000.00' }] });
  });

  it('is given only where it is asked for', () => {
    const run = referenceFormulas(program());
    expect(run(formulaOf('deal.amount / 0'), reader({ 'deal.amount': 10 }))).toMatchObject({ failure: 'division-by-zero' });
  });
});
