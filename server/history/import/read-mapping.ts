import type { MappingDocument } from '../../../schemas/types.ts';
import type { Diagnostic, Finding } from '../../engine/program/diagnostic.ts';
import { readSource } from '../../engine/program/read-source.ts';
import { schemaFindings } from '../../engine/program/schema.ts';
import type { Json } from '../../engine/program/source.ts';

export type MappingRead =
  | { readonly ok: true; readonly mapping: MappingDocument; place(findings: readonly Finding[]): readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The text of a mapping: JSON that fits its schema, or all that is wrong with it. */
export function readMapping(path: string, text: string): MappingRead {
  const read = readSource({ path, text });
  if (!read.ok) return read;
  const findings = schemaFindings('mapping', read.document);
  if (findings.length > 0) return { ok: false, diagnostics: read.place(findings) };
  return { ok: true, mapping: asMapping(read.document), place: read.place };
}

/** The schema has looked at it. */
const asMapping = (document: Json): MappingDocument => document as unknown as MappingDocument;
