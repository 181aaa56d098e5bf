import { expect, test } from 'vitest';
import { createAjv } from '../../schemas/ajv.ts';
import type { ProgramDocument, SimulationResult } from '../../schemas/types.ts';
import { CSV_TABLES, resultCsv } from '../../server/simulation/csv.ts';
import { planSimulation } from '../../server/simulation/plan.ts';
import { reportSimulation } from '../../server/simulation/report.ts';
import { runPlan, TallyCache } from '../../server/simulation/tally-cache.ts';
import { activities, partners, shop, shopRules, shopWith } from './shop.ts';
import { cents, historyOf, resultOf, simulationOf, sum } from './support.ts';

const history = historyOf(shop(), partners, activities);

function differenceOf(result: SimulationResult) {
  const [difference] = result.differences;
  if (difference === undefined) throw new Error('no difference');
  return difference;
}

const costsOf = (result: SimulationResult) =>
  Object.fromEntries(
    differenceOf(result).edits.shares.map(({ edits, costs }) => [edits.map(({ title }) => title).join(' + '), costs.cost]),
  );

test('a candidate equal to the baseline differs nowhere', async () => {
  const reordered = shop({ rules: shopRules.toReversed(), name: 'The same in other words' });
  for (const candidate of [
    { of: 'baseline' as const },
    { documents: [reordered] as never },
    { of: 'baseline' as const, set: { spiff: '5' } },
  ]) {
    const result = await resultOf(history, shop(), { candidates: [candidate] });
    const { whole, byRule, partners: who, histogram, edits } = differenceOf(result);
    expect(whole).toEqual({ paid: '0.00', owed: '0.00', cost: '0.00' });
    expect(byRule.every(({ change }) => change.cost === '0.00' && change.paid === '0.00')).toBe(true);
    expect(who).toEqual({ win: 0, lose: 0, same: 4, winners: [], losers: [] });
    expect(histogram.filter(({ partners: n }) => n > 0)).toEqual([{ from: '0.00', to: '0.00', partners: 4 }]);
    expect(edits).toEqual({ method: 'none', shares: [], versionStart: null, remainder: null });
  }
});

test('the same question has the same answer, to the byte, whatever was asked before', async () => {
  const asked = {
    candidates: [{ of: 'baseline' as const, set: { spiff: '4.00', 'commission/registered': '0.12' } }],
    filter: { regions: ['south', 'north'] },
  };
  const first = await resultOf(history, shop(), asked);
  await resultOf(history, shop(), { candidates: [{ of: 'baseline', set: { spiff: '1.00' } }] });
  const again = historyOf(shop(), partners, activities);
  expect(JSON.stringify(await resultOf(again, shop(), { ...asked, filter: { regions: ['north', 'south'] } }))).toBe(JSON.stringify(first));
});

test('what changes, who wins, which rule pays it, what each edit costs', async () => {
  // registered 12 % instead of 10: ann 22.00 on 1,100, bob 40.00 on 2,000; the bonus from 900.00 changes nobody;
  // a spiff of 3.00: bob's three are 9.00 instead of 12.00; the royalty of 0.40: dov owes 40.40 instead of 50.50
  const set = { 'commission/registered': '0.12', spiff: '3.00', royalty: '0.40', bonusFrom: '900.00' };
  const result = await resultOf(history, shop(), { candidates: [{ of: 'baseline', name: 'generous', set }] });
  const { whole, byRule, partners: who, candidate } = differenceOf(result);
  expect(candidate).toBe('generous');
  expect(whole).toEqual({ paid: '59.00', owed: '-10.10', cost: '69.10' });
  expect(Object.fromEntries(byRule.map(({ rule, change }) => [rule, change.cost]))).toEqual({
    commission: '62.00',
    'quarter-bonus': '0.00',
    royalty: '10.10',
    spiff: '-3.00',
    'take-back': '0.00',
  });
  expect(who.winners).toEqual([
    { partner: 'bob', partnerType: 'reseller', baseline: '232.00', candidate: '269.00', change: '37.00' },
    { partner: 'ann', partnerType: 'reseller', baseline: '121.00', candidate: '143.00', change: '22.00' },
    { partner: 'dov', partnerType: 'oem', baseline: '-50.50', candidate: '-40.40', change: '10.10' },
  ]);
  expect(who).toMatchObject({ win: 3, lose: 0, same: 1, losers: [] });
  expect(differenceOf(result).edits.method).toBe('shapley');
  expect(costsOf(result)).toEqual({
    'parameter commission': '62.00',
    'parameter spiff': '-3.00',
    'parameter bonusFrom': '0.00',
    'parameter royalty': '10.10',
  });
});

test('edits that work on each other share what they do together', async () => {
  // gold from 100.00 with one seller: alone neither makes bob gold (the sellers bar him) …
  const candidate = shopWith(
    'gold',
    (rule) =>
      ({
        ...rule,
        conditions: {
          all: [
            { fact: 'measure.revenue', operator: 'greaterThanInclusive', value: { fact: 'parameter.goldRevenue' } },
            { fact: 'measure.sellers', operator: 'greaterThanInclusive', value: 1 },
          ],
        },
      }) as never,
    {
      parameters: {
        ...shop().parameters,
        commission: { type: 'table', keys: ['partner.tier'], unit: 'rate', value: { registered: '0.10', gold: '0.25' } },
      },
    },
  );
  // … one seller: bob is gold after his first 1,000.00, and 600.00 and 400.00 earn 20 % instead of 10: 100.00 more.
  // 25 % for gold: ann's 200.00 earn 50.00 and are taken back. Both: bob's 1,000.00 earn 25 %: 150.00 more.
  const result = await resultOf(history, shop(), { candidates: [{ documents: [candidate] as never }] });
  expect(differenceOf(result).whole.cost).toBe('150.00');
  expect(costsOf(result)).toEqual({ 'parameter commission': '25.00', 'rule gold': '125.00' });
});

test('edits that pass the checks only together are one', async () => {
  const rules = shopRules.map((rule) =>
    rule.name === 'spiff' && rule.decides === 'incentive'
      ? { ...rule, event: { ...rule.event, params: { ...rule.event.params, amount: 'parameter.extra' } } }
      : rule,
  ) as ProgramDocument['rules'];
  const { spiff: _, ...kept } = shop().parameters ?? {};
  const candidate = shop({
    rules,
    parameters: { ...kept, extra: { type: 'money', value: '2.00' }, royalty: { type: 'price', value: '0.60' } },
  });
  const result = await resultOf(history, shop(), { candidates: [{ documents: [candidate] as never }] });
  expect(costsOf(result)).toEqual({ 'parameter spiff + rule spiff + parameter extra': '-6.00', 'parameter royalty': '-10.10' });
});

test('with more than four edits each alone, and the remainder named', async () => {
  const set = { 'commission/gold': '0.25', goldRevenue: '500.00', spiff: '1.00', royalty: '0.60', bonusFrom: '0' };
  const result = await resultOf(history, shop(), { candidates: [{ of: 'baseline', set }] });
  const { edits, whole } = differenceOf(result);
  expect(edits.method).toBe('one-at-a-time');
  expect(edits.shares).toHaveLength(5);
  // gold from 500.00 and 25 %: ann's 500.00 earn 125.00 instead of 50.00; alone 100.00 and 50.00
  expect(costsOf(result)).toMatchObject({ 'parameter commission': '0.00', 'parameter goldRevenue': '50.00' });
  expect(edits.remainder?.cost).toBe('25.00');
  expect(sum(edits.shares.map(({ costs }) => cents(costs.cost))) + cents(edits.remainder?.cost ?? '')).toBe(cents(whole.cost));
});

test('a candidate in force from a day: the baseline before', async () => {
  const asked = {
    candidates: [{ of: 'baseline' as const, set: { 'commission/registered': '0.20', royalty: '0.10' } }],
    inForceFrom: '2025-02-12',
  };
  const result = await resultOf(history, shop(), asked);
  // bob's deals of 12 and 13 February earn 20 % instead of 10; dov owes 10.10
  expect(differenceOf(result).whole).toEqual({ paid: '100.00', owed: '-40.40', cost: '140.40' });
  expect(differenceOf(result).edits).toMatchObject({ method: 'shapley', versionStart: { cost: '0.00' } });
  expect(costsOf(result)).toEqual({ 'parameter commission': '100.00', 'parameter royalty': '40.40' });
  expect(result.sides[1]?.versions.map(({ effectiveFrom }) => effectiveFrom)).toEqual([null, '2025-02-12']);
});

test('a rival’s program on the same deals', async () => {
  const rival: ProgramDocument = {
    ...shop(),
    id: 'rival',
    rules: [
      {
        name: 'front-end',
        decides: 'incentive',
        for: ['reseller'],
        on: ['deal-closed'],
        moves: 'deal-size',
        conditions: { all: [{ fact: 'deal.amount', operator: 'exists', value: true }] },
        event: { type: 'incentive', params: { incentive: 'front-margin', payee: 'partner', amount: 'deal.amount * 0.05' } },
      },
    ],
    parameters: {},
    measures: {},
    budgets: {},
    partnerTypes: { reseller: { ...shop().partnerTypes.reseller, produces: ['deal-closed'], tiers: undefined } as never },
  };
  const result = await resultOf(history, shop(), { candidates: [{ documents: [rival] as never }] });
  const { wholeReturn, edits } = differenceOf(result);
  expect(edits.method).toBe('rival');
  // one deal has a list price, of 800.00 for 600.00; 3,600.00 of deals earn 5 % with the rival
  expect(wholeReturn).toMatchObject({
    dealsWithMargin: 1,
    dealsWithout: 6,
    baseline: { marginFrom: 'deals', margin: '200.00', incentives: '353.00', services: '0.00', owed: '50.50', total: '502.50' },
    candidate: { marginFrom: 'incentives', margin: '180.00', incentives: '0.00', services: '0.00', owed: '0.00', total: '180.00' },
    better: 2,
    worse: 2,
  });
});

test('a result is what its schema says, and its tables are even', async () => {
  const result = await resultOf(history, shop(), {
    candidates: [
      { of: 'baseline', set: { 'commission/gold': '0.30', royalty: '1' } },
      { of: 'baseline', name: 'a "b", c' },
    ],
  });
  const validate = createAjv().getSchema('https://dealwright.dev/schemas/simulation.schema.json#/$defs/result');
  if (validate === undefined) throw new Error('no schema of results');
  validate(result);
  expect(validate.errors ?? []).toEqual([]);
  for (const table of CSV_TABLES) {
    const [header = '', ...rows] = resultCsv(result, table).trimEnd().split('\r\n');
    for (const row of rows) expect(row.replaceAll(/"(""|[^"])*"/g, '').split(',')).toHaveLength(header.split(',').length);
  }
  expect(resultCsv(result, 'tiers')).toContain('"a ""b"", c",reseller,gold,1\r\n');
});

test('a hand on a slider folds the candidate alone', async () => {
  const cache = new TallyCache();
  const folded: number[] = [];
  for (const spiff of ['1.00', '2.00', '2.00']) {
    const plan = planSimulation(await simulationOf(history, shop(), [{ of: 'baseline', set: { spiff } }], { edits: false, bars: false }));
    let asked = 0;
    const tallies = runPlan(plan, cache, () => {
      asked += 1;
      return false;
    });
    folded.push(asked);
    expect(reportSimulation(plan, tallies).sides[0]?.totals.paid).toBe('353.00');
  }
  // asked once an enrollment: both programs, the candidate alone, nothing
  expect(folded).toEqual([8, 4, 0]);
});
