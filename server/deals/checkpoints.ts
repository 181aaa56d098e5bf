import { lockToRead } from '../store/deals/shards.ts';
import { keepState } from '../store/deals/states.ts';
import type { Core } from './core.ts';
import { packed } from './load-shard.ts';

/*
 * States are kept now and then, so that a process that hasn't one in memory needn't fold from the beginning. They are kept
 * beside all else, by whoever does what falls due; nothing hangs on them.
 */

/** So many steps, and this part of all of them, since the last time. */
const FEWEST_STEPS = 50;
const PART = 0.25;
/** More takes seconds to write down, in which nobody else is answered. */
const MOST_ACTIVITIES = 100_000;
/** In one round. */
const MOST_STATES = 20;

export class Checkpoints {
  private readonly kept = new Map<string, number>();

  async keep({ store, held, timelines }: Core): Promise<void> {
    let done = 0;
    for (const { program, shard, held: state } of held.entries()) {
      const name = `${program}\0${shard}`;
      const since = state.steps - (this.kept.get(name) ?? 0);
      if (since < Math.max(FEWEST_STEPS, state.steps * PART) || state.reference.activities > MOST_ACTIVITIES) continue;
      if (done === MOST_STATES) return;
      done += 1;
      await store.transaction(async (tx) => {
        const row = await lockToRead(tx, program, shard);
        // what isn't committed, or has gone on, isn't what the row says
        const now = held.take(program, shard, row?.state_hash ?? '');
        if (now === undefined) return;
        const toKeep = await packed(program, shard, now, await timelines.byHash(tx, now.timeline));
        held.put(program, shard, now);
        await keepState(tx, toKeep);
        this.kept.set(name, now.steps);
      });
    }
  }
}
