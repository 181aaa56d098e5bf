import type { Diagnostic, SourceRange } from '../engine/program/diagnostic.ts';
import type { SourceFile } from '../engine/program/source.ts';

/** Columns of a source line that are shown at most. */
const MAX_WIDTH = 120;

/**
 * A diagnostic for a person: where, what, the line it means with the part marked, what to do.
 *
 *     rules/acme/program.json:12:17: error: … [unknown-fact]
 *        12 |   "fact": "measure.revenu",
 *           |            ^^^^^^^^^^^^^^
 *           hint: did you mean “measure.revenue”?
 */
export function showDiagnostic(diagnostic: Diagnostic, sources: ReadonlyMap<string, string>): string {
  const { range, severity, message, code, hint, pointer } = diagnostic;
  const where = range === undefined ? pointer || '(document)' : `${range.file}:${range.start.line}:${range.start.column}`;
  const lines = [`${where}: ${severity}: ${message} [${code}]`];
  const text = range && sources.get(range.file);
  const margin = String(range?.start.line ?? '').length + 4;
  if (range !== undefined && text !== undefined) lines.push(...excerpt(range, text));
  if (hint !== undefined) lines.push(`${' '.repeat(margin)}hint: ${hint}`);
  return `${lines.join('\n')}\n`;
}

export const textsByPath = (files: readonly SourceFile[]): ReadonlyMap<string, string> =>
  new Map(files.map(({ path, text }) => [path, text]));

/** The source line, and under it carets below the part that is meant; long lines are cut around it. */
function excerpt({ start, end }: SourceRange, text: string): string[] {
  const lineStart = start.offset - (start.column - 1);
  const newline = text.indexOf('\n', lineStart);
  const lineEnd = newline < 0 ? text.length : newline;
  const line = text.slice(lineStart, lineEnd).replace(/\r$/, '');
  if (line.trim() === '') return [];
  const from = start.column - 1;
  const to = Math.max(from + 1, Math.min(end.line === start.line ? end.column - 1 : line.length, line.length));
  const cutFrom = to <= MAX_WIDTH ? 0 : Math.max(0, Math.min(from - 20, line.length - MAX_WIDTH));
  const cutTo = Math.min(line.length, cutFrom + MAX_WIDTH);
  const shown = `${cutFrom > 0 ? '…' : ''}${line.slice(cutFrom, cutTo)}${cutTo < line.length ? '…' : ''}`;
  const before = (cutFrom > 0 ? 1 : 0) + from - cutFrom;
  const carets = '^'.repeat(Math.max(1, Math.min(to, cutTo) - from));
  const number = String(start.line);
  // one column a character, whatever control characters the line has
  const plain = shown.replace(/\p{Cc}/gu, ' ');
  return [`  ${number} | ${plain}`, `  ${' '.repeat(number.length)} | ${' '.repeat(before)}${carets}`];
}
