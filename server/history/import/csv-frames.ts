import { IMPORT_LIMITS, ImportStopped } from './limits.ts';
import type { Fault } from './row.ts';

/*
 * Where the rows of a CSV text start and end, found in bytes as they come.
 *
 * csv-parse splits rows into fields; it gives a file up at the first quote that is wrong, or takes all that follows
 * for one field. So the rows are told apart here first, by the same rules (RFC 4180: a field is quoted as a whole or
 * not at all, a quote within is doubled), and a row that breaks them is refused by itself: what was opened and isn't
 * closed ends with its own line, and reading goes on at the next one.
 */

/** A row by its bytes in the batch; `fault`: it can't be split into fields. */
export interface Frame {
  readonly line: number;
  readonly start: number;
  /** Where its line end starts. */
  readonly lineEnd: number;
  /** Behind its line end. */
  readonly end: number;
  /** It has quotes. */
  readonly quotes: boolean;
  readonly fault?: Fault;
}

export interface Batch {
  readonly bytes: Buffer;
  readonly frames: readonly Frame[];
}

const LF = 10;
const CR = 13;
const NOWHERE = Number.POSITIVE_INFINITY;

interface Scanned {
  readonly end: number;
  readonly fault?: Fault;
}

export class CsvFrames {
  private bytes: Buffer = Buffer.alloc(0);
  private at = 0;
  private line = 1;
  private last = false;
  private readonly delimiter: Buffer;
  /** −1: the file doesn't quote. */
  private readonly quote: number;
  /** Next place of each byte at or behind `at`; stale where it lies before. */
  private readonly next = { lf: -1, cr: -1, quote: -1, nul: -1 };

  /** Lines from the start that are no rows. */
  private toSkip: number;

  /** `delimiter` as byte text; `quote` is ASCII. */
  constructor({ delimiter, quote, skipLines }: { readonly delimiter: string; readonly quote: string; readonly skipLines: number }) {
    this.delimiter = Buffer.from(delimiter, 'latin1');
    this.quote = quote === '' ? -1 : quote.charCodeAt(0);
    this.toSkip = skipLines;
  }

  /** The rows that end within what has come so far. `last`: nothing more comes. */
  push(chunk: Buffer, last: boolean): Batch {
    const rest = this.bytes.subarray(this.at);
    this.bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    this.at = 0;
    this.last = last;
    Object.assign(this.next, { lf: -1, cr: -1, quote: -1, nul: -1 });
    const frames: Frame[] = [];
    while (this.at < this.bytes.length && this.frame(frames));
    return { bytes: this.bytes, frames };
  }

  /** Takes one row or blank line; false where more bytes are needed. */
  private frame(frames: Frame[]): boolean {
    const start = this.at;
    const lineEnd = this.lineEnd(start);
    if (lineEnd === undefined) return this.more(start);
    const behind = this.behind(lineEnd);
    if (this.toSkip > 0) {
      this.toSkip -= 1;
      this.take(behind);
      return true;
    }
    if (lineEnd === start) {
      this.take(behind);
      return true;
    }
    const quotes = this.find('quote', this.quote, start) < lineEnd;
    const scanned = quotes ? this.quoted(start) : { end: behind };
    if (scanned === undefined) return this.more(start);
    const { end } = scanned;
    const fault = scanned.fault ?? this.unreadable(start, end);
    frames.push({ line: this.line, start, lineEnd, end, quotes, ...(fault && { fault }) });
    this.take(end);
    return true;
  }

  private take(end: number): void {
    this.line += this.lineEnds(this.at, end);
    this.at = end;
  }

  private unreadable(start: number, end: number): Fault | undefined {
    if (end - start > IMPORT_LIMITS.rowBytes) {
      return { code: 'row-too-long', message: `The row has ${end - start} bytes, at most ${IMPORT_LIMITS.rowBytes} are read.` };
    }
    if (this.find('nul', 0, start) >= end) return undefined;
    return { code: 'nul-byte', message: 'The row has NUL bytes: the file is damaged, or of another encoding.' };
  }

  /** A row with quotes; undefined where more bytes are needed to say. */
  private quoted(start: number): Scanned | undefined {
    const { bytes, quote } = this;
    for (let at = start, column = 1; ; column += 1) {
      let end: number | undefined;
      if (bytes[at] === quote) {
        const close = this.closing(at + 1);
        if (close === undefined) {
          const given = this.last || bytes.length - start > IMPORT_LIMITS.rowBytes;
          return given ? this.broken(start, at, column) : undefined;
        }
        end = close + 1;
        if (!this.isFieldEnd(end)) return this.ends(end) ? this.broken(start, at, column, close) : undefined;
      } else {
        end = this.plainEnd(at);
        if (end === undefined) return undefined;
        if (bytes[end] === quote) return this.stray(end, column);
      }
      if (end >= bytes.length) return this.last ? { end } : undefined;
      if (bytes[end] === LF || bytes[end] === CR) {
        return bytes[end] === CR && end + 1 >= bytes.length && !this.last ? undefined : { end: this.behind(end) };
      }
      at = end + this.delimiter.length;
      if (at > bytes.length || (at === bytes.length && !this.last)) return undefined;
    }
  }

  /** The quote that ends a field. */
  private closing(from: number): number | undefined {
    const { bytes, quote } = this;
    for (let at = bytes.indexOf(quote, from); at >= 0; at = bytes.indexOf(quote, at + 2)) {
      if (at + 1 >= bytes.length) return this.last ? at : undefined;
      if (bytes[at + 1] !== quote) return at;
    }
    return undefined;
  }

  /** The end of a field without quotes: a delimiter, a line end, the end of all, or a quote that shouldn't be there. */
  private plainEnd(from: number): number | undefined {
    const { bytes, quote } = this;
    for (let at = from; at < bytes.length; at += 1) {
      const byte = bytes[at];
      if (byte === LF || byte === CR || (byte === quote && at > from) || this.isDelimiter(at)) return at;
    }
    return this.last ? bytes.length : undefined;
  }

  private isDelimiter(at: number): boolean {
    const { bytes, delimiter } = this;
    for (let each = 0; each < delimiter.length; each += 1) if (bytes[at + each] !== delimiter[each]) return false;
    return true;
  }

  private isFieldEnd(at: number): boolean {
    return at >= this.bytes.length ? this.last : this.bytes[at] === LF || this.bytes[at] === CR || this.isDelimiter(at);
  }

  /** Enough has come to say that no delimiter stands here. */
  private ends(at: number): boolean {
    return this.last || at + this.delimiter.length <= this.bytes.length;
  }

  /** A quote that isn't closed, or closed by one (at `close`) that something follows. */
  private broken(start: number, open: number, column: number, close?: number): Scanned | undefined {
    const line = this.line + this.lineEnds(start, open);
    const opened = `The quote opened on line ${line}, field ${column},`;
    if (close === undefined) return this.refused(open, 'quote-not-closed', `${opened} is not closed.`);
    const at = this.line + this.lineEnds(start, close);
    const where = at === line ? 'in the middle of its field' : `by one on line ${at} that text follows`;
    return this.refused(open, 'stray-quote', `${opened} is closed ${where}: close it, or double the quotes within.`);
  }

  private stray(at: number, column: number): Scanned | undefined {
    const line = this.line + this.lineEnds(this.at, at);
    const message = `A quote stands within field ${column} of line ${line}: quote the whole field and double it. If the file doesn't quote at all, write "quote": "" in the mapping.`;
    return this.refused(at, 'stray-quote', message);
  }

  /** Through the line that `at` is on. */
  private refused(at: number, code: string, message: string): Scanned | undefined {
    const { bytes } = this;
    let end = at;
    while (end < bytes.length && bytes[end] !== LF && bytes[end] !== CR) end += 1;
    if (!this.last && (end >= bytes.length || (bytes[end] === CR && end + 1 >= bytes.length))) return undefined;
    return { end: this.behind(end), fault: { code, message } };
  }

  /** Where the line ends; undefined where that hasn't come yet. */
  private lineEnd(from: number): number | undefined {
    const end = Math.min(this.find('lf', LF, from), this.find('cr', CR, from));
    if (end === NOWHERE) return this.last ? this.bytes.length : undefined;
    // a line feed may belong to it
    return this.bytes[end] === CR && end + 1 >= this.bytes.length && !this.last ? undefined : end;
  }

  private behind(lineEnd: number): number {
    const { bytes } = this;
    if (lineEnd >= bytes.length) return bytes.length;
    return bytes[lineEnd] === CR && bytes[lineEnd + 1] === LF ? lineEnd + 2 : lineEnd + 1;
  }

  private find(what: keyof CsvFrames['next'], byte: number, from: number): number {
    if (byte < 0) return NOWHERE;
    if (this.next[what] < from) {
      const at = this.bytes.indexOf(byte, from);
      this.next[what] = at < 0 ? NOWHERE : at;
    }
    return this.next[what];
  }

  private lineEnds(start: number, end: number): number {
    // most rows are one line
    const { bytes } = this;
    const first = Math.min(this.find('lf', LF, start), this.find('cr', CR, start));
    let count = 0;
    for (let at = first; at < end; at += 1) {
      if (bytes[at] === LF || (bytes[at] === CR && bytes[at + 1] !== LF)) count += 1;
    }
    return count;
  }

  /** Waits for more, within bounds. */
  private more(start: number): boolean {
    if (this.bytes.length - start > IMPORT_LIMITS.lineBytes) {
      const bytes = IMPORT_LIMITS.lineBytes.toLocaleString('en');
      throw new ImportStopped('line-too-long', `line ${this.line} does not end within ${bytes} bytes: is this a CSV file?`);
    }
    return false;
  }
}
