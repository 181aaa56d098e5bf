import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import type { Role } from '../../server/access/principal.ts';
import { openImports } from '../../server/jobs/imports.ts';
import { openSimulations } from '../../server/jobs/simulations.ts';
import { openTries } from '../../server/jobs/tries.ts';
import { work } from '../../server/jobs/worker.ts';
import { fixedBook } from '../../server/lifecycle/program-book.ts';
import { getHistory } from '../../server/store/histories.ts';
import type { Store } from '../../server/store/open-store.ts';
import { build } from '../cli/support.ts';
import { expected, question, sales } from '../jobs/support.ts';
import { timeline } from '../store/support.ts';
import { accessOf, holderOf } from '../support/access.ts';
import { opened } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { type OwnPostgres, ownPostgres } from '../support/own-postgres.ts';
import { problemOf, quote, testApp } from './support.ts';

const EVERYTHING: readonly Role[] = ['designer', 'approver', 'operator', 'admin'];
const quick = { threads: 1, pollMs: 20, beatMs: 200, silentMs: 2_000 };

interface Served {
  readonly app: FastifyInstance;
  readonly server: OwnPostgres;
  readonly store: Store;
}

/** The whole app over a PostgreSQL of its own, with a worker beside it. */
async function served(): Promise<Served> {
  const server = await ownPostgres();
  const store = await opened({ url: server.url, cache: await folderOf({}), statementMs: 2_000 });
  let now = Date.now();
  // what is remembered of keys is old at once
  const access = await accessOf(store, () => {
    now += 6_000;
    return new Date(now);
  });
  const { headers } = await holderOf(access, { roles: EVERYTHING });
  const simulations = await openSimulations(store, access.trail, quick);
  const [imports, tries, stop] = [openImports(store, access.trail), openTries(store, 1), new AbortController()];
  const working = work(store, { ...quick, name: 'here', signal: stop.signal });
  const app = testApp({ access, book: fixedBook([timeline]), whatIf: { store, trail: access.trail, simulations, imports, tries } });
  const inject = app.inject.bind(app);
  Object.assign(app, {
    inject: (asked: string | object) =>
      inject(
        typeof asked === 'string'
          ? { url: asked, headers }
          : { ...asked, headers: { ...headers, ...(asked as { headers?: object }).headers } },
      ),
  });
  onTestFinished(async () => {
    await app.close();
    stop.abort();
    await working;
    await tries.close();
    await imports.close();
    await simulations.close();
  });
  return { app, server, store };
}

const addPerson = (app: FastifyInstance, name: string): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'POST', url: '/v1/people', payload: { name, roles: ['viewer'] } });

async function names(app: FastifyInstance): Promise<Set<string>> {
  const found = new Set<string>();
  for (let after = ''; ; ) {
    const page = (await app.inject(`/v1/people?limit=200${after}`)).json<{ people: { name: string }[]; next?: string }>();
    for (const { name } of page.people) found.add(name);
    if (page.next === undefined) return found;
    after = `&after=${page.next}`;
  }
}

const isReady = (app: FastifyInstance) =>
  expect.poll(async () => (await app.inject('/ready')).statusCode, { timeout: 60_000, interval: 50 }).toBe(200);

describe('while the database is away', { timeout: 240_000 }, () => {
  beforeAll(build, 300_000);

  test.each(['immediate', 'kill'] as const)('what needs it is answered 503, quotes go on, and all recovers: %s', async (how) => {
    const { app, server } = await served();
    const quoted = { method: 'POST', url: '/v1/programs/small/evaluate', payload: quote() };
    expect((await app.inject(quoted)).statusCode).toBe(200);
    await isReady(app);
    await server.stop(how);
    for (const asked of ['/ready', '/v1/histories', '/v1/simulations', '/v1/people', '/v1/keys']) {
      const response = await app.inject(asked);
      expect(problemOf(response, 'unavailable').detail).toContain('ask again in a moment');
      expect(response.headers['retry-after']).toBe('2');
      expect(response.body).not.toContain('127.0.0.1');
    }
    problemOf(await addPerson(app, 'lost'), 'unavailable');
    expect((await app.inject('/health')).statusCode).toBe(200);
    expect((await app.inject(quoted)).statusCode).toBe(200);
    await server.start();
    await isReady(app);
    expect((await addPerson(app, 'found')).statusCode).toBe(201);
    const known = await names(app);
    expect([known.has('found'), known.has('lost')]).toEqual([true, false]);
    expect((await app.inject(quoted)).statusCode).toBe(200);
  });

  test('one that says nothing is not waited for', async () => {
    const { app, server } = await served();
    await server.freeze();
    expect(problemOf(await app.inject('/ready'), 'unavailable').detail).toContain('has not answered within 2 seconds');
    problemOf(await app.inject('/v1/histories'), 'unavailable');
    expect((await app.inject('/health')).statusCode).toBe(200);
    await server.thaw();
    await isReady(app);
    expect((await app.inject('/v1/histories')).statusCode).toBe(200);
  });

  test('each request is done or not, and what was said to be done is', async () => {
    const { app, server } = await served();
    const done: string[] = [];
    const statuses = new Set<number>();
    let isOver = false;
    const asking = Array.from({ length: 6 }, async (_, lane) => {
      for (let count = 0; !isOver; count += 1) {
        const name = `${lane}-${count}`;
        const response = await addPerson(app, name);
        statuses.add(response.statusCode);
        if (response.statusCode === 201) done.push(name);
        else problemOf(response, 'unavailable');
      }
    });
    for (const how of ['immediate', 'fast', 'kill'] as const) {
      const before = done.length;
      await expect.poll(() => done.length, { timeout: 60_000, interval: 20 }).toBeGreaterThan(before + 20);
      await server.stop(how);
      await server.start();
    }
    isOver = true;
    await Promise.all(asking);
    await isReady(app);
    expect([...statuses].toSorted()).toEqual([201, 503]);
    const known = await names(app);
    expect(done.filter((name) => !known.has(name))).toEqual([]);
  });

  test.each(['fast', 'kill'] as const)('a simulation goes on when it is back, to the same bytes: %s', async (how) => {
    const { app, server, store } = await served();
    const request = question(await sales(store));
    const text = await expected(store, request);
    const { id } = (await app.inject({ method: 'POST', url: '/v1/simulations', payload: request })).json<{
      id: string;
    }>();
    await server.stop(how);
    await server.start();
    await isReady(app);
    const result = async () => (await app.inject(`/v1/simulations/${id}`)).json<{ state: string }>().state;
    await expect.poll(result, { timeout: 150_000, interval: 200 }).toBe('done');
    const { body } = await app.inject(`/v1/simulations/${id}`);
    expect(body.endsWith(`"result":${text}}`)).toBe(true);
  });

  test.each(['fast', 'kill'] as const)('an import is all there or nothing, and says which: %s', async (how) => {
    const { app, server, store } = await served();
    const begun = await importMany(app);
    const { id, history } = begun.json<{ id: string; history: string }>();
    const look = async () => (await app.inject(`/v1/imports/${id}`)).json<{ state: string; rows: { read: number } }>();
    await expect.poll(async () => (await look()).rows.read, { timeout: 60_000, interval: 10 }).toBeGreaterThan(0);
    await server.stop(how);
    await server.start();
    await isReady(app);
    await expect.poll(async () => (await look()).state, { timeout: 60_000, interval: 100 }).toMatch(/done|failed/);
    const { state } = await look();
    expect(await getHistory(store, history)).toMatchObject({ activities: state === 'done' ? ROWS : 0 });
    const again = (await importMany(app, history)).json<{ id: string }>();
    await expect
      .poll(async () => (await app.inject(`/v1/imports/${again.id}`)).json().state, { timeout: 60_000, interval: 100 })
      .toBe('done');
    expect(await getHistory(store, history)).toMatchObject({ activities: ROWS });
  });
});

const ROWS = 30_000;

function importMany(app: FastifyInstance, history?: string): Promise<LightMyRequestResponse> {
  const mapping = {
    activities: [
      {
        from: 'deals.csv',
        kind: 'deal-closed',
        source: { value: 'order-desk' },
        partnerType: { value: 'reseller' },
        id: 'order',
        occurredOn: 'date',
        partner: 'reseller',
        facts: { 'deal.amount': 'amount' },
      },
    ],
  };
  const rows = Array.from({ length: ROWS }, (_, index) => `o-${index},2026-01-10,p-${index % 50},${index}.00`);
  const boundary = 'dealwright-test-boundary';
  const field = (name: string, value: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const parts = [
    field('mapping', JSON.stringify(mapping)),
    field('program', 'small'),
    history === undefined ? field('name', 'many') : field('history', history),
    `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="deals.csv"\r\n\r\norder,date,reseller,amount\n${rows.join('\n')}\n\r\n`,
  ];
  return app.inject({
    method: 'POST',
    url: '/v1/imports',
    headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
    payload: `${parts.join('')}--${boundary}--\r\n`,
  });
}
