import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { HistoryColumns } from '../../server/engine/columns/history.ts';
import { FoldCancelled, FoldTimedOut } from '../../server/simulation/crew.ts';
import { type ActivityPair, explainPair } from '../../server/simulation/explain-pair.ts';
import { inlineCrew } from '../../server/simulation/inline-crew.ts';
import { RequestRefused } from '../../server/simulation/refusal.ts';
import type { Simulation } from '../../server/simulation/request.ts';
import { threadCrew } from '../../server/simulation/threads.ts';
import { build } from '../cli/support.ts';
import { inSharedMemory } from '../support/shared-memory.ts';
import { activities, partners, shop, shopWith } from './shop.ts';
import { historyOf, simulationOf } from './support.ts';

const here = inlineCrew();
const threads = threadCrew(2);
let history: HistoryColumns;

beforeAll(async () => {
  await build();
  history = inSharedMemory(historyOf(shop(), partners, activities));
}, 300_000);
afterAll(() => threads.close());

const lowerBar = () => simulationOf(history, shop(), [{ name: 'lower', of: 'baseline', set: { goldRevenue: '600.00' } }]);

async function pairOf(simulation: Simulation, id: string): Promise<ActivityPair> {
  return explainPair(simulation, { id }, here);
}

describe('where two programs part', () => {
  test('a condition of a tier, with what was asked on both sides', async () => {
    const { activity, baseline, candidates } = await pairOf(await lowerBar(), 'd1');
    expect(activity).toMatchObject({ id: 'd1', on: '2025-01-10', generated: false });
    expect(baseline?.parties[0]).toMatchObject({ tier: { after: 'registered' }, lines: [{ amount: '60.00' }] });
    expect(candidates[0]?.decision?.parties[0]).toMatchObject({ tier: { after: 'gold' }, lines: [{ amount: '60.00' }] });
    expect(candidates[0]?.parting).toMatchObject({
      at: 'condition',
      rule: 'gold',
      holds: { baseline: false, candidate: true },
      baseline: { fact: 'measure.revenue', actual: '600.00', expectedFact: 'parameter.goldRevenue', expected: '1000.00', holds: false },
      candidate: { fact: 'measure.revenue', actual: '600.00', expected: '600.00', holds: true },
    });
    expect(candidates[0]?.text).toBe(
      'The rule gold doesn’t hold in the baseline and does in lower: measure.revenue (600.00) greaterThanInclusive parameter.goldRevenue (1000.00) against measure.revenue (600.00) greaterThanInclusive parameter.goldRevenue (600.00).',
    );
  });

  test('an amount, and what its formula read otherwise', async () => {
    const { candidates } = await pairOf(await lowerBar(), 'd2');
    expect(candidates[0]?.parting).toMatchObject({
      at: 'amount',
      incentive: 'commission',
      baseline: '50.00',
      candidate: '100.00',
      fact: 'parameter.commission',
      read: { baseline: '0.1', candidate: '0.2' },
    });
    expect(candidates[0]?.text).toBe(
      'commission by commission: 50.00 in the baseline, 100.00 in lower; parameter.commission is 0.1 and 0.2.',
    );
  });

  test('a condition that only one side has', async () => {
    const strict = shopWith('may-sell', (rule) => ({
      ...rule,
      conditions: {
        all: [
          { fact: 'measure.sellers', operator: 'greaterThanInclusive', value: 1 },
          { fact: 'deal.amount', operator: 'greaterThanInclusive', value: '700.00' },
        ],
      },
    }));
    const simulation = await simulationOf(history, shop(), [{ name: 'strict', documents: [{ ...strict }] }]);
    const { candidates } = await pairOf(simulation, 'd1');
    expect(candidates[0]?.parting).toMatchObject({ at: 'condition', rule: 'may-sell', candidate: { fact: 'deal.amount', holds: false } });
    expect(candidates[0]?.parting).not.toHaveProperty('baseline');
    expect(candidates[0]?.text).toBe(
      'The rule may-sell holds in the baseline and doesn’t in strict: only strict asks whether deal.amount (600.00) greaterThanInclusive 700.00.',
    );
  });

  test('a rule that one side doesn’t have', async () => {
    const without = shop({ rules: shop().rules.filter(({ name }) => name !== 'spiff'), budgets: {} });
    const { spiff: _, ...parameters } = shop().parameters ?? {};
    const simulation = await simulationOf(history, shop(), [{ name: 'without', documents: [{ ...without, parameters }] }]);
    const { candidates } = await pairOf(simulation, 'd3');
    expect(candidates[0]?.parting).toEqual({ at: 'rule', rule: 'spiff', only: 'baseline', holds: true });
  });

  test('nothing', async () => {
    const { candidates } = await pairOf(await lowerBar(), 'd6');
    expect(candidates[0]).toMatchObject({ parting: { at: 'nothing' }, text: 'lower decides as the baseline does.' });
  });

  test('a close that the fold generates, which one side listens to', async () => {
    const simulation = await simulationOf(history, shop(), [{ name: 'higher', of: 'baseline', set: { bonusFrom: '1500.00' } }]);
    const { activity, baseline, candidates } = await pairOf(simulation, 'quarter-closed:2025-03-31:reseller:ann');
    expect(activity).toEqual({ source: 'dealwright', id: 'quarter-closed:2025-03-31:reseller:ann', on: '2025-03-31', generated: true });
    expect(baseline?.parties[0]?.lines).toMatchObject([{ incentive: 'quarter-bonus', amount: '11.00' }]);
    expect(candidates[0]?.parting).toMatchObject({
      at: 'condition',
      rule: 'quarter-bonus',
      candidate: { actual: '1100.00', expected: '1500.00' },
    });
  });

  test('a close that never comes has no decision on either side', async () => {
    const pair = await pairOf(await lowerBar(), 'month-closed:2025-03-31:reseller:ann');
    expect(pair).toMatchObject({ baseline: null, candidates: [{ decision: null, parting: { at: 'nothing' } }] });
  });
});

test('threads say the same', async () => {
  const simulation = await lowerBar();
  for (const id of ['d1', 'd2', 'x7', 's1', 'quarter-closed:2025-03-31:reseller:bob']) {
    expect(await explainPair(simulation, { id }, threads)).toEqual(await pairOf(simulation, id));
  }
});

test('a program that can’t be cut is folded whole, up to the activity', async () => {
  const pooled = shop({ budgets: { spiffs: { amount: 'money("12.00")', of: ['spiff'], window: 'fiscal-year', scope: 'program' } } });
  const simulation = await simulationOf(history, pooled, [{ name: 'same', of: 'baseline' }]);
  const { baseline } = await pairOf(simulation, 'd5');
  expect(baseline?.parties[0]?.lines.find(({ incentive }) => incentive === 'spiff')?.amount).toBe('2.00');
});

describe('refused', () => {
  test.each([
    [{ id: 'd11' }, /unknown-activity .*“d11”.*Did you mean d1\?/],
    [{ id: 'd1', source: 'crm' }, /unknown-activity .*of the source “crm”/],
  ])('%j', async (name, message) => {
    const error: unknown = await explainPair(await lowerBar(), name, here).catch((reason: unknown) => reason);
    if (!(error instanceof RequestRefused)) throw error;
    const [finding] = error.findings;
    expect(`${finding?.code} ${finding?.message} ${finding?.hint ?? ''}`).toMatch(message);
  });

  test('what is dated after the last day decided', async () => {
    const simulation = await simulationOf(history, shop(), [{ of: 'baseline' }], { until: '2025-02-01' });
    await expect(pairOf(simulation, 'd2')).rejects.toThrow('d2 is dated 2025-02-10, and nothing after 2025-02-01 is decided.');
  });

  test('cancelled, or past its time', async () => {
    const simulation = await lowerBar();
    await expect(explainPair(simulation, { id: 'd1' }, threads, { signal: AbortSignal.abort() })).rejects.toThrow(FoldCancelled);
    await expect(explainPair(simulation, { id: 'd1' }, here, { deadline: Date.now() - 1 })).rejects.toThrow(FoldTimedOut);
  });
});
