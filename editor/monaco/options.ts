import type { editor } from './api.ts';

/** How a program document is edited; colours of formulas and completion inside of text go by these. */
export const programEditorOptions: editor.IStandaloneEditorConstructionOptions = {
  'semanticHighlighting.enabled': true,
  quickSuggestions: { strings: true, other: true, comments: false },
  wordBasedSuggestions: 'off',
  suggest: { showWords: false, snippetsPreventQuickSuggestions: false },
  suggestSelection: 'first',
  // all that comes from names and types is offered; what is typed decides
  tabCompletion: 'on',
  fixedOverflowWidgets: true,
  automaticLayout: true,
  minimap: { enabled: false },
  wordWrap: 'on',
  wrappingIndent: 'deepIndent',
  scrollBeyondLastLine: false,
  renderLineHighlight: 'line',
  stickyScroll: { enabled: false },
  fontSize: 13,
  lineHeight: 20,
  fontFamily: '"JetBrains Mono", "SF Mono", "Cascadia Code", Menlo, Consolas, "Liberation Mono", "DejaVu Sans Mono", monospace',
  padding: { top: 8, bottom: 8 },
};
