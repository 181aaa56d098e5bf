export interface TableRow {
  /** From the outermost. */
  readonly keys: readonly string[];
  readonly value: string | number;
}

/** The rows of a table parameter, nested once for each key. */
export function tableRows(value: unknown, before: readonly string[] = []): readonly TableRow[] {
  if (typeof value === 'object' && value !== null) return Object.entries(value).flatMap(([key, each]) => tableRows(each, [...before, key]));
  return before.length > 0 && (typeof value === 'string' || typeof value === 'number') ? [{ keys: before, value }] : [];
}
