import { SERVER } from '../access/principal.ts';
import { isoToDay } from '../engine/facts/render.ts';
import { listLive } from '../store/deals/live.ts';
import { enqueue, isQueued, listQueued, putOff } from '../store/deals/queue.ts';
import { listShards, lockShardIfFree, type ShardRow, takeDueShard } from '../store/deals/shards.ts';
import type { Core } from './core.ts';
import { keepDecisions, keepSteps } from './keep.ts';
import { reachFurther, setAsideAlone } from './reaching.ts';
import { workAnew } from './reconcile-work.ts';
import { openSession, type Session, workOn } from './session.ts';
import { ShardWork, type ToRecord } from './shard-work.ts';

/*
 * What nobody asks for: what falls due by the calendar, and shards that are to be folded anew. Each shard is a transaction
 * that has its row; a process that finds it taken looks for another. So it is done once, however many processes there are.
 */

const NOTHING: ReadonlyMap<ToRecord, number> = new Map();

/** All that is due of all programs; how many shards had something. */
export async function runCalendar(core: Core): Promise<number> {
  let done = 0;
  for (const { program } of await listLive(core.store.db)) {
    while (await attempt(core, () => dueOnce(core, program))) done += 1;
  }
  return done;
}

/** One shard on which something has fallen due; false: there is none. */
async function dueOnce(core: Core, program: string): Promise<boolean> {
  return core.store.transaction(async (tx) => {
    const session = await openSession(core, tx, SERVER, program);
    if (session === undefined) return false;
    const row = await takeDueShard(tx, program, session.today);
    if (row === undefined) return false;
    await fallDue(session, row);
    return true;
  });
}

async function fallDue(session: Session, row: ShardRow): Promise<void> {
  const { core, tx, program, timeline, today } = session;
  if (row.timeline !== timeline.hash) {
    await anew(session, row, 'another timeline');
    return;
  }
  const work = await workOn(session, row);
  const day = isoToDay(today) ?? 0;
  const next = timeline.compiled.nextDue(work.both.compiled);
  if (next !== undefined && next < day) await work.advance(day - 1);
  if (work.row.due_on !== null && work.row.due_on <= today) await work.open(day);
  if (setAsideAlone(session, [work])) {
    await reachFurther(session);
    return;
  }
  if (work.steps.length === 0) throw new Error(`the shard ${row.shard} of ${program} is due on ${row.due_on}, and nothing is`);
  await keep(session, work);
  await core.trail.record(tx, SERVER, {
    action: 'fell-due',
    subject: { kind: 'program', id: program },
    after: { shard: row.shard, on: today, decisions: work.decided.length },
  });
}

/** All of a shard anew, and the differences posted. */
export async function anew(session: Session, row: ShardRow, because: string): Promise<ShardWork> {
  const { core, tx, program, today, timeline } = session;
  const work = new ShardWork(timeline, row, undefined);
  await workAnew(session, work, because);
  if (setAsideAlone(session, [work])) {
    await reachFurther(session);
    return work;
  }
  const day = isoToDay(today) ?? 0;
  const next = timeline.compiled.nextDue(work.both.compiled);
  if (next !== undefined && next < day) await work.advance(day - 1);
  if (work.row.due_on !== null && work.row.due_on <= today) await work.open(day);
  await keep(session, work);
  await core.trail.record(tx, SERVER, {
    action: 'reconciled',
    subject: { kind: 'program', id: program },
    after: { shard: row.shard, because, on: today },
  });
  return work;
}

async function keep(session: Session, work: ShardWork): Promise<void> {
  await keepDecisions(session, [work]);
  await keepSteps(session, [work], async () => NOTHING);
}

/** Shards that wait to be folded anew; how many were. */
export async function runQueue(core: Core): Promise<number> {
  let done = 0;
  for (let more = true; more; ) {
    more = false;
    for (const { program, shard, because } of await listQueued(core.store.db, 50)) {
      const worked = await attempt(
        core,
        () => reconcileOnce(core, program, shard, because),
        () => putOff(core.store.db, program, shard),
      );
      if (!worked) continue;
      done += 1;
      more = true;
    }
  }
  return done;
}

/** All shards of a program, or of all programs, wait to be folded anew; how many. */
export async function reconcileAll(core: Core, only?: string): Promise<number> {
  let count = 0;
  for (const { program } of await listLive(core.store.db)) {
    if (only !== undefined && only !== program) continue;
    const shards = await listShards(core.store.db, program);
    await core.store.transaction((tx) =>
      enqueue(
        tx,
        program,
        shards.map(({ shard }) => shard),
        'asked for',
      ),
    );
    count += shards.length;
  }
  return count;
}

/** False: somebody else has it in hand, or had. */
async function reconcileOnce(core: Core, program: string, shard: string, because: string): Promise<boolean> {
  return core.store.transaction(
    async (tx) => {
      const session = await openSession(core, tx, SERVER, program);
      if (session === undefined) return false;
      const row = await lockShardIfFree(tx, program, shard);
      if (row === undefined || !(await isQueued(tx, program, shard))) return false;
      await anew(session, row, because);
      return true;
    },
    { patient: true },
  );
}

/** Programs whose versions changed while nobody recorded anything are moved too. */
export async function followTimelines(core: Core): Promise<void> {
  for (const { program, timeline } of await listLive(core.store.db)) {
    const current = await core.timelines.current(core.store.db, program);
    if (current.hash === timeline) continue;
    await attempt(core, async () => (await core.store.transaction((tx) => openSession(core, tx, SERVER, program))) !== undefined);
  }
}

/** What fails is told, and does not keep others waiting. */
async function attempt(core: Core, work: () => Promise<boolean>, failed: () => Promise<unknown> = async () => undefined): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    core.onError(error);
    await failed().catch(core.onError);
    return false;
  }
}
