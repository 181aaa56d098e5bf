import { expect, test } from 'vitest';
import { deleteHistory } from '../../server/store/histories.ts';
import { beginImport } from '../../server/store/imports.ts';
import { deal, smallDeals } from '../deals/support.ts';
import { databases } from '../support/databases.ts';

test.each(databases)('the history of deal time is neither deleted nor imported into, kept in $name', async (database) => {
  const { life, enroll, one } = await smallDeals(database);
  const { store } = life;
  await enroll('acme');
  await one(deal('d-1', '2026-03-01', '600.00'));
  const { history } = await store.db.selectFrom('live_programs').select('history').executeTakeFirstOrThrow();
  const refused = { code: 'changed', message: expect.stringContaining('deal time in small') };
  await expect(store.transaction((tx) => deleteHistory(tx, history))).rejects.toMatchObject(refused);
  await expect(beginImport(store, { history, name: 'more deals' })).rejects.toMatchObject(refused);
  expect((await one(deal('d-1', '2026-03-01', '600.00'))).status).toBe('known');
});
