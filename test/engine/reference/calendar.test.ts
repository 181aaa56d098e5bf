import { expect, test } from 'vitest';
import { dayToIso } from '../../../server/engine/facts/render.ts';
import type { Window } from '../../../server/engine/measures/model.ts';
import { addMonths, closesPeriod, fiscalPeriod, monthEndFrom } from '../../../server/engine/reference/calendar.ts';
import { windowSpan } from '../../../server/engine/reference/windows.ts';
import { day } from './support.ts';

const february = { fiscalYearStartMonth: 2, timeZone: 'UTC', holidays: new Set<number>() };
const shown = (window: Window, on: string): string => {
  const span = windowSpan(window, day(on), february, day('2025-11-11'));
  return span === undefined ? 'missing' : `${dayToIso(span.from)} ${dayToIso(span.to)}`;
};

test('fiscal periods of a year that starts in February', () => {
  expect(shown({ kind: 'fiscal', period: 'month' }, '2026-02-15')).toBe('2026-02-01 2026-02-28');
  expect(shown({ kind: 'fiscal', period: 'quarter' }, '2026-01-31')).toBe('2025-11-01 2026-01-31');
  expect(shown({ kind: 'fiscal', period: 'year' }, '2026-01-31')).toBe('2025-02-01 2026-01-31');
  expect(shown({ kind: 'fiscal', period: 'year' }, '2026-02-01')).toBe('2026-02-01 2027-01-31');
  expect(shown({ kind: 'previous-fiscal', period: 'quarter' }, '2026-02-01')).toBe('2025-11-01 2026-01-31');
  expect(shown({ kind: 'previous-fiscal', period: 'month' }, '2024-03-31')).toBe('2024-02-01 2024-02-29');
});

test('trailing windows', () => {
  expect(shown({ kind: 'trailing', unit: 'days', count: 1 }, '2026-03-01')).toBe('2026-03-01 2026-03-01');
  expect(shown({ kind: 'trailing', unit: 'days', count: 30 }, '2026-03-01')).toBe('2026-01-31 2026-03-01');
  expect(shown({ kind: 'trailing', unit: 'months', count: 1 }, '2026-03-31')).toBe('2026-03-01 2026-03-31');
  expect(shown({ kind: 'trailing', unit: 'months', count: 12 }, '2024-02-29')).toBe('2023-03-01 2024-02-29');
  expect(shown({ kind: 'trailing', unit: 'fiscal-quarters', count: 4 }, '2026-03-15')).toBe('2025-05-01 2026-03-15');
  expect(shown({ kind: 'term' }, '2026-03-15')).toBe('2025-11-11 2026-03-15');
});

test('months clamp, and periods close on their last day', () => {
  expect(dayToIso(addMonths(day('2026-01-31'), 1))).toBe('2026-02-28');
  expect(dayToIso(addMonths(day('2024-03-31'), -1))).toBe('2024-02-29');
  expect(dayToIso(monthEndFrom(day('2024-02-01')))).toBe('2024-02-29');
  expect(closesPeriod(february, 'quarter', day('2026-04-30'))).toBe(true);
  expect(closesPeriod(february, 'quarter', day('2026-03-31'))).toBe(false);
  expect(fiscalPeriod(february, 'quarter', day('2026-04-30')).from).toBe(day('2026-02-01'));
});
