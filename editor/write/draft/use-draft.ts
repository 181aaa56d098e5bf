import { createContext, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { DraftState, DraftStore, SourceFile } from './draft-store.ts';

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

const TYPING_MS = 250;

/**
 * Its files for what is worked out from all of them: at once where a form changed them, and after a pause while somebody
 * types, so that a keystroke is painted before anything is read anew.
 */
export function useSettledFiles(): readonly SourceFile[] {
  const store = useDraftStore();
  const [files, setFiles] = useState(() => store.get().files);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let seen: readonly SourceFile[] | undefined;
    const follow = (): void => {
      const { files: now, isTyped } = store.get();
      if (now === seen) return;
      seen = now;
      clearTimeout(timer);
      if (isTyped) timer = setTimeout(() => setFiles(store.get().files), TYPING_MS);
      else setFiles(now);
    };
    follow();
    const unsubscribe = store.subscribe(follow);
    return () => {
      unsubscribe();
      clearTimeout(timer);
    };
  }, [store]);
  return files;
}

/** The text of one of its files, settled; undefined: there is none. */
export const useFileText = (path: string): string | undefined => useSettledFiles().find((file) => file.path === path)?.text;
