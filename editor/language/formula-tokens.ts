import { FORMULA_FUNCTIONS } from '../../server/engine/formula/model.ts';
import type { Span } from './model.ts';

/*
 * The words of a formula, also of one that is half written. What it means is the engine's to say; this finds the
 * names in it, and gives them their colours.
 */

export interface FormulaWord extends Span {
  readonly type: 'fact' | 'function' | 'number' | 'text' | 'keyword' | 'operator' | 'name';
  readonly text: string;
  /** Of a fact: its two parts, and where the second one stands. */
  readonly group?: string;
  readonly name?: string;
  readonly nameAt?: number;
}

const WORD =
  /(?<fact>[A-Za-z_]\w*\.\??[A-Za-z_]\w*\b)(?!\s*\()|(?<name>[A-Za-z_]\w*)|(?<number>\d+(?:\.\d+)?)|(?<text>"(?:[^"\\]|\\.)*"?|'(?:[^'\\]|\\.)*'?)|(?<operator>&&|\|\||[=!<>]=|[-+*/<>!?:])/g;

const FUNCTIONS: ReadonlySet<string> = new Set([...FORMULA_FUNCTIONS, 'orValue']);
const KEYWORDS: ReadonlySet<string> = new Set(['true', 'false']);

export function formulaWords(source: string): readonly FormulaWord[] {
  const words: FormulaWord[] = [];
  for (const match of source.matchAll(WORD)) {
    const [text] = match;
    const at = { start: match.index, end: match.index + text.length, text };
    const { fact, name, number, text: quoted } = match.groups ?? {};
    if (fact !== undefined) words.push({ ...at, type: 'fact', ...partsOf(fact, match.index) });
    else if (name !== undefined) words.push({ ...at, type: FUNCTIONS.has(name) ? 'function' : KEYWORDS.has(name) ? 'keyword' : 'name' });
    else words.push({ ...at, type: number !== undefined ? 'number' : quoted !== undefined ? 'text' : 'operator' });
  }
  return words;
}

function partsOf(fact: string, start: number): Required<Pick<FormulaWord, 'group' | 'name' | 'nameAt'>> {
  const dot = fact.indexOf('.');
  const own = fact[dot + 1] === '?' ? dot + 2 : dot + 1;
  return { group: fact.slice(0, dot), name: fact.slice(own), nameAt: start + own };
}

/** The call that an offset stands in, and in which of its arguments; undefined outside of calls. */
export function callAt(source: string, offset: number): { readonly name: string; readonly argument: number } | undefined {
  const open: { name: string; argument: number }[] = [];
  for (let at = 0; at < offset; at += 1) {
    const char = source.charAt(at);
    if (char === '"' || char === "'") {
      const close = source.indexOf(char, at + 1);
      if (close < 0) break;
      at = close;
    } else if (char === '(') open.push({ name: /[A-Za-z_]\w*\s*$/.exec(source.slice(0, at))?.[0].trim() ?? '', argument: 0 });
    else if (char === ')') open.pop();
    else if (char === ',') {
      const call = open.at(-1);
      if (call !== undefined) call.argument += 1;
    }
  }
  return open.findLast(({ name }) => name !== '');
}
