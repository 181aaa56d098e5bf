import { createScanner, type JSONScanner, type ScanError, type SyntaxKind } from 'jsonc-parser';
import { SOURCE_LIMITS } from './limits.ts';
import type { Fault, SourceFile } from './source.ts';
import { shorten } from './wording.ts';

/** The library declares these as const enums, which have no values to import. */
export const TOKEN = {
  openBrace: 1,
  closeBrace: 2,
  openBracket: 3,
  closeBracket: 4,
  comma: 5,
  colon: 6,
  null: 7,
  true: 8,
  false: 9,
  string: 10,
  number: 11,
  lineComment: 12,
  blockComment: 13,
  lineBreak: 14,
  trivia: 15,
  eof: 17,
} as const;

const SCAN_ERRORS: Record<number, string> = {
  1: 'The comment does not end.',
  2: 'The text in quotes does not end.',
  3: 'The number does not end.',
  4: 'The \\u escape is not four hexadecimal digits.',
  5: 'The escape after \\ is none of JSON’s.',
  6: 'A control character stands in text.',
};

/** The tokens of a JSON text, one after the other, and what was found fault with on the way. */
export class SourceTokens {
  readonly faults: Fault[] = [];
  /** The one at hand. */
  token = 0;
  /** The text was given up: no more tokens come. */
  stopped = false;
  private readonly file: SourceFile;
  private readonly scanner: JSONScanner;

  constructor(file: SourceFile) {
    this.file = file;
    this.scanner = createScanner(file.text, false);
    // A byte-order mark is what some editors put first; it means nothing.
    if (file.text.startsWith('\uFEFF')) this.scanner.setPosition(1);
  }

  /** Offset of the token at hand. */
  get start(): number {
    return this.scanner.getTokenOffset();
  }

  get end(): number {
    return this.scanner.getPosition();
  }

  /** Of text in quotes: what it says. */
  get text(): string {
    return this.scanner.getTokenValue();
  }

  /** The next token that counts. */
  next(): void {
    if (this.stopped) return;
    for (;;) {
      this.token = this.scanner.scan() as SyntaxKind as number;
      const { start, end } = this;
      const error = SCAN_ERRORS[this.scanner.getTokenError() as ScanError as number];
      if (error !== undefined) {
        this.stop('syntax', error);
        return;
      }
      if (this.token === TOKEN.lineComment || this.token === TOKEN.blockComment) {
        this.fault('comment', 'JSON has no comments.', start, end, 'Say it in a description.');
        if (this.stopped) return;
      } else if (this.token === TOKEN.trivia || this.token === TOKEN.lineBreak) {
        // The scanner takes other blanks than JSON does.
        if (!isBlank(this.file.text, start, end)) {
          this.stop('syntax', 'A blank stands here that JSON does not know.');
          return;
        }
      } else return;
    }
  }

  /** Asked of a method, because the token moves on between two questions. */
  is(token: number): boolean {
    return this.token === token;
  }

  found(): string {
    return this.token === TOKEN.eof ? 'the end of the file' : shorten(this.file.text.slice(this.start, this.end));
  }

  stop(code: string, message: string): void {
    const start = Math.min(this.start, this.file.text.length);
    this.fault(code, message, start, Math.max(start, Math.min(this.end, start + 40)));
    this.stopped = true;
  }

  fault(code: string, message: string, start: number, end: number, hint?: string, pointer = ''): void {
    if (this.faults.length >= SOURCE_LIMITS.faults) {
      this.stopped = true;
      return;
    }
    this.faults.push({
      code,
      severity: 'error',
      message,
      pointer,
      at: { file: this.file, start, end },
      ...(hint !== undefined && { hint }),
    });
  }
}

/** Whether a piece of text is made of JSON's four blanks. */
function isBlank(text: string, start: number, end: number): boolean {
  for (let at = start; at < end; at += 1) {
    const code = text.charCodeAt(at);
    if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return false;
  }
  return true;
}
