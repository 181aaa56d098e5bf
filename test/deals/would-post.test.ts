import { expect, test } from 'vitest';
import { publish } from '../../server/lifecycle/publish.ts';
import { monthlyDeals } from '../lifecycle/simulations.ts';
import { ann, approved, change, cleo, draftOf, newLife, submitted, takeSmall } from '../lifecycle/support.ts';
import { databases } from '../support/databases.ts';
import { deal, dealsOf } from './support.ts';

test.each(databases)('who publishes a version of the past is told what reconcile posts of what is recorded, on $name', async (database) => {
  const life = await newLife(database);
  await takeSmall(life);
  const { deals, enroll, record } = dealsOf(life);
  await enroll('acme', 'bolt');
  await record(deal('d-1', '2026-03-01', '600.00'), deal('d-2', '2026-02-01', '50.00', { partner: 'bolt' }));
  const history = await monthlyDeals(life);
  const submission = await submitted(life, ann, await draftOf(life, ann, { percent: 15 }), { history, effectiveFrom: '2026-02-15' });
  await approved(life, cleo, submission);
  const reckoning = { ...life, wouldPost: deals.wouldPost };
  const unconfirmed = change(reckoning, (tx) => publish(reckoning, tx, cleo, submission.id));
  await expect(unconfirmed).rejects.toMatchObject({
    code: 'past-unconfirmed',
    reconcile: { shards: 2, of: 2, sums: [{ payer: 'vendor', currency: 'USD', lines: 1, amount: '30.00' }] },
    message: expect.stringContaining('of what was recorded at deal time reconcile posts 1 line of what the vendor pays, 30.00 USD'),
  });
  // and that is what it posts
  const confirmPast = submission.evidence.liability.difference;
  await change(reckoning, (tx) => publish(reckoning, tx, cleo, submission.id, { confirmPast }));
  await deals.work();
  const lines = await life.store.db.selectFrom('ledger_lines').select(['activity', 'amount']).where('cause', '<>', 'decision').execute();
  expect(lines).toEqual([{ activity: 'd-1', amount: 3000 }]);

  const unknown = { version: 'f'.repeat(64), effectiveFrom: '2026-02-15' };
  await expect(deals.agreement('small', () => undefined, unknown)).rejects.toMatchObject({
    code: 'not-found',
    message: expect.stringContaining(`There is no version ${unknown.version}`),
  });
});
