/** Codes of texts that a program names: those of the history, and beyond them new ones for texts that no activity carries. */
import type { HistoryColumns, Texts } from '../history.ts';

export class Codes {
  /** Codes are below this. */
  readonly count: number;
  private readonly codes: ReadonlyMap<string, number>;

  constructor(history: HistoryColumns, named: ReadonlySet<string>) {
    const known = look(history, named);
    const codes = new Map<string, number>();
    let count = history.texts.offsets.length - 1;
    for (const text of named) {
      const code = known.get(text) ?? -1;
      if (code >= 0) codes.set(text, code);
      else {
        codes.set(text, count);
        count += 1;
      }
    }
    this.codes = codes;
    this.count = count;
  }

  of(text: string): number {
    const code = this.codes.get(text);
    if (code === undefined) throw new Error(`${text} is none of the texts that were named`);
    return code;
  }
}

const found = new WeakMap<HistoryColumns, Map<string, number>>();

/** What was looked for so far; -1: no activity carries it. */
function codesOf(history: HistoryColumns): Map<string, number> {
  const known = found.get(history);
  if (known !== undefined) return known;
  const made = new Map<string, number>();
  found.set(history, made);
  return made;
}

/** Finds several texts in one go: an index of all texts would cost more than most programs ever ask for. */
function look(history: HistoryColumns, named: Iterable<string>): Map<string, number> {
  const codes = codesOf(history);
  const wanted = new Map<number, { readonly text: string; readonly bytes: Uint8Array }[]>();
  for (const text of new Set(named)) {
    if (codes.has(text)) continue;
    codes.set(text, -1);
    const bytes = new TextEncoder().encode(text);
    wanted.set(bytes.length, [...(wanted.get(bytes.length) ?? []), { text, bytes }]);
  }
  if (wanted.size > 0) search(history.texts, wanted, codes);
  return codes;
}

type Wanted = ReadonlyMap<number, readonly { readonly text: string; readonly bytes: Uint8Array }[]>;

function search({ offsets, bytes }: Texts, wanted: Wanted, codes: Map<string, number>): void {
  const longest = Math.max(...wanted.keys());
  const isWanted = new Uint8Array(longest + 1);
  for (const length of wanted.keys()) isWanted[length] = 1;
  for (let code = 0; code + 1 < offsets.length; code += 1) {
    const start = offsets[code] ?? 0;
    const length = (offsets[code + 1] ?? 0) - start;
    if (length > longest || isWanted[length] !== 1) continue;
    for (const one of wanted.get(length) ?? []) if (isAt(bytes, start, one.bytes)) codes.set(one.text, code);
  }
}

function isAt(bytes: Uint8Array, start: number, wanted: Uint8Array): boolean {
  for (let at = 0; at < wanted.length; at += 1) if (bytes[start + at] !== wanted[at]) return false;
  return true;
}
