import { beforeAll, expect, test } from 'vitest';
import type { MoneyPaid, ProgramDocument, SideResult, SimulationRequest } from '../../schemas/types.ts';
import type { HistoryColumns } from '../../server/engine/columns/history.ts';
import { isoToDay } from '../../server/engine/facts/render.ts';
import { HistoryBuilder } from '../../server/history/builder.ts';
import { generateHistory } from '../../server/history/generate/generate.ts';
import { settingOf } from '../../server/history/setting.ts';
import { loadProgramFolder } from '../../server/programs/program-folder.ts';
import { cents, resultOf, sum } from './support.ts';

/*
 * The demo program over a small demo history: several partner types, parties, items, protections held against others,
 * customers shared. Nothing is reckoned by hand here; what must hold of any result is looked at.
 */

let history: HistoryColumns;
let document: ProgramDocument;

beforeAll(async () => {
  const { timeline } = await loadProgramFolder('rules/northwind');
  const program = timeline?.versions[0];
  if (program === undefined) throw new Error('rules/northwind has errors');
  document = program.document;
  const builder = new HistoryBuilder(settingOf(program));
  const range = { from: isoToDay('2024-02-01') ?? 0, to: isoToDay('2026-01-31') ?? 0 };
  for (const event of generateHistory({ program, seed: 3, activities: 2500, ...range })) {
    if ('enrollment' in event) builder.enroll(event.enrollment);
    else builder.add(event.activity);
  }
  history = builder.build();
});

const FIGURES = ['toPartners', 'toPersons', 'toField', 'paid', 'owed'] as const;
const figures = (total: MoneyPaid): readonly number[] => [total.lines, ...FIGURES.map((name) => cents(total[name]))];
const added = (totals: readonly MoneyPaid[]): readonly number[] =>
  totals.map(figures).reduce((a, b) => a.map((value, place) => value + (b[place] ?? 0)), [0, 0, 0, 0, 0, 0]);

const quick = { edits: false, bars: false } as const;

async function sideOf(filter: NonNullable<SimulationRequest['filter']>): Promise<SideResult> {
  const [side] = (await resultOf(history, document, { ...quick, filter })).sides;
  if (side === undefined) throw new Error('there is no side');
  return side;
}

test('however what is paid is told apart, it adds up to what is paid', async () => {
  const side = await sideOf({});
  expect(side.totals.lines).toBeGreaterThan(500);
  for (const by of ['byIncentive', 'byRule', 'byPartnerType', 'byTier', 'byQuarter', 'byRegion', 'bySegment'] as const) {
    expect(added(side[by].map(({ total }) => total)), by).toEqual(figures(side.totals));
  }
  expect(added(side.rules.map(({ counted }) => counted))).toEqual(figures(side.totals));
  expect(sum(side.rules.map(({ due }) => due))).toBe(side.totals.lines);
});

test('parts of a filter add up, whichever partners meet in an activity', async () => {
  const whole = figures((await sideOf({})).totals);
  const fact = 'customer.region';
  const parts: readonly (readonly NonNullable<SimulationRequest['filter']>[])[] = [
    [{ partnerTypes: ['reseller', 'isv'] }, { partnerTypes: ['oem', 'si', 'distributor', 'vendor-field'] }],
    [{ dates: { through: '2025-03-15' } }, { dates: { from: '2025-03-16' } }],
    [
      { where: { fact, operator: 'equal', value: 'emea' } },
      { where: { fact, operator: 'notEqual', value: 'emea' } },
      { where: { fact, operator: 'exists', value: false } },
    ],
  ];
  for (const filters of parts) {
    const sides = await Promise.all(filters.map(sideOf));
    expect(added(sides.map(({ totals }) => totals)), JSON.stringify(filters)).toEqual(whole);
  }
});

test('of those that are in a segment at most all are barred, whoever moves or serves several', async () => {
  const by = { region: 'customer.region', segment: 'customer.segment' };
  for (const asked of [{}, { by, filter: { dates: { from: '2025-03-16' } } }] as const) {
    const [side] = (await resultOf(history, document, { edits: false, ...asked })).sides;
    const segments = side?.bars.flatMap(({ conditions }) => conditions.flatMap(({ segments }) => segments)) ?? [];
    expect(new Set(segments.map(({ by }) => by))).toEqual(new Set(['partnerType', 'region', 'segment', 'employees']));
    for (const { by, value, alone, of } of segments) expect(alone.enrollments, `${by} ${value}`).toBeLessThanOrEqual(of);
  }
});

test('rules, partners and edits each explain the whole difference', async () => {
  const set = { protectionDays: 30, goldRevenue: '200000.00', attachRate: '0.05' };
  const { differences } = await resultOf(history, document, { candidates: [{ of: 'baseline', set }], bars: false, partners: 100_000 });
  const [difference] = differences;
  if (difference === undefined) throw new Error('there is no difference');
  const { whole, byRule, byIncentive, partners, edits, histogram } = difference;
  expect(cents(whole.cost)).not.toBe(0);
  for (const figure of ['paid', 'owed', 'cost'] as const) {
    expect(sum(byRule.map(({ change }) => cents(change[figure])))).toBe(cents(whole[figure]));
    expect(sum(byIncentive.map(({ change }) => cents(change[figure])))).toBe(cents(whole[figure]));
    expect(sum(edits.shares.map(({ costs }) => cents(costs[figure])))).toBe(cents(whole[figure]));
  }
  expect(edits.shares).toHaveLength(3);
  // all but the vendor's own field is earned by partners
  const field = sum(byRule.map(({ baseline, candidate }) => cents(candidate.toField) - cents(baseline.toField)));
  expect(sum([...partners.winners, ...partners.losers].map(({ change }) => cents(change)))).toBe(cents(whole.cost) - field);
  expect(sum(histogram.map(({ partners: count }) => count))).toBe(partners.win + partners.lose + partners.same);
});
