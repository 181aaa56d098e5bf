import type { editor, Monaco } from './api.ts';

/** Names of the two themes; choose by `schemeTheme`. */
const LIGHT = 'program-light';
const DARK = 'program-dark';

export const schemeTheme = (scheme: 'light' | 'dark'): string => (scheme === 'dark' ? DARK : LIGHT);

/** The colours of `app/theme.ts`, and words of formulas beside them; all of them hold 4.5 : 1 on the background. */
export function defineThemes(monaco: Monaco): void {
  monaco.editor.defineTheme(LIGHT, theme('vs', LIGHT_WORDS, LIGHT_PLACES));
  monaco.editor.defineTheme(DARK, theme('vs-dark', DARK_WORDS, DARK_PLACES));
}

interface Words {
  readonly text: string;
  readonly key: string;
  readonly string: string;
  readonly number: string;
  readonly keyword: string;
  readonly quiet: string;
  readonly fact: string;
  readonly parameter: string;
  readonly function: string;
}

const theme = (base: 'vs' | 'vs-dark', words: Words, colors: Record<string, string>): editor.IStandaloneThemeData => ({
  base,
  inherit: true,
  rules: [
    { token: '', foreground: words.text },
    { token: 'key', foreground: words.key },
    { token: 'string', foreground: words.string },
    { token: 'string.escape', foreground: words.quiet },
    { token: 'number', foreground: words.number },
    { token: 'keyword', foreground: words.keyword },
    { token: 'delimiter', foreground: words.quiet },
    { token: 'fact', foreground: words.fact },
    { token: 'parameter', foreground: words.parameter, fontStyle: 'bold' },
    { token: 'function', foreground: words.function },
    { token: 'text', foreground: words.string },
    { token: 'operator', foreground: words.quiet },
  ],
  colors,
});

const LIGHT_WORDS: Words = {
  ...{ text: '1f242a', key: '33506b', string: '6b4a12', number: '1d5fa8', keyword: '7a3e9d', quiet: '5b636d' },
  ...{ fact: '0e574b', parameter: '0e574b', function: '7a3e9d' },
};
const DARK_WORDS: Words = {
  ...{ text: 'dfe3e8', key: '9cc4e8', string: 'd9b77e', number: '8cbcf2', keyword: 'c9a2ea', quiet: 'a3abb5' },
  ...{ fact: '7fd0bd', parameter: '7fd0bd', function: 'c9a2ea' },
};

const LIGHT_PLACES = {
  'editor.background': '#ffffff',
  'editor.lineHighlightBackground': '#f6f7f8',
  'editor.lineHighlightBorder': '#00000000',
  'editorLineNumber.foreground': '#6b737d',
  'editorLineNumber.activeForeground': '#136b5c',
  'editor.selectionBackground': '#d9efe9',
  'editorCodeLens.foreground': '#5b636d',
  'editorWidget.background': '#ffffff',
  'editorWidget.border': '#e3e6e9',
  'editorHoverWidget.background': '#ffffff',
  'editorHoverWidget.border': '#e3e6e9',
  'editorSuggestWidget.background': '#ffffff',
  'editorSuggestWidget.border': '#e3e6e9',
  'editorSuggestWidget.selectedBackground': '#eef8f5',
  'editorSuggestWidget.selectedForeground': '#0e574b',
  'editorSuggestWidget.highlightForeground': '#136b5c',
  'editorSuggestWidget.focusHighlightForeground': '#136b5c',
  'editorError.foreground': '#b42318',
  'editorWarning.foreground': '#8a5a00',
  focusBorder: '#1f7f6d',
};
const DARK_PLACES = {
  'editor.background': '#1b1f25',
  'editor.lineHighlightBackground': '#20252c',
  'editor.lineHighlightBorder': '#00000000',
  'editorLineNumber.foreground': '#8d96a1',
  'editorLineNumber.activeForeground': '#7fd0bd',
  'editor.selectionBackground': '#24504a',
  'editorCodeLens.foreground': '#a3abb5',
  'editorWidget.background': '#1b1f25',
  'editorWidget.border': '#383f49',
  'editorHoverWidget.background': '#1b1f25',
  'editorHoverWidget.border': '#383f49',
  'editorSuggestWidget.background': '#1b1f25',
  'editorSuggestWidget.border': '#383f49',
  'editorSuggestWidget.selectedBackground': '#1c322f',
  'editorSuggestWidget.selectedForeground': '#dfe3e8',
  'editorSuggestWidget.highlightForeground': '#7fd0bd',
  'editorSuggestWidget.focusHighlightForeground': '#7fd0bd',
  'editorError.foreground': '#ff9a8f',
  'editorWarning.foreground': '#e5b567',
  focusBorder: '#329a84',
};
