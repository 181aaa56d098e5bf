/** JavaScript as it is written: statements, names that nobody else has, literals. */

export class SourceWriter {
  private lines: string[] = [];
  private depth = 0;
  private names = 0;

  name(prefix: string): string {
    this.names += 1;
    return `${prefix}${this.names}`;
  }

  line(text: string): void {
    this.lines.push(`${'  '.repeat(this.depth)}${text}`);
  }

  /** A constant of its own name. */
  constant(prefix: string, expression: string): string {
    const name = this.name(prefix);
    this.line(`const ${name} = ${expression};`);
    return name;
  }

  block(head: string, body: () => void, tail = '}'): void {
    this.line(`${head} {`);
    this.depth += 1;
    body();
    this.depth -= 1;
    this.line(tail);
  }

  /** What is written meanwhile is kept apart, to be put somewhere with `put`. */
  apart<T>(write: () => T): { readonly result: T; readonly lines: readonly string[] } {
    const before = this.lines;
    this.lines = [];
    const result = write();
    const { lines } = this;
    this.lines = before;
    return { result, lines };
  }

  put(lines: readonly string[]): void {
    for (const line of lines) this.line(line);
  }

  toString(): string {
    return this.lines.join('\n');
  }
}

/** A checked value as JavaScript: the only way in which anything of a document gets into generated code. */
export function literal(value: number | string | boolean | readonly (number | string | boolean)[]): string {
  if (typeof value === 'number' && !Number.isFinite(value)) throw new Error(`no literal for ${value}`);
  return JSON.stringify(value);
}
