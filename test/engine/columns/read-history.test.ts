import { describe, expect, test } from 'vitest';
import {
  activitiesInOrder,
  activityAt,
  codeOf,
  enrollmentOfRow,
  isPresent,
  rowsInOrder,
  textAt,
  textOf,
  valueAt,
} from '../../../server/engine/columns/read-history.ts';
import { buildHistory } from '../../../server/history/builder.ts';
import { plain, setting } from '../../history/support.ts';

const LONG = 'a text of more than forty-eight bytes, which the decoder reads: ÄÖÜ';
const TEXTS = ['a', 'ß', '漢字', '😀', LONG, 'z'.repeat(200)];

const history = buildHistory(
  setting,
  [{ partner: 'acme', partnerType: 'reseller', enrolledOn: 1, profile: new Map() }],
  TEXTS.map((text, n) =>
    plain(`d${n}`, {
      day: 19_100 - n,
      parties: [{ partner: n % 2 === 0 ? 'acme' : 'zeta', partnerType: 'reseller', role: 'principal', share: 1e9 }],
      facts: new Map<string, string | number>([['customer.id', text], ...(n === 0 ? [] : ([['deal.amount', n]] as const))]),
    }),
  ),
);

describe('texts', () => {
  test('have the codes that give them', () => {
    for (const text of TEXTS) expect(textOf(history, codeOf(history, text))).toBe(text);
    expect(codeOf(history, 'b')).toBe(-1);
  });

  test('are decoded from where they lie', () => {
    for (const text of TEXTS) expect(textAt(history.texts, codeOf(history, text))).toBe(text);
  });
});

describe('values', () => {
  test('that are missing are undefined, and never 0', () => {
    const { facts = {} } = history.kinds[0] ?? {};
    const amount = facts['deal.amount'];
    expect(amount).toBeDefined();
    if (amount === undefined) return;
    const shown = Array.from(TEXTS, (_, n) => valueAt(amount, n, history));
    expect(shown.filter((value) => value === undefined)).toHaveLength(1);
    expect(shown.map((value) => value !== undefined)).toEqual(shown.map((_, n) => isPresent(amount.present, n)));
  });
});

describe('activities', () => {
  test('are found by place, by row and in their order', () => {
    const inOrder = [...activitiesInOrder(history)];
    expect(inOrder.map(({ id }) => id)).toEqual(['d5', 'd4', 'd3', 'd2', 'd1', 'd0']);
    const rows = rowsInOrder(history);
    for (const [order, activity] of inOrder.entries()) {
      const row = rows[order] ?? -1;
      expect(activityAt(history, 0, history.rows.place[row] ?? -1)).toEqual(activity);
      expect(enrollmentOfRow(history, row)).toBe(activity.parties[0]?.partner === 'acme' ? 0 : 1);
    }
  });

  test('of no kind are an error', () => {
    expect(() => activityAt(history, 1, 0)).toThrow(/history of 1 kinds has no kind 1/);
  });
});
