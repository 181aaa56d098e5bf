import { describe, expect, test } from 'vitest';
import { GOAL_LIMITS, type GoalFound, type Lattice, type ProbeMany, seekGoal } from '../../server/simulation/goal.ts';

const hundred: Lattice = { from: 0, to: 100, step: 1 };

/** The probes of a measure that is known everywhere. */
const measuring =
  (measure: (value: number) => number) =>
  async (values: readonly number[]): Promise<readonly number[]> =>
    values.map(measure);

/** With time for all of it. */
async function sought(lattice: Lattice, target: number, measureAt: ProbeMany): Promise<GoalFound> {
  const found = await seekGoal(lattice, target, measureAt);
  if (found === undefined) throw new Error('nothing was probed');
  return found;
}

const pairs = (found: GoalFound): unknown => found.brackets.map(({ low, high }) => [low.value, low.measure, high.value, high.measure]);

describe('one crossing', () => {
  test('a value that gives the target', async () => {
    const found = await sought(
      hundred,
      370,
      measuring((value) => 10 * value),
    );
    expect(found).toMatchObject({ status: 'met', nearest: { value: 37, measure: 370 }, monotone: true });
    expect(pairs(found)).toEqual([[36, 360, 37, 370]]);
  });

  test('a measure that falls', async () => {
    const found = await sought(
      hundred,
      370,
      measuring((value) => 1000 - 10 * value),
    );
    expect(found).toMatchObject({ status: 'met', nearest: { value: 63 } });
    expect(pairs(found)).toEqual([[62, 380, 63, 370]]);
  });

  test('a jump past the target, and what is nearer', async () => {
    const found = await sought(
      hundred,
      6,
      measuring((value) => (value < 41 ? 0 : 10)),
    );
    expect(found).toMatchObject({ status: 'crossed', nearest: { value: 41, measure: 10 } });
    expect(pairs(found)).toEqual([[40, 0, 41, 10]]);
  });

  test('of a plateau on the target its first value', async () => {
    const found = await sought(
      hundred,
      5,
      measuring((value) => (value < 20 ? 0 : value < 71 ? 5 : 9)),
    );
    expect(found).toMatchObject({ status: 'met', nearest: { value: 20 } });
    expect(pairs(found)).toEqual([[19, 0, 20, 5]]);
  });

  test('the first value already meets it', async () => {
    const found = await sought(
      hundred,
      0,
      measuring((value) => value),
    );
    expect(found).toMatchObject({ status: 'met', nearest: { value: 0 }, brackets: [] });
  });

  test('steps are kept to', async () => {
    const found = await sought(
      { from: 10, to: 99, step: 20 },
      55,
      measuring((value) => value),
    );
    expect(found.probes.map(({ value }) => value).sort((a, b) => a - b)).toEqual([10, 30, 50, 70, 90]);
    expect(pairs(found)).toEqual([[50, 50, 70, 70]]);
    expect(found.status).toBe('crossed');
  });

  test('a large range takes as many folds as it has binary digits', async () => {
    const found = await sought(
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
    const found = await sought(
      hundred,
      5000,
      measuring((value) => 10 * value),
    );
    expect(found).toMatchObject({ status: 'out-of-reach', nearest: { value: 100, measure: 1000 }, brackets: [] });
    expect(found.probes).toHaveLength(GOAL_LIMITS.grid);
  });

  test('the parameter moves nothing', async () => {
    expect(
      await sought(
        hundred,
        5,
        measuring(() => 4),
      ),
    ).toMatchObject({ status: 'unmoved', nearest: { value: 0, measure: 4 } });
  });

  test('one value only', async () => {
    const found = await sought(
      { from: 7, to: 7, step: 1 },
      5,
      measuring((value) => value),
    );
    expect(found).toMatchObject({ status: 'unmoved', probes: [{ value: 7, measure: 7 }] });
  });
});

describe('not monotone', () => {
  test('every crossing is told', async () => {
    const found = await sought(
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
    const found = await sought(
      hundred,
      90,
      measuring((value) => (value === 31 ? 400 : value < 35 ? 0 : 100)),
    );
    expect(found).toMatchObject({ status: 'not-monotone', monotone: false });
    expect(found.brackets).toHaveLength(1);
  });

  test('a target above the hump is not called out of reach', async () => {
    const found = await sought(
      hundred,
      80,
      measuring((value) => (value <= 50 ? value : 100 - value)),
    );
    expect(found).toMatchObject({ status: 'not-monotone', brackets: [], nearest: { value: 50 } });
  });

  test('halving stops at a bounded number of crossings', async () => {
    const found = await sought(
      { from: 0, to: 8_000_000, step: 1 },
      5,
      measuring((value) => ((value / 1_000_000) % 2 === 0 ? 0 : 10)),
    );
    expect(found.brackets.length).toBe(GOAL_LIMITS.crossings);
  });
});

describe('time is up', () => {
  /** For so many probes, and no more. */
  const forProbes = (most: number, measure: (value: number) => number): ProbeMany => {
    let made = 0;
    return async (values) => {
      made += values.length;
      return made > most ? undefined : values.map(measure);
    };
  };

  test('the bracket is as narrow as it came to be', async () => {
    const found = await seekGoal(
      { from: 0, to: 1_000_000, step: 1 },
      370_001,
      forProbes(GOAL_LIMITS.grid + 2, (value) => value),
    );
    expect(found).toMatchObject({ status: 'unfinished', monotone: true, nearest: { value: 375_000 } });
    expect(found?.probes).toHaveLength(GOAL_LIMITS.grid + 2);
    expect(found?.brackets).toEqual([{ low: { value: 343_750, measure: 343_750 }, high: { value: 375_000, measure: 375_000 } }]);
  });

  test('both ends come first', async () => {
    const found = await seekGoal(
      hundred,
      37,
      forProbes(2, (value) => value),
    );
    expect(found).toMatchObject({ status: 'unfinished' });
    expect(found?.brackets).toEqual([{ low: { value: 0, measure: 0 }, high: { value: 100, measure: 100 } }]);
  });

  test('what met the target is met', async () => {
    expect(
      await seekGoal(
        hundred,
        100,
        forProbes(3, (value) => value),
      ),
    ).toMatchObject({ status: 'met', nearest: { value: 100 } });
  });

  test('nothing was probed', async () => {
    expect(
      await seekGoal(
        hundred,
        37,
        forProbes(1, (value) => value),
      ),
    ).toBeUndefined();
  });
});
