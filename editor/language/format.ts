import { createScanner, type JSONScanner } from 'jsonc-parser';
import { SOURCE_LIMITS } from '../../server/engine/program/limits.ts';
import { TOKEN } from '../../server/engine/program/source-tokens.ts';

/*
 * The house format, that of rules/northwind: what is written on one line stays on one line, with blanks inside of
 * braces and none inside of brackets; what is broken over lines is indented by two. Order and empty lines stay. Only
 * what has become too long for a line is broken.
 */

const LINE_LENGTH = 240;

interface Member {
  readonly key?: string;
  readonly value: Value;
  /** Line breaks written before it. */
  readonly breaks: number;
}

type Value = { readonly scalar: string } | { readonly open: '{' | '['; readonly members: readonly Member[]; readonly isBroken: boolean };

/** The text in house format; undefined where it is no JSON that could be formatted without harm. */
export function format(text: string): string | undefined {
  if (text.length > SOURCE_LIMITS.fileLength) return undefined;
  const value = new Reader(text).read();
  return value && `${print(value, 0, 0)}\n`;
}

class Reader {
  private readonly text: string;
  private readonly scanner: JSONScanner;
  private token = 0;
  /** Line breaks before the token at hand. */
  private breaks = 0;
  private failed = false;

  constructor(text: string) {
    this.text = text;
    this.scanner = createScanner(text, false);
  }

  read(): Value | undefined {
    this.next();
    const value = this.value(0);
    return this.failed || this.token !== TOKEN.eof ? undefined : value;
  }

  private next(): void {
    this.breaks = 0;
    do {
      this.token = this.scanner.scan() as number;
      if (this.token === TOKEN.lineBreak) this.breaks += 1;
      // what the engine refuses is told by diagnostics, and isn't moved about
      if (this.scanner.getTokenError() !== 0 || this.token === TOKEN.lineComment || this.token === TOKEN.blockComment) this.failed = true;
    } while (this.token === TOKEN.lineBreak || this.token === TOKEN.trivia);
  }

  private taken(): string {
    const at = this.scanner.getTokenOffset();
    const taken = this.text.slice(at, at + this.scanner.getTokenLength());
    this.next();
    return taken;
  }

  private value(depth: number): Value {
    switch (this.token) {
      case TOKEN.openBrace:
        return this.container('{', TOKEN.closeBrace, depth);
      case TOKEN.openBracket:
        return this.container('[', TOKEN.closeBracket, depth);
      case TOKEN.string:
      case TOKEN.number:
      case TOKEN.true:
      case TOKEN.false:
      case TOKEN.null:
        return { scalar: this.taken() };
      default:
        this.failed = true;
        return { scalar: '' };
    }
  }

  private container(open: '{' | '[', close: number, depth: number): Value {
    const members: Member[] = [];
    let isBroken = false;
    this.next();
    if (depth >= SOURCE_LIMITS.depth) this.failed = true;
    while (!this.failed && this.token !== close) {
      const { breaks } = this;
      isBroken ||= breaks > 0;
      const key = open === '{' ? this.key() : undefined;
      const value = this.value(depth + 1);
      members.push({ value, breaks, ...(key !== undefined && { key }) });
      if (this.token === TOKEN.comma) this.next();
      else if (this.token !== close) this.failed = true;
      else isBroken ||= this.breaks > 0;
      // a comma before the end
      if (this.token === close && this.text.slice(0, this.scanner.getTokenOffset()).trimEnd().endsWith(',')) this.failed = true;
    }
    this.next();
    return { open, members, isBroken: isBroken && members.length > 0 };
  }

  private key(): string {
    if (this.token !== TOKEN.string) this.failed = true;
    const key = this.taken();
    if (this.token !== TOKEN.colon) this.failed = true;
    this.next();
    return key;
  }
}

/** `column`: where it starts; `indent`: of the line that it starts on. */
function print(value: Value, indent: number, column: number): string {
  if ('scalar' in value) return value.scalar;
  const { open, members, isBroken } = value;
  const close = open === '{' ? '}' : ']';
  if (members.length === 0) return `${open}${close}`;
  if (!isBroken) {
    const inline = printInline(value, indent, column);
    if (inline !== undefined) return inline;
  }
  const lines: string[] = [];
  const inside = ' '.repeat(indent + 2);
  let line = '';
  for (const [index, member] of members.entries()) {
    const isOwnLine = index === 0 || !isBroken || member.breaks > 0;
    if (isOwnLine && index > 0) {
      lines.push(line);
      if (member.breaks > 1) lines.push('');
    }
    const before = isOwnLine ? inside : `${line} `;
    line = `${before}${printMember(member, indent + 2, lastLine(before))}${index < members.length - 1 ? ',' : ''}`;
  }
  lines.push(line);
  return `${open}\n${lines.join('\n')}\n${' '.repeat(indent)}${close}`;
}

const lastLine = (text: string): number => text.length - (text.lastIndexOf('\n') + 1);

function printMember({ key, value }: Member, indent: number, column: number): string {
  const head = key === undefined ? '' : `${key}: `;
  return `${head}${print(value, indent, column + head.length)}`;
}

/** On one line, but for what is broken inside; undefined where that is too long. */
function printInline({ open, members }: Exclude<Value, { scalar: string }>, indent: number, column: number): string | undefined {
  const [left, right] = open === '{' ? ['{ ', ' }'] : ['[', ']'];
  let text = left;
  for (const [index, member] of members.entries()) {
    if (index > 0) text += ', ';
    const at = text.includes('\n') ? lastLine(text) : column + text.length;
    text += printMember(member, indent, at);
  }
  text += right;
  const longest = Math.max(...text.split('\n').map((line, index) => (index === 0 ? column : 0) + line.length));
  // a single long text has nowhere to break
  const isAtom = members.length === 1 && members.every(({ value }) => 'scalar' in value);
  return longest <= LINE_LENGTH || isAtom ? text : undefined;
}
