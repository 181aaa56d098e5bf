import type { Completion, CompletionKind, TextEdit } from '../language/model.ts';
import type { editor, languages, Monaco } from './api.ts';
import type { LanguageClient } from './client.ts';
import { type DraftModels, rangeIn } from './models.ts';

const CHARACTERS = ['"', '.', ':', ' ', '[', '{', ',', '('];

export function completionProvider(
  monaco: Monaco,
  language: LanguageClient,
  models: DraftModels,
  commands: { readonly edit: string },
): languages.CompletionItemProvider {
  const kinds: Readonly<Record<CompletionKind, languages.CompletionItemKind>> = {
    fact: monaco.languages.CompletionItemKind.Field,
    function: monaco.languages.CompletionItemKind.Function,
    keyword: monaco.languages.CompletionItemKind.Operator,
    name: monaco.languages.CompletionItemKind.Reference,
    value: monaco.languages.CompletionItemKind.Value,
    key: monaco.languages.CompletionItemKind.Property,
    snippet: monaco.languages.CompletionItemKind.Snippet,
  };
  const item = (model: editor.ITextModel, path: string, one: Completion, index: number): languages.CompletionItem => {
    const beside = one.beside ?? [];
    const here = beside.filter(({ file }) => file === path);
    const elsewhere = beside.filter(({ file }) => file !== path);
    return {
      label: one.detail === undefined ? one.label : { label: one.label, description: one.detail },
      kind: kinds[one.kind],
      insertText: one.insert,
      range: rangeIn(model, one.span),
      filterText: one.filter ?? one.label,
      sortText: String(index).padStart(5, '0'),
      ...(one.documentation !== undefined && { documentation: { value: one.documentation } }),
      ...(one.snippet && { insertTextRules: monaco.languages.CompletionItemInsertTextRule.InsertAsSnippet }),
      ...(here.length > 0 && { additionalTextEdits: here.map(({ text, ...span }: TextEdit) => ({ range: rangeIn(model, span), text })) }),
      ...next(one, elsewhere, commands.edit),
    };
  };
  return {
    triggerCharacters: CHARACTERS,
    provideCompletionItems: async (model, position) => {
      const path = models.pathOf(model);
      if (path === undefined) return undefined;
      const found = await language.complete(path, model.getOffsetAt(position));
      return { suggestions: found.map((one, index) => item(model, path, one, index)) };
    },
  };
}

/** What follows once it is taken: what it needs in other files, or what comes next where a place is left empty. */
function next(one: Completion, elsewhere: readonly TextEdit[], edit: string): Pick<languages.CompletionItem, 'command'> | undefined {
  if (elsewhere.length > 0) return { command: { id: edit, title: 'Add what it needs', arguments: [elsewhere] } };
  const goesOn = one.snippet === true && /"\$1"|\[\$1\]|: \$1|\{ \$1 \}/.test(one.insert);
  return goesOn ? { command: { id: 'editor.action.triggerSuggest', title: 'Go on' } } : undefined;
}
