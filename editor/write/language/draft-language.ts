import type { Diagnostic } from '../../../server/engine/program/diagnostic.ts';
import type { FieldCompletion, FieldPlace } from '../../language/complete-field.ts';
import type { SimulationFigures } from '../../language/lenses.ts';
import type { Renaming } from '../../language/model.ts';
import type { HistorySpread } from '../../language/spread.ts';
import type { LanguageClient } from '../../monaco/client.ts';
import { startLanguageWorker } from '../../monaco/language-worker.ts';
import type { RegisteredLanguage } from '../../monaco/register.ts';
import type { DraftStore, SourceFile } from '../draft/draft-store.ts';

/*
 * What is wrong with a draft, found by a worker while it is written, whether as text or in forms. While a text is shown
 * Monaco's registration asks, and its answers are taken; otherwise it is asked here.
 */

/** What the worker said, and of which files. */
export interface Checked {
  readonly diagnostics: readonly Diagnostic[];
  /** Undefined: not asked yet. */
  readonly of: readonly SourceFile[] | undefined;
}

export interface DraftLanguage {
  readonly client: LanguageClient;
  get(): Checked;
  subscribe(listener: () => void): () => void;
  /** What may be written in a field. */
  completeField(place: FieldPlace, cursor: number): Promise<readonly FieldCompletion[]>;
  /** What renaming the name at a place comes to, everywhere; of the text as it is now. */
  rename(path: string, offset: number, name: string): Promise<Renaming>;
  /** A text is shown, and asks for itself; gives back how to end that. */
  handOver(registered: RegisteredLanguage): () => void;
  /** How the facts of the chosen history spread, for hovers. */
  setSpread(history: HistorySpread | undefined): void;
  /** What a simulation found of each rule, for the lenses above rules. */
  setFigures(figures: SimulationFigures | undefined): void;
  stop(): void;
}

const PAUSE_MS = 120;

export function openDraftLanguage(store: DraftStore): DraftLanguage {
  const client = startLanguageWorker();
  const listeners = new Set<() => void>();
  let checked: Checked = { diagnostics: [], of: undefined };
  let registered: RegisteredLanguage | undefined;
  let figures: SimulationFigures | undefined;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let told: readonly SourceFile[] = [];
  let isStopped = false;

  const found = (diagnostics: readonly Diagnostic[], of: readonly SourceFile[]): void => {
    checked = { diagnostics: diagnostics.length + checked.diagnostics.length === 0 ? checked.diagnostics : diagnostics, of };
    for (const listener of listeners) listener();
  };
  /** A worker that broke down is replaced, and asked with the next change. */
  const quietly = (asked: Promise<unknown>): void => void asked.catch(() => undefined);

  const tell = (files: readonly SourceFile[]): void => {
    for (const file of files) if (!told.includes(file)) quietly(client.update(file.path, file.text));
    const paths = new Set(files.map(({ path }) => path));
    for (const { path } of told) if (!paths.has(path)) quietly(client.update(path));
    told = files;
  };
  const ask = async (): Promise<void> => {
    const { files } = store.get();
    tell(files);
    const diagnostics = await client.diagnose().catch(() => undefined);
    if (diagnostics !== undefined && files === store.get().files && registered === undefined && !isStopped) found(diagnostics, files);
  };
  const later = (): void => {
    clearTimeout(timer);
    if (registered === undefined && !isStopped) timer = setTimeout(() => void ask(), PAUSE_MS);
  };

  let seen = store.get().files;
  const unsubscribe = store.subscribe(() => {
    if (store.get().files === seen) return;
    seen = store.get().files;
    later();
  });
  later();
  return {
    client,
    get: () => checked,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    completeField: (place, cursor) => {
      if (registered === undefined) tell(store.get().files);
      return client.completeField(place, cursor);
    },
    rename: (path, offset, name) => {
      if (registered === undefined) tell(store.get().files);
      return client.rename(path, offset, name);
    },
    handOver: (to) => {
      registered = to;
      clearTimeout(timer);
      if (figures !== undefined) to.setFigures(figures);
      const end = to.onDiagnostics((diagnostics) => found(diagnostics, store.get().files));
      return () => {
        end();
        if (registered !== to) return;
        registered = undefined;
        // what was typed there the worker knows; forms go on from here
        told = store.get().files;
        later();
      };
    },
    setSpread: (history) => quietly(client.setSpread(history)),
    setFigures: (next) => {
      figures = next;
      if (registered === undefined) quietly(client.setFigures(next));
      else registered.setFigures(next);
    },
    stop: () => {
      isStopped = true;
      clearTimeout(timer);
      unsubscribe();
      client.dispose();
    },
  };
}
