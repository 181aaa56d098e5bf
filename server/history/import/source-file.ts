import { createReadStream } from 'node:fs';
import { open, realpath } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { MappedFile } from '../../../schemas/types.ts';
import { csvRows } from './csv-rows.ts';
import { byteOrderMark, type Decode, decoderOf, type Encoding, encode, encodingNamed, isWide, plainBytes } from './encoding.ts';
import { guessDelimiter, guessEncoding, guessWide } from './guess.ts';
import { IMPORT_LIMITS } from './limits.ts';
import { ndjsonRows } from './ndjson-rows.ts';
import { skipFields } from './raw-fields.ts';
import { isFields, REJECT_COLUMNS, type Row } from './row.ts';

/** A file and how it is written, as the mapping says or its first bytes show. */
export interface SourceFile {
  /** As the mapping names it. */
  readonly name: string;
  readonly path: string;
  readonly bytes: number;
  readonly format: 'csv' | 'ndjson';
  readonly encoding: Encoding;
  readonly decode: Decode;
  /** As byte text. */
  readonly delimiter: string;
  readonly quote: string;
  readonly skipLines: number;
  readonly mark: boolean;
  /** Names by place; of NDJSON the fields of the first lines. */
  readonly columns: readonly string[];
  /** The line that names them, as byte text; missing where the mapping does. */
  readonly header?: string;
  /** Refused rows of an earlier import: the first columns say why, and are no data. */
  readonly rejects: boolean;
  /** What the mapping left out. */
  readonly guessed: { readonly encoding?: string; readonly delimiter?: string };
  /** The first rows. */
  readonly sample: readonly Row[];
}

/** Where files are: in a folder, and some of them elsewhere. */
export interface Files {
  readonly folder: string;
  /** Name in the mapping → path that is read instead, such as refused rows that were mended. */
  readonly instead?: ReadonlyMap<string, string>;
}

/** A file can't be used; a sentence. */
export class SourceFault extends Error {}

/** Looks at the first bytes of a file. Throws SourceFault where it can't be used as the mapping has it. */
export async function lookAt({ folder, instead }: Files, name: string, form: MappedFile = {}): Promise<SourceFile> {
  const other = instead?.get(name);
  const path = other ?? (await pathOf(folder, name));
  const { sample, size } = await head(path, name);
  const whole = sample.length === size;
  const format = form.format ?? (/\.(ndjson|jsonl)$/i.test(name) ? 'ndjson' : 'csv');
  const mark = byteOrderMark(sample);
  const encoding = form.encoding === undefined ? guessEncoding(sample, whole) : encodingNamed(form.encoding, mark);
  const looksWide = guessWide(sample) !== undefined || (mark !== undefined && isWide(mark.encoding));
  if (looksWide && !isWide(encoding)) {
    throw new SourceFault(`${name} looks like UTF-16; write "encoding": "utf-16" or leave it out.`);
  }
  const quote = form.quote ?? '"';
  const text = await bytesOf(plainBytes(chunksOf(sample), encoding, () => undefined));
  // a rejects file starts with its header
  const skipLines = text.indexOf(REJECT_COLUMNS[0]) === 0 ? 0 : (form.skipLines ?? 0);
  const delimiter = form.delimiter === undefined ? guessDelimiter(lineOf(text, skipLines), quote) : encode(form.delimiter, encoding);
  const base = { name, path, bytes: size, format, encoding, decode: decoderOf(encoding), delimiter, quote, skipLines };
  const rows = await firstRows(text, base, whole);
  const csv = format === 'csv';
  return {
    ...base,
    mark: mark !== undefined && mark.encoding === encoding,
    ...(csv ? csvColumns(rows, base, form) : { columns: fieldsOf(rows), rejects: false, sample: rows }),
    guessed: {
      ...(form.encoding === undefined && mark === undefined && encoding !== 'utf-8' && { encoding }),
      ...(csv && form.delimiter === undefined && { delimiter }),
    },
  };
}

/** In place of a file that can't be looked at, so that the rest of a mapping is checked all the same: it has whatever columns are asked for. */
export const unreadFile = (name: string): SourceFile => ({
  name,
  path: '',
  bytes: 0,
  format: 'ndjson',
  encoding: 'utf-8',
  decode: decoderOf('utf-8'),
  delimiter: ',',
  quote: '"',
  skipLines: 0,
  mark: false,
  columns: [],
  rejects: false,
  guessed: {},
  sample: [],
});

type Base = Pick<SourceFile, 'name' | 'format' | 'encoding' | 'decode' | 'delimiter' | 'quote' | 'skipLines'>;

async function pathOf(folder: string, name: string): Promise<string> {
  if (name.startsWith('/') || name.split(/[\\/]/).includes('..') || name.includes('\0') || /^[a-z]:/i.test(name)) {
    throw new SourceFault(`${name} is not read: files are named by their path under the folder that is imported from.`);
  }
  const path = join(folder, name);
  try {
    const [root, target] = await Promise.all([realpath(folder), realpath(path)]);
    if (!target.startsWith(root.endsWith(sep) ? root : root + sep))
      throw new SourceFault(`${name} is not read: it is a link that leads out of the folder.`);
    return target;
  } catch (error) {
    if (error instanceof SourceFault) throw error;
    throw new SourceFault(`${name} can't be read: ${reasonOf(error)}.`);
  }
}

async function head(path: string, name: string): Promise<{ readonly sample: Buffer; readonly size: number }> {
  try {
    const handle = await open(path, 'r');
    try {
      const info = await handle.stat();
      if (!info.isFile()) throw new SourceFault(`${name} can't be read: it is ${info.isDirectory() ? 'a folder' : 'no ordinary file'}.`);
      const buffer = Buffer.alloc(Math.min(info.size, IMPORT_LIMITS.sampleBytes));
      let length = 0;
      for (let read = 1; read > 0 && length < buffer.length; length += read) {
        read = (await handle.read(buffer, length, buffer.length - length, length)).bytesRead;
      }
      return { sample: buffer.subarray(0, length), size: info.size };
    } finally {
      await handle.close();
    }
  } catch (error) {
    if (error instanceof SourceFault) throw error;
    throw new SourceFault(`${name} can't be read: ${reasonOf(error)}.`);
  }
}

/** What the operating system says, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return REASONS[code] ?? (error instanceof Error ? error.message : String(error));
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: 'it is not there',
  ENOTDIR: 'a part of its path is no folder',
  EISDIR: 'it is a folder',
  EEXIST: 'something else is there',
  EACCES: 'this user may not',
  EPERM: 'this user may not',
  ENOSPC: 'the disk is full',
  EDQUOT: 'the disk is full',
  EFBIG: 'a file would become larger than it may',
  EROFS: 'nothing can be written there',
};

async function* chunksOf(bytes: Buffer): AsyncGenerator<Buffer> {
  yield bytes;
}

async function bytesOf(chunks: AsyncIterable<Buffer>): Promise<Buffer> {
  const all: Buffer[] = [];
  for await (const chunk of chunks) all.push(chunk);
  return Buffer.concat(all);
}

/** The first line with something in it. */
function lineOf(text: Buffer, skip: number): string {
  const lines = text.toString('latin1').split(/\r\n|\n|\r/, skip + 100);
  return lines.slice(skip).find((line) => line.trim() !== '') ?? '';
}

async function firstRows(text: Buffer, base: Base, whole: boolean): Promise<readonly Row[]> {
  const rows: Row[] = [];
  for await (const batch of rowsIn(chunksOf(text), base)) rows.push(...batch);
  // the last one may go on
  return whole || rows.length < 2 ? rows : rows.slice(0, -1);
}

function csvColumns(
  rows: readonly Row[],
  { name, decode }: Base,
  { columns }: MappedFile,
): Pick<SourceFile, 'columns' | 'header' | 'rejects' | 'sample'> {
  const [first] = rows;
  const cells = first?.cells !== undefined && isFields(first.cells) ? first.cells : undefined;
  const rejects = cells?.[0] === REJECT_COLUMNS[0] && cells[1] === REJECT_COLUMNS[1];
  // its first line says what its first columns are, even where the columns behind them have no names
  const hasHeader = columns === undefined || rejects;
  const sample = (hasHeader ? rows.slice(1) : rows).map((row) => (rejects ? withoutReasons(row) : row));
  if (columns !== undefined) return { columns, rejects, sample };
  if (first === undefined) throw new SourceFault(`${name} is empty: its first line should name the columns.`);
  if (cells === undefined)
    throw new SourceFault(`${name}, line ${first.line}: the names of the columns can't be read. ${first.fault?.message ?? ''}`);
  const names = (rejects ? cells.slice(2) : cells).map((cell) => decode(cell)?.trim() ?? '');
  if (names.length > IMPORT_LIMITS.columns) {
    throw new SourceFault(`${name} has ${names.length} columns, at most ${IMPORT_LIMITS.columns} are read.`);
  }
  return { columns: names, header: first.raw, rejects, sample };
}

/** A row of a rejects file as it was in the file that it came from. */
export const withoutReasons = (row: Row): Row =>
  row.cells !== undefined && isFields(row.cells) ? { ...row, cells: row.cells.slice(2) } : row;

function fieldsOf(rows: readonly Row[]): readonly string[] {
  const names = new Set<string>();
  for (const { cells } of rows) if (cells !== undefined && !isFields(cells)) for (const name of Object.keys(cells)) names.add(name);
  return [...names].slice(0, IMPORT_LIMITS.columns);
}

const rowsIn = (chunks: AsyncIterable<Buffer>, base: Base): AsyncIterable<readonly Row[]> =>
  base.format === 'csv' ? csvRows(chunks, base) : ndjsonRows(chunks, base.decode);

/** All rows of a file behind its header, in batches. `counted`: bytes as they are read. */
export async function* readRows(
  file: SourceFile,
  { signal, counted = () => undefined }: { readonly signal?: AbortSignal | undefined; readonly counted?: (bytes: number) => void } = {},
): AsyncGenerator<readonly Row[]> {
  const stream = createReadStream(file.path, { highWaterMark: 1 << 16, ...(signal && { signal }) });
  let header = file.header !== undefined || file.rejects;
  for await (const batch of rowsIn(plainBytes(stream as AsyncIterable<Buffer>, file.encoding, counted), file)) {
    let rows = batch;
    if (header && rows.length > 0) {
      rows = rows.slice(1);
      header = false;
    }
    yield file.rejects ? rows.map(withoutReasons) : rows;
  }
}

/** The row as it was before it was refused: of a rejects file without what that said of it. */
export const rawOf = (file: SourceFile, row: Row): string =>
  file.rejects ? row.raw.slice(skipFields(row.raw, 2, file.delimiter, file.quote)) : row.raw;
