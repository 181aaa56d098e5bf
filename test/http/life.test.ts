import { describe, expect, test } from 'vitest';
import { approvalText } from '../../server/lifecycle/approve.ts';
import { simulated } from '../lifecycle/simulations.ts';
import { filesOf, TODAY, withFile } from '../lifecycle/support.ts';
import { databases } from '../support/databases.ts';
import { type Asker, approval, drafted, type SmallInForce, type Submitted, serveLife, serveSmall, submitted } from './life-support.ts';
import { EVALUATE, problemOf, quote } from './support.ts';

/** What a deal of 600.00 pays now. */
async function commission({ asker }: Pick<SmallInForce, 'asker'>, occurredOn: string): Promise<string> {
  const desk = await asker('desk', 'viewer');
  const { activity, ...rest } = quote();
  const answer = await desk.ask(`POST ${EVALUATE}`, { ...rest, activity: { ...activity, occurredOn } });
  return answer.json().decision.parties[0].lines[0].amount;
}

const approved = async (by: Asker, submission: Submitted): Promise<void> => {
  const answer = await by.ask(`POST /v1/submissions/${submission.id}/approvals`, approval(submission));
  expect(answer.statusCode).toBe(201);
  expect(answer.json().submission.state).toBe('approved');
};

const stateOf = async (asker: Asker, { id }: { readonly id: string }) => {
  const { state, because } = (await asker.ask(`GET /v1/submissions/${id}`)).json();
  return { state, because };
};

describe.each(databases)('the life of a program over HTTP, kept in $name', (database) => {
  test('from draft to law: two people, a day to come, quotes before and from it', async () => {
    const small = await serveSmall(database);
    const { life, dana, ada, version } = small;
    const begun = await dana.ask('POST /v1/drafts', { program: 'small', name: 'Twelve', from: { version } });
    expect([begun.statusCode, begun.headers.etag]).toEqual([201, '"1"']);
    const { id } = begun.json();
    expect(begun.headers.location).toBe(`/v1/drafts/${id}`);
    expect(begun.headers['audit-head']).toMatch(/^\d+:[0-9a-f]{64}:[\w-]+$/);
    const whole = (await dana.ask(`GET /v1/drafts/${id}`)).json();
    expect(whole.files).toEqual(expect.arrayContaining(filesOf().map((file) => ({ ...file }))));
    expect((await dana.ask(`GET /v1/drafts/${id}/difference`)).json()).toMatchObject({ edits: [], lines: [], files: [] });

    const saved = await dana.ask(`PUT /v1/drafts/${id}`, { files: filesOf({ percent: 12 }) }, { 'if-match': '"1"' });
    expect([saved.statusCode, saved.headers.etag, saved.json().revision]).toEqual([200, '"2"', 2]);
    expect(saved.json().files).toBeUndefined();
    const check = (await dana.ask(`GET /v1/drafts/${id}/check`)).json();
    expect(check).toMatchObject({ draft: id, revision: 2, ok: true, version: expect.stringMatching(/^[0-9a-f]{64}$/) });
    expect((await dana.ask(`GET /v1/drafts/${id}/tests`)).json()).toMatchObject({ ok: true, passed: 1, failed: 0 });
    const difference = (await ada.ask(`GET /v1/drafts/${id}/difference`)).json();
    expect(difference.edits).toEqual([expect.objectContaining({ address: 'rules/commission', change: 'changed' })]);

    const submission = await submitted(small, dana, saved.json(), '2026-06-01');
    const shown = (await ada.ask(`GET /v1/submissions/${submission.id}`)).json();
    expect(shown).toMatchObject({
      state: 'pending',
      version: check.version,
      evidence: {
        draft: { id, revision: 2, version: check.version },
        baseline: { versions: [{ version, effectiveFrom: null }] },
        scenarios: { passed: 1 },
        liability: { before: '160.00', after: '192.00', difference: '32.00', rise: '0.200000' },
      },
      submittedBy: { name: 'Dana' },
      approvals: [],
    });
    expect((await ada.ask(`POST /v1/submissions/${submission.id}/comments`, { text: 'Why?' })).statusCode).toBe(201);
    await dana.ask(`POST /v1/submissions/${submission.id}/comments`, { text: 'Rivals.' });
    const { comments } = (await ada.ask(`GET /v1/submissions/${submission.id}/comments`)).json();
    expect(comments.map(({ by, text }: { by: { name: string }; text: string }) => [by.name, text])).toEqual([
      ['Ada', 'Why?'],
      ['Dana', 'Rivals.'],
    ]);

    problemOf(await dana.ask(`POST /v1/submissions/${submission.id}/approvals`, approval(submission)), 'not-allowed');
    const yes = await ada.ask(`POST /v1/submissions/${submission.id}/approvals`, approval(submission));
    const { receipt, submission: now } = yes.json();
    expect(yes.headers['audit-head']).toBe(`${receipt.entry}:${receipt.hash}:${receipt.signature}`);
    const [{ signature, at, by, evidenceHash }] = now.approvals;
    const signed = approvalText({ submission: submission.id, evidence: evidenceHash, approver: by.id, at });
    expect(life.trail.isSigned(signed, signature)).toBe(true);

    const published = await dana.ask(`POST /v1/submissions/${submission.id}/publication`, {});
    expect(published.statusCode).toBe(201);
    expect(published.json()).toMatchObject({
      submission: { state: 'published' },
      entry: { version: check.version, effectiveFrom: '2026-06-01', state: 'scheduled', submission: submission.id, by: { name: 'Dana' } },
      receipt: { entry: expect.any(Number) },
    });
    expect([await commission(small, '2026-05-31'), await commission(small, '2026-06-01')]).toEqual(['60.00', '72.00']);
    const { versions } = (await ada.ask('GET /v1/programs/small')).json();
    expect(versions.map(({ hash, effectiveFrom }: { hash: string; effectiveFrom?: string }) => [hash, effectiveFrom])).toEqual([
      [version, undefined],
      [check.version, '2026-06-01'],
    ]);
    life.at('2026-06-02');
    const timeline = (await ada.ask('GET /v1/programs/small/timeline')).json();
    expect(timeline.today).toBe('2026-06-02');
    expect(timeline.entries.map(({ state }: { state: string }) => state)).toEqual(['past', 'in-force']);
    const kept = (await ada.ask(`GET /v1/programs/small/versions/${check.version}`)).json();
    expect(kept.files).toEqual(filesOf({ percent: 12 }));
    expect(kept.document.effectiveFrom).toBeUndefined();
    const between = (await ada.ask(`GET /v1/programs/small/difference?from=${version}&to=in-force`)).json();
    expect(between.lines).toEqual(difference.lines);
    const trail = await life.trail.list();
    expect(trail.items.map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'draft-begun',
        'draft-saved',
        'draft-submitted',
        'submission-commented',
        'submission-approved',
        'submission-published',
      ]),
    );
  });

  test('what was submitted lapses when its draft is saved or discarded', async () => {
    const small = await serveSmall(database);
    const { dana, bert, ada } = small;
    const draft = await drafted(dana, 11);
    const submission = await submitted(small, dana, draft, '2026-06-01');
    await approved(ada, submission);
    const same = await bert.ask(`PUT /v1/drafts/${draft.id}`, { files: filesOf({ percent: 11 }) }, { 'if-match': '"1"' });
    expect([same.statusCode, same.headers.etag, same.headers['audit-head']]).toEqual([200, '"1"', undefined]);
    expect(await stateOf(ada, submission)).toEqual({ state: 'approved' });
    await bert.ask(`PUT /v1/drafts/${draft.id}`, { files: filesOf({ percent: 50 }) }, { 'if-match': '"1"' });
    expect(await stateOf(ada, submission)).toEqual({ state: 'lapsed', because: expect.stringContaining('revision 2 by Bert') });
    problemOf(await ada.ask(`POST /v1/submissions/${submission.id}/publication`, {}), 'wrong-state');
    problemOf(await ada.ask(`POST /v1/submissions/${submission.id}/approvals`, approval(submission)), 'wrong-state');
    const again = await submitted(small, dana, { ...draft, revision: 2 }, '2026-06-01');
    expect((await dana.ask(`DELETE /v1/drafts/${draft.id}`, undefined, { 'if-match': '"2"' })).json().state).toBe('discarded');
    expect((await stateOf(ada, again)).state).toBe('lapsed');
    problemOf(await dana.ask(`PUT /v1/drafts/${draft.id}`, { files: [] }, { 'if-match': '"2"' }), 'wrong-state');
    expect((await dana.ask('GET /v1/drafts')).json().drafts).toEqual([]);
    expect((await dana.ask('GET /v1/drafts?state=discarded')).json().drafts).toHaveLength(1);
  });

  test('and when what it was compared with is another', async () => {
    const small = await serveSmall(database);
    const { dana, ada, version } = small;
    const pending = await submitted(small, dana, await drafted(dana, 11), '2026-07-01');
    const waiting = await submitted(small, dana, await drafted(dana, 12), '2026-08-01');
    const first = await submitted(small, dana, await drafted(dana, 13), TODAY);
    for (const each of [waiting, first]) await approved(ada, each);
    expect((await ada.ask(`POST /v1/submissions/${first.id}/publication`, {})).statusCode).toBe(201);
    for (const each of [pending, waiting])
      expect(await stateOf(ada, each)).toEqual({ state: 'lapsed', because: expect.stringContaining('The timeline changed') });
    expect(await stateOf(ada, first)).toEqual({ state: 'published' });
    // and by rolling back
    const next = await submitted(small, dana, await drafted(dana, 14), '2026-07-01');
    await ada.ask('POST /v1/programs/small/timeline', { version, reason: 'Too much.' });
    expect((await stateOf(ada, next)).state).toBe('lapsed');
  });

  test('what raises the payout past the limit of the program takes a second approver', async () => {
    const small = await serveSmall(database, { approval: { payoutRise: '0.05', approvers: 2 } });
    const { dana, ada, asker } = small;
    const limit = { approval: { payoutRise: '0.05', approvers: 2 } };
    const submission = await submitted(small, dana, await drafted(dana, 12, limit), '2026-06-01');
    const at = `POST /v1/submissions/${submission.id}`;
    expect((await ada.ask(`${at}/approvals`, approval(submission))).json().submission.state).toBe('pending');
    problemOf(await ada.ask(`${at}/publication`, {}), 'wrong-state');
    const again = await ada.ask(`${at}/approvals`, approval(submission));
    expect(again.json().submission).toMatchObject({ state: 'pending', approvals: [{ by: { name: 'Ada' } }] });
    await approved(await asker('Carl', 'approver'), submission);
    expect((await ada.ask(`${at}/publication`, {})).statusCode).toBe(201);
    expect(problemOf(await ada.ask(`${at}/publication`, {}), 'wrong-state').detail).toBe(
      'This submission is published; it can not be published again.',
    );
  });

  test('a submission is returned with a reason', async () => {
    const small = await serveSmall(database);
    const { dana, ada } = small;
    const submission = await submitted(small, dana, await drafted(dana, 11), '2026-06-01');
    problemOf(await ada.ask(`POST /v1/submissions/${submission.id}/returns`, { reason: '' }), 'invalid-request');
    await ada.ask(`POST /v1/submissions/${submission.id}/returns`, { reason: 'The note says nothing.' });
    expect(await stateOf(dana, submission)).toEqual({ state: 'returned', because: 'Ada: The note says nothing.' });
    expect(problemOf(await ada.ask(`POST /v1/submissions/${submission.id}/approvals`, approval(submission)), 'wrong-state').detail).toBe(
      'This submission is returned: Ada: The note says nothing; it can not be approved any more.',
    );
  });

  test('a version to come is withdrawn, one in force is rolled back', async () => {
    const small = await serveSmall(database);
    const { dana, ada, version, life } = small;
    const publish = async (percent: number, day: string) => {
      const submission = await submitted(small, dana, await drafted(dana, percent), day);
      await approved(ada, submission);
      return (await ada.ask(`POST /v1/submissions/${submission.id}/publication`, {})).json().entry;
    };
    const entry = await publish(11, '2026-06-01');
    const at = `/v1/programs/small/timeline`;
    problemOf(await dana.ask(`DELETE ${at}/${entry.id}?reason=No`), 'not-allowed');
    problemOf(await ada.ask(`DELETE ${at}/${entry.id}`), 'invalid-request');
    const withdrawn = await ada.ask(`DELETE ${at}/${entry.id}?reason=${encodeURIComponent('Not in summer.')}`);
    expect(withdrawn.json().entry).toMatchObject({
      id: entry.id,
      state: 'withdrawn',
      ended: { by: { name: 'Ada' }, reason: 'Not in summer.' },
    });
    expect(await commission(small, '2026-06-01')).toBe('60.00');
    problemOf(await ada.ask(`DELETE ${at}/${entry.id}?reason=Again`), 'wrong-state');

    const bad = await publish(90, TODAY);
    problemOf(await ada.ask(`DELETE ${at}/${bad.id}?reason=Bad`), 'wrong-state');
    problemOf(await ada.ask(`POST ${at}`, { version: entry.version, reason: 'Never was.' }), 'wrong-state');
    problemOf(await ada.ask(`POST ${at}`, { version, reason: 'Back.', from: '2026-05-09' }), 'wrong-state');
    life.at('2026-05-12');
    expect(await commission(small, '2026-05-12')).toBe('540.00');
    const rolled = await ada.ask(`POST ${at}`, { version, reason: 'Nobody meant 90 %.' });
    expect(rolled.statusCode).toBe(201);
    expect(rolled.json().entry).toMatchObject({ version, effectiveFrom: '2026-05-12', state: 'in-force', reason: 'Nobody meant 90 %.' });
    expect([await commission(small, '2026-05-11'), await commission(small, '2026-05-12')]).toEqual(['540.00', '60.00']);
    const { entries } = (await ada.ask(`GET ${at}`)).json();
    expect(entries.map(({ state }: { state: string }) => state)).toEqual(['past', 'past', 'in-force', 'withdrawn']);
  });

  test('what is unchanged is not sent again', async () => {
    const small = await serveSmall(database);
    const { dana, version } = small;
    const draft = await drafted(dana, 11);
    const submission = await submitted(small, dana, draft, '2026-06-01');
    const urls = [
      `/v1/drafts/${draft.id}`,
      `/v1/submissions/${submission.id}`,
      '/v1/programs/small/timeline',
      `/v1/programs/small/versions/${version}`,
      '/v1/programs/small',
    ];
    for (const url of urls) {
      const { etag } = (await dana.ask(`GET ${url}`)).headers;
      const again = await dana.ask(`GET ${url}`, undefined, { 'if-none-match': `W/${etag}` });
      expect([url, again.statusCode, again.body, again.headers.etag]).toEqual([url, 304, '', etag]);
    }
    const before = await Promise.all(urls.map(async (url) => (await dana.ask(`GET ${url}`)).headers.etag));
    await approved(small.ada, submission);
    await small.ada.ask(`POST /v1/submissions/${submission.id}/publication`, {});
    await dana.ask(`PUT /v1/drafts/${draft.id}`, { files: [] }, { 'if-match': '"1"' });
    const after = await Promise.all(urls.map(async (url) => (await dana.ask(`GET ${url}`)).headers.etag));
    for (const [place, etag] of after.entries()) if (!urls[place]?.includes('versions')) expect(etag).not.toBe(before[place]);
  });

  test('lists come in pages', async () => {
    const small = await serveSmall(database);
    const { dana, ada } = small;
    const drafts: string[] = [];
    for (let percent = 1; percent <= 5; percent += 1) drafts.push((await drafted(dana, percent + 10)).id);
    const submissions: string[] = [];
    for (const id of drafts.slice(0, 3)) submissions.push((await submitted(small, dana, { id, revision: 1 }, '2026-06-01')).id);
    for (const text of ['1', '2', '3']) await dana.ask(`POST /v1/submissions/${submissions[0]}/comments`, { text });
    const paged = async (url: string, name: string): Promise<string[]> => {
      const found: string[] = [];
      for (let after: string | undefined = ''; after !== undefined; ) {
        const answer = await ada.ask(`GET ${url}${url.includes('?') ? '&' : '?'}limit=2${after === '' ? '' : `&after=${after}`}`);
        expect(answer.statusCode).toBe(200);
        const page = answer.json();
        expect(page[name].length).toBeLessThanOrEqual(2);
        found.push(...page[name].map(({ id, text }: { id: string; text?: string }) => text ?? id));
        after = page.next;
      }
      return found;
    };
    expect(await paged('/v1/drafts', 'drafts')).toEqual(drafts);
    expect(await paged('/v1/drafts?program=small', 'drafts')).toEqual(drafts);
    expect(await paged('/v1/drafts?program=other', 'drafts')).toEqual([]);
    expect(await paged('/v1/submissions', 'submissions')).toEqual(submissions.toReversed());
    expect(await paged('/v1/submissions?program=small&state=pending', 'submissions')).toEqual(submissions.toReversed());
    expect(await paged('/v1/submissions?state=approved', 'submissions')).toEqual([]);
    expect(await paged(`/v1/submissions?draft=${drafts[1]}`, 'submissions')).toEqual(submissions.slice(1, 2));
    expect(await paged(`/v1/submissions/${submissions[0]}/comments`, 'comments')).toEqual(['1', '2', '3']);
    problemOf(await ada.ask('GET /v1/drafts?after=nosuch'), 'unknown-draft');
    problemOf(await ada.ask('GET /v1/submissions?after=nosuch'), 'unknown-submission');
    problemOf(await ada.ask('GET /v1/drafts?limit=0'), 'invalid-request');
    problemOf(await ada.ask('GET /v1/drafts?colour=red'), 'invalid-request');
  });

  test('a program that is new is compared with itself; who copies a draft has its authors', async () => {
    const small = await serveSmall(database);
    const { dana, bert, ada, life, history, asker } = small;
    const files = filesOf({ changes: { id: 'fresh', name: 'Fresh' } });
    const begun = await dana.ask('POST /v1/drafts', { program: 'fresh', name: 'one', from: { files } });
    const copy = (await bert.ask('POST /v1/drafts', { program: 'fresh', name: 'two', from: { draft: begun.json().id } })).json();
    expect(copy.authors.map(({ name }: { name: string }) => name).toSorted()).toEqual(['Bert', 'Dana']);
    problemOf(await dana.ask('GET /v1/programs/fresh'), 'unknown-program');
    const simulation = await simulated(life, { baseline: { draft: copy.id }, candidates: [{ draft: copy.id }], history });
    const given = { revision: 1, simulation, effectiveFrom: TODAY, note: 'New.' };
    const submission = (await bert.ask(`POST /v1/drafts/${copy.id}/submissions`, given)).json();
    expect(submission.evidence).toMatchObject({ baseline: null, liability: { before: '0.00', after: '160.00', rise: null } });
    const eve = await asker('Eve', 'designer', 'approver');
    problemOf(await bert.ask(`POST /v1/submissions/${submission.id}/approvals`, approval(submission)), 'own-draft');
    await approved(eve, submission);
    expect((await ada.ask(`POST /v1/submissions/${submission.id}/publication`, {})).statusCode).toBe(201);
    expect((await dana.ask('GET /v1/programs/fresh')).json().versions).toEqual([
      expect.objectContaining({ hash: submission.version, effectiveFrom: TODAY }),
    ]);
  });

  test('a draft with faults is kept, and tells them', async () => {
    const { dana } = await serveLife(database);
    const broken = withFile(filesOf(), 'program.json', '{ "id": "small", ');
    const begun = await dana.ask('POST /v1/drafts', { program: 'small', name: 'unfinished', from: { files: broken } });
    expect(begun.statusCode).toBe(201);
    const at = `/v1/drafts/${begun.json().id}`;
    expect((await dana.ask(`GET ${at}`)).json().files).toEqual(broken.toSorted((a, b) => (a.path < b.path ? -1 : 1)));
    const check = (await dana.ask(`GET ${at}/check`)).json();
    expect(check.ok).toBe(false);
    expect(check.diagnostics[0]).toMatchObject({ severity: 'error', range: { file: 'program.json' } });
    expect((await dana.ask(`GET ${at}/tests`)).json()).toMatchObject({ ok: false, passed: 0, scenarios: [] });
    expect((await dana.ask(`GET ${at}/difference`)).json().edits).toBeUndefined();
    problemOf(
      await dana.ask(`POST ${at}/submissions`, { revision: 1, simulation: 'x', effectiveFrom: '2026-06-01', note: '' }),
      'not-ready',
    );
    const wrong = await dana.ask('POST /v1/drafts', { program: 'other', name: 'of small', from: { files: filesOf() } });
    expect((await dana.ask(`GET /v1/drafts/${wrong.json().id}/check`)).json().diagnostics[0].message).toContain('The document is of small');
    const failing = withFile(filesOf(), 'scenarios/deal.json', filesOf({ percent: 11 }).at(-1)?.text ?? '');
    const tested = (await dana.ask('POST /v1/drafts', { program: 'small', name: 'fails', from: { files: failing } })).json();
    expect((await dana.ask(`GET /v1/drafts/${tested.id}/tests`)).json()).toMatchObject({ ok: false, passed: 0, failed: 1 });
  });
});
