import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { api, ask, type components, ifMatch } from '../api/client.ts';
import { expectFound } from './expect-found.ts';

type Schemas = components['schemas'];
export type DraftTests = Schemas['DraftTests'];
export type ScenarioRun = DraftTests['scenarios'][number];

/** Its scenarios, run on both evaluators. The revision is part of the question: a draft that was saved is run again. */
export const useDraftTests = (draft: string, revision: number) =>
  useQuery({
    queryKey: ['drafts', draft, 'tests', revision],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(api.GET('/v1/drafts/{id}/tests', { params: { path: { id: draft } }, signal })),
  });

/** What was decided is expected from now on: of the revision that was run, and no other. */
export function useExpectFound(draft: string, revision: number) {
  const queries = useQueryClient();
  return useMutation({
    mutationFn: async (run: ScenarioRun) => {
      const { files } = await ask(api.GET('/v1/drafts/{id}', { params: { path: { id: draft } } }));
      const body = { files: expectFound(files, run) };
      await ask(api.PUT('/v1/drafts/{id}', { params: { path: { id: draft }, header: ifMatch(revision) }, body }));
    },
    onSuccess: () => queries.invalidateQueries({ queryKey: ['drafts'] }),
  });
}
