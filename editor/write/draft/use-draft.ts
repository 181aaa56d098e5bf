import { createContext, useContext, useSyncExternalStore } from 'react';
import type { DraftState, DraftStore } from './draft-store.ts';

const DraftContext = createContext<DraftStore | undefined>(undefined);
export const DraftProvider = DraftContext.Provider;

/** The draft that is being written. */
export function useDraftStore(): DraftStore {
  const store = useContext(DraftContext);
  if (store === undefined) throw new Error('used outside of a draft');
  return store;
}

/** A part of it, that stays the same object while it isn't changed: `useDraft(({ saved }) => saved)`. */
export function useDraft<T>(select: (state: DraftState) => T): T {
  const store = useDraftStore();
  return useSyncExternalStore(store.subscribe, () => select(store.get()));
}

/** The text of one of its files; undefined: there is none. */
export const useFileText = (path: string): string | undefined => useDraft(({ files }) => files.find((file) => file.path === path)?.text);
