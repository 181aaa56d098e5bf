import { api, ask, type components } from '../api/client.ts';
import { atOnce, followSimulation, isOver } from '../api/simulations.ts';

interface Asked {
  readonly draft: { readonly id: string; readonly program: string };
  readonly history: string;
  readonly effectiveFrom: string;
  readonly today: string;
  /** The program has no version yet. */
  readonly isNew: boolean;
  /** From 0 to 1. */
  readonly onProgress: (share: number) => void;
}

type Simulation = components['schemas']['Simulation'];

/**
 * The simulation that a submission asks for (server/lifecycle): of a day to come the draft as if it always had been in
 * force, of a past day what it changes from then on. Its id, once it is done.
 */
export async function simulatedFor({ draft, history, effectiveFrom, today, isNew, onProgress }: Asked): Promise<string> {
  const isPast = effectiveFrom < today;
  const baseline = isNew ? { draft: draft.id } : { program: draft.program, ...(!isPast && { on: effectiveFrom }) };
  const candidates = [{ draft: draft.id }];
  const body = { baseline, candidates, history, ...(isPast && !isNew && { inForceFrom: effectiveFrom }) };
  const asked = await ask(api.POST('/v1/simulations', { params: { header: atOnce }, body: body as never }));
  const { state, error } = isOver(asked) ? asked : await overOf(asked.id, onProgress);
  if (state !== 'done') throw new Error(error ?? 'The simulation was not done; ask again.');
  return asked.id;
}

const overOf = (id: string, onProgress: Asked['onProgress']): Promise<Simulation> =>
  new Promise((resolve) => {
    followSimulation(id, (standing) => {
      const { done, all } = standing.progress;
      if (all > 0) onProgress(done / all);
      if (isOver(standing)) resolve(standing);
    });
  });
