import type { SourceFile } from '../../server/engine/program/source.ts';
import type { Place, Span, TextEdit } from '../language/model.ts';
import type { editor, IDisposable, IRange, Monaco, Uri } from './api.ts';
import { LANGUAGE } from './json-language.ts';

/*
 * The files of one draft as Monaco's models: one for each, so that rename, fixes and definitions reach all of them. They
 * are where the draft's text is while somebody writes; who keeps it listens to `onChange`.
 */

const SCHEME = 'draft';

export class DraftModels {
  private readonly monaco: Monaco;
  private readonly draft: string;
  private readonly models = new Map<string, { readonly model: editor.ITextModel; readonly listening: IDisposable }>();
  private readonly listeners = new Set<(path: string, text: string | undefined) => void>();

  constructor(monaco: Monaco, draft: string, files: readonly SourceFile[]) {
    this.monaco = monaco;
    this.draft = draft;
    for (const file of files) this.add(file);
  }

  /** Each change of a file, by whomever; `undefined`: it is gone. Ends when the returned function is called. */
  onChange(listener: (path: string, text: string | undefined) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  model(path: string): editor.ITextModel | undefined {
    return this.models.get(path)?.model;
  }

  paths(): readonly string[] {
    return [...this.models.keys()];
  }

  files(): readonly SourceFile[] {
    return [...this.models].map(([path, { model }]) => ({ path, text: model.getValue() }));
  }

  uriOf(path: string): Uri {
    return this.monaco.Uri.from({ scheme: SCHEME, authority: this.draft, path: `/${path}` });
  }

  /** The path of the draft's file that a model shows; undefined where it shows something else. */
  pathOf({ uri }: Pick<editor.ITextModel, 'uri'>): string | undefined {
    const path = uri.path.slice(1);
    return uri.scheme === SCHEME && uri.authority === this.draft && this.models.has(path) ? path : undefined;
  }

  /** Other texts, where they differ, as one step that can be undone: what a form wrote, or what somebody else saved. */
  replace(files: readonly SourceFile[]): void {
    const paths = new Set(files.map(({ path }) => path));
    for (const path of [...this.models.keys()]) if (!paths.has(path)) this.remove(path);
    for (const { path, text } of files) {
      const model = this.model(path);
      if (model === undefined) this.add({ path, text });
      else if (model.getValue() !== text) this.edit([{ file: path, start: 0, end: model.getValueLength(), text }]);
    }
  }

  add({ path, text }: SourceFile): void {
    if (this.models.has(path)) return;
    const uri = this.uriOf(path);
    const model = this.monaco.editor.getModel(uri) ?? this.monaco.editor.createModel(text, LANGUAGE, uri);
    model.updateOptions({
      tabSize: 2,
      insertSpaces: true,
      // brackets in many colours would look like words of formulas
      bracketColorizationOptions: { enabled: false, independentColorPoolPerBracketType: false },
    });
    const listening = model.onDidChangeContent(() => this.tell(path, model.getValue()));
    this.models.set(path, { model, listening });
    this.tell(path, model.getValue());
  }

  remove(path: string): void {
    const known = this.models.get(path);
    if (known === undefined) return;
    this.models.delete(path);
    known.listening.dispose();
    known.model.dispose();
    this.tell(path, undefined);
  }

  /** Edits of any of the files, each file's as one step. */
  edit(edits: readonly TextEdit[]): void {
    for (const [path, { model }] of this.models) {
      const own = edits.filter(({ file }) => file === path);
      if (own.length === 0) continue;
      model.pushStackElement();
      model.pushEditOperations(
        [],
        own.map(({ text, ...span }) => ({ range: rangeIn(model, span), text })),
        () => null,
      );
      model.pushStackElement();
    }
  }

  location({ file, ...span }: Place): { readonly uri: Uri; readonly range: IRange } | undefined {
    const model = this.model(file);
    return model && { uri: model.uri, range: rangeIn(model, span) };
  }

  dispose(): void {
    this.listeners.clear();
    for (const { model, listening } of this.models.values()) {
      listening.dispose();
      model.dispose();
    }
    this.models.clear();
  }

  private tell(path: string, text: string | undefined): void {
    for (const listener of this.listeners) listener(path, text);
  }
}

export function rangeIn(model: editor.ITextModel, { start, end }: Span): IRange {
  const [from, to] = [model.getPositionAt(start), model.getPositionAt(end)];
  return { startLineNumber: from.lineNumber, startColumn: from.column, endLineNumber: to.lineNumber, endColumn: to.column };
}
