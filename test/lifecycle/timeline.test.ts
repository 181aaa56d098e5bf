import { describe, expect, test } from 'vitest';
import { compareSides, draftDifference } from '../../server/lifecycle/compare.ts';
import { beginDraft, saveDraft } from '../../server/lifecycle/drafts.ts';
import type { Life } from '../../server/lifecycle/life.ts';
import { publish } from '../../server/lifecycle/publish.ts';
import { getSubmission } from '../../server/lifecycle/submissions.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { rollBack, timeline, withdrawEntry } from '../../server/lifecycle/timeline.ts';
import { getVersion, listPrograms } from '../../server/lifecycle/versions.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { databases } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { commissionRule, smallProgram } from '../support/small-program.ts';
import { monthlyDeals } from './simulations.ts';
import { ann, approved, change, cleo, draftOf, filesOf, newLife, type Submitting, submitted, takeSmall, withFile } from './support.ts';

/** From draft to timeline. */
async function published(life: Life, percent: number, submitting: Submitting, confirmPast?: string) {
  const submission = await submitted(life, ann, await draftOf(life, ann, { percent }), submitting);
  await approved(life, cleo, submission);
  return change(life, (tx) => publish(life, tx, cleo, submission.id, confirmPast === undefined ? {} : { confirmPast }));
}

const states = async (life: Life) => (await timeline(life, 'small')).entries.map(({ effectiveFrom, state }) => [effectiveFrom, state]);
const held = (life: Life) => life.book.timeline('small')?.versions.map(({ document, hash }) => [document.effectiveFrom ?? null, hash]);

describe.each(databases)('the timeline in $name', (database) => {
  test('says what was, is and will be in force, as the engine reads it', async () => {
    const life = await newLife(database);
    const first = await takeSmall(life);
    const history = await monthlyDeals(life);
    expect(await states(life)).toEqual([[null, 'in-force']]);
    const { value } = await published(life, 12, { history, effectiveFrom: '2026-06-01' });
    expect(value).toMatchObject({ submission: { state: 'published' }, entry: { effectiveFrom: '2026-06-01', state: 'scheduled' } });
    const second = value.entry.version;
    const before = life.book.timeline('small');
    expect(held(life)).toEqual([
      [null, first],
      ['2026-06-01', second],
    ]);
    expect(await states(life)).toEqual([
      [null, 'in-force'],
      ['2026-06-01', 'scheduled'],
    ]);
    // its first day, in the program's zone
    life.at('2026-06-01');
    expect(await states(life)).toEqual([
      [null, 'past'],
      ['2026-06-01', 'in-force'],
    ]);
    await life.book.refresh();
    expect(life.book.timeline('small')).toBe(before);
    expect(await getVersion(life, 'small', second)).toMatchObject({
      document: { id: 'small', rules: [{}, { name: 'commission' }] },
      files: filesOf({ percent: 12 }),
      entries: [{ state: 'in-force', submission: value.submission.id }],
    });
    expect(await listPrograms(life)).toEqual([
      {
        id: 'small',
        name: 'A small program',
        timeline: [
          { version: first, effectiveFrom: null },
          { version: second, effectiveFrom: '2026-06-01' },
        ],
        openDrafts: 1,
      },
    ]);
    await expect(timeline(life, 'other')).rejects.toMatchObject({ code: 'not-found' });
  });

  test('has a past day only where it was said what that posts', async () => {
    const life = await newLife(database);
    const first = await takeSmall(life);
    const history = await monthlyDeals(life);
    // 40.00 of the year's four deals become 60.00
    const since = { history, effectiveFrom: '2026-01-01' };
    const submission = await submitted(life, ann, await draftOf(life, ann, { percent: 15 }), since);
    expect(submission.evidence).toMatchObject({
      past: true,
      simulation: { inForceFrom: '2026-01-01' },
      // half as much again of what is paid since, however long the history is
      liability: { before: '160.00', after: '180.00', difference: '20.00', rise: '0.500000', since: '2026-01-01' },
    });
    await approved(life, cleo, submission);
    for (const confirm of [{}, { confirmPast: '20.01' }, { confirmPast: 'yes' }])
      await expect(change(life, (tx) => publish(life, tx, cleo, submission.id, confirm))).rejects.toMatchObject({
        code: 'past-unconfirmed',
        posts: '20.00',
      });
    await change(life, (tx) => publish(life, tx, cleo, submission.id, { confirmPast: '20.00' }));
    expect(held(life)).toEqual([
      [null, first],
      ['2026-01-01', submission.version],
    ]);
    // before that one, and it goes on: what is simulated is the timeline as it will be
    const earlier = await published(life, 20, { history, effectiveFrom: '2025-07-01' }, '60.00');
    expect(earlier.value.submission.evidence.liability).toMatchObject({ before: '180.00', after: '240.00', difference: '60.00' });
    expect(held(life)?.map(([from]) => from)).toEqual([null, '2025-07-01', '2026-01-01']);
    expect(await states(life)).toEqual([
      [null, 'past'],
      ['2025-07-01', 'past'],
      ['2026-01-01', 'in-force'],
    ]);
  });

  test('takes no version whose day went by between approval and publication', async () => {
    const life = await newLife(database);
    await takeSmall(life);
    const history = await monthlyDeals(life);
    const submission = await submitted(life, ann, await draftOf(life, ann, { percent: 12 }), { history, effectiveFrom: '2026-05-12' });
    await approved(life, cleo, submission);
    life.at('2026-05-13');
    for (const confirm of [{}, { confirmPast: submission.evidence.liability.difference }])
      await expect(change(life, (tx) => publish(life, tx, cleo, submission.id, confirm))).rejects.toMatchObject({ code: 'state' });
    life.at('2026-05-12');
    await change(life, (tx) => publish(life, tx, cleo, submission.id));
    expect(await states(life)).toEqual([
      [null, 'past'],
      ['2026-05-12', 'in-force'],
    ]);
  });

  test('lets go of what has not begun, and goes back to what was in force', async () => {
    const life = await newLife(database);
    const first = await takeSmall(life);
    const history = await monthlyDeals(life);
    const scheduled = (await published(life, 12, { history, effectiveFrom: '2026-06-01' })).value.entry;
    // another one for the same day takes its place
    const other = (await published(life, 13, { history, effectiveFrom: '2026-06-01' })).value.entry;
    expect(held(life)).toEqual([
      [null, first],
      ['2026-06-01', other.version],
    ]);
    const reason = { reason: 'A mistake.' };
    const withdraw = (id: string) => change(life, (tx) => withdrawEntry(life, tx, cleo, 'small', id, reason));
    await expect(withdraw(scheduled.id)).rejects.toMatchObject({ code: 'state', message: 'This entry was replaced already.' });
    await expect(withdraw('x')).rejects.toMatchObject({ code: 'not-found' });
    const [begun] = (await timeline(life, 'small')).entries;
    await expect(withdraw(begun?.id ?? '')).rejects.toMatchObject({ code: 'state' });
    const roll = (version: string, from?: string) =>
      change(life, (tx) => rollBack(life, tx, cleo, 'small', { version, ...reason, ...(from !== undefined && { from }) }));
    await expect(roll(other.version)).rejects.toMatchObject({ code: 'state', message: expect.stringMatching(/never in force/) });
    await expect(roll(first)).rejects.toMatchObject({ code: 'state', message: expect.stringMatching(/in force on 2026-05-10 already/) });
    await expect(roll('f'.repeat(64))).rejects.toMatchObject({ code: 'not-found' });
    expect((await withdraw(other.id)).value).toMatchObject({ state: 'withdrawn', ended: { by: { id: 'cleo' }, reason: 'A mistake.' } });
    expect(held(life)).toEqual([[null, first]]);
    expect((await timeline(life, 'small')).entries.map(({ state }) => state).sort()).toEqual(['in-force', 'replaced', 'withdrawn']);

    // a third one is in force, and was a mistake
    const bad = (await published(life, 30, { history, effectiveFrom: '2026-05-10' })).value.entry;
    expect(bad.state).toBe('in-force');
    const waiting = await submitted(life, ann, await draftOf(life, ann, { percent: 14 }), { history, effectiveFrom: '2026-07-01' });
    await expect(roll(first, '2026-05-09')).rejects.toMatchObject({ code: 'state', message: expect.stringMatching(/is past/) });
    life.at('2026-05-20');
    const back = await roll(first);
    expect(back.value).toMatchObject({ version: first, effectiveFrom: '2026-05-20', state: 'in-force', reason: 'A mistake.' });
    expect(held(life)).toEqual([
      [null, first],
      ['2026-05-10', bad.version],
      ['2026-05-20', first],
    ]);
    expect(await getSubmission(life, waiting.id)).toMatchObject({ state: 'lapsed' });
    // and forward again, from a later day
    await roll(bad.version, '2026-09-01');
    expect(held(life)?.at(-1)).toEqual(['2026-09-01', bad.version]);
  });

  test('goes back to a version with a rule whose time is over', async () => {
    const life = await newLife(database);
    const springEvent = { type: 'incentive', params: { incentive: 'spring', payee: 'partner', amount: 'deal.amount * 0.01' } } as const;
    const spring = commissionRule({ name: 'spring', effective: { from: '2026-03-01', to: '2026-05-01' }, event: springEvent });
    const [gold] = smallProgram().rules;
    const files = withFile(filesOf(), 'rules/10.json', JSON.stringify([gold, commissionRule(), spring]));
    await takeIn(
      life,
      (await loadProgramsFolder(await folderOf(Object.fromEntries(files.map(({ path, text }) => [path, text]))))).programs,
    );
    const [first] = held(life) ?? [];
    const history = await monthlyDeals(life);
    const bad = (await published(life, 30, { history, effectiveFrom: '2026-05-10' })).value.entry;
    life.at('2026-05-20');
    await change(life, (tx) => rollBack(life, tx, cleo, 'small', { version: String(first?.[1]), reason: 'A mistake.' }));
    expect(held(life)).toEqual([first, ['2026-05-10', bad.version], ['2026-05-20', first?.[1]]]);
  });

  test('goes by the days of the program’s own zone', async () => {
    const life = await newLife(database);
    const calendar = { fiscalYearStart: '01-01', timeZone: 'Pacific/Auckland' };
    await takeSmall(life, { calendar });
    // noon in London is midnight there, and over
    life.at('2026-05-31');
    expect((await timeline(life, 'small')).today).toBe('2026-06-01');
  });

  test('tells versions and drafts apart by meaning, and by file where one is broken', async () => {
    const life = await newLife(database);
    const first = await takeSmall(life);
    const begun = await change(life, (tx) => beginDraft(life, tx, ann, { program: 'small', name: 'next', from: { version: first } }));
    const draft = begun.value;
    expect(draft).toMatchObject({ base: first, files: filesOf() });
    expect(await draftDifference(life, draft.id)).toMatchObject({ edits: [], wording: [], lines: [], files: [] });
    const files = filesOf({ percent: 12 });
    await change(life, (tx) => saveDraft(life, tx, ann, draft.id, { revision: 1, files }));
    const lines = [
      'rule commission: amount from deal.amount * 0.10 to deal.amount * 0.12',
      'scenarios/deal.json changed from line 2 on: 31 lines became 31',
    ];
    const difference = await draftDifference(life, draft.id);
    expect(difference).toMatchObject({
      from: { version: first, sound: true },
      to: { draft: { id: draft.id, revision: 2 }, sound: true },
      edits: [{ address: 'rules/commission', change: 'changed' }],
      lines,
    });
    expect(await compareSides(life, 'small', { version: first }, { draft: draft.id })).toEqual(difference);
    expect(await compareSides(life, 'small', { inForce: true }, { draft: draft.id })).toEqual(difference);
    const broken = withFile(files, 'rules/10.json', `[\n  { "name": "x",\n`);
    await change(life, (tx) => saveDraft(life, tx, ann, draft.id, { revision: 2, files: broken }));
    const plain = await draftDifference(life, draft.id);
    expect(plain).toMatchObject({ from: { sound: true }, to: { sound: false } });
    expect(plain.edits).toBeUndefined();
    expect(plain.lines).toEqual(['rules/10.json changed from line 2 on', 'scenarios/deal.json changed from line 2 on: 31 lines became 31']);
    expect(plain.files[0]).toMatchObject({ path: 'rules/10.json', line: 2, added: ['  { "name": "x",'], more: 13 });
    await expect(draftDifference(life, draft.id, { version: 'f'.repeat(64) })).rejects.toMatchObject({ code: 'not-found' });
    await expect(compareSides(life, 'other', { inForce: true }, { draft: draft.id })).rejects.toMatchObject({ code: 'not-found' });
  });
});
