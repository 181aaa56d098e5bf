import { describe, expect, test } from 'vitest';
import { GOAL_LIMITS, type Lattice, seekGoal } from '../../server/simulation/goal.ts';

const hundred: Lattice = { from: 0, to: 100, step: 1 };

/** The probes of a measure that is known everywhere. */
const measuring =
  (measure: (value: number) => number) =>
  async (values: readonly number[]): Promise<readonly number[]> =>
    values.map(measure);

const pairs = (found: Awaited<ReturnType<typeof seekGoal>>): unknown =>
  found.brackets.map(({ low, high }) => [low.value, low.measure, high.value, high.measure]);

describe('one crossing', () => {
  test('a value that gives the target', async () => {
    const found = await seekGoal(
      hundred,
      370,
      measuring((value) => 10 * value),
    );
    expect(found).toMatchObject({ status: 'met', nearest: { value: 37, measure: 370 }, monotone: true });
    expect(pairs(found)).toEqual([[36, 360, 37, 370]]);
  });

  test('a measure that falls', async () => {
    const found = await seekGoal(
      hundred,
      370,
      measuring((value) => 1000 - 10 * value),
    );
    expect(found).toMatchObject({ status: 'met', nearest: { value: 63 } });
    expect(pairs(found)).toEqual([[62, 380, 63, 370]]);
  });

  test('a jump past the target, and what is nearer', async () => {
    const found = await seekGoal(
      hundred,
      6,
      measuring((value) => (value < 41 ? 0 : 10)),
    );
    expect(found).toMatchObject({ status: 'crossed', nearest: { value: 41, measure: 10 } });
    expect(pairs(found)).toEqual([[40, 0, 41, 10]]);
  });

  test('of a plateau on the target its first value', async () => {
    const found = await seekGoal(
      hundred,
      5,
      measuring((value) => (value < 20 ? 0 : value < 71 ? 5 : 9)),
    );
    expect(found).toMatchObject({ status: 'met', nearest: { value: 20 } });
    expect(pairs(found)).toEqual([[19, 0, 20, 5]]);
  });

  test('the first value already meets it', async () => {
    const found = await seekGoal(
      hundred,
      0,
      measuring((value) => value),
    );
    expect(found).toMatchObject({ status: 'met', nearest: { value: 0 }, brackets: [] });
  });

  test('steps are kept to', async () => {
    const found = await seekGoal(
      { from: 10, to: 99, step: 20 },
      55,
      measuring((value) => value),
    );
    expect(found.probes.map(({ value }) => value).sort((a, b) => a - b)).toEqual([10, 30, 50, 70, 90]);
    expect(pairs(found)).toEqual([[50, 50, 70, 70]]);
    expect(found.status).toBe('crossed');
  });

  test('a large range takes as many folds as it has binary digits', async () => {
    const found = await seekGoal(
      { from: 0, to: 2 ** 30, step: 1 },
      123_456_789,
      measuring((value) => value),
    );
    expect(found.nearest).toEqual({ value: 123_456_789, measure: 123_456_789 });
    expect(found.probes.length).toBeLessThanOrEqual(GOAL_LIMITS.grid + 27);
  });
});

describe('no crossing', () => {
  test('out of reach, with the nearest end', async () => {
    const found = await seekGoal(
      hundred,
      5000,
      measuring((value) => 10 * value),
    );
    expect(found).toMatchObject({ status: 'out-of-reach', nearest: { value: 100, measure: 1000 }, brackets: [] });
    expect(found.probes).toHaveLength(GOAL_LIMITS.grid);
  });

  test('the parameter moves nothing', async () => {
    expect(
      await seekGoal(
        hundred,
        5,
        measuring(() => 4),
      ),
    ).toMatchObject({ status: 'unmoved', nearest: { value: 0, measure: 4 } });
  });

  test('one value only', async () => {
    const found = await seekGoal(
      { from: 7, to: 7, step: 1 },
      5,
      measuring((value) => value),
    );
    expect(found).toMatchObject({ status: 'unmoved', probes: [{ value: 7, measure: 7 }] });
  });
});

describe('not monotone', () => {
  test('every crossing is told', async () => {
    const found = await seekGoal(
      hundred,
      30,
      measuring((value) => (value <= 50 ? value : 100 - value)),
    );
    expect(found).toMatchObject({ status: 'not-monotone', monotone: false });
    expect(pairs(found)).toEqual([
      [29, 29, 30, 30],
      [69, 31, 70, 30],
    ]);
  });

  test('a turn that only halving finds', async () => {
    // the grid sees 0 up to 25, 100 from 37 on; between them 400 at 31
    const found = await seekGoal(
      hundred,
      90,
      measuring((value) => (value === 31 ? 400 : value < 35 ? 0 : 100)),
    );
    expect(found).toMatchObject({ status: 'not-monotone', monotone: false });
    expect(found.brackets).toHaveLength(1);
  });

  test('a target above the hump is not called out of reach', async () => {
    const found = await seekGoal(
      hundred,
      80,
      measuring((value) => (value <= 50 ? value : 100 - value)),
    );
    expect(found).toMatchObject({ status: 'not-monotone', brackets: [], nearest: { value: 50 } });
  });

  test('halving stops at a bounded number of crossings', async () => {
    const found = await seekGoal(
      { from: 0, to: 8_000_000, step: 1 },
      5,
      measuring((value) => ((value / 1_000_000) % 2 === 0 ? 0 : 10)),
    );
    expect(found.brackets.length).toBe(GOAL_LIMITS.crossings);
  });
});
