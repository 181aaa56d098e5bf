import { describe, expect, test } from 'vitest';
import {
  addBusinessDays,
  addMonths,
  businessDaysBetween,
  closesPeriod,
  monthOf,
  monthStart,
  periodOf,
  periodStart,
} from '../../../server/engine/compiled/calendar.ts';
import { dayToIso } from '../../../server/engine/facts/render.ts';
import { FIRST_DAY, LAST_DAY } from '../../../server/engine/facts/value.ts';
import { day } from '../reference/support.ts';

const calendar = { fiscalYearStartMonth: 2, timeZone: 'UTC', holidays: new Set([day('2026-12-25')]) };

test('every day lies in its month', () => {
  for (let at = FIRST_DAY; at <= LAST_DAY; at += 1) {
    const month = Number(dayToIso(at).slice(0, 4)) * 12 + Number(dayToIso(at).slice(5, 7)) - 1;
    if (monthOf(at) !== month || monthStart(month) !== at - Number(dayToIso(at).slice(8)) + 1) throw new Error(dayToIso(at));
  }
});

describe('months are added', () => {
  test.each([
    ['2024-01-31', 1, '2024-02-29'],
    ['2023-01-31', 1, '2023-02-28'],
    ['2024-02-29', 12, '2025-02-28'],
    ['2024-03-31', -1, '2024-02-29'],
    ['2024-12-15', 2, '2025-02-15'],
    ['2024-05-31', 0, '2024-05-31'],
  ])('%s and %d give %s', (from, months, to) => expect(dayToIso(addMonths(day(from), months))).toBe(to));
});

describe('a fiscal year from February', () => {
  test.each([
    ['2026-01-31', 'year', '2025-02-01'],
    ['2026-02-01', 'year', '2026-02-01'],
    ['2026-04-30', 'quarter', '2026-02-01'],
    ['2026-05-01', 'quarter', '2026-05-01'],
    ['2026-05-31', 'month', '2026-05-01'],
  ] as const)('%s lies in the %s from %s', (at, period, from) => {
    expect(dayToIso(periodStart(calendar, period, periodOf(calendar, period, day(at))))).toBe(from);
  });

  test('closes quarters at the end of April, and the year at the end of January', () => {
    expect(closesPeriod(calendar, 'quarter', day('2026-04-30'))).toBe(true);
    expect(closesPeriod(calendar, 'quarter', day('2026-03-31'))).toBe(false);
    expect(closesPeriod(calendar, 'year', day('2026-01-31'))).toBe(true);
  });
});

describe('business days', () => {
  test.each([
    // 2026-12-24 is a Thursday; the Friday after it a holiday
    ['2026-12-24', 1, '2026-12-28'],
    ['2026-12-24', 0, '2026-12-24'],
    ['2026-12-28', -1, '2026-12-24'],
    ['2026-12-19', 5, '2026-12-28'],
  ])('%s and %d are %s', (from, count, to) => {
    const found = addBusinessDays(calendar, day(from), count, FIRST_DAY, LAST_DAY);
    expect(found === undefined ? undefined : dayToIso(found)).toBe(to);
  });

  test('past the calendar there is none', () => expect(addBusinessDays(calendar, LAST_DAY, 1, FIRST_DAY, LAST_DAY)).toBeUndefined());

  test('between two days those after the first count, up to and with the second', () => {
    expect(businessDaysBetween(calendar, day('2026-12-18'), day('2026-12-28'))).toBe(5);
    expect(businessDaysBetween(calendar, day('2026-12-28'), day('2026-12-18'))).toBe(-5);
    expect(businessDaysBetween(calendar, day('2026-12-19'), day('2026-12-20'))).toBe(0);
  });
});
