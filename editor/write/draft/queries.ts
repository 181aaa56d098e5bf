import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components, ifMatch, newIntention } from '../../api/client.ts';

type NewDraft = components['schemas']['NewDraft'];
export type DraftSummary = components['schemas']['DraftSummary'];

/** A draft with its files, as it is opened. What is written from then on the draft's store knows. */
export const useOpenedDraft = (id: string) =>
  useQuery({
    queryKey: ['drafts', id],
    staleTime: 0,
    gcTime: 0,
    refetchOnWindowFocus: false,
    queryFn: ({ signal }) => ask(api.GET('/v1/drafts/{id}', { params: { path: { id } }, signal })),
  });

export function useBeginDraft() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: (body: NewDraft) => ask(api.POST('/v1/drafts', { params: { header: newIntention() }, body })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['drafts'] }),
  });
}

export function useDiscardDraft() {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: ({ id, revision }: { readonly id: string; readonly revision: number }) =>
      ask(api.DELETE('/v1/drafts/{id}', { params: { path: { id }, header: ifMatch(revision) } })),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['drafts'] }),
  });
}
