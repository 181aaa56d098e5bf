import { describe, expect, test } from 'vitest';
import { approvalText, approve, returnSubmission, withdrawSubmission } from '../../server/lifecycle/approve.ts';
import { comment, listComments } from '../../server/lifecycle/comments.ts';
import { saveDraft } from '../../server/lifecycle/drafts.ts';
import { publish } from '../../server/lifecycle/publish.ts';
import { getSubmission, listSubmissions } from '../../server/lifecycle/submissions.ts';
import { readySubmission, submit } from '../../server/lifecycle/submit.ts';
import { listPrograms } from '../../server/lifecycle/versions.ts';
import { databases } from '../support/databases.ts';
import { monthlyDeals, simulated } from './simulations.ts';
import { ann, approved, ben, change, cleo, dora, draftOf, filesOf, newLife, scenario, submitted, takeSmall, withFile } from './support.ts';

const FUTURE = '2026-07-01';

describe.each(databases)('submissions in $name', (database) => {
  test('carry what an approver has to see, reckoned from what is stored', async () => {
    const life = await newLife(database);
    const before = await takeSmall(life);
    const history = await monthlyDeals(life);
    const draft = await draftOf(life, ann, { percent: 12 });
    const submission = await submitted(life, ben, draft, { history, effectiveFrom: FUTURE });
    expect(submission).toMatchObject({
      program: 'small',
      draft: draft.id,
      state: 'pending',
      submittedBy: { id: 'ben' },
      effectiveFrom: FUTURE,
      approvals: [],
    });
    // who puts it forward is an author as well
    expect(submission.authors.map(({ id }) => id)).toEqual(['ann', 'ben']);
    expect(submission.evidence).toMatchObject({
      draft: { id: draft.id, revision: 1, version: submission.version },
      baseline: { versions: [{ version: before, effectiveFrom: null }] },
      past: false,
      history: { id: history },
      simulation: { inForceFrom: null },
      scenarios: { passed: 1, names: ['pays 12.00'] },
      liability: { currency: 'USD', before: '160.00', after: '192.00', difference: '32.00', rise: '0.200000', since: null },
      approvers: { needed: 1 },
    });
    expect(submission.evidence.difference).toEqual([
      'rule commission: amount from deal.amount * 0.10 to deal.amount * 0.12',
      'scenarios/deal.json changed from line 2 on: 31 lines became 31',
    ]);
    expect(await getSubmission(life, submission.id)).toEqual(submission);
    expect((await listSubmissions(life, { program: 'small', state: 'pending' })).items).toEqual([submission]);
    expect((await listSubmissions(life, { state: 'approved' })).items).toEqual([]);
  });

  test('are refused with every lack, and what mends it', async () => {
    const life = await newLife(database);
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const submit = (draft: { id: string; revision: number }, simulation: string, effectiveFrom = FUTURE) =>
      readySubmission(life, draft.id, { revision: draft.revision, simulation, effectiveFrom, note: '' });
    const good = await draftOf(life, ann, { percent: 12 });
    const asked = { baseline: { program: 'small', on: FUTURE }, candidates: [{ draft: good.id }], history };
    const simulation = await simulated(life, asked);
    const lacks = (message: RegExp) => ({ code: 'not-ready', findings: [{ message: expect.stringMatching(message) }] });

    await expect(submit({ ...good, revision: 2 }, simulation)).rejects.toMatchObject({ code: 'changed', current: { revision: 1 } });
    await expect(submit(good, simulation, '2026-02-30')).rejects.toMatchObject(lacks(/is no day/));
    await expect(submit(good, 'x')).rejects.toMatchObject(lacks(/no simulation x/));
    const broken = (
      await change(life, (tx) => saveDraft(life, tx, ann, good.id, { revision: 1, files: withFile(filesOf(), 'rules/10.json', '[') }))
    ).value;
    await expect(submit(broken, simulation)).rejects.toMatchObject(lacks(/has 1 errors/));
    const failing = await draftOf(life, ann, { percent: 13 });
    const wrong = withFile(failing.files, 'scenarios/deal.json', filesOf({ percent: 14 })[2]?.text ?? '');
    const saved = (await change(life, (tx) => saveDraft(life, tx, ann, failing.id, { revision: 1, files: wrong }))).value;
    await expect(submit(saved, simulation)).rejects.toMatchObject({
      findings: [
        { message: '1 of 1 scenarios fail: pays 14.00.' },
        { message: expect.stringMatching(/No candidate is what is submitted/) },
      ],
    });
    const bare = await change(life, (tx) =>
      saveDraft(life, tx, ann, failing.id, { revision: 2, files: failing.files.filter(({ path }) => !path.startsWith('scenarios/')) }),
    );
    const of13 = await simulated(life, { ...asked, candidates: [{ draft: failing.id }] });
    await expect(submit(bare.value, of13)).rejects.toMatchObject(lacks(/no scenario/));
    const same = await draftOf(life, ann);
    const ofSame = await simulated(life, { ...asked, candidates: [{ draft: same.id }] });
    await expect(submit(same, ofSame)).rejects.toMatchObject(lacks(/says the same/));
  });

  test('ask for a simulation of exactly what they say', async () => {
    const life = await newLife(database);
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const draft = await draftOf(life, ann, { percent: 12, changes: { effectiveFrom: FUTURE } });
    const asked = { baseline: { program: 'small', on: FUTURE }, candidates: [{ draft: draft.id }], history };
    const documents = (percent: number) => [JSON.parse(filesOf({ percent })[0]?.text ?? '')];
    const [document] = documents(12);
    document.rules = JSON.parse(filesOf({ percent: 12 })[1]?.text ?? '');
    const refused = async (request: object, message: RegExp, effectiveFrom = FUTURE): Promise<void> => {
      const simulation = await simulated(life, { ...asked, ...request } as never);
      const ready = readySubmission(life, draft.id, { revision: 1, simulation, effectiveFrom, note: '' });
      await expect(ready).rejects.toMatchObject({ code: 'not-ready', findings: [{ message: expect.stringMatching(message) }] });
    };
    await refused({ filter: { dates: { from: '2026-01-01' } } }, /only a part/);
    await refused({ until: '2026-01-01' }, /not with the history/);
    await refused({ candidates: [{ of: 'baseline', set: { goldRevenue: '10.00' } }] }, /No candidate is what is submitted/);
    await refused({ candidates: [{ draft: draft.id, set: { goldRevenue: '10.00' } }] }, /No candidate is what is submitted/);
    await refused({ candidates: [{ draft: draft.id, rival: true }] }, /on the right days/);
    await refused({ baseline: { draft: draft.id } }, /baseline is not the version in force on/);
    await refused({ candidates: [{ documents: [{ ...document, effectiveFrom: FUTURE }] }] }, /on the right days/);
    await refused({ inForceFrom: '2026-03-01' }, /in force from 2026-03-01; of a day that is not past/);
    await refused({}, /always in force; the version is to be in force from 2026-03-01/, '2026-03-01');
    await refused({ inForceFrom: '2026-02-01' }, /in force from 2026-02-01; the version is to be in force from 2026-03-01/, '2026-03-01');
    // by documents it is the same question
    const simulation = await simulated(life, { ...asked, candidates: [{ documents: [document] }] });
    const ready = await readySubmission(life, draft.id, { revision: 1, simulation, effectiveFrom: FUTURE, note: '' });
    expect(ready.evidence.liability.difference).toBe('32.00');
  });

  test('are approved by others than their authors, by what was shown', async () => {
    const life = await newLife(database);
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const draft = await draftOf(life, ann, { percent: 12 });
    await change(life, (tx) => saveDraft(life, tx, ben, draft.id, { revision: 1, files: filesOf({ percent: 9 }) }));
    const again = (await change(life, (tx) => saveDraft(life, tx, ann, draft.id, { revision: 2, files: filesOf({ percent: 12 }) }))).value;
    const submission = await submitted(life, ann, again, { history, effectiveFrom: FUTURE });
    const { id, evidenceHash } = submission;
    // ben may approve, and wrote a revision of it
    for (const author of [ann, ben]) await expect(approved(life, author, submission)).rejects.toMatchObject({ code: 'own-draft' });
    const other = change(life, (tx) => approve(life, tx, cleo, id, { evidence: 'f'.repeat(64) }));
    await expect(other).rejects.toMatchObject({ code: 'not-shown' });
    await expect(change(life, (tx) => publish(life, tx, cleo, id))).rejects.toMatchObject({ code: 'state' });
    const entry = (await life.trail.head()).entry;
    const done = await approved(life, cleo, submission);
    expect(done).toMatchObject({ state: 'approved', approvals: [{ by: { id: 'cleo' }, comment: 'fine', evidenceHash }] });
    const [approval] = done.approvals;
    const text = approvalText({ submission: id, evidence: evidenceHash, approver: 'cleo', at: approval?.at.toISOString() ?? '' });
    expect(life.trail.isSigned(text, approval?.signature ?? '')).toBe(true);
    // the same again changes nothing
    expect(await change(life, (tx) => approve(life, tx, cleo, id, { evidence: evidenceHash }))).toMatchObject({ head: undefined });
    await expect(approved(life, dora, submission)).rejects.toMatchObject({ code: 'state' });
    expect((await life.trail.head()).entry).toBe(entry + 1);
  });

  test('need more approvers where the program in force says so', async () => {
    const life = await newLife(database);
    await takeSmall(life, { approval: { payoutRise: '0.05', approvers: 2 } });
    const history = await monthlyDeals(life);
    const approval = { approval: { payoutRise: '0.05', approvers: 2 } };
    const lower = await submitted(life, ann, await draftOf(life, ann, { percent: 9, changes: approval }), {
      history,
      effectiveFrom: FUTURE,
    });
    expect(lower.evidence.approvers).toEqual({ needed: 1, because: 'What is paid changes by -10 %; up to 5 % one person approves.' });
    const loosened = await submitted(life, ann, await draftOf(life, ann, { percent: 9 }), { history, effectiveFrom: FUTURE });
    expect(loosened.evidence.approvers).toMatchObject({ needed: 2, because: expect.stringMatching(/loosens/) });
    expect(loosened.evidence.difference).toEqual(
      expect.arrayContaining(['approval: payoutRise removed: 0.05', 'approval: approvers removed: 2']),
    );
    const higher = await submitted(life, ann, await draftOf(life, ann, { percent: 11, changes: approval }), {
      history,
      effectiveFrom: FUTURE,
    });
    expect(higher.evidence.approvers).toEqual({ needed: 2, because: 'What is paid rises by 10 %; up to 5 % one person approves.' });
    expect(await approved(life, cleo, higher)).toMatchObject({ state: 'pending', approvals: [{ by: { id: 'cleo' } }] });
    await expect(change(life, (tx) => publish(life, tx, cleo, higher.id))).rejects.toMatchObject({ code: 'state' });
    expect(await approved(life, dora, higher)).toMatchObject({ state: 'approved' });
    await change(life, (tx) => publish(life, tx, cleo, higher.id));
    expect(await getSubmission(life, higher.id)).toMatchObject({ state: 'published' });
  });

  test('of a new program show what it would have paid', async () => {
    const life = await newLife(database);
    const history = await monthlyDeals(life);
    const changes = { approval: { payoutRise: '0.05', approvers: 2 } };
    const draft = await draftOf(life, ann, { changes });
    const submission = await submitted(life, ann, draft, { history, effectiveFrom: FUTURE });
    expect(submission.evidence).toMatchObject({
      baseline: null,
      difference: ['The program is new.'],
      liability: { before: '0.00', after: '160.00', difference: '160.00', rise: null },
      approvers: { needed: 2 },
    });
    for (const by of [cleo, dora]) await approved(life, by, submission);
    await change(life, (tx) => publish(life, tx, dora, submission.id));
    expect(life.book.timeline('small')?.versions).toMatchObject([{ hash: submission.version, document: { effectiveFrom: FUTURE } }]);
    // of a past day: the document with its day
    const past = await draftOf(life, ann, { percent: 12 });
    expect(past.program).toBe('small');
  });

  test('may say what no database keeps as text', async () => {
    const life = await newLife(database);
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const odd = 'odd \0 😀';
    const draft = await draftOf(life, ann, { percent: 12, changes: { name: odd } });
    const files = withFile(draft.files, 'scenarios/deal.json', JSON.stringify({ ...scenario('12.00'), name: odd }));
    const saved = await change(life, (tx) => saveDraft(life, tx, ann, draft.id, { revision: 1, files }));
    const submission = await submitted(life, ann, saved.value, { history, effectiveFrom: FUTURE });
    expect(submission.evidence.scenarios.names).toEqual(['odd \ufffd 😀']);
    await approved(life, cleo, submission);
    await change(life, (tx) => publish(life, tx, cleo, submission.id));
    expect((await listPrograms(life))[0]?.name).toBe('odd \ufffd 😀');
    expect(life.book.timeline('small')?.versions.at(-1)?.hash).toBe(submission.version);
    expect(life.book.faults()).toEqual([]);
  });

  test('of a new program that begins in the past count from its day', async () => {
    const life = await newLife(database);
    const history = await monthlyDeals(life);
    const draft = await draftOf(life, ann);
    const document = JSON.parse(filesOf()[0]?.text ?? '');
    const documents = [{ ...document, rules: JSON.parse(filesOf()[1]?.text ?? ''), effectiveFrom: '2026-01-01' }];
    const simulation = await simulated(life, { baseline: { draft: draft.id }, candidates: [{ documents }], history });
    const request = { revision: 1, simulation, effectiveFrom: '2026-01-01', note: '' };
    const { evidence } = await readySubmission(life, draft.id, request);
    expect(evidence).toMatchObject({ past: true, liability: { before: '0.00', after: '40.00', difference: '40.00' } });
    const always = await simulated(life, { baseline: { draft: draft.id }, candidates: [{ draft: draft.id }], history });
    await expect(readySubmission(life, draft.id, { ...request, simulation: always })).rejects.toMatchObject({
      findings: [{ hint: expect.stringMatching(/"effectiveFrom": "2026-01-01" in it/) }],
    });
  });

  test('lapse when the draft is saved, and only one of a draft waits', async () => {
    const life = await newLife(database);
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const draft = await draftOf(life, ann, { percent: 12 });
    const first = await submitted(life, ann, draft, { history, effectiveFrom: FUTURE });
    const second = await submitted(life, ann, draft, { history, effectiveFrom: '2026-08-01' });
    expect(await getSubmission(life, first.id)).toMatchObject({ state: 'lapsed', because: 'Ann submitted the draft again.' });
    await approved(life, cleo, second);
    await change(life, (tx) => saveDraft(life, tx, ben, draft.id, { revision: 1, files: filesOf({ percent: 50 }) }));
    expect(await getSubmission(life, second.id)).toMatchObject({ state: 'lapsed', because: 'The draft was changed: revision 2 by Ben.' });
    for (const { id } of [first, second])
      await expect(change(life, (tx) => publish(life, tx, cleo, id))).rejects.toMatchObject({ code: 'state' });
    await expect(approved(life, dora, second)).rejects.toMatchObject({ code: 'state' });
  });

  test('lapse when the timeline changes: what was shown is no longer so', async () => {
    const life = await newLife(database);
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const waiting = await submitted(life, ann, await draftOf(life, ann, { percent: 12 }), { history, effectiveFrom: FUTURE });
    const slow = await draftOf(life, ann, { percent: 13 });
    const simulation = await simulated(life, { baseline: { program: 'small', on: FUTURE }, candidates: [{ draft: slow.id }], history });
    const ready = await readySubmission(life, slow.id, { revision: 1, simulation, effectiveFrom: FUTURE, note: '' });
    const other = await submitted(life, ben, await draftOf(life, ben, { percent: 11 }), { history, effectiveFrom: '2026-06-01' });
    await approved(life, cleo, other);
    await change(life, (tx) => publish(life, tx, cleo, other.id));
    expect(await getSubmission(life, waiting.id)).toMatchObject({
      state: 'lapsed',
      because: expect.stringMatching(/^The timeline changed/),
    });
    await expect(change(life, (tx) => submit(life, tx, ann, ready))).rejects.toMatchObject({ code: 'state' });
    const stale = readySubmission(life, slow.id, { revision: 1, simulation, effectiveFrom: FUTURE, note: '' });
    await expect(stale).rejects.toMatchObject({
      findings: [{ message: expect.stringMatching(/baseline is not the version in force on/) }],
    });
  });

  test('are returned, withdrawn and talked about', async () => {
    const life = await newLife(database);
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const draft = await draftOf(life, ann, { percent: 12 });
    const first = await submitted(life, ann, draft, { history, effectiveFrom: FUTURE });
    await change(life, (tx) => comment(life, tx, cleo, first.id, 'Why 12?'));
    await change(life, (tx) => returnSubmission(life, tx, cleo, first.id, { reason: 'Too much.' }));
    await change(life, (tx) => comment(life, tx, ann, first.id, 'A pity.'));
    expect(await getSubmission(life, first.id)).toMatchObject({ state: 'returned', because: 'Cleo: Too much.' });
    expect((await listComments(life, first.id)).items.map(({ by, text }) => [by.id, text])).toEqual([
      ['cleo', 'Why 12?'],
      ['ann', 'A pity.'],
    ]);
    await expect(approved(life, cleo, first)).rejects.toMatchObject({ code: 'state' });
    const second = await submitted(life, ann, draft, { history, effectiveFrom: FUTURE });
    await approved(life, cleo, second);
    await change(life, (tx) => withdrawSubmission(life, tx, ann, second.id, { reason: 'Another idea.' }));
    await expect(change(life, (tx) => publish(life, tx, cleo, second.id))).rejects.toMatchObject({ code: 'state' });
    const twice = change(life, (tx) => withdrawSubmission(life, tx, ann, second.id, { reason: 'x' }));
    await expect(twice).rejects.toMatchObject({ code: 'state' });
    await expect(change(life, (tx) => comment(life, tx, ann, second.id, ' '))).rejects.toMatchObject({ code: 'refused' });
    await expect(getSubmission(life, 'x')).rejects.toMatchObject({ code: 'not-found' });
  });
});
