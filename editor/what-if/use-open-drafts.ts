import { useQuery } from '@tanstack/react-query';
import { api, ask } from '../api/client.ts';

/** Drafts of a program that may be put beside it. */
export const useOpenDrafts = (program: string) =>
  useQuery({
    queryKey: ['drafts', 'open', program],
    queryFn: async ({ signal }) => (await ask(api.GET('/v1/drafts', { params: { query: { program, limit: '200' } }, signal }))).drafts,
  });
