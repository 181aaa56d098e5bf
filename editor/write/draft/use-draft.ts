import { createContext, useCallback, useContext, useEffect, useState, useSyncExternalStore } from 'react';
import type { DraftState, DraftStore, SourceFile } from './draft-store.ts';
import { type Followed, restingOf, settledOf } from './followed.ts';

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

/** Its files for what is worked out from all of them: a keystroke is painted before anything is read anew. */
export const useSettledFiles = (): readonly SourceFile[] => useFollowed(settledOf(useDraftStore()), everything);

/** The text of one of its files, settled; undefined: there is none. */
export function useFileText(path: string): string | undefined {
  const select = useCallback((files: Files) => files.find((file) => file.path === path)?.text, [path]);
  return useFollowed(settledOf(useDraftStore()), select);
}

/** Its files for what the server is asked about. */
export const useRestingFiles = (): readonly SourceFile[] => useFollowed(restingOf(useDraftStore()), everything);

type Files = readonly SourceFile[];
const everything = (files: Files): Files => files;

function useFollowed<T>(followed: Followed, select: (files: Files) => T): T {
  const [kept, keep] = useState(() => select(followed.get()));
  useEffect(() => {
    const follow = (): void => keep(() => select(followed.get()));
    follow();
    return followed.subscribe(follow);
  }, [followed, select]);
  return kept;
}
