import { useNavigate, useSearch } from '@tanstack/react-router';

const MOST = 200;

export type Filters<N extends string> = Readonly<Partial<Record<N, string>>>;

/** What a list is narrowed to stands in the address, so that it can be shared. Anybody can write one: only short texts count. */
export function useFilters<N extends string>(names: readonly N[]): readonly [Filters<N>, (changed: Filters<N>) => void] {
  const search: Readonly<Record<string, unknown>> = useSearch({ strict: false });
  const navigate = useNavigate();
  const found: Partial<Record<N, string>> = {};
  for (const name of names) {
    const value = search[name];
    // the router reads a number where the text looks like one
    const text = typeof value === 'number' ? String(value) : value;
    if (typeof text === 'string' && text !== '' && text.length <= MOST) found[name] = text;
  }
  const change = (changed: Filters<N>): void => {
    const next = Object.fromEntries(Object.entries({ ...search, ...changed }).filter(([, value]) => value !== ''));
    void navigate({ to: '.', search: next as never, replace: true });
  };
  return [found, change];
}
