import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { type DecidedLines, differences, postDecided, postDifferences } from '../../server/ledger/posting.ts';
import type { LineRow } from '../../server/store/ledger/post.ts';
import type { Store } from '../../server/store/open-store.ts';
import { databases } from '../support/databases.ts';
import { decided, decisionOn, due, ledgerStore, onDay } from './support.ts';

const acme = [{ partner: 'acme', partnerType: 'reseller' }];
const MAY = onDay('2026-05-10');
const JUNE = onDay('2026-06-03');

const lines = (store: Store): Promise<readonly LineRow[]> =>
  store.db.selectFrom('ledger_lines').selectAll().orderBy('posted_at').orderBy('place').execute();
const amounts = async (store: Store): Promise<readonly number[]> => (await lines(store)).map(({ amount }) => amount);

const begin = async (store: Store, ...activities: readonly string[]): Promise<readonly string[]> =>
  store.transaction(async (tx) => {
    const ids: string[] = [];
    for (const activity of activities) ids.push(await decisionOn(tx, activity));
    return ids;
  });

const reconcile = (store: Store, said: readonly DecidedLines[], on = JUNE, reason = 'deal d1 came in late') =>
  store.transaction((tx) => postDifferences(tx, 'small', acme, said, on, reason));

describe.each(databases)('posting, kept in $name', (database) => {
  test('a decision posts its lines into the month of today, accrued until the terms say', async () => {
    const store = await ledgerStore(database);
    const [d1 = ''] = await begin(store, 'd1');
    const says = decided(
      d1,
      'd1',
      due(10_000),
      due(500, { payee: 'person', person: 'eve', incentive: 'spiff' }),
      due(0, { incentive: 'bonus' }),
    );
    const posted = await store.transaction((tx) => postDecided(tx, 'small', [says], MAY));
    expect(posted).toEqual(await lines(store));
    expect(posted).toMatchObject([
      {
        amount: 10_000,
        period: '2026-05-01',
        posted_on: '2026-05-10',
        payable_on: '2026-06-01',
        cause: 'decision',
        corrects: null,
        decision: d1,
      },
      { amount: 500, person: 'eve', payee: 'person' },
    ]);
    const states = await store.db.selectFrom('line_states').selectAll().execute();
    expect(states.map(({ state, held, disputed }) => [state, held, disputed])).toEqual([
      ['accrued', null, false],
      ['accrued', null, false],
    ]);
    expect(await differences(store.db, 'small', acme, [says])).toEqual([]);
    expect(await differences(store.db, 'small', 'all', [])).toMatchObject([
      { incentive: 'commission', posted: 10_000n, due: 0n },
      { incentive: 'spiff', person: 'eve', posted: 500n, due: 0n },
    ]);
  });

  test('what differs is posted once, into the open month, and says what it corrects', async () => {
    const store = await ledgerStore(database);
    const [d1 = '', d2 = ''] = await begin(store, 'd1', 'd2');
    const first = decided(d1, 'd1', due(10_000));
    const [original] = await store.transaction((tx) => postDecided(tx, 'small', [first], MAY));
    const now = [decided(d1, 'd1', due(7_000), due(1_000)), decided(d2, 'd2', due(300))];
    expect(await reconcile(store, now)).toMatchObject([
      {
        amount: -2_000,
        corrects: original?.id,
        cause: 'reconcile',
        reason: 'deal d1 came in late',
        period: '2026-06-01',
        payable_on: '2026-06-03',
      },
      { amount: 300, corrects: null, cause: 'reconcile', period: '2026-06-01', payable_on: '2026-07-01' },
    ]);
    expect(await reconcile(store, now)).toEqual([]);
    // gone altogether, and the fold doesn't even know the activity
    expect(await reconcile(store, [decided(d2, 'd2', due(300))])).toMatchObject([{ amount: -8_000, corrects: original?.id }]);
    expect(await amounts(store)).toEqual([10_000, -2_000, 300, -8_000]);
  });

  test('what is said of others, and what is posted of them, is not looked at', async () => {
    const store = await ledgerStore(database);
    const [d1 = ''] = await begin(store, 'd1');
    const both = decided(d1, 'd1', due(10_000), due(400, { partner: 'bolt' }));
    await store.transaction((tx) => postDecided(tx, 'small', [both], MAY));
    expect(await reconcile(store, [decided(d1, 'd1', due(9_000), due(777, { partner: 'bolt' }))])).toMatchObject([{ amount: -1_000 }]);
    expect(await store.transaction((tx) => postDifferences(tx, 'small', [], [both], JUNE, 'nobody'))).toEqual([]);
  });

  test('a correction of what is not payable yet becomes payable with it', async () => {
    const store = await ledgerStore(database);
    const [d1 = ''] = await begin(store, 'd1');
    await store.transaction((tx) => postDecided(tx, 'small', [decided(d1, 'd1', due(10_000))], MAY));
    expect(await reconcile(store, [decided(d1, 'd1', due(4_000))], onDay('2026-05-20'))).toMatchObject([{ payable_on: '2026-06-01' }]);
  });

  test('amounts that no number holds exactly are refused, and nothing is posted', async () => {
    const store = await ledgerStore(database);
    const [d1 = ''] = await begin(store, 'd1');
    const most = Number.MAX_SAFE_INTEGER;
    const huge = decided(d1, 'd1', due(most), due(most, { rule: 'other' }));
    await store.transaction((tx) => postDecided(tx, 'small', [huge], MAY));
    expect(await differences(store.db, 'small', acme, [])).toMatchObject([{ posted: 2n * BigInt(most), due: 0n }]);
    await expect(reconcile(store, [])).rejects.toMatchObject({ name: 'StoreError', code: 'limit' });
    expect(await amounts(store)).toEqual([most, most]);
  });

  test('a line that is posted stays, and so does its month once it is closed', async () => {
    const store = await ledgerStore(database);
    const [d1 = ''] = await begin(store, 'd1');
    await store.transaction((tx) => postDecided(tx, 'small', [decided(d1, 'd1', due(10_000))], MAY));
    const run = (statement: ReturnType<typeof sql>) => store.transaction((tx) => statement.execute(tx));
    await expect(run(sql`update ledger_lines set amount = 1`)).rejects.toThrow();
    await expect(run(sql`delete from ledger_lines`)).rejects.toThrow();
    await expect(run(sql`truncate ledger_lines cascade`)).rejects.toThrow();
    await expect(run(sql`delete from line_states`)).rejects.toThrow();
    await expect(run(sql`update line_states set state = 'paid', ripened = '2026-06-01', batch = ${d1}`)).rejects.toThrow(/does not become/);
    await expect(run(sql`update line_states set payable_on = '2026-05-01'`)).rejects.toThrow();
    await run(sql`insert into closed_periods values ('small', '2026-05-01', now())`);
    await expect(run(sql`delete from closed_periods`)).rejects.toThrow();
    await expect(
      run(
        sql`insert into ledger_lines select (jsonb_populate_record(l, jsonb_build_object('id', gen_random_uuid()))).* from ledger_lines l`,
      ),
    ).rejects.toThrow(/closed|busy/);
    // who comes late posts into the month after
    expect(await reconcile(store, [decided(d1, 'd1', due(9_000))], onDay('2026-05-31'))).toMatchObject([
      { amount: -1_000, period: '2026-06-01' },
    ]);
  });
});
