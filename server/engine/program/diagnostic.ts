/** Where something stands in a source text; lines and columns from 1, offsets from 0. */
export interface SourceRange {
  readonly file: string;
  readonly start: { readonly line: number; readonly column: number; readonly offset: number };
  readonly end: { readonly line: number; readonly column: number; readonly offset: number };
}

/** What is wrong, before it is known where it stands in a source text. */
export interface Finding {
  /** Kebab-case, stable. */
  readonly code: string;
  readonly severity: 'error' | 'warning';
  /** What was found and what was expected, as one sentence. */
  readonly message: string;
  /** What to do; "did you mean". */
  readonly hint?: string;
  /** JSON pointer into the document. */
  readonly pointer: string;
  /** The key at the pointer is meant, not its value. */
  readonly atKey?: boolean;
  /** Part of the string at the pointer that is meant, as offsets into the string's value. */
  readonly within?: { readonly start: number; readonly end: number };
  /** Of an expectation: what was decided instead, as it would be expected; null: nothing of the kind. */
  readonly found?: unknown;
}

/** A finding, placed. */
export interface Diagnostic extends Finding {
  readonly range?: SourceRange;
}
