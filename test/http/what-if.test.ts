import type { FastifyInstance, LightMyRequestResponse } from 'fastify';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openAnalytics } from '../../server/analytics/analytics.ts';
import type { Limits } from '../../server/http/limits.ts';
import { kept } from '../../server/http/stored.ts';
import { openImports } from '../../server/jobs/imports.ts';
import { openSimulations } from '../../server/jobs/simulations.ts';
import { openTries } from '../../server/jobs/tries.ts';
import { work } from '../../server/jobs/worker.ts';
import { StoreError } from '../../server/store/errors.ts';
import { build } from '../cli/support.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';
import { trailOf } from '../support/trail.ts';
import { form, type Part } from './multipart.ts';
import { type KeptProblem, problemOf, testApp } from './support.ts';

const RECEIPT = /^\d+:[0-9a-f]{64}:[\w-]{86}$/;

const quick = { threads: 1, pollMs: 20, beatMs: 200, silentMs: 2_000 };

/** The app over an empty store, with somebody who answers simulations; with PostgreSQL that may be left out. */
async function served(database: TestDatabase, limits: Partial<Limits> = {}, answers = true): Promise<FastifyInstance> {
  const store = await emptyStore(database);
  const trail = await trailOf(store);
  const simulations = await openSimulations(store, trail, quick);
  const imports = openImports(store, trail);
  const tries = openTries(store, 1);
  const stop = new AbortController();
  const working = answers && store.kind === 'postgres' ? work(store, { ...quick, name: 'here', signal: stop.signal }) : Promise.resolve();
  const app = testApp({ whatIf: { store, trail, simulations, imports, tries, analytics: openAnalytics({ store, trail }) }, limits });
  onTestFinished(async () => {
    await app.close();
    stop.abort();
    await working;
    await tries.close();
    await imports.close();
    await simulations.close();
  });
  return app;
}

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

const deals = [
  'order,date,reseller,amount',
  'o-1,2026-01-10,acme,600.00',
  'o-2,2026-02-10,acme,500.00',
  'o-3,2026-02-11,zenith,oops',
  'o-4,2026-03-01,zenith,250.00',
  '',
].join('\n');

const importing = (app: FastifyInstance, changes: Record<string, string | undefined> = {}, files = { 'deals.csv': deals }) => {
  const fields = { mapping: JSON.stringify(mapping), program: 'small', name: 'deals of 2026', ...changes };
  const parts: Part[] = Object.entries(fields).flatMap(([name, value]) => (value === undefined ? [] : [{ name, value }]));
  for (const [name, value] of Object.entries(files)) parts.push({ name, value, file: true });
  return app.inject({ method: 'POST', url: '/v1/imports', ...form(parts) });
};

/** The last of the events, once the stream has ended. */
async function lastEvent(app: FastifyInstance, url: string): Promise<Record<string, unknown>> {
  const { body, headers } = await app.inject({ url });
  expect(headers['content-type']).toBe('text/event-stream');
  const data = body.split('\n').filter((line) => line.startsWith('data: '));
  return JSON.parse(data.at(-1)?.slice('data: '.length) ?? '{}');
}

async function imported(app: FastifyInstance): Promise<{ readonly id: string; readonly history: string }> {
  const begun = await importing(app);
  expect(begun.statusCode).toBe(202);
  const { id, history } = begun.json();
  expect(begun.headers.location).toBe(`/v1/imports/${id}`);
  expect(begun.headers['audit-head']).toMatch(RECEIPT);
  expect(await lastEvent(app, `/v1/imports/${id}/events`)).toMatchObject({ state: 'done' });
  return { id, history };
}

const simulation = (history: string, changes: object = {}) => ({
  baseline: { program: 'small' },
  candidates: [{ name: 'lower', of: 'baseline', set: { goldRevenue: '700.00' } }],
  history,
  ...changes,
});

const ask = (app: FastifyInstance, request: object): Promise<LightMyRequestResponse> =>
  app.inject({ method: 'POST', url: '/v1/simulations', payload: request });

/** One for each code, so that the table can't grow without one. */
const provoked: Record<KeptProblem, (app: FastifyInstance) => Promise<void>> = {
  'unknown-view': async (app) => void problemOf(await app.inject('/v1/analytics/programs/small/views/nosuch'), 'unknown-view'),
  'unknown-history': async (app) => {
    problemOf(await app.inject('/v1/histories/nosuch'), 'unknown-history');
    problemOf(await app.inject({ method: 'DELETE', url: '/v1/histories/nosuch' }), 'unknown-history');
  },
  'unknown-import': async (app) => {
    for (const url of ['/v1/imports/nosuch', '/v1/imports/nosuch/events', '/v1/imports/nosuch/rejects'])
      problemOf(await app.inject(url), 'unknown-import');
  },
  'unknown-simulation': async (app) => {
    for (const url of ['/v1/simulations/nosuch', '/v1/simulations/nosuch/rows', '/v1/simulations/nosuch/activity?activity=o-1'])
      problemOf(await app.inject(url), 'unknown-simulation');
  },
  'not-done': async (app) => {
    const { history } = await imported(app);
    const { id } = (await ask(app, simulation(history))).json();
    problemOf(await app.inject(`/v1/simulations/${id}/rows`), 'not-done');
  },
  'invalid-mapping': async (app) => {
    problemOf(await importing(app, { mapping: '{"activities":[{"from":"deals.csv"}]}' }), 'invalid-mapping');
  },
  'invalid-simulation': async (app) => {
    problemOf(await ask(app, simulation('nosuch')), 'invalid-simulation');
  },
  'limit-reached': async () => {
    const work = kept('unknown-history', () => Promise.reject(new StoreError('limit', 'No more are kept.')));
    await expect(work).rejects.toMatchObject({ code: 'limit-reached' });
  },
  'took-too-long': async () => {
    const [embedded] = databases;
    if (embedded === undefined) throw new Error('PGlite is missing');
    const app = await served(embedded, { tryMs: -1 });
    const { history } = await imported(app);
    const tried = { simulation: { ...simulation(history), candidates: [{ of: 'baseline' }] } };
    const post = (url: string, payload: object) => app.inject({ method: 'POST', url, payload: { ...tried, ...payload } });
    problemOf(await post('/v1/sweeps', { axes: [{ parameter: 'goldRevenue', values: ['1.00'] }] }), 'took-too-long');
    const goal = { measure: 'tier.reseller.gold', target: '1', by: 'goldRevenue', from: '100.00', to: '2000.00' };
    problemOf(await post('/v1/goals', goal), 'took-too-long');
  },
};

test.each(Object.entries(provoked))('the problem %s', async (_code, provoke) => {
  const [, postgres] = databases;
  if (postgres === undefined) throw new Error('PostgreSQL is missing');
  // nobody answers: what is asked stays under way
  await provoke(await served(postgres, { answeredRows: 0 }, false));
});

describe.each(databases)('what-if over HTTP, kept in $name', (database) => {
  beforeAll(build, 300_000);

  test('files become a history: counted, with the refused row as it was', async () => {
    const app = await served(database);
    const { id, history } = await imported(app);
    const { rows, state } = (await app.inject(`/v1/imports/${id}`)).json();
    expect({ rows, state }).toEqual({ rows: { read: 4, accepted: 3, known: 0, rejected: 1 }, state: 'done' });
    const rejects = (await app.inject(`/v1/imports/${id}/rejects`)).body.trimEnd().split('\n');
    expect(rejects).toHaveLength(1);
    expect(JSON.parse(rejects[0] ?? '')).toMatchObject({ line: 4, row: expect.stringContaining('o-3,2026-02-11,zenith,oops') });
    expect((await app.inject(`/v1/histories/${history}`)).json()).toMatchObject({ name: 'deals of 2026', activities: 3, currency: 'USD' });
    expect((await app.inject('/v1/histories')).json().histories).toHaveLength(1);
    const facts = (await app.inject(`/v1/histories/${history}/facts`)).json();
    expect(JSON.stringify(facts)).toContain('deal.amount');
  });

  test('the same files again change nothing', async () => {
    const app = await served(database);
    const { history } = await imported(app);
    const before = (await app.inject(`/v1/histories/${history}`)).json();
    const again = (await importing(app, { history, name: undefined })).json();
    expect(await lastEvent(app, `/v1/imports/${again.id}/events`)).toMatchObject({ rows: { read: 4, accepted: 3, known: 3, rejected: 1 } });
    expect((await app.inject(`/v1/histories/${history}`)).json().contentHash).toBe(before.contentHash);
  });

  test('imports are listed, the latest first, page by page', async () => {
    const app = await served(database);
    expect((await app.inject('/v1/imports')).json()).toEqual({ imports: [] });
    const { id: first, history } = await imported(app);
    const { id: second } = (await importing(app, { history, name: undefined })).json();
    await lastEvent(app, `/v1/imports/${second}/events`);
    const all = (await app.inject('/v1/imports')).json();
    expect(all).toMatchObject({
      imports: [
        { id: second, history, state: 'done', rows: { known: 3 } },
        { id: first, history, state: 'done' },
      ],
    });
    const { imports, next } = (await app.inject('/v1/imports?limit=1')).json();
    expect(imports).toEqual([all.imports[0]]);
    expect((await app.inject(`/v1/imports?limit=1&after=${next}`)).json()).toEqual({ imports: [all.imports[1]] });
    problemOf(await app.inject('/v1/imports?after=nosuch'), 'unknown-import');
    problemOf(await app.inject('/v1/imports?limit=0'), 'invalid-request');
  });

  test('a preview keeps nothing', async () => {
    const app = await served(database);
    const answer = await importing(app, { preview: '2', name: undefined });
    expect(answer.statusCode).toBe(200);
    expect(answer.json().rows).toHaveLength(2);
    expect((await app.inject('/v1/histories')).json().histories).toEqual([]);
  });

  test.each([
    ['no mapping', { mapping: undefined }, 'invalid-request', /mapping is missing/],
    ['a mapping that is no JSON', { mapping: '{' }, 'invalid-mapping', /Nothing was imported/],
    ['an unknown program', { program: 'smal' }, 'unknown-program', /no program "smal"/],
    ['neither history nor name', { name: undefined }, 'invalid-request', /Either history/],
    ['an unknown part', { colour: 'red' }, 'invalid-request', /no part "colour"/],
    ['a history that is not there', { name: undefined, history: 'nosuch' }, 'unknown-history', /no history nosuch/],
  ] as const)('an import with %s is refused', async (_what, changes, code, message) => {
    const app = await served(database);
    expect(problemOf(await importing(app, changes), code).detail).toMatch(message);
  });

  test('a file that the mapping names and nobody sent, or sent under a name that is none, is told', async () => {
    const app = await served(database);
    const missing = await importing(app, {}, { 'deal.csv': deals } as never);
    expect(problemOf(missing, 'invalid-mapping').findings[0]?.message).toContain('deals.csv');
    problemOf(await importing(app, {}, { '.deals.csv': deals } as never), 'invalid-request');
    expect((await app.inject('/v1/histories')).json().histories).toEqual([]);
  });

  test('a small simulation is answered in the request, and kept at its address', async () => {
    const app = await served(database);
    const { history } = await imported(app);
    const answer = await ask(app, simulation(history));
    expect(answer.statusCode).toBe(200);
    const { id, result } = answer.json();
    expect(answer.headers.location).toBe(`/v1/simulations/${id}`);
    expect(answer.headers['audit-head']).toMatch(RECEIPT);
    expect(result.sides).toHaveLength(2);
    expect((await app.inject(`/v1/simulations/${id}`)).json().result).toEqual(result);
    const table = await app.inject(`/v1/simulations/${id}/rows?table=edits`);
    expect(table.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(table.body).toContain('goldRevenue');
    const pair = (await app.inject(`/v1/simulations/${id}/activity?activity=o-2`)).json();
    expect(pair).toMatchObject({
      activity: { id: 'o-2', on: '2026-02-10' },
      baseline: { status: 'decided' },
      candidates: [{ name: 'lower' }],
    });
    expect(pair.baseline.parties[0].reasoning.rules.length).toBeGreaterThan(0);
    problemOf(await app.inject(`/v1/simulations/${id}/activity?activity=o-9`), 'invalid-simulation');
    problemOf(await app.inject(`/v1/simulations/${id}/activity`), 'invalid-request');
    // the same question: the kept answer
    expect((await ask(app, simulation(history))).json().id).toBe(id);
    const { simulations } = (await app.inject('/v1/simulations')).json();
    expect(simulations).toHaveLength(1);
    // which programs it is of is told without the result, and as that tells it
    const told = ({ name, program, rival, versions }: Record<string, unknown>) => ({ name, program, rival, versions });
    expect(simulations[0].sides).toEqual(result.sides.map(told));
  });

  test('an impact is the simulation, answered at once and not kept', async () => {
    const app = await served(database);
    const { history } = await imported(app);
    const asked = simulation(history, { edits: false, bars: false });
    const impact = async (payload: object) => app.inject({ method: 'POST', url: '/v1/impacts', payload: { simulation: payload } });
    const first = await impact(asked);
    expect(first.statusCode).toBe(200);
    const again = await impact({ ...asked, candidates: [{ of: 'baseline' }] });
    expect((await app.inject('/v1/simulations')).json().simulations).toEqual([]);
    const { result } = (await ask(app, asked)).json();
    // all but what says that the reference evaluator agreed
    const { sides, differences, ...others } = first.json();
    const totals = (all: { totals: unknown }[]) => all.map((side) => side.totals);
    expect(totals(sides)).toEqual(totals(result.sides));
    expect(differences).toEqual(result.differences);
    expect(others.hashes).toEqual(result.hashes);
    expect(totals(again.json().sides)).toEqual([result.sides[0].totals, result.sides[0].totals]);
    const unknown = problemOf(await impact({ ...asked, parameters: { goldRevenu: '1.00' } }), 'invalid-simulation');
    expect(JSON.stringify(unknown.findings)).toContain('goldRevenue');
    problemOf(await impact(simulation('nosuch')), 'invalid-simulation');
    problemOf(await impact({}), 'invalid-simulation');
  });

  test('a sweep and a goal seek are answered at once, and not kept', async () => {
    const app = await served(database);
    const { history } = await imported(app);
    const tried = { simulation: { ...simulation(history), candidates: [{ of: 'baseline' }] } };
    const post = (url: string, payload: object, headers = {}) =>
      app.inject({ method: 'POST', url, payload: { ...tried, ...payload }, headers });
    const axes = [{ parameter: 'goldRevenue', from: '200.00', to: '1200.00', step: '500.00' }];
    const swept = (await post('/v1/sweeps', { axes, measures: ['tier.reseller.gold'] })).json();
    // zenith sold for 250, acme for 1100
    expect(swept.points.map(({ values, measures }: { values: string[]; measures: string[] }) => [...values, ...measures])).toEqual([
      ['200.00', '2'],
      ['700.00', '1'],
      ['1200.00', '0'],
    ]);
    const table = await post('/v1/sweeps', { axes, measures: ['tier.reseller.gold'] }, { accept: 'text/csv' });
    expect(table.headers['content-type']).toBe('text/csv; charset=utf-8');
    expect(table.body.split('\r\n').at(-2)).toBe('1200.00,0,-1');
    const goal = { measure: 'tier.reseller.gold', target: '1', by: 'goldRevenue', from: '100.00', to: '2000.00' };
    const found = (await post('/v1/goals', goal)).json();
    expect(found).toMatchObject({ status: 'met', monotone: true, baseline: '1' });
    expect(found.brackets[0]).toMatchObject({ low: { value: '250.00', measure: '2' }, high: { value: '250.01', measure: '1' } });
    expect((await app.inject('/v1/simulations')).json().simulations).toEqual([]);

    const wrong = problemOf(await post('/v1/sweeps', { axes: [{ parameter: 'goldRevenu', values: ['1.00'] }] }), 'invalid-simulation');
    expect(wrong.findings[0]).toMatchObject({ pointer: '/axes/0/parameter', hint: expect.stringContaining('goldRevenue') });
    const both = { parameter: 'goldRevenue', values: ['1.00'], from: '1.00' };
    expect(problemOf(await post('/v1/sweeps', { axes: [both] }), 'invalid-request').findings[0]?.pointer).toBe('/axes/0');
    const nowhere = problemOf(await post('/v1/goals', { ...goal, simulation: simulation('nosuch') }), 'invalid-simulation');
    expect(nowhere.findings[0]?.pointer).toBe('/simulation/history');
    const { from: _, ...unbounded } = goal;
    expect(problemOf(await post('/v1/goals', unbounded), 'invalid-simulation').findings[0]?.pointer).toBe('/by');
  });

  test('what counts nothing says so; what is cancelled may name the type of a body that it lacks', async () => {
    const app = await served(database);
    const { history } = await imported(app);
    const { id, result } = (await ask(app, simulation(history, { until: '1999-01-01' }))).json();
    expect(result.notes).toContainEqual(expect.stringMatching(/^Nothing is counted: .* of 2026-01-10 to 2026-03-01,/));
    const headers = { 'content-type': 'application/json' };
    const cancelled = await app.inject({ method: 'DELETE', url: `/v1/simulations/${id}`, headers });
    expect(cancelled.json()).toMatchObject({ id, state: 'done' });
  });

  test('a list far too long is refused at once', async () => {
    const app = await served(database);
    const regions = Array.from({ length: 300_000 }, (_, index) => `r${index}`);
    const problem = problemOf(await ask(app, simulation('any', { filter: { regions } })), 'invalid-simulation');
    expect(problem.findings).toEqual([expect.objectContaining({ pointer: '/filter/regions' })]);
  });

  test('a large one is answered later: its address, its events', async () => {
    const app = await served(database, { answeredRows: 0 });
    const { history } = await imported(app);
    const answer = await ask(app, simulation(history));
    expect(answer.statusCode).toBe(202);
    const { id } = answer.json();
    expect(await lastEvent(app, `/v1/simulations/${id}/events`)).toMatchObject({ id, state: 'done' });
    expect((await app.inject(`/v1/simulations/${id}`)).json().result.sides).toHaveLength(2);
  });

  test('what names nothing is refused with what is near', async () => {
    const app = await served(database);
    const { history } = await imported(app);
    const unknown = problemOf(await ask(app, simulation(history, { parameters: { goldRevenu: '1.00' } })), 'invalid-simulation');
    expect(JSON.stringify(unknown.findings)).toContain('goldRevenue');
    problemOf(await ask(app, simulation('nosuch')), 'invalid-simulation');
    problemOf(await ask(app, { baseline: {} }), 'invalid-simulation');
    problemOf(await app.inject('/v1/simulations/nosuch'), 'unknown-simulation');
    problemOf(await app.inject('/v1/simulations/nosuch/events'), 'unknown-simulation');
    problemOf(await app.inject('/v1/histories/nosuch/facts'), 'unknown-history');
    problemOf(await app.inject('/v1/histories?limit=0'), 'invalid-request');
    problemOf(await app.inject({ method: 'PUT', url: '/v1/simulations' }), 'method-not-allowed');
  });

  test('a history is deleted with all that hangs on it', async () => {
    const app = await served(database);
    const { history } = await imported(app);
    const { id } = (await ask(app, simulation(history))).json();
    const deleted = await app.inject({ method: 'DELETE', url: `/v1/histories/${history}` });
    expect(deleted.statusCode).toBe(200);
    expect(deleted.headers['audit-head']).toMatch(RECEIPT);
    problemOf(await app.inject(`/v1/histories/${history}`), 'unknown-history');
    problemOf(await app.inject(`/v1/simulations/${id}`), 'unknown-simulation');
  });
});
