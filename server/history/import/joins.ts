import { shorten } from '../../engine/program/wording.ts';
import { cellReader, Trouble, textCell } from './cells.ts';
import { IMPORT_LIMITS, ImportStopped } from './limits.ts';
import { readRows, type SourceFile } from './source-file.ts';

/** Texts of one column by those of others: what rows of another file are joined to. */
export class JoinTable {
  readonly file: SourceFile;
  readonly keys: readonly string[];
  readonly column: string;
  /** null: several rows have the key, and not the same text. */
  readonly found = new Map<string, string | null>();

  constructor(file: SourceFile, keys: readonly string[], column: string) {
    this.file = file;
    this.keys = keys;
    this.column = column;
  }

  /** undefined: no row has the key. A row that has it, but nothing in the column, gives an empty text. */
  get(key: string): string | undefined | Trouble {
    const found = this.found.get(key);
    if (found !== null) return found;
    const { file, keys, column } = this;
    const shown = shorten(key.replaceAll('\0', ', '));
    return new Trouble(
      'ambiguous-join',
      `${file.name} has several rows with ${keys.join(', ')} ${shown}, and not the same ${column} in them.`,
    );
  }
}

export const joinKey = (texts: readonly string[]): string => texts.join('\0');

/** Reads the files that are joined to, each once. Gives what can't be read in them: line by line, for the report. */
export async function loadJoins(tables: readonly JoinTable[], signal: AbortSignal | undefined): Promise<readonly string[]> {
  const notes: string[] = [];
  for (const file of new Set(tables.map((table) => table.file))) {
    const own = tables.filter((table) => table.file === file);
    const bad = await loadFile(file, own, signal);
    if (bad.length > 0) {
      const more = bad.length > 1 ? ` and ${bad.length - 1} more` : '';
      notes.push(`${file.name}: what is joined can not be read on line ${bad[0]}${more}.`);
    }
  }
  return notes;
}

async function loadFile(file: SourceFile, tables: readonly JoinTable[], signal: AbortSignal | undefined): Promise<readonly number[]> {
  const bad: number[] = [];
  let rows = 0;
  let bytes = 0;
  const readers = tables.map((table) => ({
    table,
    keys: table.keys.map((column) => readerOf(file, column)),
    read: readerOf(file, table.column),
  }));
  for await (const batch of readRows(file, { signal })) {
    for (const row of batch) {
      rows += 1;
      if (rows > IMPORT_LIMITS.joinedRows) {
        throw new ImportStopped(
          'join-too-large',
          `${file.name} has more than ${IMPORT_LIMITS.joinedRows} rows, too many to join others to.`,
        );
      }
      if (row.fault !== undefined) {
        bad.push(row.line);
        continue;
      }
      for (const { table, keys, read } of readers) {
        const key = keys.map((reader) => reader(row));
        const text = read(row) ?? '';
        if (!key.every((part) => typeof part === 'string') || typeof text !== 'string') {
          if (text instanceof Trouble || key.some((part) => part instanceof Trouble)) bad.push(row.line);
          continue;
        }
        const name = joinKey(key);
        const before = table.found.get(name);
        if (before === undefined) {
          table.found.set(name, text);
          bytes += 2 * (name.length + text.length) + 100;
        } else if (before !== text) table.found.set(name, null);
      }
      if (bytes > IMPORT_LIMITS.joinedBytes) {
        throw new ImportStopped(
          'join-too-large',
          `${file.name} is too large to join others to: more than ${IMPORT_LIMITS.joinedBytes / 1e6} MB of texts.`,
        );
      }
    }
  }
  return bad;
}

function readerOf(
  file: SourceFile,
  column: string,
): (row: Parameters<NonNullable<ReturnType<typeof cellReader>>>[0]) => string | undefined | Trouble {
  const read = cellReader(file, column);
  if (read === undefined) throw new Error(`${file.name} has no column ${column}`);
  return (row) => textCell(read(row), column);
}
