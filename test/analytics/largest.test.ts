import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { told, worldOn } from './support.ts';

const PARTNERS = 60;
const TOLD = 50;

const partner = (n: number): string => `partner-${String(n).padStart(2, '0')}`;

/** A deal of each partner, the larger its number, the larger the deal; and a direct one. */
const deals = Array.from({ length: PARTNERS + 1 }, (_, n) => ({
  id: `o-${n}`,
  createdOn: '2026-01-05',
  outcome: 'won',
  closedOn: '2026-02-10',
  amount: `${(n + 1) * 1000}.00`,
  ...(n > 0 && { partner: partner(n), partnerType: 'reseller', registrationApprovedOn: '2026-01-06' }),
}));

describe.each(databases)('sixty partners on $name', (database) => {
  test.each(['quarter', 'range'])('the fifty that won most are told by %s, in every measure, and how many more there are', async (per) => {
    const { store, figures } = await worldOn('2026-05-10', database);
    await told(store, { opportunity: deals });
    const { measures } = await figures({ by: 'partner', per, from: '2026-01-01', to: '2026-03-31' });
    const largest = Array.from({ length: TOLD }, (_, n) => partner(n + PARTNERS - TOLD + 1));
    for (const id of ['win-rate', 'deal-size', 'partner-sourced-new-customer-rate']) {
      const measure = measures.find((one) => one.id === id);
      const slices = new Set(measure?.figures.flatMap(({ slice }) => slice ?? []));
      expect([id, [...slices].sort(), measure?.moreSlices]).toEqual([id, largest, PARTNERS - TOLD]);
    }
  });
});
