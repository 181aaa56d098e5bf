import { useQuery } from '@tanstack/react-query';
import type { Monaco } from './api.ts';

let loading: Promise<Monaco> | undefined;

/** Monaco, fetched when a text is first shown. */
function loadMonaco(): Promise<Monaco> {
  loading ??= load().catch((error: unknown) => {
    loading = undefined;
    throw error;
  });
  return loading;
}

const load = async (): Promise<Monaco> => (await import('./monaco.ts')).monaco;

/** Monaco, for a component that shows it. */
export const useMonaco = () => useQuery({ queryKey: ['monaco'], queryFn: loadMonaco, staleTime: Number.POSITIVE_INFINITY });
