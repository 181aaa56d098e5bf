import { useQuery } from '@tanstack/react-query';
import { api, ask } from './client.ts';

/** Open drafts of a program, those changed last first. */
export const useOpenDrafts = (program: string | undefined) =>
  useQuery({
    queryKey: ['drafts', 'list', program],
    enabled: program !== undefined,
    queryFn: async ({ signal }) => {
      const query = { limit: '200', ...(program !== undefined && { program }) };
      const { drafts } = await ask(api.GET('/v1/drafts', { params: { query }, signal }));
      return drafts.toSorted((a, b) => b.changedAt.localeCompare(a.changedAt));
    },
  });
