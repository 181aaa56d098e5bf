import type { Principal } from '../access/principal.ts';
import type { Transaction } from '../store/database.ts';
import { findLive, insertLive, keepTimeline, type LiveProgram, lockLive, lockLiveAndRead, setLive } from '../store/deals/live.ts';
import { dequeue, enqueue } from '../store/deals/queue.ts';
import {
  appendSteps,
  highestStep,
  keepShard,
  listShards,
  lockShards,
  recordedInProgram,
  removeShards,
  type ShardRow,
  shardsBehind,
} from '../store/deals/shards.ts';
import { StoreError } from '../store/errors.ts';
import { deleteHistory, insertHistory } from '../store/histories.ts';
import { beginningOf, next } from './chain.ts';
import type { Core } from './core.ts';
import { loadShard } from './load-shard.ts';
import { WHOLE } from './shard-names.ts';
import { later, newShard, ShardWork } from './shard-work.ts';
import type { LiveTimeline } from './timelines.ts';

/** A program while a transaction decides by it: nobody moves it to another timeline, or cuts it otherwise, meanwhile. */
export interface Session {
  readonly core: Core;
  readonly tx: Transaction;
  readonly by: Principal;
  readonly program: string;
  readonly live: LiveProgram;
  readonly timeline: LiveTimeline;
  readonly at: Date;
  /** YYYY-MM-DD, where the program is. */
  readonly today: string;
}

/** Undefined where the program isn't live. Throws `not-found` where it has no version. */
export async function openSession(core: Core, tx: Transaction, by: Principal, program: string): Promise<Session | undefined> {
  const live = (await asKnown(core, tx, program)) ?? (await liveUnder(core, tx, program, await core.timelines.current(tx, program)));
  if (live === undefined) return undefined;
  const at = core.now();
  return { core, tx, by, program, ...live, at, today: live.timeline.zone.dayOf(at.getTime()) };
}

/** The same; the program's live history begins where there is none. */
export async function beginSession(core: Core, tx: Transaction, by: Principal, program: string): Promise<Session> {
  const known = await openSession(core, tx, by, program);
  if (known !== undefined) return known;
  const timeline = await core.timelines.current(tx, program);
  const history = await insertHistory(tx, { name: `${program}, as recorded`.slice(0, 200), timeline: timeline.timeline });
  await keepTimeline(tx, timeline.hash, program, timeline.versions);
  const { hash, cut } = timeline;
  if (!(await insertLive(tx, { program, history: history.id, timeline: hash, cut }))) await deleteHistory(tx, history.id);
  else if (cut === 'nothing') await keepShard(tx, newShard(program, WHOLE, hash, beginningOf(program, WHOLE)));
  const begun = await openSession(core, tx, by, program);
  if (begun === undefined) throw new Error('a live program that was begun is not there');
  return begun;
}

interface Live {
  readonly live: LiveProgram;
  readonly timeline: LiveTimeline;
}

/** The usual case: the program is where it was, and its timeline in memory. */
async function asKnown(core: Core, tx: Transaction, program: string): Promise<Live | undefined> {
  const found = await lockLiveAndRead(tx, program);
  const timeline = found && core.timelines.known(found.live.timeline, found.entries);
  return found && timeline && { live: found.live, timeline };
}

async function liveUnder(core: Core, tx: Transaction, program: string, timeline: LiveTimeline): Promise<Live | undefined> {
  const before = await findLive(tx, program);
  if (before === undefined) return undefined;
  const locked = await lockLive(tx, program, before.timeline === timeline.hash ? 'deciding' : 'changing');
  if (locked === undefined) return undefined;
  if (locked.timeline === timeline.hash) return { live: locked, timeline };
  // somebody was faster, or what holds has changed: as it stands now
  const current = await core.timelines.current(tx, program);
  if (locked.timeline === current.hash) return { live: locked, timeline: current };
  if (before.timeline === timeline.hash) throw meanwhile(program);
  return { live: await move(tx, locked, current), timeline: current };
}

const meanwhile = (program: string): StoreError => new StoreError('busy', `The versions of ${program} changed meanwhile. Ask again.`);

/** From now on is decided by this timeline; what was decided is decided anew, shard by shard. */
async function move(tx: Transaction, live: LiveProgram, timeline: LiveTimeline): Promise<LiveProgram> {
  const { program } = live;
  await keepTimeline(tx, timeline.hash, program, timeline.versions);
  // what was put together isn't cut again
  const cut = live.cut === 'nothing' ? 'nothing' : timeline.cut;
  await setLive(tx, program, { timeline: timeline.hash, cut });
  const moved = { ...live, timeline: timeline.hash, cut };
  if (cut !== live.cut) await putTogether(tx, moved);
  const behind = await shardsBehind(tx, program, timeline.hash);
  await enqueue(
    tx,
    program,
    behind.map(({ shard }) => shard),
    'another timeline',
  );
  return moved;
}

/** All shards of a program become one, which is folded anew before anything else. The live program is locked for changing. */
export async function putTogether(tx: Transaction, { program, timeline }: LiveProgram): Promise<void> {
  const rows = await listShards(tx, program);
  const shards = await lockShards(
    tx,
    program,
    rows.map(({ shard }) => shard),
  );
  const first = (await highestStep(tx, program)) + 1;
  const members = await recordedInProgram(tx, program);
  await appendSteps(
    tx,
    members.map(({ recorded, kind }, index) => ({
      program,
      shard: WHOLE,
      step: first + index,
      kind: kind === 'enrolled' ? ('enrolled' as const) : ('late' as const),
      recorded,
      through: null,
      opened: null,
      timeline,
    })),
  );
  const days = [...shards.values()].reduce(
    (most, { day, through, opened }) => ({
      day: later(most.day, day),
      through: later(most.through, through),
      opened: later(most.opened, opened),
    }),
    { day: null, through: null, opened: null } as Pick<ShardRow, 'day' | 'through' | 'opened'>,
  );
  const hash = next(beginningOf(program, WHOLE), 'put together', ...[...shards.values()].map(({ state_hash }) => state_hash));
  // it stands by no timeline yet
  await keepShard(tx, { ...newShard(program, WHOLE, '', hash, first - 1 + members.length), ...days });
  await removeShards(tx, program, WHOLE);
  for (const { shard } of rows) await dequeue(tx, program, shard);
  await enqueue(tx, program, [WHOLE], 'put together');
}

/** A shard whose row is locked, with its states; those of one that stands by another timeline aren't of use. */
export async function workOn({ core, tx, program, live, timeline }: Session, row: ShardRow): Promise<ShardWork> {
  if (row.timeline !== timeline.hash) return new ShardWork(timeline, row, undefined);
  const held = core.held.take(program, row.shard, row.state_hash);
  if (held !== undefined) return new ShardWork(timeline, row, held);
  const place = { program, shard: row.shard, history: live.history };
  return new ShardWork(timeline, row, await loadShard(core.documents, tx, place, row, timeline));
}
