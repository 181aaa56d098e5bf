import type { Decode } from './encoding.ts';
import { IMPORT_LIMITS, ImportStopped } from './limits.ts';
import { type JsonObject, REJECT_COLUMNS, type Row } from './row.ts';

const LF = 10;

/** Rows of NDJSON, in batches: a JSON object a line. Blank lines are no rows, nor is what a rejects file says between them. */
export async function* ndjsonRows(chunks: AsyncIterable<Buffer>, decode: Decode): AsyncGenerator<readonly Row[]> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 1;
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const rows: Row[] = [];
    let start = 0;
    for (let end = bytes.indexOf(LF); end >= 0; end = bytes.indexOf(LF, start)) {
      add(rows, rowOf(bytes, start, end + 1, line, decode));
      start = end + 1;
      line += 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > IMPORT_LIMITS.lineBytes) {
      const most = IMPORT_LIMITS.lineBytes.toLocaleString('en');
      throw new ImportStopped('line-too-long', `line ${line} does not end within ${most} bytes: is this NDJSON, a JSON object a line?`);
    }
    if (rows.length > 0) yield rows;
  }
  const rows: Row[] = [];
  add(rows, rowOf(rest, 0, rest.length, line, decode));
  if (rows.length > 0) yield rows;
}

function add(rows: Row[], row: Row | undefined): void {
  if (row !== undefined) rows.push(row);
}

const SAID = `{"${REJECT_COLUMNS[0]}":`;

function rowOf(bytes: Buffer, start: number, end: number, line: number, decode: Decode): Row | undefined {
  const raw = bytes.toString('latin1', start, end);
  if (raw.startsWith(SAID) || raw.trim() === '') return undefined;
  const faulty = (code: string, message: string): Row => ({ line, raw, fault: { code, message } });
  if (raw.length > IMPORT_LIMITS.rowBytes) {
    return faulty('row-too-long', `The line has ${raw.length} bytes, at most ${IMPORT_LIMITS.rowBytes} are read.`);
  }
  const text = decode(raw);
  if (text === undefined) return faulty('wrong-encoding', 'The line has bytes that are not of the file’s encoding.');
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return faulty('not-json', `The line is no JSON: ${error instanceof Error ? plain(error.message) : 'it can not be read'}.`);
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return faulty('not-an-object', 'The line is no JSON object.');
  return { line, raw, cells: value as JsonObject };
}

/** What the parser says, without the text that it quotes. */
const plain = (message: string): string =>
  message
    .replace(/(, )?"[\s\S]*$/, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 100);
