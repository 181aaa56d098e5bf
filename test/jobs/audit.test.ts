import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { MappingDocument } from '../../schemas/types.ts';
import { type Delivery, openImports } from '../../server/jobs/imports.ts';
import { openSimulations } from '../../server/jobs/simulations.ts';
import type { Store } from '../../server/store/open-store.ts';
import { timeline } from '../store/support.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { ada, trailOf } from '../support/trail.ts';
import { question, sales, source } from './support.ts';

const bob = { ...ada, id: 'bob', name: 'Bob' };

const mapping = (date: string): MappingDocument =>
  ({
    activities: [
      {
        from: 'deals.csv',
        kind: 'deal-closed',
        source: { value: 'order-desk' },
        partnerType: { value: 'reseller' },
        id: 'order',
        occurredOn: date,
        partner: 'reseller',
        facts: { 'deal.amount': 'amount' },
      },
    ],
  }) as MappingDocument;

/** Files as they arrive. */
async function delivery(rows: number, date = 'date') {
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-delivery-'));
  const lines = Array.from({ length: rows }, (_, index) => `o-${index},2026-01-10,acme,10.00`);
  await writeFile(join(folder, 'deals.csv'), `order,date,reseller,amount\n${lines.join('\n')}\n`);
  return { mapping: mapping(date), folder, timeline };
}

async function opened(store: Store) {
  const trail = await trailOf(store);
  const imports = openImports(store, trail);
  onTestFinished(() => imports.close());
  /** What the trail holds, the first first. */
  const actions = async (): Promise<string[]> => {
    const { items } = await trail.list({}, { limit: 200 });
    return items.map(({ action, by }) => `${by.name}: ${action}`).reverse();
  };
  const over = async (id: string): Promise<string> => {
    let state = '';
    for await (const now of imports.events(id)) state = now.state;
    return state;
  };
  const begin = async (given: Delivery, name: string) => {
    const readied = await imports.ready(given);
    if (!readied.ok) throw new Error('it is a sound mapping');
    try {
      const { value, head } = await store.transaction((tx) => imports.begin(tx, ada, readied.ready, { name }));
      return { id: value.id, head };
    } finally {
      await imports.drop(readied.ready);
    }
  };
  return { trail, imports, begin, actions, over };
}

describe.each(databases)('the audit trail in $name', (database) => {
  test('tells who imported what into which history, and how it ended', async () => {
    const store = await emptyStore(database);
    const { trail, imports, begin, actions, over } = await opened(store);
    const begun = await begin(await delivery(3), 'deals');
    expect(begun.head.entry).toBe(2);
    expect(await over(begun.id)).toBe('done');
    expect(await actions()).toEqual(['Ada: history-created', 'Ada: import-begun', 'Ada: import-done']);
    const { history } = await imports.get(begun.id);
    const [done, , created] = (await trail.list()).items;
    expect(created).toMatchObject({ subject: { kind: 'history', id: history } });
    expect(JSON.parse(done?.after ?? '')).toEqual({ history, rows: { read: 3, accepted: 3, known: 0, rejected: 0 } });
    // what is refused before it begins changes nothing
    expect(await imports.ready(await delivery(3, 'nosuch'))).toMatchObject({ ok: false });
    await expect(begin(await delivery(3), '')).rejects.toMatchObject({ code: 'refused' });
    expect(await actions()).toHaveLength(3);
  });

  test('tells who cancelled an import; one that is over is not cancelled', async () => {
    const store = await emptyStore(database);
    const { imports, begin, actions, over } = await opened(store);
    const [first, second] = [await begin(await delivery(20_000), 'one'), await begin(await delivery(3), 'two')];
    // it waits for the first
    expect((await imports.cancel(bob, second.id))?.entry).toBeGreaterThan(4);
    expect(await over(second.id)).toBe('failed');
    expect(await over(first.id)).toBe('done');
    expect((await actions()).filter((action) => !action.includes('history'))).toEqual(
      expect.arrayContaining(['Ada: import-begun', 'Ada: import-done', 'Ada: import-failed', 'Bob: import-cancelled']),
    );
    const before = await actions();
    expect(await imports.cancel(bob, first.id)).toBeUndefined();
    expect(await actions()).toEqual(before);
  });

  test('tells who asked for a simulation, cancelled and removed it, each once', async () => {
    const store = await emptyStore(database);
    const history = await sales(store, 60);
    const { trail, actions } = await opened(store);
    const simulations = await openSimulations(store, trail, { threads: 1, pollMs: 20 });
    onTestFinished(() => simulations.close());
    const asked = await simulations.submit(ada, question(history), source);
    if (!asked.ok) throw new Error('it is a sound question');
    expect(asked.head).toEqual(await trail.head());
    expect(await simulations.submit(bob, question(history), source)).toMatchObject({ ok: true, isNew: false, head: undefined });
    // with PostgreSQL nobody answers here
    if (store.kind === 'embedded') expect(await simulations.wait(asked.id, 60_000)).toMatchObject({ state: 'done' });
    else expect(await simulations.cancel(bob, asked.id)).toEqual(await trail.head());
    expect(await simulations.cancel(bob, asked.id)).toBeUndefined();
    expect(await simulations.remove(bob, asked.id)).toEqual(await trail.head());
    const cancelled = store.kind === 'embedded' ? [] : ['Bob: simulation-cancelled'];
    expect(await actions()).toEqual(['Ada: simulation-asked', ...cancelled, 'Bob: simulation-removed']);
    await expect(simulations.remove(bob, asked.id)).rejects.toMatchObject({ code: 'not-found' });
    expect(await actions()).toHaveLength(2 + cancelled.length);
  });
});
