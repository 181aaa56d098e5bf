import type { CompiledState } from '../engine/compiled/evaluator.ts';
import { firstDifference } from '../engine/decisions/difference.ts';
import type { Decision } from '../engine/decisions/model.ts';
import { withoutReasoning } from '../engine/decisions/without-reasoning.ts';
import { orderHistory } from '../engine/fold/order.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { type DecisionRow, findDecision } from '../store/deals/decisions.ts';
import { findLive } from '../store/deals/live.ts';
import { readSteps } from '../store/deals/shards.ts';
import { StoreError } from '../store/errors.ts';
import { hashOf } from './chain.ts';
import type { Core } from './core.ts';
import { engineHash } from './engine-hash.ts';
import { dayOf } from './fold-anew.ts';
import { givenBefore } from './given.ts';
import { type Maker, stateAt } from './load-shard.ts';
import type { Place } from './members.ts';
import type { KeptInFull, Replayed } from './model.ts';
import type { LiveTimeline } from './timelines.ts';
import { unpackText } from './unpack.ts';

/** A decision as it was kept. */
export async function keptInFull(core: Core, id: string): Promise<KeptInFull | undefined> {
  const row = await findDecision(core.store.db, id);
  if (row === undefined) return undefined;
  const { explained, ...head } = row;
  return { head, decision: JSON.parse(await unpackText(explained)) as Decision };
}

/** See Deals.replay. */
export async function replay(core: Core, id: string): Promise<Replayed> {
  const row = await findDecision(core.store.db, id);
  if (row === undefined) throw new StoreError('not-found', `There is no decision ${id.slice(0, 100)}.`);
  const decision = await decideAgain(core, row);
  const explained = canonicalJson(decision);
  const now = { decision: hashOf(canonicalJson(withoutReasoning(decision))), explained: hashOf(explained), engine: engineHash() };
  const same = now.explained === row.explained_hash && now.decision === row.decision_hash;
  const before = same ? undefined : (JSON.parse(await unpackText(row.explained)) as unknown);
  const found = same ? undefined : firstDifference(before, decision);
  return {
    id,
    same,
    kept: { decision: row.decision_hash, explained: row.explained_hash, engine: row.engine },
    now,
    decision,
    ...(found && { difference: { pointer: found.pointer, kept: found.left ?? null, now: found.right ?? null } }),
  };
}

async function decideAgain(core: Core, row: DecisionRow): Promise<Decision> {
  const { db } = core.store;
  const live = await findLive(db, row.program);
  if (live === undefined) throw new Error(`the program ${row.program} of a decision isn't live`);
  const timeline = await core.timelines.byHash(db, row.timeline);
  const place: Place = { program: row.program, shard: row.shard, history: live.history };
  const [step] = await readSteps(db, row.program, row.shard, row.step - 1, row.step);
  if (step === undefined) throw new Error(`the step ${row.step} of a decision is not kept`);
  const decisions = step.kind === 'reconciled' ? await anew(core, place, timeline, step) : await atStep(core, place, timeline, step);
  const found = decisions.find(({ activity }) => activity.source === row.source && activity.id === row.activity);
  if (found === undefined) throw new Error(`the decision ${row.id} did not come out again`);
  return found;
}

type Step = Awaited<ReturnType<typeof readSteps>>[number];

const EXPLAINED = { explain: true } as const;

async function atStep(core: Core, place: Place, timeline: LiveTimeline, step: Step): Promise<readonly Decision[]> {
  const { db } = core.store;
  const { compiled } = timeline;
  const state = await stateAt(core.documents, db, makerOf(timeline), { place, timeline, step: step.step - 1 });
  const [through, opened] = [dayOf(step.through), dayOf(step.opened)];
  if (step.kind === 'advanced' && through !== undefined) return compiled.advance(state, through, EXPLAINED);
  if (step.kind === 'opened' && opened !== undefined) return compiled.open(state, opened, EXPLAINED);
  const { activities } = await core.documents.members(db, place, step.step - 1, step.step, timeline);
  return activities.flatMap(({ activity }) => compiled.step(state, activity, EXPLAINED));
}

async function anew(core: Core, place: Place, timeline: LiveTimeline, step: Step): Promise<readonly Decision[]> {
  const { db } = core.store;
  const { compiled } = timeline;
  const members = await core.documents.members(db, place, 0, step.step, timeline);
  const activities = members.activities.map(({ activity }) => activity);
  const given = await givenBefore(db, place, step.step, { timeline: timeline.timeline, activities });
  const state = compiled.begin(members.enrollments, given);
  const decisions: Decision[] = [];
  for (const activity of orderHistory(activities).ordered) {
    decisions.push(...compiled.step(state, activity, EXPLAINED));
  }
  const [through, opened] = [dayOf(step.through), dayOf(step.opened)];
  if (through !== undefined) decisions.push(...compiled.advance(state, through, EXPLAINED));
  if (opened !== undefined) decisions.push(...compiled.open(state, opened, EXPLAINED));
  return decisions;
}

const makerOf = ({ compiled }: LiveTimeline): Maker<CompiledState> => ({
  begin: (enrollments, given) => compiled.begin(enrollments, given),
  enroll: (state, enrollment) => compiled.enroll(state, enrollment),
  take: (state, activity) => compiled.remember(state, activity),
  advance: (state, day) => compiled.advance(state, day),
  open: (state, day) => compiled.open(state, day),
});
