/** Cents worked out by hand, where doubles alone would go wrong; the same in doubles with bounds, exact, and from a stored state. */
import { describe, expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../schemas/types.ts';
import { deal, incentive, linesOf, partnerType, party, program, reseller, when } from '../reference/support.ts';
import { foldExplained, foldFast, foldStored } from './support.ts';

const trial = (parts: Partial<ProgramDocument>): ProgramDocument =>
  program({ partnerTypes: { reseller: partnerType(['deal-closed']) }, ...parts });

/** The lines of each deal, one way and another. */
function pays(document: ProgramDocument, deals: readonly ActivityDocument[]): readonly (readonly string[])[] {
  const [fast, explained, stored] = [foldFast, foldExplained, foldStored].map((fold) => fold(document, [reseller()], deals).map(linesOf));
  expect(explained).toEqual(fast);
  expect(stored).toEqual(fast);
  return fast ?? [];
}

describe('half a cent', () => {
  test.each([
    ['half-even', '1.00', '0.12'],
    ['half-even', '1.08', '0.14'],
    ['half-up', '1.00', '0.13'],
    ['half-up', '-1.00', '-0.13'],
    ['half-even', '-1.00', '-0.12'],
    ['up', '1.01', '0.13'],
    ['down', '1.08', '0.13'],
    ['down', '-1.08', '-0.13'],
  ] as const)('%s: an eighth of %s is %s', (rounding, amount, paid) => {
    expect(pays(trial({ rounding, rules: [incentive('bonus', 'deal.amount * 0.125')] }), [deal('2026-01-05', amount)])).toEqual([
      [`bonus ${paid}`],
    ]);
  });

  test('stays one where it comes of a division that doubles cannot do', () => {
    // 0.15 / 3 × 2.50 = 0.125, reckoned over thirds
    const document = trial({});
    const rules = [incentive('bonus', 'deal.amount * (deal.discount / 3)', {}, when('deal.discount', 'exists', true))];
    expect(pays({ ...document, rules }, [deal('2026-01-05', '2.50', { 'deal.discount': '0.15' })])).toEqual([['bonus 0.12']]);
    expect(pays({ ...document, rules, rounding: 'half-up' }, [deal('2026-01-05', '2.50', { 'deal.discount': '0.15' })])).toEqual([
      ['bonus 0.13'],
    ]);
  });

  test('reached by two thirds and one third of it is a whole one', () => {
    const derived = { third: { type: 'rate', formula: 'deal.amount / (deal.amount * 3.0)' } } as const;
    const rules = [incentive('bonus', 'deal.amount * derived.?third.orValue(0) + deal.amount * derived.?third.orValue(0) * 2.0')];
    expect(pays(trial({ derived, rules }), [deal('2026-01-05', '123456789.01')])).toEqual([['bonus 123456789.01']]);
  });
});

describe('thirds', () => {
  test('are compared exactly', () => {
    const derived = { part: { type: 'rate', formula: 'deal.amount / deal.listAmount' } } as const;
    const rules = [
      incentive('reached', 'money("1")', {}, when('derived.part', 'greaterThanInclusive', '0.333333333')),
      incentive('exactly', 'money("1")', {}, when('derived.part', 'equal', '0.5')),
      incentive('over', 'money("1")', {}, when('derived.part', 'greaterThan', '0.333333333')),
    ];
    const sold = (amount: string, list: string) => deal('2026-01-05', amount, { 'deal.listAmount': list });
    expect(pays(trial({ derived, rules }), [sold('1.00', '3.00'), sold('2.00', '4.00'), sold('3.33', '10.00')])).toEqual([
      ['reached 1.00', 'over 1.00'],
      ['reached 1.00', 'exactly 1.00', 'over 1.00'],
      [],
    ]);
  });

  test('of an average add up', () => {
    const rules = [incentive('bonus', 'measure.?mean.orValue(money("0")) * 3.0')];
    // (1.00 + 1.00 + 0.01) / 3 × 3 = 2.01
    const deals = ['1.00', '1.00', '0.01'].map((amount) => deal('2026-01-05', amount));
    expect(
      pays(trial({ measures: { mean: { average: 'deal.amount', of: ['deal-closed'], window: 'lifetime' } }, rules }), deals).at(-1),
    ).toEqual(['bonus 2.01']);
  });

  test('missing where their denominator is 0', () => {
    const derived = { part: { type: 'rate', formula: 'deal.amount / deal.listAmount' } } as const;
    const rules = [
      incentive('known', 'money("1")', {}, when('derived.part', 'exists', true)),
      incentive('unknown', 'money("1")', {}, when('derived.part', 'exists', false)),
      incentive('other', 'money("1")', {}, when('derived.part', 'notEqual', '1')),
    ];
    expect(pays(trial({ derived, rules }), [deal('2026-01-05', '1.00', { 'deal.listAmount': '0' }), deal('2026-01-05', '1.00')])).toEqual([
      ['unknown 1.00'],
      ['unknown 1.00'],
    ]);
  });
});

describe('long sums', () => {
  test('keep their cents', () => {
    const deals = [deal('2026-01-05', '9999999999999.99'), ...Array.from({ length: 30 }, () => deal('2026-01-06', '0.01'))];
    const document = trial({
      measures: { total: { sum: 'deal.amount', of: ['deal-closed'], window: 'lifetime' } },
      rules: [incentive('bonus', 'measure.total - money("9999999999999.00")', {}, when('deal.amount', 'lessThan', '1'))],
    });
    expect(pays(document, deals).at(-1)).toEqual(['bonus 1.29']);
  });

  test('of products beyond 2⁵³ are rounded from the exact value', () => {
    // 9 999 999 999.99 × 0.123456789 = 1234567889.998765432 11
    const document = trial({ rules: [incentive('bonus', 'deal.amount * 0.123456789')] });
    expect(pays(document, [deal('2026-01-05', '9999999999.99')])).toEqual([['bonus 1234567890.00']]);
  });

  test('beyond 10¹⁵ cents fail, and say so', () => {
    const document = trial({ rules: [incentive('bonus', 'deal.amount * 1.5'), incentive('other', 'deal.amount')] });
    const decisions = foldFast(document, [reseller()], [deal('2026-01-05', '9000000000000.00')]);
    expect(linesOf(decisions[0])).toEqual(['bonus set-aside', 'other 9000000000000.00']);
    expect(party(decisions[0]).failures).toEqual([
      {
        of: 'bonus',
        pointer: '/rules/0/event/params/amount',
        code: 'number-too-large',
        message: 'bonus gives a number out of bounds',
        inputs: { 'deal.amount': '9000000000000.00' },
      },
    ]);
  });
});

describe('what lines do to each other', () => {
  test('a cap that three lines share leaves no cent over', () => {
    const rules = ['a', 'b', 'c'].map((name) => incentive(name, 'deal.amount / 3.0'));
    // of 9.00 a and b take 10/3 each, which leaves 7/3 for c
    const document = trial({ rules, stacks: { all: { combine: 'sum', of: ['a', 'b', 'c'], cap: 'deal.amount * 0.9' } } });
    expect(pays(document, [deal('2026-01-05', '10.00')])).toEqual([['a 3.33', 'b 3.33', 'c 2.33']]);
  });

  test('equal in the last digit, the first of the document stays', () => {
    const rules = [incentive('late', 'deal.amount / 3.0'), incentive('early', 'deal.amount * 2.0 / 6.0')];
    const document = trial({ rules, excludes: [['early', 'late']] });
    expect(pays(document, [deal('2026-01-05', '10.00')])).toEqual([['late excluded', 'early 3.33']]);
  });

  test('the largest wins by less than doubles can tell', () => {
    const rules = [
      incentive('less', 'deal.amount / 3.0 * 0.999999999 * 0.999999999 * 0.999999999'),
      incentive('more', 'deal.amount / 3.0 * 0.999999999 * 0.999999999'),
    ];
    const stacks = { best: { combine: 'best' as const, of: ['less', 'more'] } };
    expect(pays(trial({ rules, stacks }), [deal('2026-01-05', '1.00')])).toEqual([['less outbid', 'more 0.33']]);
  });

  test('a budget takes the rounded lines before it', () => {
    const rules = [incentive('bonus', 'deal.amount / 3.0')];
    const budgets = { pot: { amount: 'money("5.00")', of: ['bonus'], window: 'fiscal-year' as const } };
    const deals = ['10.00', '10.00', '10.00'].map((amount) => deal('2026-01-05', amount));
    expect(pays(trial({ rules, budgets }), deals)).toEqual([['bonus 3.33'], ['bonus 1.67'], ['bonus 0.00']]);
  });
});

describe('bands', () => {
  const money = { type: 'bands', over: 'money', unit: 'rate' } as const;
  test('slice by slice: 1.2M of partner-led support are 70,500', () => {
    const value = ['0', '150000', '500000', '1000000'].map((from, index) => ({
      from,
      rate: ['0.10', '0.07', '0.05', '0.03'][index] ?? '0',
    }));
    const document = trial({
      parameters: { fees: { ...money, value } },
      rules: [incentive('fee', 'marginal(parameter.fees, money("0"), deal.amount)')],
    });
    expect(pays(document, [deal('2026-01-05', '1200000.00')])).toEqual([['fee 70500.00']]);
  });

  test('units: stepped 1,600, the whole volume at the band reached 3,600', () => {
    const value = [
      { from: 0, rate: '0' },
      { from: 501, rate: '2' },
      { from: 1001, rate: '3' },
    ];
    const rules = [
      incentive('stepped', 'marginal(parameter.units, 0, deal.quantity)', {}, when('deal.quantity', 'exists', true)),
      incentive('whole', 'retrospective(parameter.units, deal.quantity, money("0"))', {}, when('deal.quantity', 'exists', true)),
    ];
    const document = trial({ parameters: { units: { type: 'bands', over: 'count', unit: 'price', value } }, rules });
    const sold = (units: number) => deal('2026-01-05', '1.00', { 'deal.quantity': units });
    expect(pays(document, [sold(1200), sold(500), sold(501)])).toEqual([
      ['stepped 1600.00', 'whole 3600.00'],
      ['stepped 0.00', 'whole 0.00'],
      ['stepped 2.00', 'whole 1002.00'],
    ]);
  });
});

test('text of a document is never code', () => {
  const evil = `"'\`\${process.exit(1)}\u2028*/ throw 1; //`;
  const document = trial({
    rules: [
      incentive(
        'bonus',
        'deal.?product.orValue("x\\"); throw 1; (\\"") == "a" ? money("2") : money("1")',
        {},
        when('deal.product', 'equal', evil),
      ),
    ],
  });
  expect(pays(document, [deal('2026-01-05', '1.00', { 'deal.product': evil })])).toEqual([['bonus 1.00']]);
});
