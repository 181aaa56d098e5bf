import { isDeepStrictEqual } from 'node:util';
import { describe, expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../../schemas/types.ts';
import { prepareFold } from '../../../../server/engine/columns/fold.ts';
import { loadProgramDocument } from '../../../../server/engine/program/load.ts';
import type { Timeline } from '../../../../server/engine/program/model.ts';
import { buildHistory } from '../../../../server/history/builder.ts';
import { settingOf } from '../../../../server/history/setting.ts';
import { prepare } from '../../../differential/compare.ts';
import type { ColumnCase } from '../cases.ts';
import { foldBoth } from './both-folds.ts';

/** Programs of many rules on deals: what holds comes from tables by value, and lines are settled as sets. */

const CASES = Number(process.env.DEALWRIGHT_CASES ?? 2000) / 20;

class Draw {
  private state: number;
  constructor(seed: number) {
    this.state = seed;
  }
  below(limit: number): number {
    this.state = (this.state * 48_271) % 2_147_483_647;
    return (this.state >> 8) % limit;
  }
  oneIn(of: number): boolean {
    return this.below(of) === 0;
  }
  from<T>(all: readonly T[]): T {
    return all[this.below(all.length)] as T;
  }
  some<T>(all: readonly T[], most: number): T[] {
    return [...new Set(Array.from({ length: 1 + this.below(most) }, () => this.from(all)))];
  }
}

const SEGMENTS = ['small', 'mid-market', 'enterprise', 'public-sector'];
const LINES = ['analytics', 'platform', 'security', 'never-sold'];
/** So few that values stand right at what they are compared with. */
const AMOUNTS = ['0.00', '0.01', '99.99', '100.00', '100.01', '250.50', '1000.00', '-50.00', '-0.01'];
const QUANTITIES = [0, 1, 2, 5, 1000];
const ORDERS = ['lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive', 'equal', 'notEqual'];

function aCondition(draw: Draw): object {
  switch (draw.below(12)) {
    case 0:
      return { fact: 'deal.amount', operator: 'in', value: draw.some(AMOUNTS, 3) };
    case 1:
    case 2:
    case 3:
      return { fact: 'deal.amount', operator: draw.from(ORDERS), value: draw.from(AMOUNTS) };
    case 4:
      return { fact: 'deal.quantity', operator: draw.from(ORDERS), value: draw.from(QUANTITIES) };
    case 5:
      return { fact: 'deal.quantity', operator: draw.from(['in', 'notIn']), value: draw.some(QUANTITIES, 3) };
    case 6:
      return { fact: 'customer.segment', operator: draw.from(['in', 'notIn']), value: draw.some(SEGMENTS, 3) };
    case 7:
      return { fact: 'deal.productLine', operator: draw.from(['equal', 'notEqual']), value: draw.from(LINES) };
    case 8:
      return {
        fact: draw.from(['deal.competitorPresent', 'deal.tender']),
        operator: draw.from(['equal', 'notEqual']),
        value: draw.oneIn(2),
      };
    case 9:
      return {
        fact: draw.from(['deal.quantity', 'deal.competitorPresent', 'customer.segment', 'deal.discount']),
        operator: 'exists',
        value: draw.oneIn(2),
      };
    case 10:
      return { fact: 'deal.amount', operator: draw.from(ORDERS), value: { fact: `parameter.${draw.from(['low', 'high'])}` } };
    default:
      return draw.oneIn(2)
        ? { [draw.from(['any', 'all'])]: [aCondition(draw), aCondition(draw)] }
        : draw.from<object>([
            { not: aCondition(draw) },
            { fact: 'measure.total', operator: 'greaterThan', value: '300.00' },
            { fact: 'deal.discount', operator: draw.from(ORDERS), value: draw.from(['0', '0.1', '0.25']) },
            { condition: 'open' },
          ]);
  }
}

const AMOUNT = [
  ...[
    'deal.amount * 0.05',
    'deal.amount * 0.125',
    '0.003 * deal.amount',
    'parameter.high',
    'deal.amount * parameter.part',
    'money("7.77")',
  ],
  ...['deal.amount', 'deal.amount * 0.01 + money("1")', 'min(deal.amount, parameter.low)', 'measure.total * 0.001', 'deal.amount / 7'],
];

const whenever = (draw: Draw): object => (draw.oneIn(6) ? { effective: { from: '2024-02-01', to: '2024-04-01' } } : {});

function aCase(seed: number, size: { readonly partners: number; readonly activities: number }): ColumnCase {
  const draw = new Draw(seed);
  const count = 1 + draw.below(draw.oneIn(2) ? 12 : 70);
  // quotients aren't exact, and lines of inexact amounts are written one by one
  const amounts = draw.oneIn(5) ? AMOUNT : AMOUNT.slice(0, -1);
  const incentives = Array.from({ length: Math.max(2, Math.ceil(count * 0.8)) }, (_, index) => `i${index}`);
  const rules = Array.from({ length: count }, (_, index) => {
    const amount = draw.from(amounts);
    return {
      name: `rule-${index}`,
      for: ['reseller'],
      // renewals have no deal
      on: draw.oneIn(5) && !/deal\.|measure/.test(amount) ? ['deal-closed', 'renewal'] : ['deal-closed'],
      decides: 'incentive',
      moves: 'win-rate',
      ...whenever(draw),
      conditions: { all: Array.from({ length: 1 + draw.below(3) }, () => aCondition(draw)) },
      event: {
        type: 'incentive',
        params: {
          incentive: index < incentives.length ? incentives[index] : draw.from(incentives),
          payee: draw.from(['partner', 'vendor-field']),
          amount,
          ...(draw.oneIn(8) ? { cap: { amount: 'money("20")' } } : {}),
        },
      },
    };
  });
  const used = [...new Set(rules.map(({ event }) => event.params.incentive ?? ''))];
  const [best, capped] = [draw.some(used, 6), draw.some(used, 8)];
  const inner = best.filter((one) => !capped.includes(one));
  const program = {
    id: 'many',
    name: 'Many rules',
    currency: 'EUR',
    rounding: draw.from(['half-even', 'half-up', 'up', 'down']),
    calendar: { fiscalYearStart: '01-01', timeZone: 'UTC', holidays: [] },
    partnerTypes: {
      reseller: {
        objective: 'To be decided alike.',
        judgedBy: 'win-rate',
        produces: ['deal-closed', 'renewal'],
        commercialModel: { pricing: 'p', support: 's', customerSuccess: 'c', renewal: 'r' },
      },
    },
    parameters: {
      low: { type: 'money', value: '99.99', min: '0', max: '1000' },
      high: { type: 'money', value: draw.from(['250.50', '100.01']), min: '0', max: '1000' },
      part: { type: 'rate', value: draw.from(['0.1', '0.0375', '0.123456789']), min: '0', max: '1' },
    },
    measures: {
      total: { sum: 'deal.amount', of: ['deal-closed'], window: 'trailing-90-days' },
      paid: { sum: 'line.amount', of: used.slice(0, 2).map((one) => `line:${one}`), window: 'lifetime' },
    },
    conditions: { open: { fact: 'measure.paid', operator: 'lessThan', value: '40.00' } },
    rules,
    ...(draw.oneIn(2) && used.length > 3 ? { excludes: [draw.some(used, 3), draw.some(used, 4)].filter(({ length }) => length > 1) } : {}),
    ...(draw.oneIn(3)
      ? {}
      : {
          stacks: {
            ...(inner.length > 1 ? { inner: { combine: 'best', of: inner } } : {}),
            outer: {
              combine: draw.from(['sum', 'best']),
              of: [...capped, ...(inner.length > 1 ? ['inner'] : [])],
              ...(draw.oneIn(2) ? { cap: draw.from(['money("12.345")', 'deal.?amount.orValue(money("9")) * 0.1', 'parameter.high']) } : {}),
            },
          },
        }),
  } as unknown as ProgramDocument;
  const activities = Array.from({ length: size.activities }, (_, index): ActivityDocument => {
    const kind = draw.oneIn(6) ? 'renewal' : 'deal-closed';
    const day = 1 + draw.below(28);
    const facts =
      kind === 'renewal'
        ? { 'customer.id': 'c1', 'renewal.amount': '10.00', 'renewal.kept': true }
        : {
            'customer.id': `c${draw.below(3)}`,
            'deal.amount': draw.from(AMOUNTS),
            ...(draw.oneIn(3) ? {} : { 'deal.quantity': draw.from(QUANTITIES) }),
            ...(draw.oneIn(3) ? {} : { 'customer.segment': draw.from(SEGMENTS) }),
            ...(draw.oneIn(3) ? {} : { 'deal.productLine': draw.from(LINES.slice(0, 3)) }),
            ...(draw.oneIn(3) ? {} : { 'deal.competitorPresent': draw.oneIn(2) }),
            ...(draw.oneIn(3) ? {} : { 'deal.discount': draw.from(['0', '0.1', '0.25', '0.5']) }),
            'deal.tender': draw.oneIn(2),
          };
    const occurredOn = `2024-0${1 + draw.below(6)}-${String(day).padStart(2, '0')}`;
    return { source: 'test', id: `a${index}`, kind, occurredOn, partner: `p${draw.below(size.partners)}`, partnerType: 'reseller', facts };
  });
  const partners = Array.from({ length: size.partners }, (_, each) => ({
    id: `p${each}`,
    enrollments: [{ partnerType: 'reseller', enrolledOn: '2023-01-01' }],
  }));
  const prepared = prepare({ program, partners, activities, until: '2024-12-31' });
  const [version] = prepared.timeline.versions;
  if (version === undefined) throw new Error('a timeline without versions');
  return {
    timeline: prepared.timeline,
    history: buildHistory(settingOf(version), prepared.enrollments, prepared.activities),
    until: prepared.until,
  };
}

/** The same program with other values of parameters. */
function another({ versions }: Timeline, values: Readonly<Record<string, string>>): Timeline {
  const document = structuredClone(versions[0]?.document) as ProgramDocument;
  for (const [name, value] of Object.entries(values)) Object.assign(document.parameters?.[name] ?? {}, { value });
  const loaded = loadProgramDocument(document);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return { id: 'other', versions: [loaded.program] };
}

describe('rules looked at many at once', () => {
  test('give what the compiled evaluator gives', () => {
    const met = { folded: 0, lines: 0, excluded: 0, outbid: 0 };
    for (let index = 0; index < CASES; index += 1) {
      const seed = 1 + index * 104_729;
      const { general, straight, folded, because } = foldBoth(aCase(seed, { partners: 3, activities: 60 }));
      if (!isDeepStrictEqual(straight, general)) expect(straight, `seed ${seed}`).toEqual(general);
      expect(because, `seed ${seed}`).toEqual([]);
      met.folded += folded;
      met.lines += straight.lines.count;
      for (const what of ['excluded', 'outbid'] as const) met[what] += straight.rules[0]?.[what].reduce((sum, each) => sum + each, 0) ?? 0;
    }
    expect(met.folded).toBeGreaterThan(CASES * 2);
    for (const [of, count] of Object.entries(met)) expect(count, of).toBeGreaterThan(0);
  });

  test('leave nothing of what is folded for nothing first, where there is much to fold', () => {
    for (const seed of [7, 11]) {
      const { general, straight, folded } = foldBoth(aCase(seed, { partners: 200, activities: 21_000 }));
      expect(folded).toBeGreaterThan(150);
      expect(isDeepStrictEqual(straight, general)).toBe(true);
    }
  });

  test('code that programs share takes the values of each, in whichever turn', () => {
    let different = 0;
    for (let seed = 3; seed < 60; seed += 3) {
      const { timeline, history, until } = aCase(seed, { partners: 4, activities: 60 });
      const timelines = [timeline, another(timeline, { high: '77.70', part: '0.2' }), another(timeline, { high: '250.51', low: '100.00' })];
      const folds = timelines.map(prepareFold);
      const expected = timelines.map((each) => foldBoth({ timeline: each, history, until }).general);
      // by shards, each fold in its turn
      for (const { from, to } of [
        { from: 0, to: 2 },
        { from: 2, to: 4 },
      ])
        for (const [index, fold] of folds.entries()) {
          const { lines } = fold.fold(history, { until, enrollments: { from, to } });
          const of = expected[index]?.lines;
          const places =
            of === undefined
              ? []
              : [...of.enrollment.keys()].filter((at) => (of.enrollment[at] ?? 0) >= from && (of.enrollment[at] ?? 0) < to);
          expect([...lines.amount], `seed ${seed}`).toEqual(places.map((at) => of?.amount[at]));
          expect([...lines.rule], `seed ${seed}`).toEqual(places.map((at) => of?.rule[at]));
        }
      if (!isDeepStrictEqual(expected[0]?.lines, expected[1]?.lines)) different += 1;
    }
    expect(different).toBeGreaterThan(5);
  });
});
