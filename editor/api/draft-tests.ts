import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { api, ask, type components } from './client.ts';

export type DraftTests = components['schemas']['DraftTests'];
export type ScenarioRun = DraftTests['scenarios'][number];

/**
 * Its scenarios, run on both evaluators. The revision is part of the question: a draft that was saved is run again.
 * `keepsLast`: until then it is what the revision before said.
 */
export const useDraftTests = (draft: string, revision: number, { keepsLast = false } = {}) =>
  useQuery({
    ...(keepsLast && { placeholderData: keepPreviousData }),
    queryKey: ['drafts', draft, 'tests', revision],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: ({ signal }) => ask(api.GET('/v1/drafts/{id}/tests', { params: { path: { id: draft } }, signal })),
  });
