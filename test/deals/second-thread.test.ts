import { describe, expect, onTestFinished, test } from 'vitest';
import { SecondState } from '../../server/deals/second.ts';
import { SecondThreads } from '../../server/deals/second-threads.ts';
import { isoToDay } from '../../server/engine/facts/render.ts';
import { readActivities } from '../../server/engine/fold/read.ts';
import { canonicalJson } from '../../server/engine/program/hash.ts';
import { loadProgramDocument } from '../../server/engine/program/load.ts';
import { createReference, type ReferenceState } from '../../server/engine/reference/evaluator.ts';
import { databases } from '../support/databases.ts';
import { smallProgram } from '../support/small-program.ts';
import { ledgerTotals } from './ledger.ts';
import { deal, dealsOf, smallDeals } from './support.ts';

const day = (text: string): number => isoToDay(text) ?? 0;

const acme = { partner: 'acme', partnerType: 'reseller', enrolledOn: day('2026-01-01'), profile: new Map() };
const bolt = { ...acme, partner: 'bolt', enrolledOn: day('2026-07-11') };

/** The small program, some deals of it, and a thread that ends with the test. */
function small() {
  const document = smallProgram();
  const loaded = loadProgramDocument(document);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  const timeline = { id: document.id, versions: [loaded.program] };
  const documents = ['01', '02', '05', '07'].map((month) => deal(`d-${month}`, `2026-${month}-10`, '300.00'));
  const { activities } = readActivities(timeline, [...documents, deal('d-9', '2026-07-11', '9.00', { partner: 'bolt' })]);
  const thread = new SecondThreads();
  onTestFinished(() => thread.close());
  return { timeline: { hash: 'small', documents: [document], reference: createReference(timeline) }, activities, thread };
}

/** What it says, and how it stands, taken to the thread after so many. */
async function said(here: number): Promise<{ readonly told: readonly string[]; readonly saved: ReferenceState }> {
  const { timeline, activities, thread } = small();
  const { reference } = timeline;
  const second = SecondState.begin(reference, [acme], {});
  const told: string[] = [];
  for (const [index, activity] of activities.slice(0, 4).entries())
    told.push(...(await second.step(timeline, activity, index < here ? undefined : thread)));
  second.enroll(reference, bolt);
  for (const activity of activities.slice(4)) told.push(...(await second.step(timeline, activity, here > 3 ? undefined : thread)));
  told.push(...(await second.advance(timeline, day('2026-12-31'))), ...(await second.open(timeline, day('2027-01-02'))));
  return { told, saved: reference.restore(await second.save(reference)) };
}

describe('the second evaluator on its thread', () => {
  test('says the same as here, from whatever step on, and stands alike', async () => {
    const here = await said(4);
    expect(here.told.length).toBeGreaterThan(4);
    expect(JSON.parse(here.told[0] ?? '')).toMatchObject({ activity: { id: 'd-01' }, status: 'decided' });
    for (const from of [0, 2]) expect(await said(from)).toEqual(here);
  });

  test('what a state can not take fails, and so does all that it is asked after that; others go on', async () => {
    const { timeline, activities, thread } = small();
    const [first, second] = [SecondState.begin(timeline.reference, [acme], {}), SecondState.begin(timeline.reference, [acme], {})];
    const [one, , three] = activities;
    if (one === undefined || three === undefined) throw new Error('there are no deals');
    await first.step(timeline, three, thread);
    await second.step(timeline, one, thread);
    await expect(first.step(timeline, one, thread)).rejects.toThrow('dated before');
    await expect(first.advance(timeline, day('2026-12-31'))).rejects.toThrow('dated before');
    expect(await second.step(timeline, three, thread)).toHaveLength(1);
  });

  test('what was on one that ended is lost, and says so; another one begins', async () => {
    const { timeline, activities, thread } = small();
    const [one, two] = activities;
    if (one === undefined || two === undefined) throw new Error('there are no deals');
    const state = SecondState.begin(timeline.reference, [acme], {});
    await state.step(timeline, one, thread);
    expect(state.isLost).toBe(false);
    await thread.close();
    await expect(state.step(timeline, two, thread)).rejects.toThrow('has ended');
    expect(state.isLost).toBe(true);
    const other = SecondState.begin(timeline.reference, [acme], {});
    expect((await other.step(timeline, one, thread)).map((text) => canonicalJson(JSON.parse(text)))).toHaveLength(1);
  });
});

describe.each(databases)('deal time with the second evaluator on its thread, on $name', (database) => {
  test('decides, folds anew, keeps its states, and goes on after the thread has ended', async () => {
    const { life } = await smallDeals(database);
    const { deals, one, enroll } = dealsOf(life, true);
    await enroll('acme');
    expect((await one(deal('d-1', '2026-03-01', '600.00'))).status).toBe('recorded');
    expect((await one(deal('d-2', '2026-03-05', '500.00'))).status).toBe('recorded');
    // late: folded anew here, and taken to the thread with the next
    expect((await one(deal('d-0', '2026-02-01', '700.00'))).status).toBe('recorded');
    expect((await one(deal('d-3', '2026-03-06', '100.00'))).status).toBe('recorded');
    await deals.work();
    await deals.close();
    expect((await one(deal('d-4', '2026-03-07', '100.00'))).status).toBe('recorded');
    await deals.close();
    // whoever has no thread decides the same
    const other = dealsOf(life);
    expect((await other.one(deal('d-5', '2026-03-08', '100.00'))).status).toBe('recorded');
    expect(Object.keys(await ledgerTotals(life.store))).toHaveLength(6);
    const found: unknown[] = [];
    await other.deals.agreement('small', ({ differences, decisions }) => found.push(...differences, ...decisions));
    expect(found).toEqual([]);
  });
});
