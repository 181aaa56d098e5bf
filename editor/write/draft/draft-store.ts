import type { components } from '../../api/client.ts';

/*
 * A draft while somebody writes it: its files as they stand on the screen, what of it the server has, and who listens.
 * Text, form, parameters and the live panel all look at this one thing, and change it here.
 */

export type SourceFile = components['schemas']['SourceFile'];
export type Draft = components['schemas']['Draft'];

/** What of it the server has. */
export type Saved =
  | { readonly kind: 'saved'; readonly at: string }
  | { readonly kind: 'unsaved' }
  | { readonly kind: 'saving' }
  /** It is tried again. */
  | { readonly kind: 'failed'; readonly error: unknown }
  /** Somebody else saved another revision meanwhile: `theirs`. Nothing is saved until a person has looked. */
  | { readonly kind: 'conflict'; readonly theirs: Draft };

export interface DraftState {
  readonly id: string;
  readonly program: string;
  readonly name: string;
  /** Version that it was begun from. */
  readonly base: string | null;
  /** As on the screen; in the order of their paths. */
  readonly files: readonly SourceFile[];
  /** Of the server, that these files are made of. */
  readonly revision: number;
  readonly saved: Saved;
  /** The server's files at `revision`, to find what is changed. */
  readonly savedFiles: readonly SourceFile[];
  /** Nobody writes: it is discarded, or may only be read. */
  readonly isReadOnly: boolean;
  readonly canUndo: boolean;
  readonly canRedo: boolean;
  /** The last change was a keystroke in the text; more will follow. */
  readonly isTyped: boolean;
}

/** One object: who shows it has nothing to do at the next keystroke. */
const UNSAVED: Saved = { kind: 'unsaved' };

/** What lies in between belongs together. */
const BURST_MS = 1_200;
const MOST_UNDO = 200;

/** A stretch of a file's text, and what comes in its place. */
export interface Edit {
  readonly offset: number;
  readonly length: number;
  readonly content: string;
}

export interface DraftStore {
  get(): DraftState;
  /** Called after each change; gives back how to stop that. */
  subscribe(listener: () => void): () => void;
  /** Where text is typed or pasted. */
  setText(path: string, text: string): void;
  /** Where a form changes a part of it: the rest stays as it is, to the blank. */
  apply(path: string, edits: readonly Edit[]): void;
  addFile(file: SourceFile): void;
  removeFile(path: string): void;
  rename(name: string): void;
  /** The files as they were before the last change; a burst of typing is one. */
  undo(): void;
  redo(): void;
  /** How saving goes. */
  note(change: Partial<Pick<DraftState, 'revision' | 'saved' | 'savedFiles' | 'files' | 'name'>>): void;
}

export function openDraftStore(draft: Draft, isReadOnly: boolean): DraftStore {
  const files = byPath(draft.files);
  let state: DraftState = {
    id: draft.id,
    program: draft.program,
    name: draft.name,
    base: draft.base,
    files,
    savedFiles: files,
    revision: draft.revision,
    saved: { kind: 'saved', at: draft.changedAt },
    isReadOnly: isReadOnly || draft.state === 'discarded',
    canUndo: false,
    canRedo: false,
    isTyped: false,
  };
  const past: (readonly SourceFile[])[] = [];
  const future: (readonly SourceFile[])[] = [];
  let last = { path: '', at: 0 };
  const listeners = new Set<() => void>();
  const become = (next: DraftState): void => {
    state = next;
    for (const listener of listeners) listener();
  };
  const change = (next: Partial<DraftState>): void => {
    if (state.isReadOnly) return;
    const saved: Saved = state.saved.kind === 'conflict' ? state.saved : UNSAVED;
    become({ ...state, isTyped: false, ...next, saved });
  };
  const changeFiles = (path: string, next: readonly SourceFile[], isTyped = false): void => {
    const now = Date.now();
    const isBurst = last.path === path && now - last.at < BURST_MS && future.length === 0;
    last = { path, at: now };
    if (!isBurst) past.push(state.files);
    if (past.length > MOST_UNDO) past.shift();
    future.length = 0;
    change({ files: next, canUndo: true, canRedo: false, isTyped });
  };
  const turn = (from: (readonly SourceFile[])[], to: (readonly SourceFile[])[]): void => {
    const files = from.pop();
    if (files === undefined) return;
    to.push(state.files);
    last = { path: '', at: 0 };
    change({ files, canUndo: past.length > 0, canRedo: future.length > 0 });
  };
  const putText = (path: string, text: string, isTyped: boolean): void => {
    const before = state.files.find((file) => file.path === path);
    if (before === undefined || before.text === text) return;
    const files = state.files.map((file) => (file === before ? { path, text } : file));
    changeFiles(path, files, isTyped);
  };
  const store: DraftStore = {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setText: (path, text) => putText(path, text, true),
    apply: (path, edits) => {
      const before = state.files.find((file) => file.path === path);
      if (before !== undefined) putText(path, edited(before.text, edits), false);
    },
    addFile: (file) => changeFiles(file.path, byPath([...state.files.filter(({ path }) => path !== file.path), file])),
    removeFile: (path) =>
      changeFiles(
        path,
        state.files.filter((file) => file.path !== path),
      ),
    undo: () => turn(past, future),
    redo: () => turn(future, past),
    rename: (name) => change({ name }),
    note: (next) => become({ ...state, ...next }),
  };
  return store;
}

export const byPath = (files: readonly SourceFile[]): readonly SourceFile[] =>
  files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));

/** Edits are of the same text, and don't overlap. */
export function edited(text: string, edits: readonly Edit[]): string {
  let result = text;
  for (const { offset, length, content } of edits.toSorted((a, b) => b.offset - a.offset))
    result = result.slice(0, offset) + content + result.slice(offset + length);
  return result;
}

/** Whether both have the same files with the same text. */
export const sameFiles = (a: readonly SourceFile[], b: readonly SourceFile[]): boolean =>
  a.length === b.length && a.every((file, index) => file === b[index] || (file.path === b[index]?.path && file.text === b[index]?.text));
