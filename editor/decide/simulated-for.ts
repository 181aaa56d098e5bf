import { api, ask, type components } from '../api/client.ts';

interface Asked {
  readonly draft: { readonly id: string; readonly program: string };
  readonly history: string;
  readonly effectiveFrom: string;
  readonly today: string;
  /** The program has no version yet. */
  readonly isNew: boolean;
}

type Simulation = components['schemas']['Simulation'];

const LOOK_MS = 700;

/**
 * The simulation that a submission asks for (server/lifecycle): of a day to come the draft as if it always had been in
 * force, of a past day what it changes from then on. Its id, once it is done.
 */
export async function simulatedFor({ draft, history, effectiveFrom, today, isNew }: Asked): Promise<string> {
  const isPast = effectiveFrom < today;
  const baseline = isNew ? { draft: draft.id } : { program: draft.program, ...(!isPast && { on: effectiveFrom }) };
  const candidates = [{ draft: draft.id }];
  const body = { baseline, candidates, history, ...(isPast && !isNew && { inForceFrom: effectiveFrom }) };
  let simulation: Simulation = await ask(api.POST('/v1/simulations', { body: body as never }));
  while (simulation.state === 'queued' || simulation.state === 'running') {
    await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    simulation = await ask(api.GET('/v1/simulations/{id}', { params: { path: { id: simulation.id } } }));
  }
  if (simulation.state !== 'done') throw new Error(simulation.error ?? 'The simulation was not done; ask again.');
  return simulation.id;
}
