import { type LocalCrew, PieceFailed, PieceLost } from '../simulation/crew.ts';
import { historyColumns } from '../store/history-columns.ts';
import type { Store } from '../store/open-store.ts';
import { isWanted, type ShardKey, taskOf } from '../store/shards.ts';
import type { JobSettings } from './settings.ts';
import type { PostedTask, ShardDone } from './shared-crew.ts';

/** Tasks read: shards of one follow each other, and threads know programs by the array that holds them. */
const KEPT = 8;
const tasks = new Map<string, PostedTask>();

/** Folds a shard. undefined: nobody wants it any more. Throws where the fault is not the fold's. */
export async function doShard(
  store: Store,
  crew: LocalCrew,
  key: ShardKey,
  { settings, signal }: { readonly settings: JobSettings; readonly signal: AbortSignal },
): Promise<ShardDone | undefined> {
  const kept = await taskOf(store, key);
  if (kept === undefined) return undefined;
  const { task, whole } = taskFrom(key.task, kept.task);
  const history = await historyColumns(store, kept.snapshot);
  const unwanted = new AbortController();
  const looking = setInterval(() => {
    isWanted(store, key.simulation).then(
      (wanted) => {
        if (!wanted) unwanted.abort();
      },
      () => undefined,
    );
  }, settings.beatMs);
  try {
    const range = { from: key.first, to: key.last };
    const asked = whole ? task : { ...task, enrollments: range };
    return await crew.one(history, `simulation ${key.simulation}`, asked, { signal: AbortSignal.any([signal, unwanted.signal]) });
  } catch (error) {
    if (error instanceof PieceFailed || error instanceof PieceLost) return { failed: error.message };
    throw error;
  } finally {
    clearInterval(looking);
  }
}

function taskFrom(hash: string, text: string): PostedTask {
  const task = tasks.get(hash) ?? (JSON.parse(text) as PostedTask);
  tasks.delete(hash);
  tasks.set(hash, task);
  for (const oldest of tasks.keys()) {
    if (tasks.size <= KEPT) break;
    tasks.delete(oldest);
  }
  return task;
}
