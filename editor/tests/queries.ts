import { useMutation, useQueryClient } from '@tanstack/react-query';
import { api, ask, ifMatch } from '../api/client.ts';
import type { ScenarioRun } from '../api/draft-tests.ts';
import { expectFound } from './expect-found.ts';

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
