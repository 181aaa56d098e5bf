import { describe, expect, test } from 'vitest';
import { openDeals } from '../../server/deals/deals.ts';
import { packed } from '../../server/deals/load-shard.ts';
import { SecondState } from '../../server/deals/second.ts';
import { createCompiled } from '../../server/engine/compiled/evaluator.ts';
import { isoToDay } from '../../server/engine/facts/render.ts';
import { createReference } from '../../server/engine/reference/evaluator.ts';
import { keepState } from '../../server/store/deals/states.ts';
import { askerOf, serveOf } from '../http/life-support.ts';
import { type DealProblem, problemOf } from '../http/support.ts';
import { holderOf } from '../support/access.ts';
import { databases } from '../support/databases.ts';
import { type DealsServed, serveDeals } from './http-support.ts';
import { protecting, registration } from './protecting.ts';
import { deal } from './support.ts';

const NOBODY = '01900000-0000-7000-8000-000000000000';

const provoked: Record<DealProblem, (served: DealsServed) => Promise<void>> = {
  'unknown-decision': async ({ dana }) => {
    problemOf(await dana.ask(`GET /v1/decisions/${NOBODY}`), 'unknown-decision');
    problemOf(await dana.ask(`POST /v1/decisions/${NOBODY}/replay`), 'unknown-decision');
    problemOf(await dana.ask('GET /v1/decisions/nothing'), 'unknown-decision');
  },
  'unknown-shadow': async ({ dana }) => {
    problemOf(await dana.ask('GET /v1/programs/small/shadow'), 'unknown-shadow');
  },
  'revision-conflict': async ({ record }) => {
    await record(deal('d-1', '2026-03-01', '600.00'));
    const { findings } = problemOf(await record(deal('d-1', '2026-03-01', '601.00')), 'revision-conflict');
    expect(findings[0]?.pointer).toBe('/activity/revision');
  },
  'held-by-another': async ({ record }) => {
    await record(registration('r-1', 'acme'));
    problemOf(await record(registration('r-2', 'bolt')), 'held-by-another', { until: '2026-08-08', decision: expect.any(String) });
  },
  'evaluators-differ': async ({ life }) => {
    // a process that finds states of which one is wrong
    await tamper(life);
    const logged: unknown[] = [];
    const deals = openDeals({ store: life.store, trail: life.trail, now: life.now, onError: (error) => logged.push(error) });
    const { app, access } = await serveOf(life, { deals });
    const system = askerOf(app, await holderOf(access, { roles: ['system'], programs: ['small'] }));
    const before = await life.store.db.selectFrom('ledger_lines').select('id').execute();
    const answer = await system.ask('POST /v1/activities', { program: 'small', activity: deal('d-9', '2026-05-10', '5.00') });
    expect(problemOf(answer, 'evaluators-differ').detail).toContain('deal-closed d-9');
    expect(await life.store.db.selectFrom('ledger_lines').select('id').execute()).toEqual(before);
    expect(await life.store.db.selectFrom('history_activities').select('id').where('id', '=', 'd-9').execute()).toEqual([]);
    // whoever runs the server is told too
    expect((await system.ask('GET /health')).json().evaluatorsDiffered).toBe(1);
    expect(logged).toMatchObject([{ name: 'DecidersDiffer', message: expect.stringContaining('deal-closed d-9') }]);
  },
};

/** The kept states of the one shard, of which the compiled one has acme in another tier. */
async function tamper({ store, book }: DealsServed['life']): Promise<void> {
  const timeline = book.timeline('small');
  const row = await store.db.selectFrom('live_shards').selectAll().executeTakeFirstOrThrow();
  if (timeline === undefined) throw new Error('the program is not in force');
  const enrolled = { partner: 'acme', partnerType: 'reseller', enrolledOn: isoToDay('2026-01-01') ?? 0, profile: new Map() };
  const { steps, state_hash: hash, timeline: name } = row;
  const compiled = createCompiled(timeline).begin([{ ...enrolled, tier: 'gold' }]);
  const by = { reference: createReference(timeline) };
  const reference = SecondState.begin(by.reference, [enrolled], {});
  await keepState(store.db, await packed('small', row.shard, { compiled, reference, steps, hash, timeline: name }, by));
}

describe.each(databases)('problems of deal time on $name', (database) => {
  test('each of them', async () => {
    const served = await serveDeals(database, protecting);
    await served.enroll('acme', 'bolt');
    for (const provoke of Object.values(provoked)) await provoke(served);
  });
});
