import { type ChildProcess, fork, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { sql } from 'kysely';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openSimulations, type Simulations } from '../../server/jobs/simulations.ts';
import type { Store, StoreOptions } from '../../server/store/open-store.ts';
import { build } from '../cli/support.ts';
import { databases, opened } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { ownPostgres } from '../support/own-postgres.ts';
import { ada, trailOf } from '../support/trail.ts';
import { expected, question, sales, source } from './support.ts';

const main = fileURLToPath(new URL('../../dist/server/main.js', import.meta.url));
const hanging = fileURLToPath(new URL('take-and-hang.mjs', import.meta.url));
const [postgres] = databases.filter(({ kind }) => kind === 'postgres');
if (postgres === undefined) throw new Error('there is a PostgreSQL');

const SHARDS = 7;
const SETTINGS = ['--threads', '1', '--shards', String(SHARDS), '--silent', '2'];

function ended(child: ChildProcess): void {
  onTestFinished(async () => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    child.kill('SIGKILL');
    await once(child, 'exit');
  });
}

function startWorker(options: StoreOptions): ChildProcess {
  if (!('url' in options)) throw new Error('a worker needs a PostgreSQL');
  const env = { ...process.env, DATABASE_URL: options.url, XDG_CACHE_HOME: options.cache ?? '' };
  const child = spawn(process.execPath, [main, 'worker', ...SETTINGS], { env, stdio: ['ignore', 'pipe', 'inherit'] });
  ended(child);
  return child;
}

/** Takes a job, and is killed while at it. What it had taken. */
async function killedAtIt(options: StoreOptions, queue: 'shard' | 'simulation'): Promise<unknown> {
  const child = fork(hanging);
  ended(child);
  child.send({ options, queue });
  const [taken] = (await once(child, 'message')) as [unknown];
  child.kill('SIGKILL');
  await once(child, 'exit');
  return taken;
}

/** Each shard that is written down, whatever becomes of it later. */
async function logShards(store: Store): Promise<() => Promise<readonly string[]>> {
  await sql`create table shard_log (task text, first integer, last integer, whole boolean)`.execute(store.db);
  await sql`
    create function log_shard() returns trigger language plpgsql as $$
    begin
      insert into shard_log select new.task, new.first, new.last, t.task::json->>'whole' = 'true' from simulation_tasks t where t.simulation = new.simulation and t.hash = new.task;
      return new;
    end $$`.execute(store.db);
  await sql`create trigger log_shards after insert on shards for each row execute function log_shard()`.execute(store.db);
  return async () => {
    const { rows } = await sql<{
      shard: string;
    }>`select left(task, 8) || ' ' || first || '-' || last as shard from shard_log order by task, first`.execute(store.db);
    return rows.map(({ shard }) => shard);
  };
}

interface Asked {
  readonly options: StoreOptions;
  readonly store: Store;
  readonly simulations: Simulations;
  readonly id: string;
  readonly expected: string;
  readonly shards: () => Promise<readonly string[]>;
}

async function asked(database: NonNullable<typeof postgres>): Promise<Asked> {
  const options = await database.empty();
  const store = await opened(options);
  const shards = await logShards(store);
  const request = question(await sales(store));
  const simulations = await openSimulations(store, await trailOf(store), { pollMs: 50 });
  onTestFinished(() => simulations.close());
  const submitted = await simulations.submit(ada, request, source);
  if (!submitted.ok) throw new Error('it is a sound question');
  return { options, store, simulations, id: submitted.id, expected: await expected(store, request), shards };
}

async function answered({ simulations, id, expected: text, shards, store }: Asked): Promise<void> {
  expect(await simulations.wait(id, 150_000)).toMatchObject({ state: 'done', error: null });
  expect(await simulations.result(id)).toBe(text);
  const logged = await shards();
  // two programs, each in so many shards, and none of them twice
  expect(logged).toHaveLength(2 * SHARDS);
  expect(new Set(logged).size).toBe(logged.length);
  expect(await store.db.selectFrom('shards').selectAll().execute()).toEqual([]);
}

describe('worker processes', { timeout: 240_000 }, () => {
  beforeAll(build, 300_000);

  test('three of them come to what one piece comes to, to the byte', async () => {
    const question = await asked(postgres);
    for (let count = 0; count < 3; count += 1) startWorker(question.options);
    await answered(question);
  });

  test('one that is killed at a shard changes nothing', async () => {
    const question = await asked(postgres);
    const taken = killedAtIt(question.options, 'shard');
    startWorker(question.options);
    expect(await taken).toMatchObject({ simulation: question.id });
    await answered(question);
  });

  test('nor does one that is killed while it looks after the simulation', async () => {
    const question = await asked(postgres);
    expect(await killedAtIt(question.options, 'simulation')).toEqual({ simulation: question.id });
    startWorker(question.options);
    await answered(question);
  });

  test('nor do those that are killed as soon as anything is done', async () => {
    const question = await asked(postgres);
    const doomed = startWorker(question.options);
    for (let some: readonly string[] = []; some.length === 0; some = await question.shards()) await new Promise(setImmediate);
    doomed.kill('SIGKILL');
    await once(doomed, 'exit');
    startWorker(question.options);
    startWorker(question.options);
    await answered(question);
  });

  test('one whose database crashes lives on, and goes on when it is back', async () => {
    const [server, cache] = [await ownPostgres(), await folderOf({})];
    const question = await asked({ ...postgres, empty: async () => ({ url: server.url, cache }) });
    const worker = startWorker(question.options);
    for (let some: readonly string[] = []; some.length === 0; some = await question.shards()) await new Promise(setImmediate);
    await server.stop('immediate');
    await server.start();
    await answered(question);
    worker.kill('SIGTERM');
    const [code] = (await once(worker, 'exit')) as [number | null];
    expect(code).toBe(0);
  });

  test('one that is told to stop gives back what it has, and ends', async () => {
    const question = await asked(postgres);
    const worker = startWorker(question.options);
    for (let some: readonly string[] = []; some.length === 0; some = await question.shards()) await new Promise(setImmediate);
    worker.kill('SIGTERM');
    const [code] = (await once(worker, 'exit')) as [number | null];
    expect(code).toBe(0);
    expect(await question.store.db.selectFrom('workers').selectAll().execute()).toEqual([]);
    startWorker(question.options);
    await answered(question);
  });
});
