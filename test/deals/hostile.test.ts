import { describe, expect, test } from 'vitest';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { lifeOf } from '../lifecycle/support.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { commissionRule, goldRule, resellerType, smallProgram } from '../support/small-program.ts';
import { ledgerTotals } from './ledger.ts';
import { crm, deal, dealsOf, partner, smallDeals, type TestDeals } from './support.ts';

/** The small program, whose cancellations take back what was paid. */
async function cancelling(database: TestDatabase): Promise<TestDeals> {
  const document = smallProgram({
    partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'cancellation'] }) },
    rules: [
      goldRule(),
      commissionRule(),
      commissionRule({
        name: 'take-back',
        on: ['cancellation'],
        event: { type: 'incentive', params: { reverses: ['commission'], share: 'cancelled.?share.orValue(1)' } },
      }),
    ],
  });
  const life = await lifeOf(await emptyStore(database));
  const { programs, broken } = await loadProgramsFolder(await folderOf({ 'program.json': document }));
  if (broken.length > 0) throw new Error(JSON.stringify(broken[0]?.diagnostics));
  await takeIn(life, programs);
  return dealsOf(life);
}

const cancellation = (id: string, of: string, occurredOn: string) => ({
  source: 'crm',
  id,
  kind: 'cancellation',
  occurredOn,
  partner: 'acme',
  partnerType: 'reseller',
  facts: { 'cancelled.activity': of },
});

const sum = (totals: Readonly<Record<string, number>>): number => Object.values(totals).reduce((all, each) => all + each, 0);

describe.each(databases)('what comes as nobody would send it, on $name', (database) => {
  test('a cancellation before its deal waits for it, also within one batch, and then takes back once', async () => {
    const { record, one, enroll, life } = await cancelling(database);
    await enroll('acme');
    expect((await one(cancellation('c-1', 'd-1', '2026-03-02'))).status).toBe('waiting');
    expect((await one(cancellation('c-1', 'd-1', '2026-03-02'))).status).toBe('waiting');
    expect((await one(deal('d-1', '2026-03-01', '600.00'))).status).toBe('recorded');
    const batch = await record(cancellation('c-2', 'd-2', '2026-03-04'), deal('d-2', '2026-03-03', '600.00'));
    expect(batch.map(({ status }) => status)).toEqual(['recorded', 'recorded']);
    for (const each of ['1', '2'])
      expect((await one(cancellation(`c-${each}`, `d-${each}`, `2026-03-0${2 * Number(each)}`))).status).toBe('known');
    const totals = await ledgerTotals(life.store);
    expect([Object.keys(totals).length, sum(totals)]).toEqual([4, 0]);
  });

  test('the same twice in one batch waits once, and a higher revision in the place of the lower', async () => {
    const { record, enroll, life } = await cancelling(database);
    await enroll('acme');
    const first = cancellation('c-1', 'd-1', '2026-03-02');
    const waiting = await record(first, first, { ...first, revision: 2 });
    expect(waiting.map(({ status }) => status)).toEqual(['waiting', 'waiting', 'waiting']);
    const open = () => life.store.db.selectFrom('inbox').select(['activity', 'revision']).where('settled_at', 'is', null).execute();
    expect(await open()).toEqual([{ activity: 'c-1', revision: 2 }]);
    const second = cancellation('c-2', 'd-2', '2026-03-02');
    const results = await record(second, second, deal('d-1', '2026-03-01', '6.00'), deal('d-2', '2026-03-01', '6.00'), first);
    expect(results.map(({ status }) => status)).toEqual(['recorded', 'known', 'recorded', 'recorded', 'outdated']);
    expect([await open(), sum(await ledgerTotals(life.store))]).toEqual([[], 0]);
  });

  test('what waits for something that waits is recorded with it', async () => {
    const { one, record, enroll, life } = await cancelling(database);
    await enroll('acme');
    expect((await one(cancellation('c-2', 'c-1', '2026-03-03'))).status).toBe('waiting');
    expect((await one(cancellation('c-1', 'd-1', '2026-03-02'))).status).toBe('waiting');
    expect((await one(cancellation('self', 'self', '2026-03-02'))).status).toBe('waiting');
    await one(deal('d-1', '2026-03-01', '600.00'));
    const results = await record(
      cancellation('c-4', 'c-3', '2026-03-03'),
      cancellation('c-3', 'd-3', '2026-03-02'),
      deal('d-3', '2026-03-01', '6.00'),
    );
    expect(results.map(({ status }) => status)).toEqual(['recorded', 'recorded', 'recorded']);
    const open = await life.store.db.selectFrom('inbox').select('activity').where('settled_at', 'is', null).execute();
    expect(open).toEqual([{ activity: 'self' }]);
  });

  test('text that no database keeps is refused wherever it stands', async () => {
    const { one, enroll, life, deals } = await cancelling(database);
    await enroll('acme');
    for (const bad of ['a\u0000b', '\ud800', 'x\udfff']) {
      for (const changes of [{ id: bad }, { source: bad }, { partner: bad }])
        expect([changes, (await one(deal('d-1', '2026-03-01', '600.00', changes))).status]).toEqual([changes, 'refused']);
      expect((await one(cancellation('c-1', bad, '2026-03-01'))).status).toBe('refused');
      const enrolling = life.store.transaction((tx) => deals.enroll(tx, crm, 'small', partner(bad)));
      await expect(enrolling).rejects.toMatchObject({ name: 'Refusal' });
    }
  });

  test('ids that look alike, or like something else, are each their own', async () => {
    const { record, enroll, life } = await smallDeals(database);
    const ids = ['é', 'e\u0301', 'acme', 'ACME', ' acme', 'acme ', "a'b", 'a"b', 'a\\b', '__proto__', 'constructor', '😀', '*', '%'];
    await enroll(...ids);
    for (const id of ids) {
      const results = await record(
        deal(id, '2026-03-01', '10.00', { partner: id }),
        deal(id, '2026-03-01', '10.00', { partner: id, source: id }),
      );
      expect([id, ...results.map(({ status }) => status)]).toEqual([id, 'recorded', 'recorded']);
    }
    expect(Object.keys(await ledgerTotals(life.store))).toHaveLength(2 * ids.length);
  });

  test('numbers and days in other writing, or beyond all bounds, name the field', async () => {
    const { one, enroll } = await smallDeals(database);
    await enroll('acme');
    for (const amount of ['999999999999999', '0.001', '1e5', '٣', 'NaN', '+1', ' 1', '0x10', '00', '1.', '.5', '', '-0.01']) {
      const { status, findings } = await one(deal(`d ${amount}`, '2026-03-01', amount));
      expect([amount, status, findings[0]?.pointer]).toEqual([amount, 'refused', '/facts/deal.amount']);
    }
    for (const day of [
      '2026-02-29',
      '2026-13-01',
      '0000-01-01',
      '9999-12-31',
      '1899-12-31',
      '2026-3-1',
      '2026-03-01T00:00:00Z',
      '-000001-01-01',
    ]) {
      const { status, findings } = await one(deal(`on ${day}`, day, '1.00'));
      expect([day, status, findings[0]?.pointer]).toEqual([day, 'refused', '/occurredOn']);
    }
  });

  test('the same from many at once is one, and what is late among it is decided in its place', async () => {
    const { record, enroll, life } = await smallDeals(database);
    await enroll('acme', 'beta');
    const results = await Promise.all(
      Array.from({ length: 10 }, (_, n) =>
        record(
          deal('same', '2026-03-01', '100.00'),
          deal(`a-${n % 7}`, `2026-03-${String(10 - (n % 7)).padStart(2, '0')}`, '10.00'),
          deal(`b-${n % 5}`, '2026-03-05', '10.00', { partner: 'beta' }),
        ),
      ),
    );
    expect(new Set(results.flat().map(({ status }) => status))).toEqual(new Set(['recorded', 'known']));
    const totals = await ledgerTotals(life.store);
    expect(totals['reseller acme crm same commission partner']).toBe(1000);
    expect(sum(totals)).toBe(1000 + 700 + 500);
  });

  test('batches over the same partners in opposite order don’t wait for each other', async () => {
    const first = await smallDeals(database);
    const processes = database.kind === 'postgres' ? [first, dealsOf(first.life), dealsOf(first.life)] : [first];
    const ids = ['a', 'B', 'c', 'é', 'Z', '_x', '-y', 'ä'];
    await first.enroll(...ids);
    await Promise.all(
      Array.from({ length: 8 }, (_, n) => {
        const order = n % 2 === 0 ? ids : ids.toReversed();
        const process = processes[n % processes.length] ?? first;
        return process.record(...order.map((id) => deal(`d-${id}-${n}`, '2026-03-05', '10.00', { partner: id })));
      }),
    );
    expect(sum(await ledgerTotals(first.life.store))).toBe(8 * ids.length * 100);
  });

  test('one id of two partners at once is one of them', async () => {
    const { one, enroll } = await smallDeals(database);
    await enroll('acme', 'beta');
    const results = await Promise.all(
      ['acme', 'beta', 'acme', 'beta'].map((id) =>
        one(deal('x', '2026-03-01', '1.00', { partner: id })).then(
          ({ status }) => status,
          () => 'asked again',
        ),
      ),
    );
    expect(results.filter((each) => each === 'recorded')).toHaveLength(1);
  });
});
