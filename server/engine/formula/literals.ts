/** Literals: bare ones, and those that carry their unit: money("…"), price("…"), date("…"), days(n). */
import type { ASTNode } from '@marcbachmann/cel-js';
import { isoToDay } from '../facts/render.ts';
import { type FactType, FIRST_DAY, LAST_DAY } from '../facts/value.ts';
import type { Checking } from './checking.ts';
import type { Item, Open, Typed } from './item.ts';
import type { FormulaNode } from './model.ts';
import type { Span } from './source.ts';

const DECIMAL = /^(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?$/;
const PLAIN_TEXT = /^(["'])(?!\1\1)/;
const MAX_TEXT = 200;

/** A bare literal: its unit is settled by its place. */
export function checkLiteral(checking: Checking, ast: ASTNode & { readonly op: 'value' }): Item | undefined {
  const span = { start: ast.start, end: ast.end };
  const written = checking.text(span);
  if (typeof ast.args === 'boolean') {
    return { kind: 'typed', type: 'boolean', span, node: { kind: 'literal', type: 'boolean', text: written, ...span } };
  }
  if (typeof ast.args === 'string' && PLAIN_TEXT.test(written) && ast.args.length <= MAX_TEXT) return openLiteral('text', ast.args, span);
  if (DECIMAL.test(written)) return openLiteral('number', written, span);
  const message = `${written.slice(0, 40)} is not allowed in a formula.`;
  const hint = 'Numbers are written as 12 or 0.25, with at most 15 digits before the point and 9 after it; text as "gold".';
  return checking.report('formula-not-allowed', span, message, hint);
}

const openLiteral = (kind: Open['kind'], text: string, span: Span): Open => ({
  kind,
  span,
  leaves: [{ text, span }],
  settle: (type) => ({ kind: 'literal', type, text, start: span.start, end: span.end }),
});

type UnitFunction = 'money' | 'price' | 'date' | 'days';
export const isUnitFunction = (name: string): name is UnitFunction => ['money', 'price', 'date', 'days'].includes(name);

/** money("1000.00") and its like; `args` are one. */
export function checkUnitLiteral(checking: Checking, fn: UnitFunction, args: readonly ASTNode[], span: Span): Typed | undefined {
  const [argument] = args;
  if (argument === undefined) return undefined;
  const text = fn === 'days' ? wholeNumber(checking, argument) : quoted(argument);
  if (text !== undefined && isWellFormed(fn, text)) return { kind: 'typed', type: fn, span, node: literal(fn, text, span) };
  return checking.report('bad-literal', { start: argument.start, end: argument.end }, ...WANTED[fn]);
}

const literal = (type: FactType, text: string, span: Span): FormulaNode => ({
  kind: 'literal',
  type,
  text,
  start: span.start,
  end: span.end,
});

const WANTED: Record<UnitFunction, readonly [message: string, hint: string]> = {
  money: ['money takes an exact decimal in quotes.', 'Write it as money("1000.00").'],
  price: ['price takes an exact decimal in quotes.', 'Write it as price("0.05").'],
  date: ['date takes a day from 1990-01-01 to 2199-12-31 in quotes.', 'Write it as date("2026-02-01").'],
  days: ['days takes a whole number of at most five digits.', 'Write it as days(90).'],
};

function isWellFormed(fn: UnitFunction, text: string): boolean {
  if (fn === 'days') return /^-?(0|[1-9][0-9]{0,4})$/.test(text);
  if (fn !== 'date') return DECIMAL.test(text.startsWith('-') ? text.slice(1) : text);
  const day = isoToDay(text);
  return day !== undefined && day >= FIRST_DAY && day <= LAST_DAY;
}

function quoted(ast: ASTNode): string | undefined {
  return ast.op === 'value' && typeof ast.args === 'string' ? ast.args : undefined;
}

/** The text of a whole number, with its sign. */
export function wholeNumber(checking: Checking, ast: ASTNode): string | undefined {
  if (ast.op === '-_') {
    const magnitude = ast.args.op === 'value' ? wholeNumber(checking, ast.args) : undefined;
    return magnitude === undefined ? undefined : `-${magnitude}`;
  }
  return ast.op === 'value' && typeof ast.args === 'bigint' ? checking.text(ast) : undefined;
}
