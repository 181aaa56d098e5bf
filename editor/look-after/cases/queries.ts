import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components, type newIntention } from '../../api/client.ts';
import type { operations } from '../../api/schema.gen.ts';
import { PAGE_LIMIT, usePages } from '../../ui/paged.tsx';

export type CaseSummary = components['schemas']['CaseSummary'];
export type Case = components['schemas']['Case'];
export type CaseAction = Case['actions'][number];
export type CaseQuery = NonNullable<operations['listCases']['parameters']['query']>;

export const useCases = (asked: CaseQuery) =>
  usePages<CaseSummary>(['cases', 'list', asked], async (after, signal) => {
    const { cases, next } = await ask(api.GET('/v1/cases', { params: { query: { ...asked, limit: PAGE_LIMIT, ...after } }, signal }));
    return { rows: cases, next };
  });

export const useCase = (id: string) =>
  useQuery({
    queryKey: ['cases', id],
    queryFn: ({ signal }) => ask(api.GET('/v1/cases/{id}', { params: { path: { id } }, signal })),
  });

/** What a person says of a case. The same intention sent twice is decided once. */
export function useDecideCase(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ intention, ...body }: components['schemas']['CaseDecision'] & { readonly intention: ReturnType<typeof newIntention> }) =>
      ask(api.POST('/v1/cases/{id}/decisions', { params: { path: { id }, header: intention }, body })),
    onSuccess: (told) => {
      queries.setQueryData(['cases', id], told);
      void queries.invalidateQueries({ queryKey: ['cases', 'list'] });
      void queries.invalidateQueries({ queryKey: ['decisions'] });
      void queries.invalidateQueries({ queryKey: ['partners'] });
    },
  });
}

export function useAssignCase(id: string) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (person: string | null) => ask(api.PUT('/v1/cases/{id}/assignment', { params: { path: { id } }, body: { person } })),
    onSuccess: (told) => {
      queries.setQueryData(['cases', id], told);
      void queries.invalidateQueries({ queryKey: ['cases', 'list'] });
    },
  });
}
