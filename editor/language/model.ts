/*
 * What the language service speaks of. Offsets are those of JavaScript strings, from 0; all of it is plain data, so
 * that it can come out of a worker.
 */

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** A stretch of one of the program's files. */
export interface Place extends Span {
  readonly file: string;
}

/** What stands there becomes `text`. */
export interface TextEdit extends Place {
  readonly text: string;
}

export type CompletionKind = 'fact' | 'function' | 'keyword' | 'name' | 'value' | 'key' | 'snippet';

export interface Completion {
  readonly label: string;
  readonly kind: CompletionKind;
  /** Beside the label: type, origin. */
  readonly detail?: string;
  /** Markdown. */
  readonly documentation?: string;
  readonly insert: string;
  /** `insert` has places to fill in, as $1 or ${1:…}. */
  readonly snippet?: boolean;
  /** What it replaces. */
  readonly span: Span;
  /** What is typed to find it, where that isn't the label. */
  readonly filter?: string;
  /** The likelier goes first. */
  readonly rank: number;
  /** What has to be written elsewhere for it to hold, in this file or others. */
  readonly beside?: readonly TextEdit[];
}

export interface Hover {
  readonly markdown: string;
  readonly span: Span;
}

/** A function of formulas while its arguments are written. */
export interface Signature {
  readonly label: string;
  readonly doc: string;
  /** As they stand in the label. */
  readonly parameters: readonly string[];
  readonly active: number;
}

/** What mends a diagnostic. */
export interface Fix {
  readonly title: string;
  readonly edits: readonly TextEdit[];
  /** The only likely one: may be applied without a choice. */
  readonly preferred: boolean;
}

/** What stands above a rule. */
export interface Lens {
  readonly rule: string;
  readonly span: Span;
  readonly title: string;
  /** The figures in full. */
  readonly detail: string;
}

export type OutlineKind = 'section' | 'partner-type' | 'parameter' | 'measure' | 'condition' | 'rule' | 'scenario' | 'activity' | 'other';

/** Something that stands in a file under a name. */
export interface Outlined {
  readonly name: string;
  /** What a rule decides, the type of a parameter. */
  readonly detail?: string;
  readonly kind: OutlineKind;
  readonly span: Span;
  /** Of it, what is gone to. */
  readonly shown: Span;
  readonly children: readonly Outlined[];
}

export const FORMULA_TOKENS = ['fact', 'parameter', 'function', 'number', 'text', 'keyword', 'operator'] as const;
export type FormulaTokenType = (typeof FORMULA_TOKENS)[number];

/** A part of a formula, for its colour. */
export interface FormulaToken extends Span {
  readonly type: FormulaTokenType;
}

export type Renaming =
  | { readonly ok: true; readonly edits: readonly TextEdit[] }
  /** Why not, as a sentence. */
  | { readonly ok: false; readonly reason: string };
