import { availableParallelism } from 'node:os';
import type { Worker } from 'node:worker_threads';
import type { Diagnostic } from '../engine/program/diagnostic.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { type Held, isOutOfMemory, ThreadPool, threadFile } from '../simulation/thread-pool.ts';
import { withinTime } from '../simulation/within-time.ts';
import { sha256 } from '../store/content-hash.ts';
import { StoreError } from '../store/errors.ts';
import { filesHash } from '../store/life/contents.ts';
import { AskedOnce } from './asked-once.ts';
import type { DatedText } from './dated-documents.ts';
import type { DraftAnswer, DraftQuestion } from './draft-thread.ts';
import { type CheckedContent, type ComparedContent, type DraftContent, programContent } from './draft-work.ts';
import { runScenarios, type TestedContent } from './run-scenarios.ts';

/**
 * What takes long of drafts, on threads: this one goes on to answer meanwhile. The same content is worked on once, however
 * many ask. Throws StoreError `limit` where too much waits already.
 */
export interface DraftThreads {
  check(content: DraftContent): Promise<CheckedContent>;
  /** Its scenarios, within the time that they may take. */
  test(content: DraftContent): Promise<TestedContent>;
  compare(program: string, before: readonly SourceFile[], after: readonly SourceFile[]): Promise<ComparedContent>;
  /** Why versions don't go together; none: they do. */
  togetherErrors(versions: readonly DatedText[]): Promise<readonly Diagnostic[]>;
  /** Those that run now. */
  readonly workers: readonly Worker[];
  close(): Promise<void>;
}

const MOST_WAITING = { tests: 8, readings: 32 } as const;
/** Answers of tests that are kept: those of the drafts that people work on. */
const KEPT_TESTS = 32;
/** How long the scenarios of a draft may take together. */
const TEST_MS = 30_000;
/** How long a draft may be read; the slowest that was found takes a third of it. */
const READING_MS = 30_000;
/** Of one thread: enough for all but thousands of the longest formulas. */
const MEMORY_MB = 1_024;

export interface DraftThreadsOptions {
  /** How long the scenarios of a draft may take together, once it is read. */
  readonly testMs?: number;
  /** What one thread may hold. */
  readonly memoryMb?: number;
}

export function openDraftThreads({ testMs = TEST_MS, memoryMb = MEMORY_MB }: DraftThreadsOptions = {}): DraftThreads {
  const file = threadFile(import.meta.url, 'draft-thread');
  const limits = { maxOldGenerationSizeMb: memoryMb };
  const testers = new ThreadPool<DraftQuestion, DraftAnswer>(file, Math.max(1, availableParallelism() >> 1), limits);
  // who only reads doesn't wait for scenarios
  const readers = new ThreadPool<DraftQuestion, DraftAnswer>(file, 1, limits);
  const tests = new AskedOnce<TestedContent>('drafts whose scenarios are to run', { underWay: MOST_WAITING.tests, kept: KEPT_TESTS });
  const readings = new AskedOnce<DraftAnswer>('drafts that are to be read', { underWay: MOST_WAITING.readings, kept: 0 });

  const read = async <K extends keyof DraftAnswer>(key: K, hash: string, question: DraftQuestion): Promise<NonNullable<DraftAnswer[K]>> => {
    const answer = await readings.ask(`${key} ${hash}`, () => readers.with((held) => readOn(held, question)));
    const wanted = answer[key];
    if (wanted === undefined) throw new Error(`${key} was asked for, and something else came`);
    return wanted;
  };

  return {
    check: (content) => read('checked', hashOf(content), { check: programContent(content) }),
    test: (content) =>
      tests.ask(hashOf(content), () => testers.with((held) => runScenarios(held, content, { readMs: READING_MS, testMs }))),
    compare: (program, before, after) =>
      read('compared', `${program} ${filesHash(before)} ${filesHash(after)}`, { compare: { program, before, after } }),
    togetherErrors: (versions) => read('errors', sha256(JSON.stringify(versions)).toString('hex'), { versions }),
    get workers() {
      return [...testers.workers, ...readers.workers];
    },
    close: async () => {
      await Promise.all([testers.close(), readers.close()]);
    },
  };
}

async function readOn(thread: Held<DraftQuestion, DraftAnswer>, question: DraftQuestion): Promise<DraftAnswer> {
  const tooMuch = (what: string) =>
    new StoreError('limit', `It can't be read: it takes more ${what}. Fewer rules and shorter formulas take less.`);
  try {
    const answer = await withinTime(thread, READING_MS, (ask) => ask(question));
    if (answer !== undefined) return answer;
  } catch (error) {
    throw isOutOfMemory(error) ? tooMuch('memory than there is for one') : error;
  }
  throw tooMuch(`than ${READING_MS / 1000} seconds`);
}

const hashOf = ({ program, files }: DraftContent): string => `${program} ${filesHash(files)}`;
