/** Monaco as the adapters are handed it: they import its types only, so that whoever shows no text loads none of it. */
export type Monaco = typeof import('monaco-editor/editor');

export type { editor, IDisposable, IRange, languages, Uri } from 'monaco-editor/editor';
