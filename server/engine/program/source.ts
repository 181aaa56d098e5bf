import { createScanner, type JSONScanner, type ScanError, type SyntaxKind } from 'jsonc-parser';
import type { Finding } from './diagnostic.ts';
import { FORBIDDEN_KEYS, SOURCE_LIMITS } from './limits.ts';
import { escapePointer, shorten } from './wording.ts';

/*
 * JSON text → value with positions. Strict JSON, bounded in every direction, without recursion:
 * a text that goes past a bound is given up at that spot, and nothing of it is built.
 *
 * A *fault* is a finding that knows its place by offset, because a text that is no JSON has no pointers.
 */

export interface SourceFile {
  readonly path: string;
  readonly text: string;
}

export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A value and where it stands. */
export interface SourceNode {
  readonly file: SourceFile;
  readonly value: Json;
  readonly start: number;
  readonly end: number;
  /** Where the key stands, of a property. */
  readonly key?: { readonly start: number; readonly end: number };
  /** Properties by key, or elements by index. */
  readonly children?: Map<string, SourceNode>;
}

export interface Fault extends Finding {
  readonly at: { readonly file: SourceFile; readonly start: number; readonly end: number };
}

export interface ParsedSource {
  /** Missing where the text is no JSON or goes past a bound. */
  readonly node?: SourceNode;
  readonly faults: readonly Fault[];
}

const SURROGATE = /\p{Surrogate}/u;

/** The library declares these as const enums, which have no values to import. */
const TOKEN = {
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

interface Open {
  readonly isArray: boolean;
  readonly start: number;
  readonly value: Json[] | { [key: string]: Json };
  readonly children: Map<string, SourceNode>;
  readonly key?: { readonly start: number; readonly end: number };
  /** Name under which it hangs in its parent. */
  readonly name: string;
  /** Name as written. */
  readonly label: string;
}

export function parseSource(file: SourceFile): ParsedSource {
  return new Parser(file).run();
}

class Parser {
  private readonly file: SourceFile;
  private readonly scanner: JSONScanner;
  private readonly faults: Fault[] = [];
  private readonly stack: Open[] = [];
  private values = 0;
  private token = 0;
  private root: SourceNode | undefined;
  private stopped = false;

  constructor(file: SourceFile) {
    this.file = file;
    this.scanner = createScanner(file.text, false);
    // A byte-order mark is what some editors put first; it means nothing.
    if (file.text.startsWith('\uFEFF')) this.scanner.setPosition(1);
  }

  run(): ParsedSource {
    if (this.file.text.length > SOURCE_LIMITS.fileLength) {
      const message = `The file has ${this.file.text.length} characters, at most ${SOURCE_LIMITS.fileLength} are read.`;
      this.fault('file-too-large', message, 0, 0, 'Split it into the files of a folder.');
      return { faults: this.faults };
    }
    this.next();
    this.document();
    return this.stopped || this.root === undefined ? { faults: this.faults } : { node: this.root, faults: this.faults };
  }

  /** Reads values until the outermost one is closed. */
  private document(): void {
    if (this.token === TOKEN.eof) {
      this.stop('syntax', 'The file is empty; a JSON value was expected.');
      return;
    }
    this.value('', '', undefined);
    while (!this.stopped && this.stack.length > 0) this.member();
    if (!this.stopped && !this.is(TOKEN.eof)) this.stop('syntax', `The end of the file was expected, found ${this.found()}.`);
  }

  /** One property or element of the innermost open value, or its end. */
  private member(): void {
    const open = this.stack.at(-1);
    if (open === undefined) return;
    const close = open.isArray ? TOKEN.closeBracket : TOKEN.closeBrace;
    if (this.token === close) {
      this.close(open);
      return;
    }
    if (open.children.size > 0 && !this.separator(close)) return;
    if (this.is(close)) {
      this.close(open);
      return;
    }
    if (open.isArray) this.element(open);
    else this.property(open);
  }

  /** The comma between two members. */
  private separator(close: number): boolean {
    if (this.token !== TOKEN.comma) {
      this.stop('syntax', `A comma or ${close === TOKEN.closeBrace ? '}' : ']'} was expected, found ${this.found()}.`);
      return false;
    }
    const start = this.scanner.getTokenOffset();
    this.next();
    if (this.is(close)) this.fault('trailing-comma', 'No comma may stand before the end.', start, start + 1, 'Remove the comma.');
    return !this.stopped;
  }

  private element(open: Open): void {
    const index = open.children.size;
    if (index >= SOURCE_LIMITS.elements) {
      this.stop('too-many-values', `A list has more than ${SOURCE_LIMITS.elements} elements.`);
      return;
    }
    this.value(String(index), String(index), undefined);
  }

  private property(open: Open): void {
    if (this.token !== TOKEN.string) {
      this.stop('syntax', `A name in quotes was expected, found ${this.found()}.`);
      return;
    }
    const name = this.scanner.getTokenValue();
    const key = { start: this.scanner.getTokenOffset(), end: this.scanner.getPosition() };
    if (open.children.size >= SOURCE_LIMITS.elements) {
      this.stop('too-many-values', `An object has more than ${SOURCE_LIMITS.elements} fields.`);
      return;
    }
    if (name.length > SOURCE_LIMITS.keyLength) {
      this.stop('name-too-long', `A name has ${name.length} characters, at most ${SOURCE_LIMITS.keyLength} are read.`);
      return;
    }
    let hangs = name;
    if (FORBIDDEN_KEYS.has(name) || SURROGATE.test(name)) {
      this.fault('forbidden-name', `${shorten(name)} may not be a name.`, key.start, key.end, 'Choose another name.', this.pointerOf(name));
      hangs = dropped(open);
    } else if (open.children.has(name)) {
      const message = `${shorten(name)} stands twice in the same object.`;
      this.fault('duplicate-key', message, key.start, key.end, 'Keep one of them.', this.pointerOf(name));
      hangs = dropped(open);
    }
    this.next();
    if (!this.is(TOKEN.colon)) {
      this.stop('syntax', `A colon was expected after ${shorten(name)}, found ${this.found()}.`);
      return;
    }
    this.next();
    this.value(hangs, name, key);
  }

  private value(name: string, label: string, key: Open['key']): void {
    this.values += 1;
    if (this.values > SOURCE_LIMITS.values) {
      this.stop('too-many-values', `The file has more than ${SOURCE_LIMITS.values} values.`);
      return;
    }
    const start = this.scanner.getTokenOffset();
    const end = this.scanner.getPosition();
    switch (this.token) {
      case TOKEN.openBrace:
      case TOKEN.openBracket: {
        if (this.stack.length >= SOURCE_LIMITS.depth) {
          this.stop('nesting-too-deep', `Values are nested more than ${SOURCE_LIMITS.depth} deep.`);
          return;
        }
        const isArray = this.token === TOKEN.openBracket;
        this.stack.push({ isArray, start, value: isArray ? [] : {}, children: new Map(), name, label, ...(key && { key }) });
        this.next();
        return;
      }
      case TOKEN.string: {
        const text = this.scanner.getTokenValue();
        if (SURROGATE.test(text))
          this.fault('invalid-text', 'Half of a surrogate pair stands alone in text.', start, end, undefined, this.pointerOf(label));
        this.add(name, { file: this.file, value: text, start, end, ...(key && { key }) });
        break;
      }
      case TOKEN.number:
        this.add(name, { file: this.file, value: this.number(start, end, label), start, end, ...(key && { key }) });
        break;
      case TOKEN.true:
      case TOKEN.false:
        this.add(name, { file: this.file, value: this.token === TOKEN.true, start, end, ...(key && { key }) });
        break;
      case TOKEN.null:
        this.add(name, { file: this.file, value: null, start, end, ...(key && { key }) });
        break;
      default:
        this.stop('syntax', `A value was expected, found ${this.found()}.`);
        return;
    }
    this.next();
  }

  /** Whole numbers past 2^53 and decimals past 17 digits would silently become other numbers. */
  private number(start: number, end: number, label: string): number {
    const text = this.file.text.slice(start, end);
    const value = Number(text);
    const significant = text
      .replace(/[eE].*$/, '')
      .replace(/^-?0*\.?0*/, '')
      .replace('.', '').length;
    if (!Number.isFinite(value) || Math.abs(value) > Number.MAX_SAFE_INTEGER || significant > 17) {
      const message = `The number ${shorten(text)} can not be held exactly.`;
      this.fault('number-out-of-range', message, start, end, 'Write amounts and rates as text, "12.50".', this.pointerOf(label));
      return 0;
    }
    return value;
  }

  private add(name: string, node: SourceNode): void {
    const parent = this.stack.at(-1);
    if (parent === undefined) this.root = node;
    else {
      parent.children.set(name, node);
      // What was refused by name is counted among the children, so that commas add up, but is not in the value.
      if (Array.isArray(parent.value)) parent.value.push(node.value);
      else if (!name.startsWith(DROPPED)) parent.value[name] = node.value;
    }
  }

  private close(open: Open): void {
    const end = this.scanner.getPosition();
    this.next();
    this.stack.pop();
    for (const name of open.children.keys()) if (!open.isArray && name.startsWith(DROPPED)) open.children.delete(name);
    const node = {
      file: this.file,
      value: open.value,
      start: open.start,
      end,
      children: open.children,
      ...(open.key && { key: open.key }),
    };
    this.add(open.name, node);
  }

  /** The next token that counts. */
  private next(): void {
    if (this.stopped) return;
    for (;;) {
      this.token = this.scanner.scan() as SyntaxKind as number;
      const start = this.scanner.getTokenOffset();
      const end = this.scanner.getPosition();
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
        if (/[^ \t\r\n]/.test(this.file.text.slice(start, end))) {
          this.stop('syntax', 'A blank stands here that JSON does not know.');
          return;
        }
      } else return;
    }
  }

  /** Asked of a method, because the token moves on between two questions. */
  private is(token: number): boolean {
    return this.token === token;
  }

  /** Pointer of a member of the innermost open value. */
  private pointerOf(label: string): string {
    const path = this.stack.map((open) => open.label);
    return this.stack.length === 0 ? '' : `${path.slice(1).map(segment).join('')}${segment(label)}`;
  }

  private found(): string {
    return this.token === TOKEN.eof
      ? 'the end of the file'
      : shorten(this.file.text.slice(this.scanner.getTokenOffset(), this.scanner.getPosition()));
  }

  private stop(code: string, message: string): void {
    const start = Math.min(this.scanner.getTokenOffset(), this.file.text.length);
    this.fault(code, message, start, Math.max(start, Math.min(this.scanner.getPosition(), start + 40)));
    this.stopped = true;
  }

  private fault(code: string, message: string, start: number, end: number, hint?: string, pointer = ''): void {
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

const segment = (label: string): string => `/${escapePointer(label)}`;

const DROPPED = '\u0000';
/** A name for a property that is not kept: two of them never meet. */
const dropped = (open: Open): string => `${DROPPED}${open.children.size}`;
