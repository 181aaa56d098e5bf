import { type Options, parse } from 'csv-parse/sync';
import { type Batch, CsvFrames } from './csv-frames.ts';
import { IMPORT_LIMITS } from './limits.ts';
import type { Fault, Row } from './row.ts';

export interface CsvForm {
  /** As byte text. */
  readonly delimiter: string;
  /** Empty: the file doesn't quote. */
  readonly quote: string;
  /** Lines before the first row. */
  readonly skipLines: number;
}

/** A row whose fields are on their way. */
interface Coming {
  readonly line: number;
  readonly raw: string;
  cells?: readonly string[];
  fault?: Fault;
}

/**
 * Rows of a CSV text, in batches: what has come since the last one. Rows without a quote are split at their
 * delimiters; the others are csv-parse's, which is given whole rows only (csv-frames.ts), and so gives one record for
 * each. Lines in which nothing stands are no rows.
 */
export async function* csvRows(chunks: AsyncIterable<Buffer>, form: CsvForm): AsyncGenerator<readonly Row[]> {
  const frames = new CsvFrames(form);
  const options = optionsOf(form);
  for await (const chunk of chunks) yield rowsOf(frames.push(chunk, false), form, options);
  yield rowsOf(frames.push(Buffer.alloc(0), true), form, options);
}

const optionsOf = ({ delimiter, quote }: CsvForm): Options<string[]> => ({
  bom: false,
  delimiter: Buffer.from(delimiter, 'latin1'),
  // byte text: whatever the encoding, no byte is changed
  encoding: 'latin1',
  escape: quote,
  quote,
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  max_record_size: IMPORT_LIMITS.rowBytes,
});

function rowsOf({ bytes, frames }: Batch, { delimiter }: CsvForm, options: Options<string[]>): readonly Row[] {
  const rows: Coming[] = [];
  const quoted: Coming[] = [];
  for (const { line, start, end, lineEnd, fault, quotes } of frames) {
    const row: Coming = { line, raw: bytes.toString('latin1', start, end) };
    if (fault !== undefined) row.fault = fault;
    else if (quotes) quoted.push(row);
    else row.cells = row.raw.slice(0, lineEnd - start).split(delimiter);
    rows.push(row);
  }
  if (quoted.length > 0) {
    const records = parse(Buffer.from(quoted.map(({ raw }) => raw).join(''), 'latin1'), options);
    if (records.length !== quoted.length) throw new Error(`csv-parse found ${records.length} rows where ${quoted.length} are`);
    for (const [index, row] of quoted.entries()) row.cells = records[index] ?? [];
  }
  return rows.filter(({ cells }) => cells === undefined || cells.some(isFilled));
}

const BLANK = /^\s*$/;
const isFilled = (cell: string): boolean => cell !== '' && !BLANK.test(cell);
