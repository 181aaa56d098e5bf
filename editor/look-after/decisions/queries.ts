import { useMutation, useQuery } from '@tanstack/react-query';
import { api, ask, type components } from '../../api/client.ts';
import type { operations } from '../../api/schema.gen.ts';
import { PAGE_LIMIT, usePages } from '../../ui/paged.tsx';

export type DecisionHead = components['schemas']['DecisionPage']['decisions'][number];
export type KeptDecision = components['schemas']['KeptDecision'];
export type Replay = components['schemas']['Replay'];
export type DecisionQuery = NonNullable<operations['listDecisions']['parameters']['query']>;

export const useDecisions = (asked: DecisionQuery) =>
  usePages<DecisionHead>(['decisions', 'list', asked], async (after, signal) => {
    const { decisions, next } = await ask(
      api.GET('/v1/decisions', { params: { query: { ...asked, limit: PAGE_LIMIT, ...after } }, signal }),
    );
    return { rows: decisions, next };
  });

export const useDecision = (id: string) =>
  useQuery({
    queryKey: ['decisions', id],
    queryFn: ({ signal }) => ask(api.GET('/v1/decisions/{id}', { params: { path: { id } }, signal })),
  });

/** Decides it again, from what was stored. Nothing is kept of it. */
export const useReplay = (id: string) =>
  useMutation({ mutationFn: () => ask(api.POST('/v1/decisions/{id}/replay', { params: { path: { id } } })) });
