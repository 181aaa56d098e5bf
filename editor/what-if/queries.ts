import { keepPreviousData, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { api, ask, type components } from '../api/client.ts';
import { atOnce, followSimulation, isOver, simulationKeys as keys } from '../api/simulations.ts';

export type Result = components['schemas']['SimulationRequest.Result'];
export type SimulationRequest = components['schemas']['SimulationRequest'];
export type Sweep = components['schemas']['Sweep'];
export type Goal = components['schemas']['Goal'];
export type Worth = components['schemas']['WorthOfSimulation'];
export type WorthQuestion = components['schemas']['WorthQuestion'];

/** One with its result; followed by its events until it is over. */
export function useSimulation(id: string) {
  const queries = useQueryClient();
  const query = useQuery({
    queryKey: keys.one(id),
    queryFn: ({ signal }) => ask(api.GET('/v1/simulations/{id}', { params: { path: { id } }, signal })),
    staleTime: Number.POSITIVE_INFINITY,
  });
  const isUnderWay = query.data !== undefined && !isOver(query.data);
  useEffect(() => {
    if (!isUnderWay) return;
    return followSimulation(id, (standing) => {
      if (isOver(standing)) void queries.invalidateQueries({ queryKey: keys.all });
      else queries.setQueryData(keys.one(id), standing);
    });
  }, [id, isUnderWay, queries]);
  return query;
}

export function useAskSimulation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: SimulationRequest) => ask(api.POST('/v1/simulations', { params: { header: atOnce }, body: body as never })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.all }),
  });
}

export function useCancelSimulation() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => ask(api.DELETE('/v1/simulations/{id}', { params: { path: { id } } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: keys.all }),
  });
}

/** What it would do to cost ratio and return; reckoned for this answer, and not kept. */
export const useWorth = (program: string, question: WorthQuestion) =>
  useQuery({
    queryKey: ['analytics', program, 'what-if', question],
    placeholderData: keepPreviousData,
    queryFn: ({ signal }) =>
      ask(api.POST('/v1/analytics/programs/{id}/what-if', { params: { path: { id: program } }, body: question, signal })),
  });

export interface SweepAxis {
  readonly parameter: string;
  readonly from: string;
  readonly to: string;
  readonly step: string;
}

/** Sweeps and goals are answered at once, and not kept. */
export const useSweep = () =>
  useMutation({
    mutationFn: (body: { readonly simulation: SimulationRequest; readonly axes: readonly SweepAxis[] }) =>
      ask(api.POST('/v1/sweeps', { body: body as never })) as Promise<Sweep>,
  });

export interface GoalQuestion {
  readonly measure: string;
  readonly target: string;
  readonly by: string;
  readonly from?: string;
  readonly to?: string;
}

export const useGoal = () =>
  useMutation({
    mutationFn: (body: GoalQuestion & { readonly simulation: SimulationRequest }) =>
      ask(api.POST('/v1/goals', { body: body as never })) as Promise<Goal>,
  });

/** What values the facts of a history have: what a filter can ask for. */
export const useSpread = (history: string | undefined) =>
  useQuery({
    queryKey: ['histories', history, 'facts'],
    enabled: history !== undefined,
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(api.GET('/v1/histories/{id}/facts', { params: { path: { id: history ?? '' } }, signal })),
  });

interface DocumentOfProgram {
  readonly parameters?: Readonly<Record<string, ParameterDocument>>;
}

export interface ParameterDocument {
  readonly type: string;
  readonly value: unknown;
  readonly min?: string | number;
  readonly max?: string | number;
  readonly unit?: string;
  readonly description?: string;
}

/** Parameters of the program's last version. */
export const useParameters = (program: string | undefined) =>
  useQuery({
    queryKey: ['programs', program, 'parameters'],
    enabled: program !== undefined,
    queryFn: async ({ signal }) => {
      const { versions } = await ask(api.GET('/v1/programs/{id}', { params: { path: { id: program ?? '' } }, signal }));
      const document = versions.at(-1)?.document as DocumentOfProgram | undefined;
      return document?.parameters ?? {};
    },
  });
