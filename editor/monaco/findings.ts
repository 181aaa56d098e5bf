import type { Diagnostic } from '../../server/engine/program/diagnostic.ts';
import type { editor, IRange, Monaco } from './api.ts';
import type { LanguageClient } from './client.ts';
import { SupersededError } from './client.ts';
import type { DraftModels } from './models.ts';

const OWNER = 'dealwright';
/** After the last keystroke. */
const PAUSE_MS = 30;
/** For one state of the files: those that break a worker would break the next one too. */
const ATTEMPTS = 3;

/**
 * What is wrong with the draft, as markers in its models. Asked a moment after the last change; an answer that a later
 * change has overtaken is not shown.
 */
export class Findings {
  private readonly monaco: Monaco;
  private readonly language: LanguageClient;
  private readonly models: DraftModels;
  private readonly listeners = new Set<(found: readonly Diagnostic[]) => void>();
  private timer: ReturnType<typeof setTimeout> | undefined;
  /** Counts changes, so that it is known of which state an answer is. */
  private changes = 0;
  private of = -1;
  private found: readonly Diagnostic[] = [];
  private readonly shown = new Map<string, string>();
  private disposed = false;

  constructor(monaco: Monaco, language: LanguageClient, models: DraftModels) {
    this.monaco = monaco;
    this.language = language;
    this.models = models;
  }

  changed(): void {
    this.changes += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => void this.ask(), PAUSE_MS);
  }

  /** The latest, in document order. */
  all(): readonly Diagnostic[] {
    return this.found;
  }

  onChange(listener: (found: readonly Diagnostic[]) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Those that touch a range of a file; none while what is shown is of an earlier text. */
  at(model: editor.ITextModel, range: IRange): readonly Diagnostic[] {
    const path = this.models.pathOf(model);
    if (this.of !== this.changes) return [];
    return this.found.filter((one) => one.range?.file === path && this.monaco.Range.areIntersectingOrTouching(rangeOf(one), range));
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.listeners.clear();
    for (const path of this.models.paths()) this.mark(path, []);
  }

  private async ask(attempt = 1): Promise<void> {
    const { changes } = this;
    const found = await this.language.diagnose().catch((error: unknown) => {
      if (!(error instanceof SupersededError)) console.warn('The program could not be checked.', error);
      return undefined;
    });
    if (changes !== this.changes || this.disposed) return;
    if (found === undefined) {
      // somebody else asked in between, or the worker broke down and is replaced by now
      if (attempt < ATTEMPTS) this.timer = setTimeout(() => void this.ask(attempt + 1), PAUSE_MS * attempt);
      return;
    }
    this.found = found;
    this.of = changes;
    for (const path of this.models.paths())
      this.mark(
        path,
        found.filter(({ range }) => range?.file === path),
      );
    for (const listener of this.listeners) listener(found);
  }

  private mark(path: string, found: readonly Diagnostic[]): void {
    const model = this.models.model(path);
    const key = JSON.stringify(found);
    if (model === undefined || (this.shown.get(path) ?? '[]') === key) return;
    this.shown.set(path, key);
    this.monaco.editor.setModelMarkers(
      model,
      OWNER,
      found.map((one) => this.markerOf(one)),
    );
  }

  private markerOf(diagnostic: Diagnostic): editor.IMarkerData {
    const { severity, message, hint, code } = diagnostic;
    return {
      ...rangeOf(diagnostic),
      severity: severity === 'error' ? this.monaco.MarkerSeverity.Error : this.monaco.MarkerSeverity.Warning,
      message: hint === undefined ? message : `${message}\n${hint}`,
      code,
      source: 'Dealwright',
    };
  }
}

export function rangeOf({ range }: Diagnostic): IRange {
  const [start, end] = [range?.start ?? { line: 1, column: 1 }, range?.end ?? { line: 1, column: 1 }];
  return { startLineNumber: start.line, startColumn: start.column, endLineNumber: end.line, endColumn: end.column };
}
