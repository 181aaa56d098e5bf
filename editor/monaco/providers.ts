import { FORMULA_TOKENS, type FormulaToken, type Outlined, type OutlineKind } from '../language/model.ts';
import type { editor, IDisposable, languages, Monaco } from './api.ts';
import type { LanguageClient } from './client.ts';
import type { Findings } from './findings.ts';
import { LANGUAGE } from './json-language.ts';
import { type DraftModels, rangeIn } from './models.ts';

/* Thin adapters: positions in, positions out. */

/** Hover, signatures, definition, uses, rename, format. */
export function registerNavigation(monaco: Monaco, language: LanguageClient, models: DraftModels): readonly IDisposable[] {
  const { languages: api } = monaco;
  const placed = async (asked: ReturnType<LanguageClient['uses']>): Promise<languages.Location[]> =>
    (await asked).flatMap((place) => models.location(place) ?? []);
  return [
    api.registerHoverProvider(LANGUAGE, {
      provideHover: async (model, position) => {
        const path = models.pathOf(model);
        const found = path === undefined ? undefined : await language.hover(path, model.getOffsetAt(position));
        return found && { contents: [{ value: found.markdown }], range: rangeIn(model, found.span) };
      },
    }),
    api.registerSignatureHelpProvider(LANGUAGE, {
      signatureHelpTriggerCharacters: ['(', ','],
      provideSignatureHelp: async (model, position) => {
        const path = models.pathOf(model);
        const found = path === undefined ? undefined : await language.signature(path, model.getOffsetAt(position));
        if (found === undefined) return undefined;
        const { label, doc, parameters, active } = found;
        const signature = { label, documentation: doc, parameters: parameters.map((parameter) => ({ label: parameter })) };
        return { value: { signatures: [signature], activeSignature: 0, activeParameter: active }, dispose: () => undefined };
      },
    }),
    api.registerDefinitionProvider(LANGUAGE, {
      provideDefinition: async (model, position) => {
        const path = models.pathOf(model);
        return path === undefined ? undefined : placed(language.definition(path, model.getOffsetAt(position)));
      },
    }),
    api.registerReferenceProvider(LANGUAGE, {
      provideReferences: async (model, position) => {
        const path = models.pathOf(model);
        return path === undefined ? undefined : placed(language.uses(path, model.getOffsetAt(position)));
      },
    }),
    api.registerRenameProvider(LANGUAGE, {
      resolveRenameLocation: async (model, position) => {
        const path = models.pathOf(model);
        const found = path === undefined ? undefined : await language.renamable(path, model.getOffsetAt(position));
        if (found !== undefined) return { range: rangeIn(model, found), text: found.name };
        const { lineNumber, column } = position;
        const range = { startLineNumber: lineNumber, startColumn: column, endLineNumber: lineNumber, endColumn: column };
        return { range, text: '', rejectReason: 'Nothing that this program names stands here.' };
      },
      provideRenameEdits: async (model, position, name) => {
        const path = models.pathOf(model);
        if (path === undefined) return undefined;
        const renamed = await language.rename(path, model.getOffsetAt(position), name);
        if (!renamed.ok) return { edits: [], rejectReason: renamed.reason };
        return workspaceEdit(models, renamed.edits);
      },
    }),
    api.registerDocumentFormattingEditProvider(LANGUAGE, {
      displayName: 'Dealwright',
      provideDocumentFormattingEdits: async (model) => {
        const path = models.pathOf(model);
        const text = path === undefined ? undefined : await language.format(path);
        return text === undefined || text === model.getValue() ? [] : [{ range: model.getFullModelRange(), text }];
      },
    }),
  ];
}

function workspaceEdit(
  models: DraftModels,
  edits: readonly { readonly file: string; readonly start: number; readonly end: number; readonly text: string }[],
): languages.WorkspaceEdit {
  return {
    edits: edits.flatMap(({ text, ...place }) => {
      const at = models.location(place);
      return at === undefined
        ? []
        : [{ resource: at.uri, textEdit: { range: at.range, text }, versionId: models.model(place.file)?.getVersionId() }];
    }),
  };
}

/** What a file has under a name: go to it with Ctrl+Shift+O. */
export function registerOutline(monaco: Monaco, language: LanguageClient, models: DraftModels): IDisposable {
  const { SymbolKind } = monaco.languages;
  const kinds: Readonly<Record<OutlineKind, languages.SymbolKind>> = {
    section: SymbolKind.Namespace,
    'partner-type': SymbolKind.Class,
    parameter: SymbolKind.Constant,
    measure: SymbolKind.Variable,
    condition: SymbolKind.Boolean,
    rule: SymbolKind.Function,
    scenario: SymbolKind.Package,
    activity: SymbolKind.Event,
    other: SymbolKind.Property,
  };
  const shown = (model: editor.ITextModel, one: Outlined): languages.DocumentSymbol => ({
    name: one.name,
    detail: one.detail ?? '',
    kind: kinds[one.kind],
    tags: [],
    range: rangeIn(model, one.span),
    selectionRange: rangeIn(model, one.shown),
    children: one.children.map((child) => shown(model, child)),
  });
  return monaco.languages.registerDocumentSymbolProvider(LANGUAGE, {
    displayName: 'Dealwright',
    provideDocumentSymbols: async (model) => {
      const path = models.pathOf(model);
      const version = model.getVersionId();
      const found = path === undefined ? [] : await language.outline(path);
      return model.isDisposed() || model.getVersionId() !== version ? [] : found.map((one) => shown(model, one));
    },
  });
}

/** Fixes of what is marked. */
export function registerFixes(monaco: Monaco, language: LanguageClient, models: DraftModels, findings: Findings): IDisposable {
  return monaco.languages.registerCodeActionProvider(
    LANGUAGE,
    {
      provideCodeActions: async (model, range, { markers }) => {
        const found = findings.at(model, range);
        const fixes = await Promise.all(found.map(async (diagnostic) => ({ diagnostic, fixes: await language.fixes(diagnostic) })));
        const actions = fixes.flatMap(({ diagnostic, fixes: all }) =>
          all.map(
            ({ title, edits, preferred }): languages.CodeAction => ({
              title,
              kind: 'quickfix',
              isPreferred: preferred,
              diagnostics: markers.filter(({ message }) => message.startsWith(diagnostic.message)),
              edit: workspaceEdit(models, edits),
            }),
          ),
        );
        return { actions, dispose: () => undefined };
      },
    },
    { providedCodeActionKinds: ['quickfix'] },
  );
}

/** Above each rule what it did; `show` opens its figures. */
export function registerLenses(
  monaco: Monaco,
  language: LanguageClient,
  models: DraftModels,
  commands: { readonly show: string },
): IDisposable & { refresh(): void } {
  const changed = new monaco.Emitter<languages.CodeLensProvider>();
  const provider: languages.CodeLensProvider = {
    onDidChange: changed.event,
    provideCodeLenses: async (model) => {
      const path = models.pathOf(model);
      const found = path === undefined ? [] : await language.lenses(path);
      const lenses = found.map(({ rule, span, title, detail }) => ({
        range: rangeIn(model, span),
        id: rule,
        command: { id: commands.show, title, tooltip: detail, arguments: [rule] },
      }));
      return { lenses, dispose: () => undefined };
    },
  };
  const registered = monaco.languages.registerCodeLensProvider(LANGUAGE, provider);
  return {
    refresh: () => changed.fire(provider),
    dispose: () => {
      registered.dispose();
      changed.dispose();
    },
  };
}

/** Words of formulas in colour. An editor shows them with the option 'semanticHighlighting.enabled'. */
export function registerColours(monaco: Monaco, language: LanguageClient, models: DraftModels): IDisposable {
  return monaco.languages.registerDocumentSemanticTokensProvider(LANGUAGE, {
    getLegend: () => ({ tokenTypes: [...FORMULA_TOKENS], tokenModifiers: [] }),
    provideDocumentSemanticTokens: async (model) => {
      const path = models.pathOf(model);
      if (path === undefined) return null;
      const version = model.getVersionId();
      const tokens = await language.colours(path);
      if (model.isDisposed() || model.getVersionId() !== version) return null;
      return { data: encoded(tokens, (offset) => model.getPositionAt(offset)) };
    },
    releaseDocumentSemanticTokens: () => undefined,
  });
}

/** As Monaco wants them: each relative to the one before. */
function encoded(
  tokens: readonly FormulaToken[],
  at: (offset: number) => { readonly lineNumber: number; readonly column: number },
): Uint32Array {
  const data = new Uint32Array(tokens.length * 5);
  let [line, column] = [1, 1];
  for (const [index, { start, end, type }] of tokens.entries()) {
    const place = at(start);
    const isSameLine = place.lineNumber === line;
    data.set(
      [place.lineNumber - line, isSameLine ? place.column - column : place.column - 1, end - start, FORMULA_TOKENS.indexOf(type), 0],
      index * 5,
    );
    [line, column] = [place.lineNumber, place.column];
  }
  return data;
}
