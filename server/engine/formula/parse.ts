/**
 * From a formula's text to CEL's syntax tree, within bounds. Everything here is refused before or by the
 * parser; what a well-formed expression may say is decided in check.ts.
 */
import { type ASTNode, Environment, ParseError } from '@marcbachmann/cel-js';
import type { Finding } from '../program/diagnostic.ts';
import { shorten } from '../program/wording.ts';
import { type SourceScan, type Span, scanSource } from './source.ts';

const MAX_FORMULA_LENGTH = 2000;
const MAX_NODES = 400;
const MAX_DEPTH = 40;
const MAX_ARGUMENTS = 8;

export interface Parsed {
  readonly ast: ASTNode;
  readonly scan: SourceScan;
}

type Problem = Pick<Finding, 'code' | 'message' | 'hint'> & { readonly within?: Span };

const environment = new Environment({
  enableOptionalTypes: true,
  unlistedVariablesAreDyn: true,
  limits: { maxAstNodes: MAX_NODES, maxDepth: MAX_DEPTH, maxListElements: 10, maxMapEntries: 10, maxCallArguments: MAX_ARGUMENTS },
});

export function parseFormula(source: string): { readonly parsed: Parsed } | { readonly problem: Problem } {
  if (source.length > MAX_FORMULA_LENGTH) {
    const message = `The formula has ${source.length} characters; at most ${MAX_FORMULA_LENGTH} are allowed.`;
    return { problem: { code: 'formula-too-long', message, hint: 'Put parts of it into derived facts.' } };
  }
  const scan = scanSource(source, MAX_DEPTH);
  if (scan.tooDeepAt !== undefined) {
    const within = { start: scan.tooDeepAt, end: scan.tooDeepAt + 1 };
    return { problem: { code: 'formula-too-deep', message: `Brackets nest deeper than ${MAX_DEPTH} levels here.`, within } };
  }
  if (scan.commentAt !== undefined) {
    const within = { start: scan.commentAt, end: scan.commentAt + 2 };
    const message = 'A formula has no comments, and // is no operator.';
    return { problem: { code: 'formula-syntax', message, hint: 'Write what there is to say into a description; divide with /.', within } };
  }
  try {
    return { parsed: { ast: environment.parse(source).ast, scan } };
  } catch (error) {
    return { problem: ofParser(error, source) };
  }
}

function ofParser(error: unknown, source: string): Problem {
  if (!(error instanceof ParseError)) {
    // the text is a user's: whatever the parser makes of it is a finding, not a fault of ours
    return { code: 'formula-syntax', message: 'The formula cannot be read.' };
  }
  if (error.code === 'limit_exceeded') {
    const message = `The formula is too large: at most ${MAX_NODES} parts, ${MAX_DEPTH} levels and ${MAX_ARGUMENTS} arguments are allowed.`;
    return { code: 'formula-too-deep', message, hint: 'Put parts of it into derived facts.' };
  }
  const at = Math.min(error.range?.start ?? 0, source.length);
  const end = Math.max(at, Math.min(error.range?.end ?? at + 1, source.length));
  const hint = syntaxHint(source, at);
  return {
    code: 'formula-syntax',
    message: syntaxMessage(error, source.slice(at, end)),
    ...(hint !== undefined && { hint }),
    within: { start: at, end },
  };
}

/** The parser names its tokens as it does inside; said here by their signs. */
const SIGNS: Readonly<Record<string, string>> = { RPAREN: ')', LPAREN: '(', RBRACKET: ']', RBRACE: '}', COLON: ':', COMMA: ',' };

function syntaxMessage(error: ParseError, text: string): string {
  const found = text.trim() === '' ? 'but the formula ends' : `found ${shorten(text)}`;
  const wanted = /^Expected ([A-Z]+), got/.exec(error.summary)?.[1];
  if (wanted !== undefined) return `The formula cannot be read here: ${SIGNS[wanted] ?? 'a name'} was expected, ${found}.`;
  if (error.code === 'unexpected_token') return `The formula cannot be read here: a value was expected, ${found}.`;
  if (error.code === 'unexpected_character') return `The formula cannot be read here: ${shorten(text)} was not expected.`;
  return `The formula cannot be read here: ${error.summary}.`;
}

function syntaxHint(source: string, at: number): string | undefined {
  if (/[“”„‘’]/.test(source.charAt(at))) return 'Text stands in straight quotes.';
  if (/\d\s*%\s*$/.test(source.slice(0, at))) return 'A percentage is written as a rate: 5 % is 0.05.';
  return undefined;
}
