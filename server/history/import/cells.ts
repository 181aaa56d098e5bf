import { pointerTokens, shorten } from '../../engine/program/wording.ts';
import { type Fault, isFields, type JsonObject, type Row } from './row.ts';
import type { SourceFile } from './source-file.ts';

/** What is wrong with one value. */
export class Trouble implements Fault {
  readonly code: string;
  readonly message: string;
  readonly column?: string;
  /** Of a group: the line it is in; missing where no single one is meant. */
  row?: Row;

  constructor(code: string, message: string, column?: string) {
    this.code = code;
    this.message = message;
    if (column !== undefined) this.column = column;
  }
}

/** Text of a column, without blanks around it; a list only of NDJSON. Undefined: nothing stands there. */
export type Cell = string | readonly string[] | undefined | Trouble;

/** `item`: the entry of the row's list that is meant, of NDJSON. */
export type ReadCell = (row: Row, item?: JsonObject) => Cell;

/** Reads a column of a file. Undefined: the file has no such column, or two of them. */
export function cellReader(file: SourceFile, column: string): ReadCell | undefined {
  if (file.format === 'ndjson') return fieldReader(column);
  const index = file.columns.indexOf(column);
  if (index < 0 || file.columns.lastIndexOf(column) !== index) return undefined;
  const { decode, encoding } = file;
  return ({ cells }) => {
    const cell = cells !== undefined && isFields(cells) ? cells[index] : undefined;
    if (cell === undefined || cell === '') return undefined;
    const text = decode(cell);
    if (text === undefined) {
      const hint = encoding === 'utf-8' ? ' Is it windows-1252? Write "encoding" in the mapping.' : '';
      return new Trouble('wrong-encoding', `${column} has bytes that are no ${encoding}.${hint}`, column);
    }
    return text.trim() || undefined;
  };
}

function fieldReader(column: string): ReadCell {
  const tokens = column.startsWith('/') ? pointerTokens(column) : [column];
  return ({ cells }, item) => {
    let value: unknown = item ?? cells;
    for (const token of tokens) {
      value = typeof value === 'object' && value !== null && Object.hasOwn(value, token) ? (value as JsonObject)[token] : undefined;
    }
    return cellOf(value, column);
  };
}

function cellOf(value: unknown, column: string): Cell {
  if (value === undefined || value === null) return undefined;
  if (typeof value === 'string') return value.trim() || undefined;
  if (typeof value === 'boolean') return String(value);
  if (typeof value === 'number')
    return (
      numberText(value) ??
      new Trouble('number-not-exact', `${column} is ${value}, which can not be held exactly: write it as text.`, column)
    );
  if (Array.isArray(value)) {
    // a list in a list is none of texts, however deep it goes
    const entries = value.map((entry: unknown) => (Array.isArray(entry) ? undefined : cellOf(entry, column)));
    if (entries.every((entry) => typeof entry === 'string')) return entries;
  }
  return new Trouble(
    'wrong-type',
    `${column} is ${Array.isArray(value) ? 'a list of more than texts' : 'an object'}; text, a number or a list of texts was expected.`,
    column,
  );
}

/** Digits that a JSON number keeps, whatever they are. */
const EXACT_DIGITS = 15;

/** The number as it was written, if it had no more digits than a double keeps. */
function numberText(value: number): string | undefined {
  const text = String(value);
  return /^-?\d+(\.\d+)?$/.test(text) && text.replace(/[-.]/g, '').replace(/^0+/, '').length <= EXACT_DIGITS ? text : undefined;
}

/** Of text only: a list where none is meant is a fault. */
export const textCell = (cell: Cell, column: string): string | undefined | Trouble =>
  typeof cell === 'object' && !(cell instanceof Trouble)
    ? new Trouble('wrong-type', `${column} is a list (${shorten(cell.join(', '))}); one value was expected.`, column)
    : cell;
