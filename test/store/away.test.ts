import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { isPassing } from '../../server/store/database-faults.ts';
import { createHistory, deleteHistory, getHistory, listHistories, lockHistory } from '../../server/store/histories.ts';
import { beginImport } from '../../server/store/imports.ts';
import type { Store } from '../../server/store/open-store.ts';
import { databases, emptyStore, opened } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { type OwnPostgres, ownPostgres } from '../support/own-postgres.ts';
import { newHistory, timeline } from './support.ts';

/** A store in a PostgreSQL of its own, whose statements are given up early. */
async function away(statementMs = 1_000): Promise<{ readonly server: OwnPostgres; readonly store: Store }> {
  const server = await ownPostgres();
  const store = await opened({ url: server.url, cache: await folderOf({}), statementMs });
  return { server, store };
}

const failure = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => 'it went well',
    (error: unknown) => error,
  );

/** Somebody else's transaction, that goes on until it is told to end. */
function held(store: Store, work: (tx: Parameters<Parameters<Store['transaction']>[0]>[0]) => Promise<unknown>) {
  let end = (): void => undefined;
  let begun = (): void => undefined;
  const isBegun = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const isOver = new Promise<void>((resolve) => {
    end = resolve;
  });
  const done = store.transaction(async (tx) => {
    await work(tx);
    begun();
    await isOver;
  });
  return { isBegun, end: () => end(), done };
}

describe('a PostgreSQL that goes away', () => {
  test.each(['fast', 'immediate', 'kill'] as const)('is told as such, and asked again once it is back: %s', async (how) => {
    const { server, store } = await away();
    const before = await newHistory(store);
    // idle connections, and one between two statements
    await Promise.all(Array.from({ length: 5 }, () => listHistories(store)));
    const midway = held(store, (tx) => sql`insert into workers (id, name) values (gen_random_uuid(), 'half')`.execute(tx));
    const unfinished = failure(midway.done);
    await midway.isBegun;
    await server.stop(how);
    midway.end();
    expect(await unfinished).toMatchObject({ name: 'StoreError', code: expect.stringMatching(/unreachable|in-doubt/) });
    for (const asked of [listHistories(store), newHistory(store), getHistory(store, before.id)].map(failure)) {
      expect(await asked).toMatchObject({ name: 'StoreError', code: 'unreachable', message: 'The database does not answer.' });
    }
    await server.start();
    expect(await getHistory(store, before.id)).toEqual(before);
    expect(await store.db.selectFrom('workers').selectAll().execute()).toEqual([]);
    expect((await listHistories(store)).items).toHaveLength(1);
  });

  test('whose connections are cut, in the midst of statements, goes on', async () => {
    const { store } = await away(60_000);
    let unanswered = 8;
    const asked = Array.from({ length: unanswered }, () =>
      failure(sql`select pg_sleep(30)`.execute(store.db)).finally(() => {
        unanswered--;
      }),
    );
    const cut = sql`
      select pg_terminate_backend(pid) from pg_stat_activity
      where pid <> pg_backend_pid() and state = 'active' and query = 'select pg_sleep(30)'`;
    while (unanswered > 0) await cut.execute(store.patient);
    for (const each of asked) expect(await each).toMatchObject({ code: 'unreachable' });
    expect((await listHistories(store)).items).toEqual([]);
  });

  test('while it commits leaves in doubt what became of it', async () => {
    const { server, store } = await away(10_000);
    await sql`create table slow (id integer)`.execute(store.db);
    await sql`create function be_slow() returns trigger language plpgsql as $$ begin perform pg_sleep(5); return null; end $$`.execute(
      store.db,
    );
    await sql`create constraint trigger slow after insert on slow deferrable initially deferred for each row execute function be_slow()`.execute(
      store.db,
    );
    const committing = failure(store.transaction((tx) => sql`insert into slow values (1)`.execute(tx)));
    const isCommitting = sql`select 1 from pg_stat_activity where query = 'commit' and state = 'active'`;
    while ((await isCommitting.execute(store.patient)).rows.length === 0) await new Promise(setImmediate);
    await server.stop('immediate');
    const error = await committing;
    expect(error).toMatchObject({ code: 'in-doubt' });
    expect(isPassing(error)).toBe(true);
  });

  test('that is frozen is given up, and the connection with it', async () => {
    const { server, store } = await away();
    await listHistories(store);
    await server.freeze();
    expect(await failure(listHistories(store))).toMatchObject({
      code: 'unreachable',
      message: 'The database has not answered for 3 seconds.',
    });
    await server.thaw();
    expect((await listHistories(store)).items).toEqual([]);
  });
});

describe('a PostgreSQL that is busy', () => {
  test('does not keep others waiting for a lock, nor for a statement', async () => {
    const { store } = await away();
    const { id } = await newHistory(store);
    const lock = held(store, (tx) => sql`select 1 from histories where id = ${id} for update`.execute(tx));
    await lock.isBegun;
    const busy = { code: 'busy', message: 'The database is busy: it took too long.' };
    expect(await failure(sql`update histories set name = 'other' where id = ${id}`.execute(store.db))).toMatchObject(busy);
    expect(await failure(sql`select pg_sleep(30)`.execute(store.db))).toMatchObject(busy);
    const patient = sql`update histories set name = 'other' where id = ${id}`.execute(store.patient);
    lock.end();
    await lock.done;
    await patient;
    expect(await getHistory(store, id)).toMatchObject({ name: 'other' });
  });

  test('an import begins beside another one; deleting its history does not wait for it', { timeout: 60_000 }, async () => {
    const { store } = await away();
    const { id } = await newHistory(store);
    const adding = held(store, (tx) => lockHistory(tx, id, 'for adding'));
    await adding.isBegun;
    await beginImport(store, { history: id, name: 'next.csv' });
    expect(await failure(store.transaction((tx) => deleteHistory(tx, id), { patient: true }))).toMatchObject({ code: 'busy' });
    adding.end();
    await adding.done;
    await store.transaction((tx) => deleteHistory(tx, id), { patient: true });
    expect((await listHistories(store)).items).toEqual([]);
  });

  test('gives nobody a connection when all are taken, and does when they are back', async () => {
    const { store } = await away();
    const taken = Array.from({ length: 10 }, () => held(store, (tx) => sql`select 1`.execute(tx)));
    await Promise.all(taken.map(({ isBegun }) => isBegun));
    expect(await failure(listHistories(store))).toMatchObject({ code: 'busy' });
    // imports and the like have their own
    await sql`select 1`.execute(store.patient);
    for (const { end } of taken) end();
    await Promise.all(taken.map(({ done }) => done));
    expect((await listHistories(store)).items).toEqual([]);
  });

  test('keeps nothing of a transaction that goes on after one of its statements has failed', async () => {
    const { store } = await away();
    const careless = store.transaction(async (tx) => {
      await sql`insert into workers (id, name) values (gen_random_uuid(), 'lost')`.execute(tx);
      await sql`select 1 / 0`.execute(tx).catch(() => undefined);
    });
    await expect(careless).rejects.toThrow('went on after one of its statements had failed');
  });
});

describe.each(databases)('$name', (database) => {
  test('that is closed is away', async () => {
    const store = await emptyStore(database);
    await store.close();
    expect(await failure(listHistories(store))).toMatchObject({ code: 'unreachable' });
    expect(await failure(createHistory(store, { name: 'late', timeline }))).toMatchObject({ code: 'unreachable' });
  });
});

test('the embedded database keeps nobody waiting for another’s transaction', async () => {
  const [embedded] = databases;
  if (embedded === undefined) throw new Error('there is an embedded database');
  const store = await emptyStore(embedded);
  const long = held(store, (tx) => sql`select 1`.execute(tx));
  await long.isBegun;
  expect(await failure(listHistories(store))).toMatchObject({ code: 'busy', message: 'The database is busy with something else.' });
  const patient = sql`select 1`.execute(store.patient);
  long.end();
  await long.done;
  await patient;
  expect((await listHistories(store)).items).toEqual([]);
});
