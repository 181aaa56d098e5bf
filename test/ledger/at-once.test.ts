import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import type { Principal } from '../../server/access/principal.ts';
import { runLedger } from '../../server/ledger/calendar.ts';
import type { Ledger } from '../../server/ledger/ledger.ts';
import { approveBatch, cancelBatch, proposeBatch } from '../../server/ledger/payouts.ts';
import { postDecided } from '../../server/ledger/posting.ts';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import { timelineOf } from '../store/support.ts';
import { databases } from '../support/databases.ts';
import { trailOf } from '../support/trail.ts';
import { decided, decisionOn, due, ledgerStore, onDay } from './support.ts';

const ann: Principal = { kind: 'person', id: 'ann', name: 'Ann', roles: new Set(['approver'] as const) };
const ben: Principal = { ...ann, id: 'ben', name: 'Ben' };

// embedded, one transaction follows the other
describe.each(databases.filter(({ kind }) => kind === 'postgres'))('many at once, kept in $name', (database) => {
  async function ledgerOf(): Promise<Ledger & { day: string }> {
    const store = await ledgerStore(database);
    const ledger = { store, trail: await trailOf(store), book: fixedBook([timelineOf()]), day: '2026-05-10', now: () => new Date() };
    ledger.now = () => new Date(`${ledger.day}T12:00:00Z`);
    return ledger;
  }

  test('what is payable goes into one batch, whoever proposes', async () => {
    const ledger = await ledgerOf();
    const { store } = ledger;
    await store.transaction(async (tx) => {
      const lines = Array.from({ length: 20 }, (_, index) => due(100 + index));
      await postDecided(tx, 'small', [decided(await decisionOn(tx, 'd1'), 'd1', ...lines)], onDay('2026-05-10'));
    });
    ledger.day = '2026-06-01';
    // and it became payable once, whoever looked
    const rounds = await Promise.all(Array.from({ length: 4 }, () => runLedger(ledger)));
    expect(rounds.reduce((sum, { ripened }) => sum + ripened, 0)).toBe(20);
    expect(rounds.reduce((sum, { closed }) => sum + closed, 0)).toBe(1);
    const given = { program: 'small', payees: 'partners', through: '2026-06-01' } as const;
    const asked = await Promise.allSettled(
      Array.from({ length: 8 }, () => store.transaction((tx) => proposeBatch(ledger, tx, ann, given))),
    );
    const made = asked.filter((each) => each.status === 'fulfilled');
    expect(made).toHaveLength(1);
    const id = made[0]?.value.value.id ?? '';
    const ends = await Promise.allSettled([
      store.transaction((tx) => approveBatch(ledger, tx, ben, id)),
      store.transaction((tx) => cancelBatch(ledger, tx, ann, id, 'No.')),
      store.transaction((tx) => cancelBatch(ledger, tx, ann, id, 'No.')),
    ]);
    // approved and then given up, or given up and not approved; once
    expect(ends.slice(1).filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    const states = await store.db.selectFrom('line_states').select(['state', 'batch']).distinct().execute();
    expect(states).toEqual([{ state: 'payable', batch: null }]);
  });

  test('nothing slips into a month that is being closed', async () => {
    const ledger = await ledgerOf();
    const { store } = ledger;
    const post = (name: string) =>
      store.transaction(async (tx) => {
        const decision = await decisionOn(tx, name);
        const lines = await postDecided(tx, 'small', [decided(decision, name, due(100))], onDay('2026-05-31'));
        await sql`select pg_sleep(0.02)`.execute(tx);
        return lines;
      });
    await post('first');
    ledger.day = '2026-06-01';
    const posting = Array.from({ length: 12 }, (_, index) => post(`d${index}`));
    const closing = new Promise((resolve) => setTimeout(resolve, 30)).then(() => runLedger(ledger));
    const posted = await Promise.allSettled(posting);
    expect(await closing).toMatchObject({ closed: 1 });
    // who came too late was told to ask again, or posted into June
    for (const each of posted) if (each.status === 'rejected') expect(each.reason).toMatchObject({ name: 'StoreError', code: 'busy' });
    // the closer writes once all who posted into the month have ended
    const { rows } = await sql<{ late: number }>`
      select count(*)::int as late from ledger_lines where period = '2026-05-01' and xmin::text::bigint > (select xmin::text::bigint from closed_periods)`.execute(
      store.db,
    );
    expect(rows[0]?.late).toBe(0);
    expect(await post('later')).toMatchObject([{ period: '2026-06-01' }]);
  });
});
