import { spawn } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { access, mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isMainThread } from 'node:worker_threads';
import pg from 'pg';
import { onTestFinished } from 'vitest';
import { makeTemplate } from '../../server/store/embedded/template.ts';
import { openStore, type Store, type StoreOptions } from '../../server/store/open-store.ts';

/*
 * The two databases, both real. Each test gets an empty one of its own. PostgreSQL runs once for all test files of a
 * run, from the first that asks for it until the run is over.
 */

export interface TestDatabase {
  readonly name: string;
  readonly kind: Store['kind'];
  /** How to open an empty database that is gone when the test is over. */
  empty(): Promise<StoreOptions>;
}

export const databases: readonly TestDatabase[] = [
  { name: 'PGlite', kind: 'embedded', empty: emptyFolder },
  { name: 'PostgreSQL', kind: 'postgres', empty: emptyDatabase },
];

/** An empty store, open until the test is over. */
export async function emptyStore(database: TestDatabase): Promise<Store> {
  return opened(await database.empty());
}

export async function opened(options: StoreOptions): Promise<Store> {
  const store = await openStore(options);
  onTestFinished(() => store.close());
  return store;
}

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-store-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

async function emptyFolder(): Promise<StoreOptions> {
  return { folder: await temporary(), template: await packedDatabase() };
}

/** An empty database, packed: made once for a machine and a version of the database. */
export async function packedDatabase(): Promise<string> {
  const code = createRequire(import.meta.url).resolve('@electric-sql/pglite');
  const { version } = JSON.parse(await readFile(join(dirname(code), '..', 'package.json'), 'utf8')) as { version: string };
  const path = join(tmpdir(), `dealwright-empty-${process.getuid?.() ?? 0}-${version}.tar.gz`);
  if (!(await exists(path))) await makeTemplate(path);
  return path;
}

async function emptyDatabase(): Promise<StoreOptions> {
  const server = await postgres();
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await ask(server, `create database ${name}`);
  onTestFinished(() => ask(server, `drop database if exists ${name} with (force)`));
  const url = new URL(server);
  url.pathname = `/${name}`;
  return { url: url.href, cache: await temporary() };
}

async function ask(url: string, statement: string): Promise<void> {
  const client = new pg.Client(url);
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

const START_MS = 60_000;

/** The run: the process whose children run the test files. */
const run = isMainThread && process.send !== undefined ? process.ppid : process.pid;

const folder = join(tmpdir(), `dealwright-postgres-${run}`);

/** Where the run's copy of its programs lies, for tests that need a server of their own. */
export async function postgresPrograms(): Promise<string> {
  await postgres();
  return join(folder, 'native', 'bin');
}

/** The address of the run's PostgreSQL, which the first to ask starts. */
async function postgres(): Promise<string> {
  if (await isMine(folder)) {
    const script = fileURLToPath(new URL('postgres-server.mjs', import.meta.url));
    spawn(process.execPath, [script, folder, String(run)], { detached: true, stdio: 'ignore' }).unref();
  }
  for (const until = Date.now() + START_MS; Date.now() < until; ) {
    const url = await textOf(join(folder, 'url'));
    if (url !== undefined) return url;
    const failure = await textOf(join(folder, 'failed'));
    if (failure !== undefined) throw new Error(`PostgreSQL for the tests does not start: ${failure}`);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  throw new Error(`PostgreSQL for the tests did not start in ${START_MS / 1000} seconds; see ${folder}.`);
}

/** Whether this is the first to ask. */
async function isMine(folder: string): Promise<boolean> {
  try {
    await mkdir(folder, { mode: 0o755 });
    return true;
  } catch {
    return false;
  }
}

const textOf = (path: string): Promise<string | undefined> => readFile(path, 'utf8').catch(() => undefined);

const exists = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );
