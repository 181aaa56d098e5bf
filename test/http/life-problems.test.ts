import { describe, expect, test } from 'vitest';
import { lived } from '../../server/http/lived.ts';
import { kept } from '../../server/http/stored.ts';
import { LifecycleError } from '../../server/lifecycle/model.ts';
import { claimKeys } from '../../server/store/answers/kept-answers.ts';
import { StoreError } from '../../server/store/errors.ts';
import { filesOf } from '../lifecycle/support.ts';
import { databases } from '../support/databases.ts';
import { approval, drafted, type SmallInForce, serveSmall, simulatedFor, submitted } from './life-support.ts';
import { type LifeProblem, problemOf } from './support.ts';

const NEVER = '0198f3c2-7a4e-7d10-9c3b-5f2a61d0e7b4';
const NO_HASH = '0'.repeat(64);

/** One for each code, so that the table can't grow without one. */
const provoked: Record<LifeProblem, (small: SmallInForce) => Promise<void>> = {
  'unknown-draft': async ({ dana }) => {
    for (const id of [NEVER, 'nosuch', '__proto__', "' or 1=1", '%00']) {
      const at = `/v1/drafts/${encodeURIComponent(id)}`;
      for (const line of [`GET ${at}`, `GET ${at}/check`, `GET ${at}/tests`]) problemOf(await dana.ask(line), 'unknown-draft');
      problemOf(await dana.ask(`PUT ${at}`, { files: [] }, { 'if-match': '"1"' }), 'unknown-draft');
      problemOf(await dana.ask(`DELETE ${at}`, undefined, { 'if-match': '"1"' }), 'unknown-draft');
    }
  },
  'unknown-submission': async ({ ada, bert }) => {
    for (const id of [NEVER, 'nosuch', '%00']) {
      const at = `/v1/submissions/${encodeURIComponent(id)}`;
      problemOf(await ada.ask(`GET ${at}`), 'unknown-submission');
      problemOf(await ada.ask(`GET ${at}/comments`), 'unknown-submission');
      problemOf(await ada.ask(`POST ${at}/approvals`, { evidence: NO_HASH }), 'unknown-submission');
      for (const path of ['returns', 'withdrawal'])
        problemOf(await bert.ask(`POST ${at}/${path}`, { reason: 'No.' }), 'unknown-submission');
      problemOf(await ada.ask(`POST ${at}/publication`, {}), 'unknown-submission');
      problemOf(await ada.ask(`POST ${at}/comments`, { text: 'Hm.' }), 'unknown-submission');
    }
  },
  'unknown-version': async ({ dana, ada }) => {
    problemOf(await ada.ask(`GET /v1/programs/small/versions/${NO_HASH}`), 'unknown-version');
    problemOf(await ada.ask(`GET /v1/programs/small/difference?from=${NO_HASH}&to=in-force`), 'unknown-version');
    problemOf(await ada.ask('POST /v1/programs/small/timeline', { version: NO_HASH, reason: 'Back.' }), 'unknown-version');
    problemOf(await dana.ask('POST /v1/drafts', { program: 'small', name: 'x', from: { version: NO_HASH } }), 'unknown-version');
  },
  'unknown-timeline-entry': async ({ ada }) => {
    for (const entry of [NEVER, 'nosuch'])
      problemOf(await ada.ask(`DELETE /v1/programs/small/timeline/${entry}?reason=No`), 'unknown-timeline-entry');
  },
  'precondition-required': async ({ dana }) => {
    const { id } = await drafted(dana, 11);
    for (const headers of [{}, { 'if-match': '*' }, { 'if-match': ' ' }]) {
      problemOf(await dana.ask(`PUT /v1/drafts/${id}`, { files: filesOf() }, headers), 'precondition-required');
      problemOf(await dana.ask(`DELETE /v1/drafts/${id}`, undefined, headers), 'precondition-required');
    }
    problemOf(await dana.ask(`PUT /v1/drafts/${id}`, { files: filesOf() }, { 'if-match': 'latest' }), 'invalid-request');
    expect((await dana.ask(`GET /v1/drafts/${id}`)).headers.etag).toBe('"1"');
  },
  'changed-meanwhile': async ({ dana, bert }) => {
    const { id } = await drafted(dana, 11);
    const saved = await bert.ask(`PUT /v1/drafts/${id}`, { files: filesOf({ percent: 12 }) }, { 'if-match': '"1"' });
    expect([saved.statusCode, saved.headers.etag]).toEqual([200, '"2"']);
    const stale = await dana.ask(`PUT /v1/drafts/${id}`, { files: filesOf({ percent: 13 }) }, { 'if-match': '"1"' });
    expect(problemOf(stale, 'changed-meanwhile', { current: 2 }).findings).toEqual(
      expect.arrayContaining([expect.objectContaining({ message: expect.stringMatching(/deal\.amount \* 0\.13.*deal\.amount \* 0\.12/) })]),
    );
    expect(stale.headers.etag).toBe('"2"');
    problemOf(await dana.ask(`DELETE /v1/drafts/${id}`, undefined, { 'if-match': '"1"' }), 'changed-meanwhile', { current: 2 });
    const { files, authors } = (await dana.ask(`GET /v1/drafts/${id}`)).json();
    expect(files).toEqual(filesOf({ percent: 12 }));
    expect(authors.map(({ name }: { name: string }) => name)).toEqual(['Dana', 'Bert']);
  },
  'not-ready': async (small) => {
    const { dana } = small;
    const draft = await drafted(dana, 11);
    const at = `POST /v1/drafts/${draft.id}/submissions`;
    const given = { revision: 1, simulation: NEVER, effectiveFrom: '2026-06-01', note: '' };
    const none = problemOf(await dana.ask(at, given), 'not-ready');
    expect(none.findings).toEqual([expect.objectContaining({ pointer: '/simulation', hint: expect.stringContaining('/v1/simulations') })]);
    const other = await drafted(dana, 12);
    const ofOther = { ...given, simulation: await simulatedFor(small, other, given.effectiveFrom) };
    problemOf(await dana.ask(at, ofOther), 'not-ready');
    problemOf(await dana.ask(at, { ...given, effectiveFrom: '2026-02-30' }), 'not-ready');
  },
  'own-draft': async (small) => {
    const { bert, dana } = small;
    const draft = await drafted(dana, 11);
    const saved = await bert.ask(`PUT /v1/drafts/${draft.id}`, { files: filesOf({ percent: 12 }) }, { 'if-match': '"1"' });
    const submission = await submitted(small, dana, saved.json(), '2026-06-01');
    problemOf(await bert.ask(`POST /v1/submissions/${submission.id}/approvals`, approval(submission)), 'own-draft');
  },
  'not-shown': async (small) => {
    const { dana, ada } = small;
    const submission = await submitted(small, dana, await drafted(dana, 11), '2026-06-01');
    problemOf(await ada.ask(`POST /v1/submissions/${submission.id}/approvals`, { evidence: NO_HASH }), 'not-shown');
    expect((await ada.ask(`GET /v1/submissions/${submission.id}`)).json()).toMatchObject({ state: 'pending', approvals: [] });
  },
  'past-unconfirmed': async (small) => {
    const { dana, ada } = small;
    const submission = await submitted(small, dana, await drafted(dana, 11), '2026-04-01');
    const at = `/v1/submissions/${submission.id}`;
    expect((await ada.ask(`POST ${at}/approvals`, approval(submission))).statusCode).toBe(201);
    // of one deal of 100.00 since then
    const refused = problemOf(await ada.ask(`POST ${at}/publication`, {}), 'past-unconfirmed', { posts: '1.00' });
    expect(refused.detail).toContain('reconcile posts 1.00 USD');
    problemOf(await ada.ask(`POST ${at}/publication`, { confirmPast: '2.00' }), 'past-unconfirmed', { posts: '1.00' });
    const published = await ada.ask(`POST ${at}/publication`, { confirmPast: refused.posts });
    expect(published.statusCode).toBe(201);
    expect(published.json().entry).toMatchObject({ effectiveFrom: '2026-04-01', state: 'in-force' });
  },
  'wrong-state': async (small) => {
    const { dana, ada } = small;
    const submission = await submitted(small, dana, await drafted(dana, 11), '2026-06-01');
    const at = `/v1/submissions/${submission.id}`;
    problemOf(await ada.ask(`POST ${at}/publication`, {}), 'wrong-state');
    expect((await dana.ask(`POST ${at}/withdrawal`, { reason: 'Not yet.' })).json().submission).toMatchObject({
      state: 'withdrawn',
      because: 'Dana: Not yet.',
    });
    for (const [who, path, payload] of [
      [ada, 'approvals', approval(submission)],
      [ada, 'returns', { reason: 'No.' }],
      [dana, 'withdrawal', { reason: 'Again.' }],
      [ada, 'publication', {}],
    ] as const)
      problemOf(await who.ask(`POST ${at}/${path}`, payload), 'wrong-state');
    const work = kept('unknown-history', () => Promise.reject(new StoreError('changed', 'It is not what it was.')));
    await expect(work).rejects.toMatchObject({ code: 'wrong-state' });
  },
  'idempotency-mismatch': async ({ dana }) => {
    const key = { 'idempotency-key': 'begin-1' };
    const draft = { program: 'small', name: 'one', from: { files: [] } };
    expect((await dana.ask('POST /v1/drafts', draft, key)).statusCode).toBe(201);
    problemOf(await dana.ask('POST /v1/drafts', { ...draft, name: 'other' }, key), 'idempotency-mismatch');
    problemOf(await dana.ask('POST /v1/drafts/nosuch/submissions', submission, key), 'idempotency-mismatch');
  },
  'under-way': async ({ dana, life }) => {
    const draft = { program: 'small', name: 'one', from: { files: [] } };
    await life.store.transaction(async (tx) => {
      expect(await claimKeys(tx, [{ asker: dana.id, key: 'k' }])).toEqual([true]);
      const refused = await dana.ask('POST /v1/drafts', draft, { 'idempotency-key': 'k' });
      problemOf(refused, 'under-way');
      expect(refused.headers['retry-after']).toBe('1');
    });
    expect((await dana.ask('POST /v1/drafts', draft, { 'idempotency-key': 'k' })).statusCode).toBe(201);
  },
};

const submission = { revision: 1, simulation: NEVER, effectiveFrom: '2026-06-01', note: '' };

describe.each(databases)('in $name', (database) => {
  // the embedded database has one connection: nothing else is done while a transaction is open
  const codes = Object.entries(provoked).filter(([code]) => code !== 'under-way' || database.kind === 'postgres');
  test.each(codes)('the problem %s', async (_code, provoke) => {
    await provoke(await serveSmall(database));
  });
});

test('more than is kept is told as a limit', async () => {
  const work = lived('unknown-draft', () => Promise.reject(new LifecycleError('limit', 'No more are kept.')));
  await expect(work).rejects.toMatchObject({ code: 'limit-reached' });
});
