import type { HistoryColumns } from '../engine/columns/history.ts';
import { canonicalJson, hashText } from '../engine/program/hash.ts';
import { type Crew, type Done, foldInPieces, type Job, type Piece, PieceFailed, type TakeSample } from '../simulation/crew.ts';
import type { FoldTask } from '../simulation/task.ts';
import type { JobQueue } from '../store/job-queue.ts';
import type { Store } from '../store/open-store.ts';
import { doneShards, keepTask, type ShardKey, shardJob } from '../store/shards.ts';
import type { JobSettings } from './settings.ts';

/** A task as workers get it: JSON of this. */
export interface PostedTask {
  /** Without enrollments: they are the shard's. */
  readonly task: FoldTask;
  /** Not to be cut: in the order of time. */
  readonly whole: boolean;
}

/** What became of a shard; kept as JSON of this. */
export type ShardDone = Done | { readonly failed: string };

/** Pieces that are out at the same time: what many workers have to do until they are looked after again. */
const LANES = 64;
/** Rows of one shard: some tenths of a second, so that the way there and back doesn't count. */
const SHARD_ROWS = 200_000;
const MAX_SHARDS = 256;

interface Waiting {
  readonly key: ShardKey;
  readonly text: string;
  readonly stop: () => boolean;
  readonly resolve: (done: Done) => void;
  readonly reject: (reason: unknown) => void;
}

/**
 * A crew whose pieces are done by any worker of the store: posted as jobs, and waited for. What was done is kept, so
 * that whoever goes on with a simulation after its process is gone finds it.
 */
export function sharedCrew(
  store: Store,
  queue: JobQueue,
  simulation: string,
  { pollMs, shards, sample }: JobSettings & { readonly sample?: TakeSample | undefined },
): Crew {
  const fresh: Waiting[] = [];
  const posted = new Map<string, Waiting>();
  let timer: NodeJS.Timeout | undefined;

  const look = async (): Promise<void> => {
    const added = fresh.splice(0);
    for (const each of added) posted.set(shardJob(each.key), each);
    const settled = await doneShards(
      store,
      [...posted.values()].map(({ key }) => key),
    );
    for (const [job, text] of settled) settle(job, JSON.parse(text) as ShardDone);
    for (const [job, { stop }] of posted) if (stop()) settle(job, { stopped: true });
    await post(added.filter((each) => posted.get(shardJob(each.key)) === each));
  };
  const settle = (job: string, done: ShardDone): void => {
    const waiting = posted.get(job);
    posted.delete(job);
    if ('failed' in done) waiting?.reject(new PieceFailed(done.failed));
    else waiting?.resolve(done);
  };
  const post = async (added: readonly Waiting[]): Promise<void> => {
    if (added.length === 0) return;
    const tasks = new Map(added.map(({ key, text }) => [key.task, text]));
    await store.transaction(async (tx) => {
      for (const [hash, text] of tasks) await keepTask(tx, simulation, hash, text);
      await queue.post(
        tx,
        'shard',
        added.map(({ key }) => ({ id: shardJob(key), data: key })),
      );
    });
  };
  const fail = (error: unknown): void => {
    for (const { reject } of [...posted.values(), ...fresh.splice(0)]) reject(error);
    posted.clear();
  };
  const lookLater = (): void => {
    timer ??= setTimeout(
      () => {
        look()
          .catch(fail)
          .finally(() => {
            timer = undefined;
            if (posted.size + fresh.length > 0) lookLater();
          });
      },
      posted.size === 0 ? 0 : pollMs,
    );
  };

  return {
    lanes: LANES,
    ...(sample !== undefined && { sample }),
    fold: (history, jobs, options = {}) => {
      const texts = new Map<Job, Posting>();
      const doPiece = (piece: Piece, stop: () => boolean): Promise<Done> =>
        new Promise((resolve, reject) => {
          const { hash, text } = postingOf(texts, piece);
          const key: ShardKey = { simulation, task: hash, first: piece.range.from, last: piece.range.to };
          fresh.push({ key, text, stop, resolve, reject });
          lookLater();
        });
      return foldInPieces(history, jobs, LANES, doPiece, { shards: shards ?? shardsFor(history), ...options });
    },
    close: async () => {
      clearTimeout(timer);
      fail(new Error('the crew is closed'));
    },
  };
}

const shardsFor = ({ rows }: HistoryColumns): number => Math.min(MAX_SHARDS, Math.max(1, Math.ceil(rows.count / SHARD_ROWS)));

interface Posting {
  readonly hash: string;
  readonly text: string;
}

/** Reckoned once for all pieces of a job; a job that is folded whole after all is another. */
function postingOf(known: Map<Job, Posting>, { job, whole }: Piece): Posting {
  const before = whole ? undefined : known.get(job);
  if (before !== undefined) return before;
  const text = canonicalJson({ task: job.task, whole } satisfies PostedTask);
  const posting = { hash: hashText(text), text };
  if (!whole) known.set(job, posting);
  return posting;
}
