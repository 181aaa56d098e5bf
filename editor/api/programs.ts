import { useQuery } from '@tanstack/react-query';
import { api, ask } from './client.ts';

export const programKeys = { all: ['programs'] as const, one: (id: string) => ['programs', id] as const };

/** All programs, with their versions and partner types. */
export const usePrograms = () =>
  useQuery({
    queryKey: programKeys.all,
    queryFn: async ({ signal }) => (await ask(api.GET('/v1/programs', { signal }))).programs,
  });
