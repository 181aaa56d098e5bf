import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { openAccess } from '../../server/access/access.ts';
import { buildApp } from '../../server/http/app.ts';
import { work } from '../../server/jobs/worker.ts';
import { build } from '../cli/support.ts';
import { filesOf, lifeOf, TODAY } from '../lifecycle/support.ts';
import { holderOf } from '../support/access.ts';
import { databases, emptyStore, type TestDatabase } from '../support/databases.ts';
import { keysOfTest } from '../support/trail.ts';
import { type Asker, askerOf } from './life-support.ts';
import { form } from './multipart.ts';
import { EVALUATE, problemOf, quote } from './support.ts';
import { whatIfOfTest } from './what-if-support.ts';

const quick = { threads: 1, pollMs: 20, beatMs: 200, silentMs: 2_000 };

/** All that the server has, over an empty store. */
async function served(database: TestDatabase) {
  const store = await emptyStore(database);
  const life = await lifeOf(store, await keysOfTest());
  const access = openAccess({ store, trail: life.trail });
  onTestFinished(() => access.close());
  const whatIf = await whatIfOfTest(access);
  const app = buildApp({ book: life.book, access, life, whatIf, limits: { loopDelayMs: false, requestsPerMinute: false } });
  const stop = new AbortController();
  const working = store.kind === 'postgres' ? work(store, { ...quick, name: 'here', signal: stop.signal }) : Promise.resolve();
  onTestFinished(async () => {
    await app.close();
    stop.abort();
    await working;
  });
  const asker = async (name: string, ...roles: Parameters<typeof holderOf>[1]['roles']) =>
    askerOf(app, await holderOf(access, { name, roles }));
  return { app, life, dana: await asker('Dana', 'designer'), ada: await asker('Ada', 'approver'), olga: await asker('Olga', 'operator') };
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
const deals = 'order,date,reseller,amount\no-1,2026-01-10,acme,600.00\no-2,2026-03-10,acme,400.00\n';

/** An import, however it stands. */
const importing = (who: Asker, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}, csv = deals) => {
  const parts = Object.entries({ mapping: JSON.stringify(mapping), ...fields }).map(([name, value]) => ({ name, value }));
  const sent = form([...parts, { name: 'deals.csv', value: csv, file: true }]);
  return who.ask('POST /v1/imports', undefined, { ...sent.headers, ...headers }, sent.payload);
};

describe.each(databases)('from an empty store to a program in force, kept in $name', (database) => {
  beforeAll(build, 300_000);

  test('a new program: draft, history, simulation, submission, approval, publication, and one more that changes it', async () => {
    const { life, dana, ada, olga } = await served(database);
    expect((await dana.ask('GET /v1/programs')).json()).toEqual({ programs: [] });
    const draft = (await dana.ask('POST /v1/drafts', { program: 'small', name: 'First', from: { files: filesOf() } })).json();

    problemOf(await importing(olga, { program: 'small', name: 'deals' }), 'unknown-program');
    problemOf(await importing(olga, { draft: draft.id, program: 'small', name: 'deals' }), 'invalid-request');
    problemOf(await importing(olga, { draft: 'nosuch', name: 'deals' }), 'unknown-draft');
    const begun = await importing(olga, { draft: draft.id, name: 'deals' });
    expect([begun.statusCode, begun.headers.location]).toEqual([202, `/v1/imports/${begun.json().id}`]);
    const { history } = begun.json();
    await expect.poll(async () => (await olga.ask(`GET ${begun.headers.location}`)).json().state, { timeout: 60_000 }).toBe('done');

    const simulate = async (body: object): Promise<string> => {
      const asked = await dana.ask('POST /v1/simulations', { history, edits: false, bars: false, ...body });
      const { id } = asked.json();
      expect(asked.statusCode).toBeLessThan(300);
      await expect.poll(async () => (await dana.ask(`GET /v1/simulations/${id}`)).json().state, { timeout: 60_000 }).toBe('done');
      return id;
    };
    const publish = async (id: string, revision: number, simulation: string) => {
      const given = { revision, simulation, effectiveFrom: TODAY, note: '' };
      const submission = (await dana.ask(`POST /v1/drafts/${id}/submissions`, given)).json();
      const at = `POST /v1/submissions/${submission.id}`;
      expect((await ada.ask(`${at}/approvals`, { evidence: submission.evidenceHash })).statusCode).toBe(201);
      expect((await ada.ask(`${at}/publication`, {})).statusCode).toBe(201);
      return submission;
    };
    const first = await publish(draft.id, 1, await simulate({ baseline: { draft: draft.id }, candidates: [{ draft: draft.id }] }));
    expect(first.evidence).toMatchObject({ baseline: null, liability: { before: '0.00', after: '100.00', difference: '100.00' } });
    life.at('2026-05-11');

    const next = (await dana.ask('POST /v1/drafts', { program: 'small', name: 'Next', from: { version: first.version } })).json();
    await dana.ask(`PUT /v1/drafts/${next.id}`, { files: filesOf({ percent: 12 }) }, { 'if-match': '"1"' });
    const asked = { baseline: { program: 'small', on: '2026-05-11' }, candidates: [{ draft: next.id }] };
    const simulation = await simulate(asked);
    // the draft is named by what it says: what was asked of it stays, whatever becomes of it
    await dana.ask(`PUT /v1/drafts/${next.id}`, { files: filesOf({ percent: 13 }) }, { 'if-match': '"2"' });
    expect(await simulate(asked)).not.toBe(simulation);
    await dana.ask(`PUT /v1/drafts/${next.id}`, { files: filesOf({ percent: 12 }) }, { 'if-match': '"3"' });
    expect(await simulate(asked)).toBe(simulation);
    const late = { revision: 4, simulation, effectiveFrom: '2026-05-11', note: '' };
    const submission = (await dana.ask(`POST /v1/drafts/${next.id}/submissions`, late)).json();
    expect(submission.evidence.liability).toMatchObject({ before: '100.00', after: '120.00', rise: '0.200000' });
    await ada.ask(`POST /v1/submissions/${submission.id}/approvals`, { evidence: submission.evidenceHash });
    expect((await dana.ask(`POST /v1/submissions/${submission.id}/publication`, {})).statusCode).toBe(201);
    const { activity, ...rest } = quote();
    const paid = async (occurredOn: string) =>
      (await dana.ask(`POST ${EVALUATE}`, { ...rest, activity: { ...activity, occurredOn } })).json().decision.parties[0].lines[0].amount;
    expect([await paid('2026-05-10'), await paid('2026-05-11')]).toEqual(['60.00', '72.00']);
  });

  test('a draft with faults is told where it is asked for', async () => {
    const { dana, olga } = await served(database);
    const draft = (await dana.ask('POST /v1/drafts', { program: 'small', name: 'Broken', from: { files: [] } })).json();
    problemOf(await importing(olga, { draft: draft.id, name: 'deals' }), 'not-ready');
    const whole = (await dana.ask('POST /v1/drafts', { program: 'small', name: 'Whole', from: { files: filesOf() } })).json();
    const { history } = (await importing(olga, { draft: whole.id, name: 'deals' })).json();
    const ask = (id: string) => dana.ask('POST /v1/simulations', { history, baseline: { draft: whole.id }, candidates: [{ draft: id }] });
    const broken = problemOf(await ask(draft.id), 'invalid-simulation');
    expect(broken.findings).toEqual([
      expect.objectContaining({ pointer: '/candidates/0/draft', message: expect.stringContaining('errors') }),
    ]);
    expect(problemOf(await ask('nosuch'), 'invalid-simulation').findings[0]?.pointer).toBe('/candidates/0/draft');
  });

  test('files are imported once under an idempotency key, and their history is made once', async () => {
    const { dana, olga } = await served(database);
    const { id: draft } = (await dana.ask('POST /v1/drafts', { program: 'small', name: 'First', from: { files: filesOf() } })).json();
    const key = { 'idempotency-key': 'import-1' };
    const first = await importing(olga, { draft, name: 'deals' }, key);
    const again = await importing(olga, { draft, name: 'deals' }, key);
    expect([again.statusCode, again.body, again.headers['idempotency-replayed']]).toEqual([202, first.body, 'true']);
    for (const name of ['location', 'audit-head']) expect(again.headers[name]).toBe(first.headers[name]);
    problemOf(await importing(olga, { draft, name: 'other' }, key), 'idempotency-mismatch');
    problemOf(await importing(olga, { draft, name: 'deals' }, key, deals.replace('600', '700')), 'idempotency-mismatch');
    expect((await olga.ask('GET /v1/histories')).json().histories).toHaveLength(1);
    await expect.poll(async () => (await olga.ask(`GET ${first.headers.location}`)).json().state, { timeout: 60_000 }).toBe('done');
    await importing(olga, { draft, name: 'deals' });
    expect((await olga.ask('GET /v1/histories')).json().histories).toHaveLength(2);
    // what is refused leaves no history behind
    problemOf(await importing(olga, { draft, name: 'x'.repeat(201) }), 'invalid-request');
    expect((await olga.ask('GET /v1/histories')).json().histories).toHaveLength(2);
  });
});
