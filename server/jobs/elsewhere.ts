import { openJobQueue } from '../store/job-queue.ts';
import type { Store } from '../store/open-store.ts';
import { endSimulation, keepQuestion } from '../store/simulations.ts';
import type { Runner } from './runner.ts';

/** Posts questions for workers, wherever they are. */
export async function runElsewhere(store: Store, onError: (error: unknown) => void): Promise<Runner> {
  const queue = await openJobQueue(store, onError);
  return {
    submit: (question) =>
      store.transaction(async (tx) => {
        const kept = await keepQuestion(tx, question);
        if (kept.isNew) await queue.post(tx, 'simulation', [{ id: kept.id, data: { simulation: kept.id } }]);
        return kept;
      }),
    cancel: (id) =>
      store.transaction(async (tx) => {
        // shards that wait find their simulation ended
        if (await endSimulation(tx, id, { cancelled: true })) await queue.cancel(tx, 'simulation', [id]);
      }),
    close: () => queue.close(),
  };
}
