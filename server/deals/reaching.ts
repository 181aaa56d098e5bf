import { lockLive, setLive } from '../store/deals/live.ts';
import { putTogether, type Session } from './session.ts';
import type { ShardWork } from './shard-work.ts';

/*
 * Parties of one activity that are decided by themselves meet in one thing: a measure that fails sets the activity aside
 * for all of them. So large a sum is nearly never; where it comes, the program is put together, and decided as a whole.
 */

/** Whether something was set aside by shards that aren't all of the program. */
export function setAsideAlone({ live }: Pick<Session, 'live'>, works: Iterable<ShardWork>): boolean {
  if (live.cut === 'nothing') return false;
  for (const { decided } of works) if (decided.some(({ decision }) => decision.status === 'set-aside')) return true;
  return false;
}

export async function reachFurther({ tx, program, timeline }: Session): Promise<void> {
  const live = await lockLive(tx, program, 'changing');
  if (live === undefined || live.cut === 'nothing') return;
  await setLive(tx, program, { timeline: timeline.hash, cut: 'nothing' });
  await putTogether(tx, { ...live, timeline: timeline.hash, cut: 'nothing' });
}
