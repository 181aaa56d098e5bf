import type { SpotlightActionData } from '@mantine/spotlight';
import { useEffect, useId, useSyncExternalStore } from 'react';

/* What pages add to the palette while they are shown. */

type Commands = readonly SpotlightActionData[];

const byPage = new Map<string, Commands>();
const listeners = new Set<() => void>();
let all: Commands = [];

function changed(): void {
  all = [...byPage.values()].flat();
  for (const listener of listeners) listener();
}

/** Commands of a page, as long as it is shown. Give a list that stays the same between renders (useMemo). */
export function useCommands(commands: Commands): void {
  const page = useId();
  useEffect(() => {
    byPage.set(page, commands);
    changed();
    return () => {
      byPage.delete(page);
      changed();
    };
  }, [page, commands]);
}

export const usePageCommands = (): Commands =>
  useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => all,
  );
