import { describe, expect, onTestFinished, test } from 'vitest';
import { openStore } from '../../server/store/open-store.ts';
import { lifeOf } from '../lifecycle/support.ts';
import { databases } from '../support/databases.ts';
import { smallProgram } from '../support/small-program.ts';
import { keysOfTest } from '../support/trail.ts';
import { ledgerTotals } from './ledger.ts';
import { putVersion } from './programs.ts';
import { cancellation, protecting } from './protecting.ts';
import { deal, dealsOf, smallDeals, type TestDeals } from './support.ts';

const { protections: _, ...rest } = protecting;
/** Nothing in it reaches further than an enrollment: each is a shard by itself. */
const cancelling = { ...rest, rules: (protecting.rules ?? []).filter(({ name }) => name !== 'registration') };

const ROUNDS = 25;

async function everythingHasCome({ life, deals }: TestDeals): Promise<void> {
  await deals.work();
  const waiting = life.store.db.selectFrom('inbox').select('id').where('reason', '=', 'waits-for-activity');
  expect(await waiting.where('settled_at', 'is', null).execute()).toEqual([]);
}

describe.each(databases.filter(({ kind }) => kind === 'postgres'))('by two servers at one moment, on $name', (database) => {
  test('a cancellation and its deal never miss each other', { timeout: 300_000 }, async () => {
    const options = await database.empty();
    const keys = await keysOfTest();
    const servers: TestDeals[] = [];
    for (let index = 0; index < 2; index += 1) {
      const store = await openStore(options);
      onTestFinished(() => store.close());
      const life = await lifeOf(store, keys);
      if (index === 0) await putVersion(life, smallProgram(cancelling), null);
      servers.push(dealsOf(life));
    }
    const [one, other] = servers as [TestDeals, TestDeals];
    await one.enroll('acme', 'bolt');
    const expected: Record<string, number> = {};
    for (let round = 0; round < ROUNDS; round += 1) {
      const sold = deal(`d-${round}`, '2026-03-01', '600.00');
      const taken = cancellation(`x-${round}`, `d-${round}`, '2026-03-02');
      // of another one's deal: each locks a shard of its own, and neither sees the other
      const strange = cancellation(`y-${round}`, `d-${round}`, '2026-03-02', { partner: 'bolt' });
      await Promise.all([one.record(sold), other.record(taken), other.record(strange)]);
      expected[`reseller acme crm d-${round} commission partner`] = 6000;
      expected[`reseller acme crm x-${round} commission partner`] = -6000;
    }
    await everythingHasCome(other);
    expect(await ledgerTotals(one.life.store)).toEqual(Object.fromEntries(Object.entries(expected).sort(([a], [b]) => (a < b ? -1 : 1))));
  });
});

describe.each(databases)('that neither saw the other, on $name', (database) => {
  test('a cancellation in the inbox is recorded by the next round of work', async () => {
    const small = await smallDeals(database, cancelling);
    const { life, one, enroll } = small;
    await enroll('acme', 'bolt');
    await one(cancellation('x-1', 'd-1', '2026-03-02', { partner: 'bolt' }));
    // as if it had come while the deal was being recorded
    const settle = (settled_at: Date | null) => life.store.db.updateTable('inbox').set({ settled_at }).execute();
    await settle(new Date());
    await one(deal('d-1', '2026-03-01', '600.00'));
    await settle(null);
    await everythingHasCome(small);
    expect(await life.store.db.selectFrom('history_activities').select('id').orderBy('id').execute()).toEqual([
      { id: 'd-1' },
      { id: 'x-1' },
    ]);
  });
});
