/**
 * What can be said of a formula's text before it is parsed: how deep it nests, where its brackets
 * belong together, whether something hides in a comment.
 */
export interface SourceScan {
  /** Where each opening round bracket closes. */
  readonly pairs: ReadonlyMap<number, number>;
  readonly depth: number;
  /** Where the nesting went past the limit. */
  readonly tooDeepAt?: number;
  /** Offset of a comment. */
  readonly commentAt?: number;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

const OPENING = '([{';
const CLOSING = ')]}';

export function scanSource(source: string, maxDepth: number): SourceScan {
  const pairs = new Map<number, number>();
  const open: number[] = [];
  let depth = 0;
  for (let at = 0; at < source.length; at++) {
    const char = source.charAt(at);
    if (char === '"' || char === "'") at = endOfString(source, at);
    else if (char === '/' && source.charAt(at + 1) === '/') return { pairs, depth, commentAt: at };
    else if (OPENING.includes(char)) {
      open.push(at);
      depth = Math.max(depth, open.length);
      if (depth > maxDepth) return { pairs, depth, tooDeepAt: at };
    } else if (CLOSING.includes(char)) {
      const from = open.pop();
      if (from !== undefined) pairs.set(from, at);
    }
  }
  return { pairs, depth };
}

/** Offset of the closing quote, or of the source's end. */
function endOfString(source: string, quoteAt: number): number {
  const quote = source.charAt(quoteAt);
  let at = quoteAt + 1;
  while (at < source.length && source.charAt(at) !== quote) at += source.charAt(at) === '\\' ? 2 : 1;
  return at;
}

/** The span with the brackets that stand directly around it. */
export function withBrackets(source: string, scan: SourceScan, span: Span): Span {
  let { start, end } = span;
  for (;;) {
    const before = source.slice(0, start).trimEnd().length - 1;
    const after = source.length - source.slice(end).trimStart().length;
    if (before < 0 || scan.pairs.get(before) !== after) return { start, end };
    start = before;
    end = after + 1;
  }
}
