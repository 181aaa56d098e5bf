import type { Diagnostic, Finding } from './diagnostic.ts';
import { placeFindings } from './join.ts';
import { parseSource } from './parse-source.ts';
import type { Json, SourceFile } from './source.ts';

/** A JSON file that was read, and from pointers into it back to its text. */
export interface ReadSource {
  readonly document: Json;
  place(findings: readonly Finding[]): readonly Diagnostic[];
}

/** Any file of one document beside a program: a scenario, a partner, activities. */
export function readSource(
  file: SourceFile,
): ({ readonly ok: true } & ReadSource) | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] } {
  const { node, faults } = parseSource(file);
  const joined = { files: [file], faults, ...(node !== undefined && { root: node }) };
  if (node === undefined || faults.length > 0) return { ok: false, diagnostics: placeFindings([], faults, joined) };
  return { ok: true, document: node.value, place: (findings) => placeFindings(findings, [], joined) };
}
