import { QueryClient } from '@tanstack/react-query';
import { isProblem } from './problem.ts';

const RETRIES = 2;
const FRESH_MS = 15_000;

/** What is wrong with a question stays wrong; only what was away may come back. */
const mayHelpToAskAgain = (failures: number, error: unknown): boolean =>
  failures < RETRIES && (isProblem(error, 'unavailable') || isProblem(error, 'overloaded'));

export const queryClient = new QueryClient({
  defaultOptions: {
    queries: { staleTime: FRESH_MS, retry: mayHelpToAskAgain, refetchOnWindowFocus: true },
    mutations: { retry: false },
  },
});
