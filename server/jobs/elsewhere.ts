import { openJobQueue } from '../store/job-queue.ts';
import type { Store } from '../store/open-store.ts';
import { endSimulation, keepQuestion, unfinishedSimulations } from '../store/simulations.ts';
import type { Runner } from './runner.ts';

/** Posts questions for workers, wherever they are. */
export async function runElsewhere(store: Store, onError: (error: unknown) => void): Promise<Runner> {
  const queue = await openJobQueue(store, onError);
  // jobs that are there already are not posted again; of a store that was restored there are none
  const unfinished = await unfinishedSimulations(store);
  await store.transaction((tx) => queue.post(tx, 'simulation', unfinished.map(jobOf)));
  return {
    submit: (question, asked) =>
      store.transaction(async (tx) => {
        const kept = await keepQuestion(tx, question);
        if (!kept.isNew) return kept;
        await queue.post(tx, 'simulation', [jobOf(kept.id)]);
        await asked(tx, kept.id);
        return kept;
      }),
    cancel: (id, cancelled) =>
      store.transaction(async (tx) => {
        if (!(await endSimulation(tx, id, { cancelled: true }))) return;
        // shards that wait find their simulation ended
        await queue.cancel(tx, 'simulation', [id]);
        await cancelled(tx, id);
      }),
    close: () => queue.close(),
  };
}

const jobOf = (simulation: string) => ({ id: simulation, data: { simulation } });
