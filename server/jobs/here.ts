import { threadCrew } from '../simulation/threads.ts';
import type { Store } from '../store/open-store.ts';
import { patiently } from '../store/patiently.ts';
import { endSimulation, keepQuestion, unfinishedSimulations } from '../store/simulations.ts';
import { runSimulation } from './run.ts';
import type { Runner } from './runner.ts';
import type { JobSettings } from './settings.ts';

/**
 * Answers in this process, one question after the other, on threads. Those that a process before left behind are
 * taken up again: a question is kept with all that it needs.
 */
export async function runHere(store: Store, settings: JobSettings, onError: (error: unknown) => void): Promise<Runner> {
  const crew = threadCrew(settings.threads);
  const closing = new AbortController();
  const waiting: string[] = [...(await unfinishedSimulations(store))];
  let current: { readonly id: string; readonly stop: AbortController } | undefined;
  let working: Promise<void> = Promise.resolve();
  let isWorking = false;

  const work = async (): Promise<void> => {
    for (let id = waiting.shift(); id !== undefined && !closing.signal.aborted; id = waiting.shift()) {
      const simulation = id;
      current = { id, stop: new AbortController() };
      const signal = AbortSignal.any([closing.signal, current.stop.signal]);
      const running = patiently(() => runSimulation(store, simulation, crew, { settings, signal }), { signal, onError });
      const ending = await running.catch((error: unknown) => ({
        error: `It could not be answered: ${error instanceof Error ? error.message : String(error)}.`,
      }));
      current = undefined;
      if (ending === undefined || closing.signal.aborted) continue;
      const end = () => store.transaction((tx) => endSimulation(tx, simulation, ending), { patient: true });
      await patiently(end, { signal: closing.signal, onError });
    }
  };
  const begin = (): void => {
    if (isWorking) return;
    isWorking = true;
    working = work()
      // what could not be written down is taken up again at the next start
      .catch(onError)
      .finally(() => {
        isWorking = false;
      });
  };
  begin();

  return {
    submit: async (question, asked) => {
      const kept = await store.transaction(async (tx) => {
        const found = await keepQuestion(tx, question);
        if (found.isNew) await asked(tx, found.id);
        return found;
      });
      if (kept.isNew) waiting.push(kept.id);
      begin();
      return kept;
    },
    cancel: async (id, cancelled) => {
      await store.transaction(async (tx) => {
        if (await endSimulation(tx, id, { cancelled: true })) await cancelled(tx, id);
      });
      if (current?.id === id) current.stop.abort();
    },
    close: async () => {
      closing.abort();
      await working;
      await crew.close();
    },
  };
}
