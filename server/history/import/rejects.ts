import { closeSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { extname } from 'node:path';
import { encode, fileBytes, markOf } from './encoding.ts';
import { ImportStopped } from './limits.ts';
import { type Fault, REJECT_COLUMNS, type Row } from './row.ts';
import { rawOf, reasonOf, type SourceFile } from './source-file.ts';

/*
 * Refused rows of a file, each as it was. Before the columns of CSV stand two that say line and reason; before each
 * line of NDJSON a line that does. An import knows both and passes over them: once mended, the file can be imported
 * by the same mapping.
 */

const BUFFERED = 1 << 16;
const MOST_REASON = 1_000;

/** Where the refused rows of a file go: where several files have rows, each has its own; without an ending it gets the file's. */
export function rejectsPath(path: string, name: string, several: boolean): string {
  const extension = extname(path);
  const stem = path.slice(0, path.length - extension.length);
  const own = several ? `-${name.replaceAll(/[\\/]/g, '-').slice(0, name.length - extname(name).length)}` : '';
  return `${stem}${own}${extension || extname(name)}`;
}

/** Written beside, and put in place when the import has come to its end. */
export class RejectsFile {
  readonly path: string;
  readonly source: SourceFile;
  private readonly partial: string;
  private handle: number | undefined;
  private waiting: string[] = [];
  private waitingLength = 0;

  constructor(path: string, source: SourceFile) {
    this.path = path;
    this.source = source;
    this.partial = `${path}.part`;
  }

  write(row: Row, faults: readonly Fault[]): void {
    if (this.handle === undefined) this.open();
    const { source } = this;
    const raw = rawOf(source, row);
    const ended = /[\r\n]$/.test(raw) ? raw : `${raw}\n`;
    const reason = reasonText(faults);
    this.put(
      source.format === 'csv'
        ? `${row.line}${source.delimiter}${this.field(reason)}${source.delimiter}${ended}`
        : said(row.line, encode(reason, source.encoding), ended),
    );
  }

  private open(): void {
    const { source } = this;
    this.attempt(() => {
      this.handle = openSync(this.partial, 'w');
      if (source.mark) writeSync(this.handle, markOf(source.encoding));
    });
    if (source.format !== 'csv') return;
    const columns = REJECT_COLUMNS.join(source.delimiter);
    if (source.header === undefined) this.put(`${columns}\n`);
    else
      this.put(
        `${source.rejects ? '' : `${columns}${source.delimiter}`}${/[\r\n]$/.test(source.header) ? source.header : `${source.header}\n`}`,
      );
  }

  /** The reason as a field: quoted, or without what would end it. */
  private field(reason: string): string {
    const { quote, delimiter, encoding } = this.source;
    const text = encode(reason.replaceAll(/[\r\n]+/g, ' '), encoding);
    return quote === '' ? text.replaceAll(delimiter, ' ') : `${quote}${text.replaceAll(quote, quote + quote)}${quote}`;
  }

  private put(byteText: string): void {
    this.waiting.push(byteText);
    this.waitingLength += byteText.length;
    if (this.waitingLength > BUFFERED) this.flush();
  }

  private flush(): void {
    const { handle } = this;
    if (handle === undefined) return;
    const bytes = fileBytes(this.waiting.join(''), this.source.encoding);
    this.waiting = [];
    this.waitingLength = 0;
    this.attempt(() => {
      for (let at = 0; at < bytes.length; ) at += writeSync(handle, bytes, at);
    });
  }

  private attempt(write: () => void): void {
    try {
      write();
    } catch (error) {
      throw new ImportStopped('rejects-unwritable', `refused rows can't be written to ${this.path}: ${reasonOf(error)}.`);
    }
  }

  /** Puts the file in place; false where nothing was refused. */
  finish(): boolean {
    if (this.handle === undefined) return false;
    this.flush();
    closeSync(this.handle);
    this.handle = undefined;
    this.attempt(() => renameSync(this.partial, this.path));
    return true;
  }

  discard(): void {
    if (this.handle === undefined) return;
    closeSync(this.handle);
    this.handle = undefined;
    rmSync(this.partial, { force: true });
  }
}

const said = (line: number, reason: string, raw: string): string =>
  `{"${REJECT_COLUMNS[0]}":${line},"${REJECT_COLUMNS[1]}":${JSON.stringify(reason)}}\n${raw}`;

/** What is said of a row, in one text. */
export const reasonText = (faults: readonly Fault[]): string => {
  const text = [...new Set(faults.map(({ message }) => message))].join(' ');
  return text.length > MOST_REASON ? `${text.slice(0, MOST_REASON)}…` : text;
};
