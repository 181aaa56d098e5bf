import { useQuery } from '@tanstack/react-query';
import { api, ask } from './client.ts';

/** What may be asked what-if. */
export const useHistories = (enabled = true) =>
  useQuery({
    queryKey: ['histories'],
    enabled,
    queryFn: async ({ signal }) => (await ask(api.GET('/v1/histories', { params: { query: { limit: '200' } }, signal }))).histories,
  });
