import type { SpotlightActionData } from '@mantine/spotlight';
import { useEffect, useId, useSyncExternalStore } from 'react';

/* What pages add to the palette while they are shown. */

type Commands = readonly SpotlightActionData[];

interface Group {
  /** Missing: what can be done here, which stands first. */
  readonly group: string | undefined;
  readonly commands: Commands;
}

const byPage = new Map<string, Group>();
const listeners = new Set<() => void>();
let all: readonly Group[] = [];

function changed(): void {
  all = [...byPage.values()];
  for (const listener of listeners) listener();
}

/** Commands of a page, as long as it is shown. Give a list that stays the same between renders (useMemo). `group`: long lists have one of their own. */
export function useCommands(commands: Commands, group?: string): void {
  const page = useId();
  useEffect(() => {
    byPage.set(page, { group, commands });
    changed();
    return () => {
      byPage.delete(page);
      changed();
    };
  }, [page, commands, group]);
}

export const usePageCommands = (): readonly Group[] =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
