import { once } from 'node:events';
import { availableParallelism, hostname } from 'node:os';
import { work } from '../jobs/worker.ts';
import { openStore } from '../store/open-store.ts';
import { errorLog } from './log.ts';
import { counted, EXIT, type Output, UsageError } from './output.ts';
import { storeOptions, telling } from './store.ts';

export interface WorkerOptions {
  readonly threads?: string;
  readonly name?: string;
}

const MOST_THREADS = 256;
/** How long jobs under way may take to be given back. */
const CLOSE_MS = 10_000;

/** Takes simulations, and shards of them, from a PostgreSQL until it is told to stop. */
export async function worker(given: WorkerOptions, output: Output): Promise<number> {
  const options = storeOptions(undefined);
  if (!('url' in options)) {
    throw new UsageError('A worker takes its work from a PostgreSQL: set DATABASE_URL. Without one the server itself does all the work.');
  }
  const threads = threadsOf(given.threads);
  const name = given.name ?? `${hostname()} ${process.pid}`;
  const store = await telling(() => openStore(options));
  const stopping = new AbortController();
  const log = errorLog(output);
  const working = work(store, { name, threads, signal: stopping.signal, onError: (error) => log.error(error) });
  output.out(`Worker ${name} folds on ${counted(threads, 'thread')}; Ctrl-C stops it.\n`);
  const signal = await Promise.race([
    once(process, 'SIGINT').then(() => 'SIGINT'),
    once(process, 'SIGTERM').then(() => 'SIGTERM'),
    working,
  ]);
  output.err(`${signal ?? 'Nothing to do'}: closing.\n`);
  const late = setTimeout(() => process.exit(EXIT.fine), CLOSE_MS);
  stopping.abort();
  await working;
  await store.close();
  clearTimeout(late);
  return EXIT.fine;
}

function threadsOf(text: string | undefined): number {
  if (text === undefined) return Math.min(MOST_THREADS, availableParallelism());
  const threads = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (threads < 1 || threads > MOST_THREADS)
    throw new UsageError(`--threads ${text} is no number of threads; give one from 1 to ${MOST_THREADS}.`);
  return threads;
}
