import type { ActivityDocument } from '../../schemas/types.ts';
import type { Principal } from '../access/principal.ts';
import { SERVER } from '../access/principal.ts';
import type { CompiledState } from '../engine/compiled/evaluator.ts';
import { excerptOf } from '../engine/compiled/excerpt.ts';
import { find } from '../engine/compiled/state.ts';
import type { Decision, PartyDecision } from '../engine/decisions/model.ts';
import { isoToDay } from '../engine/facts/render.ts';
import { readActivities } from '../engine/fold/read.ts';
import { lockToRead } from '../store/deals/shards.ts';
import { StoreError } from '../store/errors.ts';
import type { Core } from './core.ts';
import type { HeldShard } from './held-shards.ts';
import { loadShard } from './load-shard.ts';
import type { Quoted, ShardStanding } from './model.ts';
import { Refusal } from './refusal.ts';
import { openSession, type Session } from './session.ts';
import { shardOf, shardsOf, within } from './shard-names.ts';
import type { LiveTimeline } from './timelines.ts';

/*
 * Questions to live states. They change nothing: each gets a copy, or an excerpt, made while nobody else has the state.
 */

const ASKING: Principal = SERVER;

/** See Deals.standing. */
export async function standing<T>(
  core: Core,
  program: string,
  partner: string,
  partnerType: string,
  question: (standing: ShardStanding) => T,
): Promise<T | undefined> {
  return core.store.transaction(async (tx) => {
    const session = await openSession(core, tx, ASKING, program);
    if (session === undefined) return undefined;
    const shard = shardOf(session.live.cut, partner, partnerType);
    const answer = await reading(session, shard, (held, timeline) => {
      const state = excerptOf(held.compiled, partner, partnerType);
      if (state === undefined) return undefined;
      const { today } = session;
      open(timeline, state, today);
      return { value: question({ evaluator: timeline.compiled, state, timeline: timeline.timeline, today, shard }) };
    });
    return answer?.value;
  });
}

function open({ compiled }: LiveTimeline, state: CompiledState, today: string): void {
  const day = isoToDay(today);
  // what was recorded for tomorrow has opened it already
  if (day !== undefined && (state.started ?? day) <= day) compiled.open(state, day);
}

/** The states of a shard, for one question that doesn't wait for anything. */
async function reading<T>(session: Session, shard: string, ask: (held: HeldShard, timeline: LiveTimeline) => T): Promise<T | undefined> {
  const { core, tx, program, live } = session;
  const row = await lockToRead(tx, program, shard);
  if (row === undefined) return undefined;
  // one that wasn't moved yet answers by what held before
  const timeline = row.timeline === session.timeline.hash ? session.timeline : await core.timelines.byHash(tx, row.timeline);
  const known = core.held.take(program, shard, row.state_hash);
  const held = known ?? (await loadShard(core.documents, tx, { program, shard, history: live.history }, row, timeline));
  try {
    return ask(held, timeline);
  } finally {
    core.held.put(program, shard, held);
  }
}

/** See Deals.quote. */
export async function quote(core: Core, program: string, document: ActivityDocument): Promise<Quoted> {
  return core.store.transaction(async (tx) => {
    const session = await openSession(core, tx, ASKING, program);
    if (session === undefined) throw new StoreError('not-found', `Nobody is enrolled in ${program.slice(0, 80)} yet.`);
    const { activities, refused } = readActivities(session.timeline.timeline, [document]);
    const [activity] = activities;
    if (activity === undefined) throw new Refusal('The activity is not as the program asks.', refused[0]?.findings ?? []);
    const parts: Decision[] = [];
    const due: Decision[] = [];
    for (const shard of [...shardsOf(session.live.cut, activity.parties)].sort()) {
      const decided = await reading(session, shard, ({ compiled }, timeline) => {
        const own = within(shard, activity);
        for (const { partner, partnerType } of own.parties) {
          if (find(compiled, partner, partnerType) === undefined) throw notEnrolled(partner, partnerType);
        }
        const state = timeline.compiled.copy(compiled);
        if ((state.ended !== null && activity.day <= state.ended) || (state.started !== null && activity.day < state.started)) throw late();
        return timeline.compiled.step(state, own, { explain: true });
      });
      if (decided === undefined) {
        const { partner = '', partnerType = '' } = activity.parties[0] ?? {};
        throw notEnrolled(partner, partnerType);
      }
      const last = decided.at(-1);
      if (last !== undefined) parts.push(last);
      due.push(...decided.slice(0, -1));
    }
    const [first] = parts;
    if (first === undefined) throw new Error(`no decision on ${activity.id}`);
    const parties = activity.parties.flatMap(({ partner, partnerType, role }): readonly PartyDecision[] =>
      parts.flatMap((part) =>
        part.parties.filter((each) => each.partner === partner && each.partnerType === partnerType && each.role === role),
      ),
    );
    return { decision: parts.length === 1 ? first : { ...first, parties }, due };
  });
}

const notEnrolled = (partner: string, partnerType: string): Refusal =>
  new Refusal(`${partner} is not enrolled as ${partnerType}.`, [
    {
      code: 'not-enrolled',
      severity: 'error',
      message: `${partner} is not enrolled as ${partnerType}.`,
      hint: `Enroll it with PUT /v1/partners/${partner} first.`,
      pointer: '/partner',
    },
  ]);

const late = (): Refusal =>
  new Refusal('The activity is dated before what was decided already; recorded, all that came after it is decided anew.', [
    {
      code: 'late',
      severity: 'error',
      message: 'It is dated before what was decided already: no quote is given on what is over.',
      pointer: '/occurredOn',
    },
  ]);
