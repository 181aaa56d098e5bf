import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { Worker } from 'node:worker_threads';
import type { ColumnsBuilder, ColumnsPlan } from './columns-builder.ts';
import { StoreError, type StoreErrorCode } from './errors.ts';
import type { DocumentPage } from './read-documents.ts';

export type ThreadOrder = DocumentPage | 'commit' | 'end';
export type ThreadAnswer = 'done' | { readonly code: StoreErrorCode; readonly message: string };

/** Makes columns on another thread: of a million activities it takes seconds, for which this one would answer nobody. */
export async function buildInThread(plan: ColumnsPlan): Promise<ColumnsBuilder> {
  const worker = new Worker(fileURLToPath(new URL('columns-thread.js', import.meta.url)), { workerData: plan });
  let failure = new Error('the thread that makes columns ended');
  worker.once('error', (error) => {
    failure = error;
  });
  const ended = once(worker, 'exit').then(() => {
    throw failure;
  });
  // whoever waits for an answer is told
  ended.catch(() => undefined);
  const told = async (order: ThreadOrder): Promise<void> => {
    worker.postMessage(order);
    const [answer] = (await Promise.race([once(worker, 'message'), ended])) as [ThreadAnswer];
    if (answer !== 'done') throw new StoreError(answer.code, answer.message);
  };
  return {
    add: told,
    commit: () => told('commit'),
    end: async () => {
      await told('end').catch(() => undefined);
      await worker.terminate();
    },
  };
}
