import type { languages } from './api.ts';

/** The language of program documents: JSON, with checks of its own, so Monaco's JSON worker has no part in it. */
export const LANGUAGE = 'program-json';

export const languageConfiguration: languages.LanguageConfiguration = {
  brackets: [
    ['{', '}'],
    ['[', ']'],
  ],
  autoClosingPairs: [
    { open: '{', close: '}', notIn: ['string'] },
    { open: '[', close: ']', notIn: ['string'] },
    { open: '"', close: '"', notIn: ['string'] },
  ],
  indentationRules: { increaseIndentPattern: /[{[][^}\]"']*$/, decreaseIndentPattern: /^\s*[}\]]/ },
  // dotted names of facts are one word
  wordPattern: /[\w.-]+/,
};

export const tokens: languages.IMonarchLanguage = {
  tokenizer: {
    root: [
      [/"(?:[^"\\]|\\.)*"(?=\s*:)/, 'key'],
      [/"/, { token: 'string', next: '@text' }],
      [/-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/, 'number'],
      [/\b(?:true|false|null)\b/, 'keyword'],
      [/[{}[\]]/, '@brackets'],
      [/[,:]/, 'delimiter'],
    ],
    text: [
      [/[^"\\]+/, 'string'],
      [/\\./, 'string.escape'],
      [/"/, { token: 'string', next: '@pop' }],
      // a text ends with its line
      [/$/, { token: 'string', next: '@pop' }],
    ],
  },
};
