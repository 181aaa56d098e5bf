import { startTransition } from 'react';
import type { DraftStore, SourceFile } from './draft-store.ts';

/*
 * A draft's files for what isn't painted with every keystroke. While somebody types they are told of after a pause, and
 * painted as a transition, between keystrokes; what a form changes is told of sooner.
 */

export interface Followed {
  get(): readonly SourceFile[];
  /** Called whenever there are others; gives back how to stop that. */
  subscribe(listener: () => void): () => void;
}

interface Pauses {
  /** After the last keystroke in a text. */
  readonly typingMs: number;
  /** After the last change of a form. 0: at once. */
  readonly formMs: number;
  /** A hand that goes on dragging is followed at least this often. */
  readonly mostMs: number;
}

/** What is worked out in the page: parts, names, forms. */
const SETTLED: Pauses = { typingMs: 250, formMs: 0, mostMs: 0 };
/** What the server is asked about. */
const RESTING: Pauses = { typingMs: 250, formMs: 200, mostMs: 350 };

const settled = new WeakMap<DraftStore, Followed>();
const resting = new WeakMap<DraftStore, Followed>();

/** One for each draft, for all who follow it. */
export const settledOf = (store: DraftStore): Followed => once(settled, store, SETTLED);
export const restingOf = (store: DraftStore): Followed => once(resting, store, RESTING);

function once(known: WeakMap<DraftStore, Followed>, store: DraftStore, pauses: Pauses): Followed {
  const before = known.get(store);
  if (before !== undefined) return before;
  const made = followed(store, pauses);
  known.set(store, made);
  return made;
}

function followed(store: DraftStore, { typingMs, formMs, mostMs }: Pauses): Followed {
  let told = store.get().files;
  let seen = told;
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** When the first change came that nobody was told of. */
  let since: number | undefined;
  const listeners = new Set<() => void>();
  const tell = (): void => {
    since = undefined;
    told = store.get().files;
    for (const listener of listeners) listener();
  };
  store.subscribe(() => {
    const { files, isTyped } = store.get();
    if (files === seen) return;
    seen = files;
    clearTimeout(timer);
    if (isTyped) timer = setTimeout(() => startTransition(tell), typingMs);
    else if (formMs === 0) tell();
    else {
      since ??= performance.now();
      timer = setTimeout(tell, Math.min(formMs, Math.max(0, mostMs - (performance.now() - since))));
    }
  });
  return {
    get: () => told,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}
