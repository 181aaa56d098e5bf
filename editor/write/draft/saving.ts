import { api, ask, ifMatch } from '../../api/client.ts';
import { isProblem } from '../../api/problem.ts';
import { queryClient } from '../../api/queries.ts';
import type { DraftStore } from './draft-store.ts';
import { byPath, sameFiles } from './draft-store.ts';

/** A pause in typing. */
const PAUSE_MS = 900;
/** Between attempts while the server is away. */
const AGAIN_MS = [2_000, 5_000, 15_000] as const;

/**
 * Saves by itself: after each pause, over the revision that was read. Where somebody else saved meanwhile it stops and says
 * so. Gives back how to save at once, and how to stop.
 */
export function saveByItself(store: DraftStore): { readonly now: () => Promise<void>; readonly stop: () => void } {
  let timer: ReturnType<typeof setTimeout> | undefined;
  let underWay: Promise<void> | undefined;
  let failures = 0;
  let isStopped = false;

  const later = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => void now(), ms);
  };

  const save = async (): Promise<void> => {
    const { id, files, revision, name, saved } = store.get();
    if (saved.kind === 'saved' || saved.kind === 'conflict') return;
    store.note({ saved: { kind: 'saving' } });
    try {
      const body = { name, files: [...files] };
      const draft = await ask(api.PUT('/v1/drafts/{id}', { params: { path: { id }, header: ifMatch(revision) }, body }));
      failures = 0;
      const isSame = sameFiles(store.get().files, files) && store.get().name === name;
      store.note({
        revision: draft.revision,
        savedFiles: files,
        saved: isSame ? { kind: 'saved', at: draft.changedAt } : { kind: 'unsaved' },
      });
      queryClient.setQueryData(['drafts', id], { ...draft, files });
      void queryClient.invalidateQueries({ queryKey: ['drafts', 'list'] });
      if (!isSame) later(PAUSE_MS);
    } catch (error) {
      if (isProblem(error, 'changed-meanwhile')) return conflict(id);
      store.note({ saved: { kind: 'failed', error } });
      const wait = AGAIN_MS[Math.min(failures, AGAIN_MS.length - 1)] ?? AGAIN_MS[0];
      failures += 1;
      if (isProblem(error, 'unavailable') || isProblem(error, 'overloaded')) later(wait);
    }
  };

  const conflict = async (id: string): Promise<void> => {
    try {
      const theirs = await ask(api.GET('/v1/drafts/{id}', { params: { path: { id } } }));
      const mine = store.get();
      // the same text from another window is no conflict
      if (sameFiles(byPath(theirs.files), mine.files))
        store.note({ revision: theirs.revision, savedFiles: mine.files, saved: { kind: 'saved', at: theirs.changedAt } });
      else store.note({ saved: { kind: 'conflict', theirs } });
    } catch (error) {
      store.note({ saved: { kind: 'failed', error } });
      later(AGAIN_MS[0]);
    }
  };

  const now = async (): Promise<void> => {
    clearTimeout(timer);
    await underWay;
    if (isStopped && store.get().saved.kind !== 'unsaved') return;
    underWay = save().finally(() => {
      underWay = undefined;
    });
    await underWay;
  };

  const unsubscribe = store.subscribe(() => {
    if (store.get().saved.kind === 'unsaved' && underWay === undefined) later(PAUSE_MS);
  });
  const warn = (event: BeforeUnloadEvent): void => {
    if (store.get().saved.kind !== 'saved') event.preventDefault();
  };
  globalThis.addEventListener('beforeunload', warn);
  return {
    now,
    stop: () => {
      isStopped = true;
      unsubscribe();
      clearTimeout(timer);
      globalThis.removeEventListener('beforeunload', warn);
      if (store.get().saved.kind === 'unsaved') void now();
    },
  };
}
