export type Cell = string | number | boolean | null;

/** What a spreadsheet would run; a number isn't. */
const FORMULA = /^[=+\-@\t\r]/;
const NUMBER = /^[+-]?\d+(?:\.\d+)?$/;

/**
 * A value as RFC 4180 has it. Partners, segments and candidates are named by whoever delivers them: a text that a
 * spreadsheet would take for a formula has an apostrophe before it, by which spreadsheets know that it is text.
 */
export function csvCell(cell: Cell): string {
  const value = cell === null ? '' : String(cell);
  const text = FORMULA.test(value) && !NUMBER.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
