import { FORBIDDEN_KEYS, SOURCE_LIMITS } from './limits.ts';
import type { Json, ParsedSource, SourceFile, SourceNode } from './source.ts';
import { SourceTokens, TOKEN } from './source-tokens.ts';
import { escapePointer, shorten } from './wording.ts';

/*
 * JSON text → value with positions. Strict JSON, bounded in every direction, without recursion:
 * a text that goes past a bound is given up at that spot, and nothing of it is built.
 */

const SURROGATE = /\p{Surrogate}/u;

interface Open {
  readonly isArray: boolean;
  readonly start: number;
  readonly value: Json[] | { [key: string]: Json };
  readonly children: Map<string, SourceNode>;
  readonly key: SourceNode['key'];
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
  private readonly tokens: SourceTokens;
  private readonly stack: Open[] = [];
  private values = 0;
  private root: SourceNode | undefined;

  constructor(file: SourceFile) {
    this.file = file;
    this.tokens = new SourceTokens(file);
  }

  run(): ParsedSource {
    if (this.file.text.length > SOURCE_LIMITS.fileLength) {
      const message = `The file has ${this.file.text.length} characters, at most ${SOURCE_LIMITS.fileLength} are read.`;
      this.tokens.fault('file-too-large', message, 0, 0, 'Split it into the files of a folder.');
      return { faults: this.tokens.faults };
    }
    this.tokens.next();
    this.document();
    return this.tokens.stopped || this.root === undefined
      ? { faults: this.tokens.faults }
      : { node: this.root, faults: this.tokens.faults };
  }

  /** Reads values until the outermost one is closed. */
  private document(): void {
    if (this.tokens.token === TOKEN.eof) {
      this.tokens.stop('syntax', 'The file is empty; a JSON value was expected.');
      return;
    }
    this.value('', '', undefined);
    while (!this.tokens.stopped && this.stack.length > 0) this.member();
    if (!this.tokens.stopped && !this.tokens.is(TOKEN.eof))
      this.tokens.stop('syntax', `The end of the file was expected, found ${this.tokens.found()}.`);
  }

  /** One property or element of the innermost open value, or its end. */
  private member(): void {
    const open = this.stack.at(-1);
    if (open === undefined) return;
    const close = open.isArray ? TOKEN.closeBracket : TOKEN.closeBrace;
    if (this.tokens.token === close) {
      this.close(open);
      return;
    }
    if (open.children.size > 0 && !this.separator(close)) return;
    if (this.tokens.is(close)) {
      this.close(open);
      return;
    }
    if (open.isArray) this.element(open);
    else this.property(open);
  }

  /** The comma between two members. */
  private separator(close: number): boolean {
    if (this.tokens.token !== TOKEN.comma) {
      this.tokens.stop('syntax', `A comma or ${close === TOKEN.closeBrace ? '}' : ']'} was expected, found ${this.tokens.found()}.`);
      return false;
    }
    const start = this.tokens.start;
    this.tokens.next();
    if (this.tokens.is(close))
      this.tokens.fault('trailing-comma', 'No comma may stand before the end.', start, start + 1, 'Remove the comma.');
    return !this.tokens.stopped;
  }

  private element(open: Open): void {
    const index = open.children.size;
    if (index >= SOURCE_LIMITS.elements) {
      this.tokens.stop('too-many-values', `A list has more than ${SOURCE_LIMITS.elements} elements.`);
      return;
    }
    this.value(String(index), String(index), undefined);
  }

  private property(open: Open): void {
    if (this.tokens.token !== TOKEN.string) {
      this.tokens.stop('syntax', `A name in quotes was expected, found ${this.tokens.found()}.`);
      return;
    }
    const name = this.tokens.text;
    const key = { start: this.tokens.start, end: this.tokens.end };
    if (open.children.size >= SOURCE_LIMITS.elements) {
      this.tokens.stop('too-many-values', `An object has more than ${SOURCE_LIMITS.elements} fields.`);
      return;
    }
    if (name.length > SOURCE_LIMITS.keyLength) {
      this.tokens.stop('name-too-long', `A name has ${name.length} characters, at most ${SOURCE_LIMITS.keyLength} are read.`);
      return;
    }
    let hangs = name;
    if (FORBIDDEN_KEYS.has(name) || SURROGATE.test(name)) {
      this.tokens.fault(
        'forbidden-name',
        `${shorten(name)} may not be a name.`,
        key.start,
        key.end,
        'Choose another name.',
        this.pointerOf(name),
      );
      hangs = dropped(open);
    } else if (open.children.has(name)) {
      const message = `${shorten(name)} stands twice in the same object.`;
      this.tokens.fault('duplicate-key', message, key.start, key.end, 'Keep one of them.', this.pointerOf(name));
      hangs = dropped(open);
    }
    this.tokens.next();
    if (!this.tokens.is(TOKEN.colon)) {
      this.tokens.stop('syntax', `A colon was expected after ${shorten(name)}, found ${this.tokens.found()}.`);
      return;
    }
    this.tokens.next();
    this.value(hangs, name, key);
  }

  private value(name: string, label: string, key: Open['key']): void {
    this.values += 1;
    if (this.values > SOURCE_LIMITS.values) {
      this.tokens.stop('too-many-values', `The file has more than ${SOURCE_LIMITS.values} values.`);
      return;
    }
    const { start, end } = this.tokens;
    switch (this.tokens.token) {
      case TOKEN.openBrace:
      case TOKEN.openBracket: {
        if (this.stack.length >= SOURCE_LIMITS.depth) {
          this.tokens.stop('nesting-too-deep', `Values are nested more than ${SOURCE_LIMITS.depth} deep.`);
          return;
        }
        const isArray = this.tokens.token === TOKEN.openBracket;
        this.stack.push({ isArray, start, value: isArray ? [] : {}, children: new Map(), name, label, key });
        this.tokens.next();
        return;
      }
      case TOKEN.string: {
        const text = this.tokens.text;
        if (SURROGATE.test(text))
          this.tokens.fault('invalid-text', 'Half of a surrogate pair stands alone in text.', start, end, undefined, this.pointerOf(label));
        this.add(name, { file: this.file, value: text, start, end, key });
        break;
      }
      case TOKEN.number:
        this.add(name, { file: this.file, value: this.number(start, end, label), start, end, key });
        break;
      case TOKEN.true:
      case TOKEN.false:
        this.add(name, { file: this.file, value: this.tokens.token === TOKEN.true, start, end, key });
        break;
      case TOKEN.null:
        this.add(name, { file: this.file, value: null, start, end, key });
        break;
      default:
        this.tokens.stop('syntax', `A value was expected, found ${this.tokens.found()}.`);
        return;
    }
    this.tokens.next();
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
      this.tokens.fault('number-out-of-range', message, start, end, 'Write amounts and rates as text, "12.50".', this.pointerOf(label));
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
    const end = this.tokens.end;
    this.tokens.next();
    this.stack.pop();
    for (const name of open.children.keys()) if (!open.isArray && name.startsWith(DROPPED)) open.children.delete(name);
    const node = {
      file: this.file,
      value: open.value,
      start: open.start,
      end,
      children: open.children,
      key: open.key,
    };
    this.add(open.name, node);
  }

  /** Pointer of a member of the innermost open value. */
  private pointerOf(label: string): string {
    const path = this.stack.map((open) => open.label);
    return this.stack.length === 0 ? '' : `${path.slice(1).map(segment).join('')}${segment(label)}`;
  }
}

const segment = (label: string): string => `/${escapePointer(label)}`;

const DROPPED = '\u0000';
/** A name for a property that is not kept: two of them never meet. */
const dropped = (open: Open): string => `${DROPPED}${open.children.size}`;
