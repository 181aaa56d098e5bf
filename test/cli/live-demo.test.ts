import { expect, test } from 'vitest';
import { writeLiveDemo } from '../../server/cli/live-demo.ts';
import { openDeals } from '../../server/deals/deals.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { listCaseRows } from '../../server/store/registry/list-cases.ts';
import { lifeOf } from '../lifecycle/support.ts';
import { databases, emptyStore } from '../support/databases.ts';

test('the first start shows partners, cases that wait, decisions and a ledger', async () => {
  const [embedded] = databases;
  if (embedded === undefined) throw new Error('no database');
  const life = await lifeOf(await emptyStore(embedded));
  const { programs } = await loadProgramsFolder('rules');
  await takeIn(
    life,
    programs.filter(({ timeline }) => timeline.id === 'northwind'),
  );
  const { store, trail, book, now } = life;
  const deals = openDeals({
    store,
    trail,
    now,
    onError: (error) => {
      throw error;
    },
  });
  expect(await writeLiveDemo({ store, trail, book, deals, now })).toBeGreaterThan(200);
  const count = async (table: 'partners' | 'customers' | 'decisions' | 'ledger_lines'): Promise<number> =>
    (
      await store.db
        .selectFrom(table)
        .select((each) => each.fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
    ).count;
  expect(await count('partners')).toBeGreaterThanOrEqual(20);
  expect(await count('customers')).toBeGreaterThanOrEqual(20);
  expect(await count('decisions')).toBeGreaterThan(300);
  expect(await count('ledger_lines')).toBeGreaterThan(30);
  const { items: waiting } = await listCaseRows(store.db, { waiting: true }, {});
  expect(waiting.filter(({ kind }) => kind === 'registration').map(({ stage }) => stage)).toEqual(
    expect.arrayContaining(['channel manager', 'regional director']),
  );
  expect(new Set((await listCaseRows(store.db, {}, { limit: 200 })).items.map(({ kind }) => kind))).toEqual(
    new Set(['registration', 'enrollment', 'mdf', 'co-sell']),
  );
  // who has partners gets no others
  expect(await writeLiveDemo({ store, trail, book, deals, now })).toBe(0);
});
