import type { Diagnostic } from '../../server/engine/program/diagnostic.ts';
import type { SimulationFigures } from '../language/lenses.ts';
import type { TextEdit } from '../language/model.ts';
import type { HistorySpread } from '../language/spread.ts';
import type { IRange, Monaco } from './api.ts';
import { type LanguageClient, SupersededError } from './client.ts';
import { completionProvider } from './completion.ts';
import { Findings } from './findings.ts';
import { LANGUAGE } from './json-language.ts';
import type { DraftModels } from './models.ts';
import { registerColours, registerFixes, registerLenses, registerNavigation, registerOutline } from './providers.ts';

export interface LanguageHost {
  /** Shows a place in another file than the one that is shown. */
  readonly open: (path: string, range: IRange) => void;
  /** Somebody wants to know more of what a rule did. */
  readonly showRule?: (rule: string) => void;
}

export interface RegisteredLanguage {
  /** What is wrong with the draft, as last found. */
  diagnostics(): readonly Diagnostic[];
  /** Ends when the returned function is called. */
  onDiagnostics(listener: (found: readonly Diagnostic[]) => void): () => void;
  setSpread(history: HistorySpread | undefined): void;
  /** The lenses above rules. */
  setFigures(figures: SimulationFigures | undefined): void;
  dispose(): void;
}

let registrations = 0;

/** Gives Monaco the language of program documents, for the files of one draft, until it is disposed. */
export function registerLanguage(monaco: Monaco, language: LanguageClient, models: DraftModels, host: LanguageHost): RegisteredLanguage {
  registrations += 1;
  const commands = { edit: `dealwright.edit.${registrations}`, show: `dealwright.showRule.${registrations}` };
  const findings = new Findings(monaco, language, models);
  const lenses = registerLenses(monaco, language, models, commands);
  const told = (asked: Promise<void>): void => {
    asked.catch((error: unknown) => {
      if (!(error instanceof SupersededError)) console.warn('The language service does not know of this.', error);
    });
  };
  told(language.replace(models.files()));
  const listening = models.onChange((path, text) => {
    told(language.update(path, text));
    findings.changed();
  });
  findings.changed();
  const registered = [
    monaco.languages.registerCompletionItemProvider(LANGUAGE, completionProvider(monaco, language, models, commands)),
    ...registerNavigation(monaco, language, models),
    registerOutline(monaco, language, models),
    registerFixes(monaco, language, models, findings),
    registerColours(monaco, language, models),
    lenses,
    monaco.editor.registerCommand(commands.edit, (_, edits: readonly TextEdit[]) => models.edit(edits)),
    monaco.editor.registerCommand(commands.show, (_, rule: string) => host.showRule?.(rule)),
    monaco.editor.registerEditorOpener({
      openCodeEditor: (source, resource, selection) => {
        const path = models.pathOf({ uri: resource });
        if (path === undefined || source.getModel()?.uri.toString() === resource.toString()) return false;
        const at = selection ?? { lineNumber: 1, column: 1 };
        const range =
          'startLineNumber' in at
            ? at
            : { startLineNumber: at.lineNumber, startColumn: at.column, endLineNumber: at.lineNumber, endColumn: at.column };
        host.open(path, range);
        return true;
      },
    }),
  ];
  return {
    diagnostics: () => findings.all(),
    onDiagnostics: (listener) => findings.onChange(listener),
    setSpread: (history) => told(language.setSpread(history)),
    setFigures: (figures) => told(language.setFigures(figures).then(() => lenses.refresh())),
    dispose: () => {
      listening();
      findings.dispose();
      for (const one of registered) one.dispose();
    },
  };
}
