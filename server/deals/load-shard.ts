import { gunzipSync, gzipSync } from 'node:zlib';
import { restore as restoreCompiled, save as saveCompiled } from '../engine/compiled/save.ts';
import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import type { Given } from '../engine/fold/evaluator.ts';
import { orderHistory } from '../engine/fold/order.ts';
import { lastReconciled, readSteps, type ShardRow, type StepRow } from '../store/deals/shards.ts';
import { findState, type StateToKeep } from '../store/deals/states.ts';
import type { Reader } from '../store/life/contents.ts';
import { advance, type BothStates, begin, enroll, open, step } from './deciders.ts';
import { engineHash } from './engine-hash.ts';
import { dayOf } from './fold-anew.ts';
import { givenBefore } from './given.ts';
import type { HeldShard } from './held-shards.ts';
import type { Documents, Member, Place } from './members.ts';
import { SecondState } from './second.ts';
import type { LiveTimeline } from './timelines.ts';

/*
 * The state of a shard at a step: what it took in since it was last folded anew, on top of that fold. Where both evaluators'
 * states were kept meanwhile, what came since is enough.
 */

/** What states are made with: both evaluators, or one. */
export interface Maker<S> {
  begin(enrollments: readonly Enrollment[], given: Given): S;
  enroll(state: S, enrollment: Enrollment): void;
  take(state: S, activity: Activity): unknown;
  advance(state: S, day: number): unknown;
  open(state: S, day: number): unknown;
}

export const makerOfBoth = (timeline: LiveTimeline): Maker<BothStates> => ({
  begin: (enrollments, given) => begin(timeline, enrollments, given),
  enroll: (states, enrollment) => enroll(timeline, states, enrollment),
  take: (states, activity) => step(timeline, states, activity),
  advance: (states, day) => advance(timeline, states, day),
  open: (states, day) => open(timeline, states, day),
});

/** By the step itself where it folded anew, else as it stood before anything else of it. */
export interface At {
  readonly place: Place;
  readonly timeline: LiveTimeline;
  readonly step: number;
}

/** The state after a step. */
export async function stateAt<S>(documents: Documents, db: Reader, maker: Maker<S>, { place, timeline, step: upTo }: At): Promise<S> {
  const base = await lastReconciled(db, place.program, place.shard, upTo);
  const state = base === undefined ? maker.begin([], {}) : await anewAt(documents, db, maker, place, timeline, base);
  await takeSteps(documents, db, maker, { place, timeline, step: upTo }, state, base?.step ?? 0);
  return state;
}

/** The state right after a step that folded all anew. */
async function anewAt<S>(
  documents: Documents,
  db: Reader,
  maker: Maker<S>,
  place: Place,
  timeline: LiveTimeline,
  base: StepRow,
): Promise<S> {
  const members = await documents.members(db, place, 0, base.step, timeline);
  const activities = members.activities.map(({ activity }) => activity);
  const state = maker.begin(members.enrollments, await givenBefore(db, place, base.step, { timeline: timeline.timeline, activities }));
  for (const activity of orderHistory(activities).ordered) await maker.take(state, activity);
  await runSteps(maker, state, base);
  return state;
}

async function runSteps<S>(maker: Maker<S>, state: S, { through, opened }: Pick<StepRow, 'through' | 'opened'>): Promise<void> {
  const [end, start] = [dayOf(through), dayOf(opened)];
  if (end !== undefined) await maker.advance(state, end);
  if (start !== undefined) await maker.open(state, start);
}

async function takeSteps<S>(
  documents: Documents,
  db: Reader,
  maker: Maker<S>,
  { place, timeline, step: upTo }: At,
  state: S,
  after: number,
): Promise<void> {
  if (after >= upTo) return;
  const steps = await readSteps(db, place.program, place.shard, after, upTo);
  const { byRecorded } = await documents.members(db, place, after, upTo, timeline);
  for (const { kind, recorded, through, opened } of steps) {
    const member = recorded === null ? undefined : byRecorded.get(recorded);
    if (kind === 'activity' && member !== undefined && isActivity(member)) await maker.take(state, member.activity);
    else if (kind === 'enrolled' && member !== undefined && !isActivity(member)) maker.enroll(state, member);
    else if (kind === 'advanced' || kind === 'opened') await runSteps(maker, state, { through, opened });
  }
}

const isActivity = (member: Member | Enrollment): member is Member => 'activity' in member;

/** Both evaluators' states of a shard as its row says it stands. */
export async function loadShard(
  documents: Documents,
  db: Reader,
  place: Place,
  row: Pick<ShardRow, 'steps' | 'state_hash' | 'timeline'>,
  timeline: LiveTimeline,
): Promise<HeldShard> {
  const named = { hash: row.state_hash, steps: row.steps, timeline: row.timeline };
  const maker = makerOfBoth(timeline);
  const at: At = { place, timeline, step: row.steps };
  const base = await lastReconciled(db, place.program, place.shard, row.steps);
  const kept = await findState(db, { program: place.program, shard: place.shard, timeline: row.timeline, engine: engineHash() }, row.steps);
  if (kept === undefined || kept.steps < (base?.step ?? 0)) return { ...named, ...(await stateAt(documents, db, maker, at)) };
  const states: BothStates = {
    compiled: restoreCompiled(gunzipSync(kept.compiled).toString('utf8')),
    reference: SecondState.restore(gunzipSync(kept.reference).toString('utf8'), kept.steps),
  };
  await takeSteps(documents, db, maker, at, states, kept.steps);
  return { ...named, ...states };
}

/** A state as it is kept. */
export async function packed(
  program: string,
  shard: string,
  { compiled, reference, steps, timeline }: HeldShard,
  by: Pick<LiveTimeline, 'reference'>,
): Promise<StateToKeep> {
  const second = await reference.save(by.reference);
  return {
    program,
    shard,
    steps,
    timeline,
    engine: engineHash(),
    compiled: gzipSync(saveCompiled(compiled), { level: 1 }),
    reference: gzipSync(second, { level: 1 }),
  };
}
