import { describe, expect, test } from 'vitest';
import { deleteHistory, getHistory } from '../../server/store/histories.ts';
import { currentColumns } from '../../server/store/history-columns.ts';
import { importRejects } from '../../server/store/import-rejects.ts';
import { beginImport, getImport, type ImportBatch, importInto, keepImports } from '../../server/store/imports.ts';
import type { Store } from '../../server/store/open-store.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { batch, deal, firm, newHistory, timeline, timelineOf } from './support.ts';

async function take(store: Store, history: string, batches: Iterable<ImportBatch> | AsyncIterable<ImportBatch>) {
  const options = { history, timeline, name: 'deals.csv' };
  return importInto(store, await beginImport(store, options), batches, options);
}

async function all<T>(items: AsyncIterable<T>): Promise<T[]> {
  const found: T[] = [];
  for await (const item of items) found.push(item);
  return found;
}

describe.each(databases)('imports in $name', (database) => {
  test('what comes is kept as it came, and counted', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    const partner = firm('p-1', { 'partner.region': 'emea' });
    const activity = deal('d-1', { facts: { 'deal.amount': '12.50', 'deal.product': 'it’s “quoted” \\ \t 🌍' } });
    const done = await take(store, id, [batch({ partners: [partner], activities: [activity], rejects: ['no date'] })]);
    expect(done).toMatchObject({ state: 'done', read: 3, accepted: 2, known: 0, rejected: 1 });
    expect(await getHistory(store, id)).toMatchObject({ enrollments: 1, activities: 1, lastRecorded: 2 });
    const kept = await store.db.selectFrom('history_activities').selectAll().execute();
    expect(kept).toMatchObject([{ source: 'crm', id: 'd-1', revision: 1, occurred_on: '2026-03-01', document: activity }]);
    expect((await store.db.selectFrom('history_enrollments').select('document').execute())[0]?.document).toEqual(partner);
    const [reject] = await all(importRejects(store, done.id));
    expect(reject).toMatchObject({ line: 3, reason: 'no date' });
    expect(Buffer.from(reject?.bytes ?? []).toString()).toBe('row 3');
  });

  test('the same again changes nothing, in whatever order its fields stand', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    const partners = [firm('p-1'), firm('p-2')];
    const activities = Array.from({ length: 2500 }, (_, index) => deal(`d-${index}`));
    await take(store, id, [batch({ partners, activities })]);
    const before = await getHistory(store, id);
    const turned = activities.map((activity) => Object.fromEntries(Object.entries(activity).reverse()) as unknown as typeof activity);
    const again = await take(store, id, [batch({ partners, activities: turned })]);
    expect(again).toMatchObject({ read: 2502, accepted: 2502, known: 2502, rejected: 0 });
    expect(await getHistory(store, id)).toEqual(before);
  });

  test('the same content has the same hash, in however many imports it came', async () => {
    const store = await emptyStore(database);
    const [one, many] = [await newHistory(store, 'one'), await newHistory(store, 'many')];
    const activities = Array.from({ length: 30 }, (_, index) => deal(`d-${index}`));
    await take(store, one.id, [batch({ activities })]);
    for (let from = 0; from < 30; from += 7)
      await take(store, many.id, [batch({ activities: activities.slice(Math.max(0, from - 2), from + 7) })]);
    const { contentHash } = await getHistory(store, one.id);
    expect((await getHistory(store, many.id)).contentHash).toBe(contentHash);
    expect(contentHash).not.toBe(one.contentHash);
    expect((await getHistory(store, contentHash)).id).toBe(one.id);
  });

  test('the same revision with other content is refused, in one import too; a higher one is not', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    const other = { facts: { 'deal.amount': '7.00' } };
    const first = await take(store, id, [batch({ activities: [deal('d-1'), deal('d-1'), deal('d-1', other), deal('d-2')] })]);
    expect(first).toMatchObject({ read: 4, accepted: 3, known: 1, rejected: 1 });
    const second = await take(store, id, [batch({ activities: [deal('d-2', other), deal('d-2', { ...other, revision: 2 })] })]);
    expect(second).toMatchObject({ read: 2, accepted: 1, known: 0, rejected: 1 });
    const [reject] = await all(importRejects(store, second.id));
    expect(reject?.reason).toContain('d-2 of crm is there under revision 1 already');
    const kept = await store.db.selectFrom('history_activities').select(['id', 'revision', 'document']).orderBy('recorded').execute();
    expect(kept).toEqual([
      { id: 'd-1', revision: 1, document: deal('d-1') },
      { id: 'd-2', revision: 1, document: deal('d-2') },
      { id: 'd-2', revision: 2, document: deal('d-2', { ...other, revision: 2 }) },
    ]);
  });

  test('of an enrollment the first report stands, wherever its facts are said', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    const emea = { 'partner.region': 'emea' };
    const reseller = { partnerType: 'reseller', enrolledOn: '2025-01-01' };
    const within = { id: 'p-1', enrollments: [{ ...reseller, facts: emea }] };
    const both = { id: 'p-1', facts: emea, enrollments: [reseller, { partnerType: 'oem', enrolledOn: '2025-02-01' }] };
    const moved = firm('p-1', { 'partner.region': 'apac' });
    const done = await take(store, id, [batch({ partners: [firm('p-1', emea), within, both, moved, moved] })]);
    expect(done).toMatchObject({ read: 5, accepted: 3, known: 1, rejected: 2 });
    const [reject] = await all(importRejects(store, done.id));
    expect(reject?.reason).toContain('p-1 is enrolled as reseller already, with other facts');
    expect(await getHistory(store, id)).toMatchObject({ enrollments: 2, lastRecorded: 2 });
  });

  test('a later program reads what it brings, and nothing else', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    await take(store, id, [batch({ activities: [deal('d-1')] })]);
    const later = timelineOf({ name: 'Later', attributes: { 'deal.competitorDisplaced': { type: 'boolean', of: ['deal-closed'] } } });
    const options = { history: id, timeline: later, name: 'later.csv' };
    const before = await getHistory(store, id);
    await importInto(store, await beginImport(store, options), [batch({ activities: [deal('d-1')] })], options);
    expect(await getHistory(store, id)).toEqual(before);
    await importInto(store, await beginImport(store, options), [batch({ activities: [deal('d-1'), deal('d-2')] })], options);
    expect(await store.db.selectFrom('history_readers').select(['since', 'hash']).orderBy('since').execute()).toMatchObject([
      { since: 1 },
      { since: 2 },
    ]);
    expect((await getHistory(store, id)).setting.attributes).toEqual({ 'deal.competitorDisplaced': { type: 'boolean' } });
    const euros = { ...options, timeline: timelineOf({ currency: 'EUR' }) };
    await expect(importInto(store, await beginImport(store, euros), [], euros)).rejects.toMatchObject({ code: 'refused' });
  });

  test('what no database has a text for is refused, what only looks like it is not', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    const texts = ['a\0b', 'half \ud83c', '\\u0000', '\\\\ud800', 'whole 🌍'];
    const activities = texts.map((text, index) => deal(`d-${index}`, { facts: { 'customer.id': text } }));
    expect(await take(store, id, [batch({ activities })])).toMatchObject({ read: 5, accepted: 3, rejected: 2 });
    const kept = await store.db.selectFrom('history_activities').select('document').orderBy('recorded').execute();
    expect(kept.map(({ document }) => document)).toEqual(activities.slice(2));
  });

  test('one that fails midway leaves the history as it was, and says why', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    await take(store, id, [batch({ activities: [deal('d-1')] })]);
    const before = await getHistory(store, id);
    async function* broken(): AsyncGenerator<ImportBatch> {
      yield batch({ activities: [deal('d-2'), deal('d-3')] });
      throw new Error('line 7 is cut off');
    }
    const options = { history: id, timeline, name: 'broken.csv' };
    const failing = await beginImport(store, options);
    await expect(importInto(store, failing, broken(), options)).rejects.toThrow('line 7 is cut off');
    expect(await getImport(store, failing)).toMatchObject({ state: 'failed', error: 'line 7 is cut off' });
    expect(await getHistory(store, id)).toEqual(before);
    expect(await store.db.selectFrom('history_activities').select('id').execute()).toEqual([{ id: 'd-1' }]);
  });

  test('one that is cancelled likewise', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    const cancel = new AbortController();
    const options = { history: id, timeline, name: 'long.csv', signal: cancel.signal, onProgress: () => cancel.abort() };
    const cancelled = await beginImport(store, options);
    await expect(importInto(store, cancelled, [batch({ activities: [deal('d-1')] })], options)).rejects.toThrow();
    expect(await getImport(store, cancelled)).toMatchObject({ state: 'failed', error: 'It was cancelled.' });
    expect((await getHistory(store, id)).activities).toBe(0);
  });

  test('nothing is seen of one before its end, and nobody waits for it', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    await take(store, id, [batch({ activities: [deal('d-1')] })]);
    const before = await getHistory(store, id);
    const { columns } = await currentColumns(store, id);
    let looks = 0;
    async function* batches(): AsyncGenerator<ImportBatch> {
      for (; looks < 3; looks += 1) {
        yield batch({ activities: Array.from({ length: 100 }, (_, index) => deal(`m-${looks}-${index}`)), rejects: ['bad'] });
        expect({ ...(await getHistory(store, id)), columnsHash: null }).toEqual(before);
        expect((await currentColumns(store, id)).columns.hash).toBe(columns.hash);
        // others begin, and add elsewhere
        const other = await newHistory(store);
        await take(store, other.id, [batch({ activities: [deal('d-1')] })]);
        await beginImport(store, { history: id, name: 'next.csv' });
      }
    }
    expect(await take(store, id, batches())).toMatchObject({ state: 'done', accepted: 300, rejected: 3 });
    expect(await getHistory(store, id)).toMatchObject({ activities: 301 });
    expect((await currentColumns(store, id)).columns.activities).toBe(301);
  });

  test('of two into one history the second waits for the first', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    const both = ['a', 'b'].map((name) =>
      take(store, id, [batch({ activities: [deal('d-1')] }), batch({ activities: [deal(`${name}-2`), deal('d-3')] })]),
    );
    const [first, second] = await Promise.all(both);
    expect([first?.accepted, second?.accepted]).toEqual([3, 3]);
    expect([first?.known, second?.known].toSorted()).toEqual([0, 2]);
    expect(await getHistory(store, id)).toMatchObject({ activities: 4 });
  });

  test('one that waits for others is under way, and other processes are told so', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    const options = { history: id, timeline, name: 'waiting.csv' };
    const waiting = await beginImport(store, options);
    expect(await getImport(store, waiting)).toMatchObject({ state: 'running', read: 0, name: 'waiting.csv' });
    await store.db
      .updateTable('imports')
      .set({ seen_at: new Date(0) })
      .execute();
    await keepImports(store, [waiting]);
    const { seen_at } = await store.db.selectFrom('imports').select('seen_at').where('id', '=', waiting).executeTakeFirstOrThrow();
    // nobody else looks into an embedded database
    expect(seen_at.getTime() > 0).toBe(store.kind === 'postgres');
    expect(await importInto(store, waiting, [batch({ activities: [deal('d-1')] })], options)).toMatchObject({ state: 'done' });
    expect(await getImport(store, waiting)).toMatchObject({ state: 'done', accepted: 1 });
  });

  test('what is not there is named', async () => {
    const store = await emptyStore(database);
    const { id } = await newHistory(store);
    await store.transaction((tx) => deleteHistory(tx, id));
    for (const name of [id, 'deals', 'f'.repeat(64)]) {
      await expect(getHistory(store, name)).rejects.toMatchObject({ code: 'not-found', message: `There is no history ${name}.` });
      await expect(beginImport(store, { history: name, name: 'x' })).rejects.toMatchObject({ code: 'not-found' });
      await expect(getImport(store, name)).rejects.toMatchObject({ code: 'not-found' });
    }
    await expect(store.transaction((tx) => deleteHistory(tx, id))).rejects.toMatchObject({ code: 'not-found' });
  });
});
