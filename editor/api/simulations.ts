import type { components } from './client.ts';

type Simulation = components['schemas']['Simulation'];

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
