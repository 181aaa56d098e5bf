/**
 * A part of a formula while it is being checked. A **typed** part has its unit. An **open** one is made of
 * bare literals only, which take the unit that their place asks for, where that is harmless.
 */
import type { FactType } from '../facts/value.ts';
import type { FormulaNode } from './model.ts';
import type { Span } from './source.ts';

export interface Typed {
  readonly kind: 'typed';
  readonly type: FactType;
  readonly span: Span;
  /** Of a choice: the values it takes. */
  readonly choices?: readonly string[];
  readonly node: FormulaNode;
}

/** A literal as it stands in the source. */
export interface Leaf {
  readonly text: string;
  readonly span: Span;
}

export interface Open {
  readonly kind: 'number' | 'text';
  readonly span: Span;
  readonly leaves: readonly Leaf[];
  /** The node, once it is known what it is. */
  settle(type: FactType): FormulaNode;
}

export type Item = Typed | Open;

export const isZero = (leaf: Leaf): boolean => /^[0.]+$/.test(leaf.text);
export const isWhole = (leaf: Leaf): boolean => !leaf.text.includes('.');

/** A bare number is a pure number; 0 is as good as anything. */
export function fits(leaf: Leaf, type: FactType): boolean {
  switch (type) {
    case 'rate':
      return true;
    case 'count':
    case 'days':
      return isWhole(leaf);
    case 'money':
    case 'price':
      return isZero(leaf);
    default:
      return false;
  }
}

const WORDS: Record<FactType, string> = {
  money: 'money',
  rate: 'a rate',
  price: 'a price',
  count: 'a count',
  days: 'days',
  date: 'a date',
  text: 'text',
  choice: 'a choice',
  boolean: 'true or false',
  list: 'a list',
};

/** A type in a sentence. */
export const inWords = (type: FactType): string => WORDS[type];

/** What to write for a bare literal where a unit is wanted. */
export function literalHint(text: string, type: FactType): string | undefined {
  switch (type) {
    case 'money':
    case 'price':
      return `Write ${type}("${text}").`;
    case 'date':
      return 'Write date("YYYY-MM-DD").';
    case 'count':
    case 'days':
      return 'Write a whole number.';
    default:
      return undefined;
  }
}
