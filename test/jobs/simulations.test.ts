import { setTimeout } from 'node:timers/promises';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { cutOf } from '../../server/engine/columns/cut.ts';
import { runElsewhere } from '../../server/jobs/elsewhere.ts';
import { runHere } from '../../server/jobs/here.ts';
import { ask } from '../../server/jobs/question.ts';
import type { Runner } from '../../server/jobs/runner.ts';
import { DEFAULT_SETTINGS, type JobSettings } from '../../server/jobs/settings.ts';
import { openSimulations, type Simulations } from '../../server/jobs/simulations.ts';
import { work } from '../../server/jobs/worker.ts';
import type { Store } from '../../server/store/open-store.ts';
import { keepQuestion, type StoredSimulation } from '../../server/store/simulations.ts';
import { build } from '../cli/support.ts';
import { timelineOf } from '../store/support.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { ada, trailOf } from '../support/trail.ts';
import { expected, question, sales, source, uncut } from './support.ts';

const quick: Partial<JobSettings> = { threads: 1, pollMs: 50, beatMs: 200, silentMs: 2_000 };

/** Where answers are given: by this process, or with PostgreSQL by a worker in it. */
async function answering(store: Store, settings: Partial<JobSettings> = {}): Promise<Simulations> {
  const simulations = await openSimulations(store, await trailOf(store), { ...quick, ...settings });
  const stop = new AbortController();
  const working = store.kind === 'postgres' ? work(store, { ...quick, ...settings, name: 'here', signal: stop.signal }) : Promise.resolve();
  onTestFinished(async () => {
    stop.abort();
    await working;
    await simulations.close();
  });
  return simulations;
}

/** Keeps questions that were not read before. */
async function runnerOf(store: Store): Promise<Runner> {
  const settings = { ...DEFAULT_SETTINGS, ...quick };
  const runner = store.kind === 'embedded' ? await runHere(store, settings, () => undefined) : await runElsewhere(store, () => undefined);
  onTestFinished(() => runner.close());
  return runner;
}

async function submitted(simulations: Simulations, request: unknown): Promise<string> {
  const asked = await simulations.submit(ada, request, source);
  if (!asked.ok) throw new Error(asked.findings.map(({ message }) => message).join(' '));
  return asked.id;
}

describe.each(databases)('kept simulations in $name', (database) => {
  beforeAll(build, 300_000);

  test.each([1, 2, 7])('cut into %i come to what one piece comes to, to the byte', async (shards) => {
    const store = await emptyStore(database);
    const history = await sales(store);
    const simulations = await answering(store, { shards });
    const id = await submitted(simulations, question(history));
    expect(await simulations.wait(id, 60_000)).toMatchObject({ state: 'done', error: null });
    expect(await simulations.result(id)).toBe(await expected(store, question(history)));
  });

  test('what can not be cut comes to the same too', async () => {
    const store = await emptyStore(database);
    const history = await sales(store);
    const simulations = await answering(store, { shards: 7 });
    expect(cutOf(timelineOf(uncut)).by).toBe('nothing');
    const request = question(history, { candidates: [{ name: 'shared', documents: [{ ...uncut }], rival: true }] });
    const id = await submitted(simulations, request);
    expect(await simulations.wait(id, 60_000)).toMatchObject({ state: 'done' });
    expect(await simulations.result(id)).toBe(await expected(store, request));
  });

  test('the same question over the same history is answered once', async () => {
    const store = await emptyStore(database);
    const history = await sales(store, 60);
    const simulations = await answering(store);
    const asked = await Promise.all(Array.from({ length: 5 }, () => simulations.submit(ada, question(history), source)));
    const ids = asked.map((one) => (one.ok ? one.id : undefined));
    expect(new Set(ids).size).toBe(1);
    expect(asked.filter((one) => one.ok && one.isNew)).toHaveLength(1);
    const [id = ''] = ids;
    await simulations.wait(id, 60_000);
    expect(await simulations.submit(ada, { ...question(history) }, source)).toMatchObject({ ok: true, id, isNew: false });
    const other = await simulations.submit(ada, question(history, { edits: false }), source);
    expect(other).toMatchObject({ ok: true, isNew: true });
    expect((await simulations.list()).items.map((one) => one.id)).toContain(id);
  });

  test('one is followed from the first moment to the last', async () => {
    const store = await emptyStore(database);
    const simulations = await answering(store, { shards: 7 });
    const id = await submitted(simulations, question(await sales(store)));
    const seen: StoredSimulation[] = [];
    for await (const now of simulations.events(id)) seen.push(now);
    expect(seen.at(-1)).toMatchObject({ state: 'done' });
    expect(seen.at(-1)?.done).toBe(seen.at(-1)?.all);
    expect(seen.at(-1)?.all).toBeGreaterThan(0);
    expect(seen.map(({ done }) => done)).toEqual(seen.map(({ done }) => done).sort((a, b) => a - b));
  });

  test('what is wrong is told before anything is kept', async () => {
    const store = await emptyStore(database);
    const history = await sales(store, 60);
    const simulations = await answering(store);
    const wrong = async (request: unknown) => {
      const asked = await simulations.submit(ada, request, source);
      return asked.ok ? [] : asked.findings.map(({ code, pointer }) => [code, pointer]);
    };
    expect(await wrong(question(history.replace(/^./, 'f')))).toEqual([['unknown-history', '/history']]);
    expect((await wrong({ ...question(history), baseline: {} }))[0]?.[1]).toBe('/baseline');
    expect((await wrong(question(history, { baseline: { program: 'smal' } })))[0]?.[1]).toBe('/baseline/program');
    expect((await simulations.list()).items).toEqual([]);
  });

  test('one that takes too long fails, and may be asked again', async () => {
    const store = await emptyStore(database);
    const history = await sales(store, 60);
    const simulations = await answering(store, { limitMs: 0 });
    const id = await submitted(simulations, question(history));
    expect(await simulations.wait(id, 60_000)).toMatchObject({ state: 'failed', error: expect.stringContaining('time limit') });
    expect(await simulations.result(id)).toBeUndefined();
    expect(await simulations.submit(ada, question(history), source)).toMatchObject({ ok: true, isNew: true });
  });

  test('one that waits is cancelled, stays so, and may be asked again', async () => {
    const store = await emptyStore(database);
    const history = await sales(store);
    const simulations = await answering(store, { shards: 7 });
    const before = await submitted(simulations, question(history));
    const id = await submitted(simulations, question(history, { edits: false }));
    await simulations.cancel(ada, id);
    expect(await simulations.get(id)).toMatchObject({ state: 'cancelled' });
    expect(await simulations.wait(before, 60_000)).toMatchObject({ state: 'done' });
    expect(await simulations.get(id)).toMatchObject({ state: 'cancelled', error: null });
    const again = await simulations.submit(ada, question(history, { edits: false }), source);
    expect(again).toMatchObject({ ok: true, isNew: true });
    if (again.ok) expect(await simulations.wait(again.id, 60_000)).toMatchObject({ state: 'done' });
    await simulations.cancel(ada, before);
    expect(await simulations.get(before)).toMatchObject({ state: 'done' });
  });

  test('one that nobody has taken up is cancelled before it begins', async () => {
    const store = await emptyStore(database);
    const history = await sales(store, 60);
    const asked = await ask(store, question(history), source);
    if (!asked.ok) throw new Error('it is a sound question');
    const { id } = await store.transaction((tx) => keepQuestion(tx, asked.question));
    await store.db.updateTable('simulations').set({ state: 'cancelled' }).where('id', '=', id).execute();
    const simulations = await answering(store);
    await setTimeout(500);
    expect(await simulations.get(id)).toMatchObject({ state: 'cancelled' });
    expect(await simulations.submit(ada, question(history), source)).toMatchObject({ ok: true, isNew: true });
  });

  test('one that is kept and has no job, as in a store that was restored, is answered', async () => {
    const store = await emptyStore(database);
    const history = await sales(store, 60);
    const asked = await ask(store, question(history), source);
    if (!asked.ok) throw new Error('it is a sound question');
    const { id } = await store.transaction((tx) => keepQuestion(tx, asked.question));
    const simulations = await answering(store);
    expect(await simulations.wait(id, 60_000)).toMatchObject({ state: 'done' });
  });

  test('what nobody can answer fails in the end, and says why', async () => {
    const store = await emptyStore(database);
    const history = await sales(store, 60);
    const asked = await ask(store, question(history), source);
    if (!asked.ok) throw new Error('it is a sound question');
    const simulations = await answering(store);
    const other = { ...asked.question, requestHash: 'f'.repeat(64) };
    const { id } = await (await runnerOf(store)).submit(other, async () => undefined);
    expect(await simulations.wait(id, 60_000)).toMatchObject({ state: 'failed', error: expect.stringContaining('could not be answered') });
  });
});
