/** What is wrong with a row, or with one of its values. */
export interface Fault {
  /** Kebab-case, stable: what reports count by. */
  readonly code: string;
  /** A sentence; with what to do about it. */
  readonly message: string;
  readonly column?: string;
}

/** One record of a file as it was read. */
export interface Row {
  /** Of the file, from 1: where the row starts. */
  readonly line: number;
  /** The very bytes with their line end, as byte text (see encoding.ts). */
  readonly raw: string;
  /** Fields of CSV as byte text, or the object of an NDJSON line; missing where the row can't be read. */
  readonly cells?: Cells;
  readonly fault?: Fault;
}

export type Cells = readonly string[] | JsonObject;
export type JsonObject = Readonly<Record<string, unknown>>;

export const isFields = (cells: Cells): cells is readonly string[] => Array.isArray(cells);

/** What a rejects file adds to rows: columns before those of CSV, a line before each of NDJSON. */
export const REJECT_COLUMNS = ['dealwright:line', 'dealwright:reason'] as const;
