import type { Diagnostic } from '../../server/engine/program/diagnostic.ts';
import { type Part, partId } from './outline.ts';

/** Something wrong with a file, as it is told to the tree and the header. */
export interface Finding {
  readonly file: string;
  /** Where in the text. */
  readonly start: number;
  readonly severity: 'error' | 'warning';
  readonly message: string;
  readonly hint?: string;
}

/** How many errors each part has: the innermost part that one stands in. */
export function faultsByPart(findings: readonly Finding[], parts: readonly Part[]): ReadonlyMap<string, number> {
  const faults = new Map<string, number>();
  for (const { file, start, severity } of findings) {
    if (severity !== 'error') continue;
    const part = innermost(parts, file, start);
    if (part !== undefined) faults.set(partId(part), (faults.get(partId(part)) ?? 0) + 1);
  }
  return faults;
}

/** The smallest part that a place is in. */
export function innermost(parts: readonly Part[], file: string, offset: number): Part | undefined {
  let found: Part | undefined;
  for (const part of parts) {
    if (part.file !== file || offset < part.start || offset > part.end) continue;
    if (found === undefined || part.end - part.start < found.end - found.start) found = part;
  }
  return found;
}

/** What the checks say, where it has a place in a file. */
export const findingsOf = (diagnostics: readonly Diagnostic[]): readonly Finding[] =>
  diagnostics.flatMap(({ range, severity, message, hint }) =>
    range === undefined ? [] : [{ file: range.file, start: range.start.offset, severity, message, ...(hint !== undefined && { hint }) }],
  );
