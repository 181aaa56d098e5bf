import { useQuery } from '@tanstack/react-query';
import { api, ask, type components } from './client.ts';

export type Simulation = components['schemas']['Simulation'];

export const simulationKeys = { all: ['simulations'] as const, one: (id: string) => ['simulations', id] as const };

/** The latest of those that were asked for. */
export const useSimulations = () =>
  useQuery({
    queryKey: simulationKeys.all,
    queryFn: async ({ signal }) => {
      const { simulations } = await ask(api.GET('/v1/simulations', { params: { query: { limit: '200' } }, signal }));
      return simulations.toReversed();
    },
  });

/** For `params: { header: atOnce }`: a question is kept and its address told; how it comes along is for events to say. */
export const atOnce = { prefer: 'respond-async' } as const;

export const isOver = ({ state }: Pick<Simulation, 'state'>): boolean => state !== 'queued' && state !== 'running';

/** Tells how a simulation stands whenever that changes, up to its end; gives back how to stop. */
export function followSimulation(id: string, onChange: (standing: Simulation) => void): () => void {
  const events = new EventSource(`/v1/simulations/${encodeURIComponent(id)}/events`);
  events.addEventListener('simulation', ({ data }: MessageEvent<string>) => {
    const standing = JSON.parse(data) as Simulation;
    if (isOver(standing)) events.close();
    onChange(standing);
  });
  return () => events.close();
}
