import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { activitiesInOrder, activityOfRow, codeOf, enrollmentAt, textOf } from '../../server/engine/columns/read-history.ts';
import { enrollmentKey } from '../../server/engine/facts/activity.ts';
import { orderHistory } from '../../server/engine/fold/order.ts';
import { buildHistory, HistoryBuilder } from '../../server/history/builder.ts';
import { activities, enrollments, plain, setting } from './support.ts';

describe('what was put in comes out', () => {
  test('activities, in the order of history', () => {
    fc.assert(
      fc.property(activities(), enrollments, (list, enrolled) => {
        const history = buildHistory(setting, enrolled, list);
        expect([...activitiesInOrder(history)]).toEqual(orderHistory(list).ordered);
      }),
      { numRuns: 300 },
    );
  });

  test('rows of each enrollment, in the order of history, one for each of its parties', () => {
    fc.assert(
      fc.property(activities(), enrollments, (list, enrolled) => {
        const history = buildHistory(setting, enrolled, list);
        const { ordered } = orderHistory(list);
        let before = '';
        for (let e = 0; e < history.enrollments.count; e += 1) {
          const { partner, partnerType, ...rest } = enrollmentAt(history, e);
          const own = ordered.filter(({ parties }) => parties.some((one) => one.partner === partner && one.partnerType === partnerType));
          const said = enrolled.find((one) => one.partner === partner && one.partnerType === partnerType);
          expect(rest).toEqual(
            said === undefined
              ? { enrolledOn: own[0]?.day, profile: new Map() }
              : expect.objectContaining({ profile: said.profile, enrolledOn: said.enrolledOn }),
          );
          expect(rest.tier).toBe(said?.tier);
          expect(enrollmentKey(partner, partnerType) > before).toBe(true);
          before = enrollmentKey(partner, partnerType);
          const { start, party } = history.rows;
          const rows = Array.from({ length: (start[e + 1] ?? 0) - (start[e] ?? 0) }, (_, n) => (start[e] ?? 0) + n);
          const shown = rows.map((row) => activityOfRow(history, row, e));
          expect(shown).toEqual(own);
          for (const [n, row] of rows.entries()) expect(shown[n]?.parties[party[row] ?? 0]).toMatchObject({ partner, partnerType });
        }
      }),
    );
  });
});

describe('what became of an activity', () => {
  test('is what the order of history makes of it', () => {
    fc.assert(
      fc.property(activities(), (list) => {
        const builder = new HistoryBuilder(setting);
        const became = list.map((activity) => builder.add(activity));
        const { conflicts, ordered } = orderHistory(list);
        expect(became.flatMap((one, index) => (one === 'conflict' ? [index] : []))).toEqual(conflicts.map(({ refused }) => refused));
        expect(became.filter((one) => one === 'added')).toHaveLength(ordered.length);
      }),
    );
  });

  test.each([
    ['unchanged', plain('a')],
    ['conflict', plain('a', { facts: new Map([['deal.amount', 101]]) })],
    ['revised', plain('a', { revision: 2 })],
    ['added', plain('a', { source: 'shop' })],
    ['added', plain('b')],
  ])('%s', (became, activity) => {
    const builder = new HistoryBuilder(setting);
    expect(builder.add(plain('a'))).toBe('added');
    expect(builder.add(activity)).toBe(became);
  });

  test('an earlier revision doesn’t count, and is remembered', () => {
    const builder = new HistoryBuilder(setting);
    builder.add(plain('a', { revision: 3 }));
    expect(builder.add(plain('a', { revision: 2 }))).toBe('superseded');
    expect(builder.add(plain('a', { revision: 2 }))).toBe('unchanged');
    expect(builder.add(plain('a', { revision: 2, day: 5 }))).toBe('conflict');
    expect(builder.build().activities).toBe(1);
  });

  test('an enrollment is said once', () => {
    const acme = { partner: 'acme', partnerType: 'reseller', enrolledOn: 1, tier: 'gold', profile: new Map([['partner.region', 'north']]) };
    const builder = new HistoryBuilder(setting);
    expect(builder.enroll(acme)).toBe('added');
    expect(builder.enroll({ ...acme })).toBe('unchanged');
    expect(builder.enroll({ ...acme, tier: 'silver' })).toBe('conflict');
    expect(builder.enroll({ ...acme, profile: new Map() })).toBe('conflict');
    expect(enrollmentAt(builder.build(), 0)).toEqual(acme);
  });
});

describe('columns', () => {
  test('do not depend on the order in which enrollments, facts and texts came', () => {
    fc.assert(
      fc.property(activities(), enrollments, (list, enrolled) => {
        const { ordered } = orderHistory(list);
        const turned = ordered.map((activity) => ({ ...activity, facts: new Map([...activity.facts].reverse()) }));
        const other = buildHistory(setting, [...enrolled].reverse(), turned);
        expect(other).toEqual(buildHistory(setting, enrolled, list));
      }),
    );
  });

  test('differ in their hash where anything differs', () => {
    const hashes = [
      buildHistory(setting, [], [plain('a')]),
      buildHistory(setting, [], [plain('b')]),
      buildHistory(setting, [], [plain('a', { day: 19_001 })]),
      buildHistory(setting, [], [plain('a', { facts: new Map() })]),
      buildHistory({ ...setting, timeZone: 'Europe/Berlin' }, [], [plain('a')]),
      buildHistory(setting, [], []),
    ].map(({ hash }) => hash);
    expect(new Set(hashes).size).toBe(hashes.length);
  });

  test('of few texts have a byte a row, beside columns of many', () => {
    const list = Array.from({ length: 70_000 }, (_, n) =>
      plain(`d${n}`, {
        facts: new Map([
          ['customer.id', `c${n}`],
          ['customer.segment', n % 2 === 0 ? 'enterprise' : 'smb'],
        ]),
      }),
    );
    const history = buildHistory(setting, [], list);
    const { facts = {}, source } = history.kinds[0] ?? {};
    expect(source).toBeInstanceOf(Uint8Array);
    expect(facts['customer.segment']).toMatchObject({ codes: expect.any(Uint8Array), present: null });
    expect(facts['customer.id']).toMatchObject({ codes: expect.any(Int32Array) });
    expect(textOf(history, codeOf(history, 'c69999'))).toBe('c69999');
    expect(codeOf(history, 'nobody')).toBe(-1);
  });

  test('lie in memory that threads share', () => {
    const { kinds, rows, texts } = buildHistory(setting, [], [plain('a')]);
    for (const array of [rows.place, texts.bytes, kinds[0]?.day, kinds[0]?.ids.bytes])
      expect(array?.buffer).toBeInstanceOf(SharedArrayBuffer);
  });
});
