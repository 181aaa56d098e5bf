import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useRef } from 'react';
import { api, ask, type components } from '../api/client.ts';

export type Impact = components['schemas']['SimulationRequest.Result'];
export type ImpactRequest = components['schemas']['ImpactRequest'];
type SourceFile = components['schemas']['SourceFile'];

/** A draft as it stands on the screen, and over what it is tried. */
export interface OnScreen {
  readonly program: string;
  readonly draft: string;
  /** As they have come to rest; another list whenever something was changed. */
  readonly files: readonly SourceFile[];
  readonly history: string;
}

const today = (): string => new Date().toISOString().slice(0, 10);

/** Beside the version of today, had either always been in force; scenarios pay nothing. */
export const impactRequest = ({ program, draft, files, history }: OnScreen): ImpactRequest => ({
  simulation: {
    baseline: { program, on: today() },
    candidates: [{ draft, name: 'draft' }],
    history,
    partners: 8,
  } as ImpactRequest['simulation'],
  unsaved: { draft, program, files: files.filter(({ path }) => !path.startsWith('scenarios/')) },
});

/** The version is another whenever it was changed. */
export interface Settled extends OnScreen {
  readonly version: number;
}

/** What the draft comes to, as it is changed. While the next answer is reckoned the last one stands. */
export function useImpact(given: OnScreen) {
  const version = useVersion(given.files);
  const screen: Settled = { ...given, version };
  const query = useQuery({
    queryKey: ['impact', given.program, given.draft, given.history, version],
    queryFn: async ({ signal }) => {
      const begun = performance.now();
      const impact = await ask(api.POST('/v1/impacts', { body: impactRequest(screen), signal }));
      return { impact, tookMs: performance.now() - begun };
    },
    placeholderData: keepPreviousData,
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    retry: false,
    refetchOnWindowFocus: false,
  });
  return { ...query, screen, isBehind: query.isPlaceholderData };
}

/** A number for each list that was met: lists are the same as long as nothing is changed. */
function useVersion(files: readonly SourceFile[]): number {
  const met = useRef({ files, version: 0 });
  if (met.current.files !== files) met.current = { files, version: met.current.version + 1 };
  return met.current.version;
}
