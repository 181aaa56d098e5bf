import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import { givenBefore } from './given.ts';
import { nameOf } from './names.ts';
import type { Session } from './session.ts';
import type { ShardWork } from './shard-work.ts';

/** An activity that isn't in the database yet, as a shard decides it. */
export interface Added {
  readonly activity: Activity;
  readonly hash: string;
  readonly document: unknown;
}

/** All that a shard took in, and what is added, folded anew under the timeline that holds, with promises and protections as they were made. */
export async function workAnew(
  { core, tx, program, live, timeline }: Session,
  work: ShardWork,
  because: string,
  added: readonly Added[] = [],
  joining: readonly Enrollment[] = [],
): Promise<void> {
  const place = { program, shard: work.shard, history: live.history };
  const { enrollments, activities } = await core.documents.members(tx, place, 0, work.before.steps, timeline);
  const all = [...activities, ...added];
  const highest = new Map<string, number>();
  for (const { activity, hash, document } of all) {
    const name = nameOf(activity);
    if ((highest.get(name) ?? 0) >= activity.revision) continue;
    highest.set(name, activity.revision);
    work.inputs.set(name, { hash, document });
  }
  const folded = all.map(({ activity }) => activity);
  const given = await givenBefore(tx, place, work.before.steps + 1, { timeline: timeline.timeline, activities: folded });
  await work.foldAnew(because, [...enrollments, ...joining], folded, given);
}
