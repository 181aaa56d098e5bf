import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../../schemas/types.ts';
import { outcomeNames } from '../../../../server/engine/columns/outcome-names.ts';
import { textOf } from '../../../../server/engine/columns/read-history.ts';
import { buildHistory } from '../../../../server/history/builder.ts';
import { settingOf } from '../../../../server/history/setting.ts';
import { prepare } from '../../../differential/compare.ts';
import { aColumnCase, type ColumnCase } from '../cases.ts';
import { foldBoth, type StraightLine } from './both-folds.ts';
import { aPlainCase } from './plain-case.ts';
import { watchMeasures } from './watched.ts';

const CASES = Number(process.env.DEALWRIGHT_CASES ?? 2000) / 10;
const seeds = Array.from({ length: CASES }, (_, index) => 1 + index * 7919);

describe('straight-line code writes what the compiled evaluator does', () => {
  test.each([
    ['programs that are meant for it', aPlainCase, { takenBack: 0, itemsInStacks: 0 }],
    ['programs of all sorts', (seed: number) => aColumnCase(seed, false), {}],
  ])('%s', (what, make, more) => {
    const met: Record<string, number> = { folded: 0, handedOver: 0, lines: 0, moves: 0, closed: 0, bars: 0, ...more };
    const count = (of: string, times: number): void => {
      met[of] = (met[of] ?? 0) + times;
    };
    for (const seed of seeds) {
      const one = make(seed);
      const { general, straight, folded, handedOver, straightLines } = foldBoth(one, seed % 2 === 0);
      // long columns compared one by one; where they differ, in a way that people can read
      if (!isDeepStrictEqual(straight, general)) expect(straight, `seed ${seed}`).toEqual(general);
      count('folded', folded);
      count('handedOver', handedOver);
      count('bars', folded > 0 ? (straight.bars?.count ?? 0) : 0);
      for (const table of ['lines', 'moves', 'closed'] as const) count(table, folded > 0 ? straight[table].count : 0);
      for (const of of Object.keys(more)) count(of, straightLines.filter(SORTS[of as keyof typeof SORTS](one)).length);
    }
    console.info(`${what}: ${met.folded} enrollments were folded straight, ${met.handedOver} were left to the compiled evaluator`);
    for (const [of, count] of Object.entries(met)) expect(count, of).toBeGreaterThan(0);
  });

  test('measures stand as explained at every activity', () => {
    let activities = 0;
    for (const seed of seeds.slice(0, CASES / 4)) {
      for (const { found, expected } of watchMeasures(aPlainCase(seed))) {
        expect(found, `seed ${seed}`).toEqual(expected);
        activities += expected.length;
      }
    }
    expect(activities).toBeGreaterThan(CASES);
  });
});

type LineOf = (line: StraightLine) => boolean;

/** Lines that nothing but code of their own decides. */
const SORTS = {
  takenBack: ({ timeline }: ColumnCase): LineOf => {
    const rules = timeline.versions[0]?.rules ?? [];
    return ({ rule, amount }) => rules[rule]?.decides === 'reversal' && amount !== 0;
  },
  itemsInStacks: ({ timeline }: ColumnCase): LineOf => {
    const [program] = timeline.versions;
    const stacked = new Set(program?.stacks.flatMap(({ of }) => of));
    return ({ rule, item }) => {
      const one = program?.rules[rule];
      return item >= 0 && one?.decides === 'incentive' && stacked.has(one.incentive);
    };
  },
} as const;

const [BONUS, REBATE] = ['bonus', 'rebate'];

interface Small {
  readonly measures?: ProgramDocument['measures'];
  readonly parameters?: ProgramDocument['parameters'];
  readonly rounding?: ProgramDocument['rounding'];
  readonly fiscalYearStart?: string;
}

const pays = (incentive: string, amount: string, more: object = {}) => ({
  name: `pays-${incentive}`,
  for: ['reseller'],
  on: ['deal-closed'],
  decides: 'incentive',
  moves: 'win-rate',
  conditions: { all: [{ fact: 'activity.kind', operator: 'exists', value: true }] },
  event: { type: 'incentive', params: { incentive, payee: 'partner', amount } },
  ...more,
});

/** A program of a few rules, and deals of one reseller: each a day and an amount. */
function smallCase(
  rules: readonly object[],
  deals: readonly (readonly [string, string])[],
  { rounding, fiscalYearStart, ...more }: Small = {},
): ColumnCase {
  const program = {
    id: 'small',
    name: 'A few rules',
    currency: 'EUR',
    rounding: rounding ?? 'half-even',
    calendar: { fiscalYearStart: fiscalYearStart ?? '01-01', timeZone: 'UTC', holidays: [] },
    partnerTypes: {
      reseller: {
        objective: 'To be decided alike.',
        judgedBy: 'win-rate',
        produces: ['deal-closed'],
        commercialModel: { pricing: 'p', support: 's', customerSuccess: 'c', renewal: 'r' },
      },
    },
    ...more,
    rules,
  } as unknown as ProgramDocument;
  const activities = deals.map(
    ([occurredOn, amount], index): ActivityDocument => ({
      ...{ source: 'test', id: `deal-${index}`, kind: 'deal-closed', occurredOn, partner: 'p', partnerType: 'reseller' },
      facts: { 'customer.id': `c${index % 2}`, 'deal.amount': amount },
    }),
  );
  const partners = [{ id: 'p', enrollments: [{ partnerType: 'reseller', enrolledOn: '2023-01-01' }] }];
  const prepared = prepare({ program, partners, activities, until: '2025-12-31' });
  const [version] = prepared.timeline.versions;
  if (version === undefined) throw new Error('a timeline without versions');
  return {
    timeline: prepared.timeline,
    history: buildHistory(settingOf(version), prepared.enrollments, prepared.activities),
    until: prepared.until,
  };
}

/** Amounts of an incentive in cents, folded straight and as the compiled evaluator says too. */
function amounts(one: ColumnCase, incentive = BONUS): readonly number[] {
  const { general, straight, folded, because } = foldBoth(one);
  expect(straight).toEqual(general);
  expect({ folded, because }).toEqual({ folded: 1, because: [] });
  const place = outcomeNames(one.timeline).incentives.indexOf(incentive);
  return [...straight.lines.amount].filter((_, row) => straight.lines.incentive[row] === place);
}

describe('on the edge', () => {
  test.each([
    ['half-even', [0, 2, 2, -0, -2]],
    ['half-up', [1, 2, 3, -1, -2]],
    ['up', [1, 2, 3, -1, -2]],
    ['down', [0, 1, 2, -0, -1]],
  ] as const)('ties are rounded %s', (rounding, expected) => {
    // half a cent, one and a half, two and a half; and below 0
    const deals = ['0.05', '0.15', '0.25', '-0.05', '-0.15'].map((amount, day) => [`2024-01-0${day + 1}`, amount] as const);
    // 0 of either sign is written as 0
    expect(amounts(smallCase([pays(BONUS, 'deal.amount * 0.1')], deals, { rounding }))).toEqual(expected.map((each) => each + 0));
  });

  test('quotients that are no decimals are rounded as exact fractions are', () => {
    const deals = [['2024-01-01', '10.00'] as const, ['2024-01-02', '0.01'] as const, ['2024-01-03', '20.00'] as const];
    expect(amounts(smallCase([pays(BONUS, 'deal.amount / 3')], deals))).toEqual([333, 0, 667]);
    // a third three times is the whole again: doubles can't tell, the compiled evaluator does
    const { general, straight } = foldBoth(smallCase([pays(BONUS, 'deal.amount / 3 * 0.03 + money("0.005")')], deals));
    expect(straight).toEqual(general);
  });

  test('bands begin at their border, and what lies below stays in its own', () => {
    const parameters = {
      steps: {
        type: 'bands',
        over: 'money',
        unit: 'rate',
        value: [
          { from: '0', rate: '0.01' },
          { from: '100', rate: '0.02' },
        ],
      },
    } as ProgramDocument['parameters'];
    const rules = [
      pays(BONUS, 'bandRate(parameter.steps, deal.amount) * deal.amount'),
      pays(REBATE, 'marginal(parameter.steps, money("0"), deal.amount)'),
    ];
    const deals = [['2024-01-01', '99.99'] as const, ['2024-01-02', '100.00'] as const, ['2024-01-03', '100.50'] as const];
    const one = smallCase(rules, deals, { parameters });
    expect(amounts(one)).toEqual([100, 200, 201]);
    expect(amounts(one, REBATE)).toEqual([100, 100, 101]);
  });

  const sum = (window: string) => ({ measures: { sum: { sum: 'deal.amount', of: ['deal-closed'], window } } }) as Small;
  const sums = (window: string, days: readonly string[], small: Small = {}) =>
    amounts(
      smallCase(
        [pays(BONUS, 'measure.sum')],
        days.map((day, index) => [day, `${10 ** index}.00`] as const),
        { ...sum(window), ...small },
      ),
    ).map((cents) => cents / 100);

  test('periods end with their last day, in leap years too', () => {
    expect(sums('fiscal-month', ['2024-02-28', '2024-02-29', '2024-03-01'])).toEqual([1, 11, 100]);
    expect(sums('fiscal-quarter', ['2024-03-31', '2024-04-01', '2024-06-30', '2024-07-01'])).toEqual([1, 10, 110, 1000]);
    expect(sums('fiscal-year', ['2024-12-31', '2025-01-01'])).toEqual([1, 10]);
    expect(sums('fiscal-year', ['2024-06-30', '2024-07-01', '2025-06-30', '2025-07-01'], { fiscalYearStart: '07-01' })).toEqual([
      1, 10, 110, 1000,
    ]);
  });

  test('the period before is the one right before', () => {
    expect(sums('previous-fiscal-month', ['2024-01-31', '2024-02-29', '2024-03-01', '2024-05-01'])).toEqual([0, 1, 10, 0]);
  });

  test('trailing windows let a day go when it is as old as they are long', () => {
    expect(sums('trailing-2-days', ['2024-02-28', '2024-02-29', '2024-03-01', '2024-03-03'])).toEqual([1, 11, 110, 1000]);
    expect(sums('trailing-12-months', ['2024-02-29', '2025-02-28', '2025-03-01'])).toEqual([1, 11, 110]);
    expect(sums('trailing-1-fiscal-quarters', ['2024-03-31', '2024-04-01', '2024-06-30'])).toEqual([1, 10, 110]);
  });

  test('lines count in measures from the next activity on, whichever rule stands first', () => {
    const measures = { paid: { sum: 'line.amount', of: [`line:${BONUS}`], window: 'lifetime' } } as ProgramDocument['measures'];
    const rules = [pays(BONUS, 'deal.amount'), pays(REBATE, 'measure.paid')];
    const deals = [['2024-01-01', '1.00'] as const, ['2024-01-01', '10.00'] as const, ['2024-01-02', '100.00'] as const];
    expect(amounts(smallCase(rules, deals, { measures }), REBATE)).toEqual([0, 100, 1100]);
  });
});

describe('amounts take four bytes each', () => {
  const [MOST, LEAST] = ['21474836.47', '-21474836.48'];
  // decided with others at once, and by itself
  const formulas = ['deal.amount', 'deal.amount / 4 + deal.amount * 0.75'];
  const paid = (formula: string, deals: readonly string[]) => {
    const one = smallCase(
      [pays(BONUS, formula), pays(REBATE, 'deal.amount * 0.1')],
      deals.map((amount, day) => [`2024-01-0${day + 1}`, amount] as const),
    );
    return { cents: amounts(one), column: foldBoth(one).straight.lines.amount };
  };

  test.each(formulas)('where all fit: %s', (formula) => {
    const { cents, column } = paid(formula, [MOST, '0.01', LEAST]);
    expect(cents).toEqual([2147483647, 1, -2147483648]);
    expect(column).toBeInstanceOf(Int32Array);
  });

  test.each(formulas)('eight where one does not: %s', (formula) => {
    for (const [amount, expected] of [['21474836.48', 2147483648] as const, ['-21474836.49', -2147483649] as const]) {
      const { cents, column } = paid(formula, [MOST, amount, '0.01']);
      expect(cents).toEqual([2147483647, expected, 1]);
      expect(column).toBeInstanceOf(Float64Array);
    }
  });
});

test('what it has no code for is named by partner type', () => {
  const one = smallCase(
    [pays(BONUS, 'deal.amount', { conditions: { all: [{ fact: 'activity.id', operator: 'equal', value: 'x' }] } })],
    [['2024-01-01', '1.00']],
  );
  const { general, straight, folded, because } = foldBoth(one);
  expect(straight).toEqual(general);
  expect({ folded, because }).toEqual({ folded: 0, because: ['deal-closed: activity.id is read'] });
  expect(textOf(one.history, one.history.enrollments.partnerType[0] ?? -1)).toBe('reseller');
});
