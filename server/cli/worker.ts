import { once } from 'node:events';
import { availableParallelism, hostname } from 'node:os';
import { work } from '../jobs/worker.ts';
import { openStore } from '../store/open-store.ts';
import { errorLog, faultLog } from './log.ts';
import { counted, EXIT, type Output, UsageError } from './output.ts';
import { storeOptions, telling } from './store.ts';

export interface WorkerOptions {
  readonly threads?: string;
  readonly name?: string;
  readonly shards?: string;
  /** Seconds. */
  readonly silent: string;
}

const MOST_THREADS = 256;
const MOST_SHARDS = 200;
const MOST_SILENT_SECONDS = 3_600;
/** How long jobs under way may take to be given back. */
const CLOSE_MS = 10_000;

/** Takes simulations, and shards of them, from a PostgreSQL until it is told to stop. */
export async function worker(given: WorkerOptions, output: Output): Promise<number> {
  const options = storeOptions(undefined);
  if (!('url' in options)) {
    throw new UsageError('A worker takes its work from a PostgreSQL: set DATABASE_URL. Without one the server itself does all the work.');
  }
  const threads =
    given.threads === undefined ? Math.min(MOST_THREADS, availableParallelism()) : numberOf('--threads', given.threads, MOST_THREADS);
  const shards = given.shards === undefined ? {} : { shards: numberOf('--shards', given.shards, MOST_SHARDS) };
  const silentMs = numberOf('--silent', given.silent, MOST_SILENT_SECONDS) * 1000;
  const name = given.name ?? `${hostname()} ${process.pid}`;
  const store = await telling(() => openStore(options));
  const stopping = new AbortController();
  const working = work(store, { name, threads, ...shards, silentMs, signal: stopping.signal, onError: faultLog(errorLog(output)) });
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

function numberOf(option: string, text: string, most: number): number {
  const number = /^\d{1,6}$/.test(text) ? Number(text) : 0;
  if (number < 1 || number > most) throw new UsageError(`${option} ${text} is not understood; give a number from 1 to ${most}.`);
  return number;
}
