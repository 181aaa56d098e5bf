import type { Finding } from './diagnostic.ts';

/*
 * JSON text as the engine knows it: files, values with their places, and what is wrong with the text.
 *
 * A *fault* is a finding that knows its place by offset, because a text that is no JSON has no pointers.
 */

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value and where it stands. */
export interface SourceNode {
  readonly file: SourceFile;
  readonly value: Json;
  readonly start: number;
  readonly end: number;
  /** Where the key stands, of a property. */
  readonly key: { readonly start: number; readonly end: number } | undefined;
  /** Properties by key, or elements by index. */
  readonly children?: Map<string, SourceNode>;
}

export interface Fault extends Finding {
  readonly at: { readonly file: SourceFile; readonly start: number; readonly end: number };
}

export interface ParsedSource {
  /** Missing where the text is no JSON or goes past a bound. */
  readonly node?: SourceNode;
  readonly faults: readonly Fault[];
}
