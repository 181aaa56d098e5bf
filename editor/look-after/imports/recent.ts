import { useLocalStorage } from '@mantine/hooks';

const MOST = 20;

/** Imports that were begun in this browser, the latest first: the server knows each by its id, and has no list of them. */
export function useRecentImports(): readonly [readonly string[], (id: string) => void] {
  const [ids, keep] = useLocalStorage<readonly string[]>({ key: 'dealwright-imports', defaultValue: [] });
  return [ids, (id) => keep((before) => [id, ...before.filter((each) => each !== id)].slice(0, MOST))];
}
