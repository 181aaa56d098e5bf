import type { BothStates } from './deciders.ts';

/** States in memory, and what names them: they are good as long as the row of their shard says the same. */
export interface HeldShard extends BothStates {
  readonly hash: string;
  readonly steps: number;
  readonly timeline: string;
}

/** Activities that the states in memory have together. */
const MOST_ACTIVITIES = 400_000;
/** A state takes some room by itself. */
const OWN_WEIGHT = 20;

const weightOf = (activities: number): number => activities + OWN_WEIGHT;

/**
 * The states that were used last. Whoever changes one takes it out, and puts it back under its new name once all is
 * decided, before the commit: where that fails, the row still has the old name, and what is here is no good.
 */
export class HeldShards {
  private readonly held = new Map<string, { readonly shard: HeldShard; readonly weight: number }>();
  private weight = 0;

  take(program: string, shard: string, hash: string): HeldShard | undefined {
    const found = this.remove(keyOf(program, shard));
    if (found?.hash === hash && !found.reference.isLost) return found;
    found?.reference.leave();
    return undefined;
  }

  put(program: string, shard: string, held: HeldShard): void {
    const key = keyOf(program, shard);
    const before = this.remove(key);
    if (before !== undefined && before.reference !== held.reference) before.reference.leave();
    const weight = weightOf(held.reference.activities);
    this.held.set(key, { shard: held, weight });
    this.weight += weight;
    for (const oldest of this.held.keys()) {
      if (this.weight <= MOST_ACTIVITIES || oldest === key) break;
      this.remove(oldest)?.reference.leave();
    }
  }

  entries(): readonly { readonly program: string; readonly shard: string; readonly held: HeldShard }[] {
    return [...this.held].map(([key, held]) => {
      const [program = '', shard = ''] = key.split('\0');
      return { program, shard, held: held.shard };
    });
  }

  private remove(key: string): HeldShard | undefined {
    const found = this.held.get(key);
    if (found === undefined) return undefined;
    this.held.delete(key);
    this.weight -= found.weight;
    return found.shard;
  }
}

const keyOf = (program: string, shard: string): string => `${program}\0${shard}`;
