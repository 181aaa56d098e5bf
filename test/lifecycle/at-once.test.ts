import { expect, test } from 'vitest';
import { approve } from '../../server/lifecycle/approve.ts';
import { saveDraft } from '../../server/lifecycle/drafts.ts';
import { LifecycleError } from '../../server/lifecycle/model.ts';
import { openBook } from '../../server/lifecycle/open-book.ts';
import { publish } from '../../server/lifecycle/publish.ts';
import { getDraft } from '../../server/lifecycle/read-draft.ts';
import { getSubmission } from '../../server/lifecycle/submissions.ts';
import { takeIn } from '../../server/lifecycle/take-in.ts';
import { timeline } from '../../server/lifecycle/timeline.ts';
import { loadProgramsFolder } from '../../server/programs/programs-folder.ts';
import { databases, opened } from '../support/databases.ts';
import { folderOf } from '../support/folder.ts';
import { keysOfTest } from '../support/trail.ts';
import { monthlyDeals } from './simulations.ts';
import { ann, approved, ben, change, cleo, dora, draftOf, filesOf, lifeOf, newLife, submitted, takeSmall } from './support.ts';

/* Several at once, each with a connection of its own. */

const postgres = databases.filter(({ kind }) => kind === 'postgres');
const ROUNDS = 6;

/** What became of each: its value, or the code of what it was refused for. */
async function settled<T>(work: readonly Promise<T>[]): Promise<readonly (T | string)[]> {
  const results = await Promise.allSettled(work);
  return results.map((result) => {
    if (result.status === 'fulfilled') return result.value;
    if (result.reason instanceof LifecycleError) return result.reason.code;
    throw result.reason;
  });
}

test.each(postgres)('of saves at once one is kept, and the others are told ($name)', async (database) => {
  const life = await newLife(database);
  const { id } = await draftOf(life, ann);
  for (let revision = 1; revision <= ROUNDS; revision += 1) {
    const percents = [revision * 4, revision * 4 + 1, revision * 4 + 2];
    const outcomes = await settled(
      percents.map((percent, index) =>
        change(life, (tx) => saveDraft(life, tx, index === 0 ? ann : ben, id, { revision, files: filesOf({ percent }) })),
      ),
    );
    const kept = outcomes.findIndex((outcome) => typeof outcome !== 'string');
    expect(outcomes.filter((_, index) => index !== kept)).toEqual(['changed', 'changed']);
    expect(await getDraft(life, id)).toMatchObject({ revision: revision + 1, files: filesOf({ percent: percents[kept] ?? 0 }) });
  }
  expect((await life.trail.head()).entry).toBe(1 + ROUNDS);
});

test.each(postgres)('an approval and a save at once leave no approved draft that was changed ($name)', async (database) => {
  const life = await newLife(database);
  await takeSmall(life);
  const history = await monthlyDeals(life);
  for (let round = 0; round < ROUNDS; round += 1) {
    const draft = await draftOf(life, ann, { percent: 12 });
    const submission = await submitted(life, ann, draft, { history, effectiveFrom: '2026-07-01' });
    const save = change(life, (tx) => saveDraft(life, tx, ann, draft.id, { revision: 1, files: filesOf({ percent: 50 }) }));
    const [approval, saved] = await settled([
      change<unknown>(life, (tx) => approve(life, tx, cleo, submission.id, { evidence: submission.evidenceHash })),
      save,
    ]);
    expect(typeof saved).not.toBe('string');
    // before the save, and lapsed by it; or too late
    expect(typeof approval === 'string' ? approval : 'ok').toMatch(/^(ok|state)$/);
    expect(await getSubmission(life, submission.id)).toMatchObject({ state: 'lapsed' });
    const late = change(life, (tx) => publish(life, tx, cleo, submission.id));
    await expect(late).rejects.toMatchObject({ code: 'state' });
  }
});

test.each(postgres)('of two publications at once one comes to be ($name)', async (database) => {
  const life = await newLife(database);
  await takeSmall(life);
  const history = await monthlyDeals(life);
  const ready = async (percent: number) =>
    approved(life, cleo, await submitted(life, ann, await draftOf(life, ann, { percent }), { history, effectiveFrom: '2026-07-01' }));
  // two of one program
  const both = [await ready(12), await ready(13)];
  const outcomes = await settled(both.map(({ id }) => change(life, (tx) => publish(life, tx, dora, id))));
  expect(outcomes.filter((outcome) => outcome === 'state')).toHaveLength(1);
  const live = (await timeline(life, 'small')).entries.filter(({ state }) => state === 'in-force' || state === 'scheduled');
  expect(live).toHaveLength(2);
  const states = await Promise.all(both.map(async ({ id }) => (await getSubmission(life, id)).state));
  expect([...states].sort()).toEqual(['lapsed', 'published']);
  // and one of them twice
  const one = await ready(14);
  const entry = (await life.trail.head()).entry;
  const twice = await settled([cleo, dora].map((by) => change(life, (tx) => publish(life, tx, by, one.id))));
  expect(twice.filter((outcome) => outcome === 'state')).toHaveLength(1);
  expect((await life.trail.head()).entry).toBe(entry + 1);
});

test.each(postgres)('two servers take in a folder once, and each reads what the other publishes ($name)', async (database) => {
  const options = await database.empty();
  const keys = await keysOfTest();
  const here = await lifeOf(await opened(options), keys);
  const there = await lifeOf(await opened(options), keys);
  const files = Object.fromEntries(filesOf().map(({ path, text }) => [path, text]));
  const { programs } = await loadProgramsFolder(await folderOf(files));
  const taken = await Promise.all([takeIn(here, programs), takeIn(there, programs)]);
  expect(taken.flatMap((each) => each.taken)).toEqual(['small']);
  await Promise.all([here.book.refresh(), there.book.refresh()]);
  expect(there.book.timeline('small')?.versions[0]?.hash).toBe(here.book.timeline('small')?.versions[0]?.hash);

  const following = await openBook(there.store, { pollMs: 20 });
  try {
    const history = await monthlyDeals(here);
    const submission = await submitted(here, ann, await draftOf(here, ann, { percent: 12 }), { history, effectiveFrom: '2026-07-01' });
    await approved(here, cleo, submission);
    await change(here, (tx) => publish(here, tx, cleo, submission.id));
    while ((following.timeline('small')?.versions.length ?? 0) < 2) await new Promise((resolve) => setTimeout(resolve, 10));
    expect(following.timeline('small')?.versions.at(-1)?.hash).toBe(submission.version);
  } finally {
    await following.close();
  }
});
