import { describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { prepareFold } from '../../server/engine/columns/fold.ts';
import type { HistoryColumns } from '../../server/engine/columns/history.ts';
import { takeSample } from '../../server/simulation/sample.ts';
import { lineDifferences } from '../../server/simulation/sample-compare.ts';
import { pickDays, pickEnrollments, SAMPLE_LIMITS } from '../../server/simulation/sample-pick.ts';
import { replayProgram } from '../bench/replay/program.ts';
import { replayHistory } from '../bench/replay/workload.ts';
import { activities, partners, shop } from './shop.ts';
import { historyOf, programOf } from './support.ts';

const timelineOf = (document: ProgramDocument) => ({ id: document.id, versions: [programOf(document)] });
const options = (history: HistoryColumns, seed = 'c0ffee00') => ({ seed, until: history.lastDay, check: () => undefined });

const year = historyOf(shop(), partners, activities);
const replay = replayHistory(20_000);
/** One budget for all: it can't be cut. */
const pooled = shop({ budgets: { spiffs: { amount: 'money("12.00")', of: ['spiff'], window: 'fiscal-year', scope: 'program' } } });

describe('of a program that may be cut', () => {
  test('all enrollments of a small history, every line alike', async () => {
    const sample = await takeSample(timelineOf(shop()), year, options(year));
    // 2 and 3 commissions, 3 spiffs, 2 bonuses, one line taken back, one royalty
    const all = prepareFold(timelineOf(shop())).fold(year).lines.count;
    expect(sample).toMatchObject({ of: 'enrollments', enrollments: 4, begun: 0, activities: 14, lines: all, agreed: all, differences: [] });
    expect(all).toBeGreaterThan(10);
  });

  test('of a large one some, within bounds, and the same for the same seed', async () => {
    const timeline = timelineOf(replayProgram());
    const sample = await takeSample(timeline, replay, options(replay));
    expect(sample.of).toBe('enrollments');
    expect(sample.enrollments).toBeGreaterThanOrEqual(4);
    expect(sample.activities).toBeLessThanOrEqual(SAMPLE_LIMITS.steps);
    expect(sample.lines).toBeGreaterThan(300);
    expect(sample.agreed).toBe(sample.lines);
    expect(pickEnrollments(replay, timeline, 'c0ffee00', replay.lastDay)).toEqual(
      pickEnrollments(replay, timeline, 'c0ffee00', replay.lastDay),
    );
    expect(pickEnrollments(replay, timeline, 'c0ffee01', replay.lastDay)).not.toEqual(
      pickEnrollments(replay, timeline, 'c0ffee00', replay.lastDay),
    );
  });

  test('cancelling ends it', async () => {
    const check = (): void => {
      throw new Error('enough');
    };
    await expect(takeSample(timelineOf(shop()), year, { ...options(year), check })).rejects.toThrow('enough');
  });
});

describe('of a program that can’t', () => {
  test('the first days of all enrollments, and why', async () => {
    const sample = await takeSample(timelineOf(pooled), year, options(year));
    const all = prepareFold(timelineOf(pooled)).fold(year).lines.count;
    expect(sample).toMatchObject({ of: 'first-days', enrollments: 4, activities: 14, lines: all, agreed: all });
    expect(sample.through).toBeUndefined();
    expect(sample.because).toEqual([expect.stringContaining('The budget spiffs is one for all partners')]);
  });

  test('of a large history some enrollments, folded alone by both', async () => {
    const { budgets: _, ...program } = replayProgram();
    const timeline = timelineOf({
      ...program,
      parameters: { ...program.parameters, pot: { type: 'money', value: '2000.00' } },
      budgets: { pot: { amount: 'parameter.pot', of: ['commission'], window: 'fiscal-year', scope: 'program' } },
    });
    const sample = await takeSample(timeline, replay, options(replay));
    expect(sample.of).toBe('part');
    expect(sample.enrollments).toBeGreaterThanOrEqual(4);
    expect(sample.activities).toBeGreaterThan(50);
    expect(sample.activities).toBeLessThanOrEqual(SAMPLE_LIMITS.steps);
    expect(sample.lines).toBeGreaterThan(50);
    expect(sample.agreed).toBe(sample.lines);
    expect(await takeSample(timeline, replay, options(replay))).toEqual(sample);
  });

  test('of a crowd too, though already the first day of all is too much', async () => {
    const crowd = Array.from({ length: SAMPLE_LIMITS.steps + 1 }, (_, index) => ({
      id: `p${index}`,
      enrollments: [{ partnerType: 'reseller', enrolledOn: '2015-01-01' }],
    }));
    const history = historyOf(pooled, [...partners, ...crowd], activities);
    expect(pickDays(history, timelineOf(pooled), history.lastDay)).toBeUndefined();
    const sample = await takeSample(timelineOf(pooled), history, options(history));
    expect(sample.of).toBe('part');
    expect(sample.agreed).toBe(sample.lines);
  });
});

test('a line that only one evaluator gives is told, with its activity', () => {
  const fold = prepareFold(timelineOf(shop()));
  const { lines } = fold.fold(year);
  const amount = lines.amount.slice();
  const wrong = amount.indexOf(6000);
  amount[wrong] = 6001;
  const { lines: counted, agreed, differences } = lineDifferences(fold.names, year, lines, { ...lines, amount });
  expect([counted, agreed]).toEqual([lines.count + 1, lines.count - 1]);
  const line = {
    partner: 'ann',
    partnerType: 'reseller',
    on: '2025-01-10',
    activity: 'd1',
    incentive: 'commission',
    rule: 'commission',
    payee: 'partner',
  };
  expect(differences).toEqual([
    { only: 'compiled', ...line, amount: '60.01' },
    { only: 'reference', ...line, amount: '60.00' },
  ]);
});
