/** Makes columns on a thread of its own: one message after the other, each answered before the next is sent. */
import { parentPort, workerData } from 'node:worker_threads';
import { buildHere, type ColumnsPlan } from './columns-builder.ts';
import type { ThreadAnswer, ThreadOrder } from './columns-in-thread.ts';
import { StoreError } from './errors.ts';

const begun = buildHere(workerData as ColumnsPlan);
// whoever asks first is told
begun.catch(() => undefined);

async function obey(order: ThreadOrder): Promise<ThreadAnswer> {
  try {
    const builder = await begun;
    if (order === 'commit') await builder.commit();
    else if (order === 'end') await builder.end();
    else await builder.add(order);
    return 'done';
  } catch (error) {
    if (error instanceof StoreError) return { code: error.code, message: error.message };
    throw error;
  }
}

// what fails otherwise ends the thread, and whoever asked is told
parentPort?.on('message', async (order: ThreadOrder) => parentPort?.postMessage(await obey(order)));
