import { useQuery } from '@tanstack/react-query';
import { api, ask, type components } from '../api/client.ts';

type Schemas = components['schemas'];
export type DraftTests = Schemas['DraftTests'];
export type ScenarioRun = DraftTests['scenarios'][number];

export const useOpenDrafts = (program: string | undefined) =>
  useQuery({
    queryKey: ['drafts', 'open', program],
    enabled: program !== undefined,
    queryFn: async ({ signal }) => {
      const query = { limit: '200', ...(program !== undefined && { program }) };
      const { drafts } = await ask(api.GET('/v1/drafts', { params: { query }, signal }));
      return drafts.toSorted((a, b) => b.changedAt.localeCompare(a.changedAt));
    },
  });

/** Its scenarios, run on both evaluators. The revision is part of the question: a draft that was saved is run again. */
export const useDraftTests = (draft: string, revision: number) =>
  useQuery({
    queryKey: ['drafts', draft, 'tests', revision],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(api.GET('/v1/drafts/{id}/tests', { params: { path: { id: draft } }, signal })),
  });
