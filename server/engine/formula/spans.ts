/**
 * Where the parts of a formula stand in its source. The parser leaves brackets out of its nodes: that of
 * `(a + b) * c` starts after the bracket, and so would everything shown of it.
 */
import type { ASTNode } from '@marcbachmann/cel-js';
import { type SourceScan, type Span, withBrackets } from './source.ts';

/** From the first operand to the last with the brackets around each, but without those around the whole. */
export function spanOf(source: string, scan: SourceScan, ast: ASTNode): Span {
  const operand = (part: ASTNode): Span => withBrackets(source, scan, spanOf(source, scan, part));
  switch (ast.op) {
    case '+':
    case '-':
    case '*':
    case '/':
    case '%':
    case '==':
    case '!=':
    case '<':
    case '<=':
    case '>':
    case '>=':
    case '&&':
    case '||':
    case 'in':
      return { start: operand(ast.args[0]).start, end: operand(ast.args[1]).end };
    case '?:':
      return { start: operand(ast.args[0]).start, end: operand(ast.args[2]).end };
    case '!_':
    case '-_':
      return { start: ast.start, end: operand(ast.args).end };
    default:
      return { start: ast.start, end: ast.end };
  }
}
