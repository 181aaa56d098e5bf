import { describe, expect, test } from 'vitest';
import { prepareFold } from '../../../server/engine/columns/fold.ts';
import { FoldStopped } from '../../../server/engine/columns/fold-columns.ts';
import type { Outcome } from '../../../server/engine/columns/outcome.ts';
import { outcomeNames } from '../../../server/engine/columns/outcome-names.ts';
import { historyPlaces } from '../../../server/engine/columns/rows.ts';
import { aCaseOfVersions, aColumnCase, aHugeCase, decisionsOf, rowsOf, together } from './cases.ts';

/** A few are too few to meet what is looked for. */
const CASES = Math.max(40, Number(process.env.DEALWRIGHT_CASES ?? 2000) / 40);
const seeds = Array.from({ length: CASES }, (_, index) => 1 + index * 7919);

/** What decisions tell of too. */
const toldByDecisions = ({ lines, moves, closed, registrations, failures, decisions, rules }: Outcome) => ({
  lines,
  moves,
  closed,
  registrations,
  failures,
  decisions,
  rules: rules.map(({ due, excluded, outbid, setAside }) => ({ due, excluded, outbid, setAside })),
});

describe('a fold over columns writes what step-by-step decisions say', () => {
  test('programs of which all is shared', () => {
    let lines = 0;
    for (const seed of seeds) {
      const one = aColumnCase(seed, true);
      const outcome = prepareFold(one.timeline).fold(one.history, { until: one.until });
      expect(toldByDecisions(outcome), `seed ${seed}`).toEqual(toldByDecisions(rowsOf(one, decisionsOf(one, one.until))));
      lines += outcome.lines.count;
    }
    expect(lines).toBeGreaterThan(CASES);
  });

  test('programs that are cut by enrollment', () => {
    const met = { lines: 0, moves: 0, closed: 0, registrations: 0, failures: 0, severalParties: 0 };
    for (const seed of seeds) {
      const one = aColumnCase(seed, false);
      const fold = prepareFold(one.timeline);
      expect(fold.cut, `seed ${seed}`).toEqual({ by: 'enrollment' });
      const outcome = fold.fold(one.history, { until: one.until });
      const expected = toldByDecisions(rowsOf(one, decisionsOf(one, one.until)));
      expect(toldByDecisions(outcome), `seed ${seed}`).toEqual(expected);
      const barring = fold.fold(one.history, { until: one.until, bars: true });
      expect(toldByDecisions(barring), `seed ${seed}`).toEqual(expected);
      expect({ rules: barring.rules, standing: barring.standing }).toEqual({ rules: outcome.rules, standing: outcome.standing });
      for (const table of ['lines', 'moves', 'closed', 'registrations', 'failures'] as const) met[table] += outcome[table].count;
      met.severalParties += one.history.rows.count - one.history.activities;
    }
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(0);
  });

  test('rules are counted as often as the reasoning tells of them; tier rules also where nothing is said', () => {
    for (const seed of seeds.slice(0, CASES / 5)) {
      const one = aColumnCase(seed, seed % 2 === 0);
      const { rules } = prepareFold(one.timeline).fold(one.history, { until: one.until });
      const told = rowsOf(one, decisionsOf(one, one.until, true)).rules;
      for (const [version, program] of one.timeline.versions.entries()) {
        for (const [place, { decides, name }] of program.rules.entries()) {
          for (const count of ['looked', 'held'] as const) {
            const [found, expected] = [rules[version]?.[count][place] ?? -1, told[version]?.[count][place] ?? -1];
            if (decides === 'tier') expect(found, name).toBeGreaterThanOrEqual(expected);
            else expect(found, name).toBe(expected);
          }
        }
      }
    }
  });

  test('enrollments stand at the end where their last decision left them', () => {
    for (const seed of seeds) {
      const one = aColumnCase(seed, seed % 2 === 0);
      const { standing } = prepareFold(one.timeline).fold(one.history, { until: one.until });
      const { levels } = outcomeNames(one.timeline);
      const last = new Map<string, string>();
      for (const { parties } of decisionsOf(one, one.until)) {
        for (const { partner, partnerType, tier } of parties) if (tier !== undefined) last.set(`${partnerType} ${partner}`, tier.after);
      }
      for (const [name, level] of last) {
        const [partnerType = '', partner = ''] = name.split(' ');
        const place = levels[0]?.get(partnerType)?.indexOf(level);
        expect(standing[enrollmentNamed(one, partner, partnerType)], `seed ${seed}, ${name}`).toBe(place);
      }
    }
  });
});

describe('what random programs of one version rarely meet', () => {
  test.each([true, false])('timelines of versions (shared %s)', (shared) => {
    const met = { lines: 0, moves: 0, ofSecond: 0 };
    for (const seed of seeds.slice(0, CASES / 2)) {
      const one = aCaseOfVersions(seed, shared);
      const outcome = prepareFold(one.timeline).fold(one.history, { until: one.until });
      expect(toldByDecisions(outcome), `seed ${seed}`).toEqual(toldByDecisions(rowsOf(one, decisionsOf(one, one.until))));
      met.lines += outcome.lines.count;
      met.moves += outcome.moves.count;
      met.ofSecond += outcome.lines.version.filter((version) => version === 1).length;
    }
    for (const [what, count] of Object.entries(met)) expect(count, what).toBeGreaterThan(0);
  });

  test.each([true, false])('sums out of bounds, which set activities aside (shared %s)', (shared) => {
    let setAside = 0;
    for (const seed of seeds.slice(0, CASES / 2)) {
      const one = aHugeCase(seed, shared);
      const outcome = prepareFold(one.timeline).fold(one.history, { until: one.until });
      expect(toldByDecisions(outcome), `seed ${seed}`).toEqual(toldByDecisions(rowsOf(one, decisionsOf(one, one.until))));
      setAside += outcome.failures.whole.filter(Boolean).length;
    }
    expect(setAside).toBeGreaterThan(0);
  });
});

describe('ranges', () => {
  test.each([1, 2, 7])('%i of them give the bytes of one fold', (ranges) => {
    for (const seed of seeds.slice(0, CASES / 2)) {
      const one = aColumnCase(seed, false);
      const fold = prepareFold(one.timeline);
      const { firstEnrollment: _, ...whole } = fold.fold(one.history, { until: one.until, bars: true });
      const { count } = one.history.enrollments;
      const bounds = Array.from({ length: ranges + 1 }, (_, index) => Math.floor((index * count) / ranges));
      const parts = bounds
        .slice(1)
        .map((to, index) => fold.fold(one.history, { until: one.until, bars: true, enrollments: { from: bounds[index] ?? 0, to } }));
      expect(together(parts), `seed ${seed}`).toEqual(whole);
    }
  });

  test('of a program that is not cut are refused', () => {
    const one = aColumnCase(1, true);
    const fold = prepareFold(one.timeline);
    expect(fold.cut.by).toBe('nothing');
    expect(() => fold.fold(one.history, { enrollments: { from: 0, to: 1 } })).toThrow(/can't be cut/);
  });
});

describe('the day through which', () => {
  test('all is decided is the last of the history, where none is given', () => {
    for (const seed of seeds.slice(0, CASES / 10)) {
      const one = aColumnCase(seed, false);
      const fold = prepareFold(one.timeline);
      expect(fold.fold(one.history)).toEqual(fold.fold(one.history, { until: one.history.lastDay }));
    }
  });

  test('nothing dated later is decided', () => {
    for (const seed of seeds.slice(0, CASES / 5)) {
      for (const shared of [true, false]) {
        const one = aColumnCase(seed, shared);
        const until = one.history.firstDay + Math.floor((one.history.lastDay - one.history.firstDay) / 2);
        const outcome = prepareFold(one.timeline).fold(one.history, { until });
        for (const day of [...outcome.lines.day, ...outcome.closed.day, ...outcome.moves.day]) expect(day).toBeLessThanOrEqual(until);
        expect(toldByDecisions(outcome)).toEqual(toldByDecisions(rowsOf(one, decisionsOf(one, until))));
      }
    }
  });
});

test.each([true, false])('a fold that is stopped says so (shared %s)', (shared) => {
  const one = aColumnCase(3, shared);
  expect(() => prepareFold(one.timeline).fold(one.history, { stop: () => true })).toThrow(FoldStopped);
});

function enrollmentNamed({ history }: ReturnType<typeof aColumnCase>, partner: string, partnerType: string): number {
  return historyPlaces(history).enrollment(partner, partnerType);
}
