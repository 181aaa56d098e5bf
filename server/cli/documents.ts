import type { Diagnostic, Finding, SourceRange } from '../engine/program/diagnostic.ts';
import { readSource } from '../engine/program/read-source.ts';
import type { Json, SourceFile } from '../engine/program/source.ts';
import { readTextFile, UnreadableError } from '../programs/files.ts';
import { UsageError } from './output.ts';

const MAX_BYTES = 256_000_000;
const MAX_DOCUMENTS = 1_000_000;

/** One document of a file of several. */
export interface Placed {
  readonly document: Json;
  place(findings: readonly Finding[]): readonly Diagnostic[];
}

export interface Documents {
  readonly documents: readonly Placed[];
  /** Of what is no JSON. */
  readonly diagnostics: readonly Diagnostic[];
  /** To show the lines that diagnostics mean. */
  readonly sources: readonly SourceFile[];
}

/** A file of one JSON document, of a JSON array of them, or of NDJSON: one a line. */
export async function readDocuments(path: string): Promise<Documents> {
  const text = await readTextFile(path, MAX_BYTES).catch((error: unknown): never => {
    throw error instanceof UnreadableError ? new UsageError(error.message) : error;
  });
  return isLines(text) ? fromLines(path, text) : fromWhole({ path, text });
}

/** Whether the first line is a document by itself. A file of one document on one line is read alike either way. */
function isLines(text: string): boolean {
  const start = text.search(/[^\s\uFEFF]/);
  if (start < 0 || text[start] !== '{') return false;
  const end = text.indexOf('\n', start);
  return readSource({ path: '', text: text.slice(start, end < 0 ? text.length : end) }).ok;
}

function fromWhole(file: SourceFile): Documents {
  const read = readSource(file);
  const sources = [file];
  if (!read.ok) return { documents: [], diagnostics: read.diagnostics.map(withArrayHint), sources };
  const { document, place } = read;
  if (!Array.isArray(document)) return { documents: [{ document, place }], diagnostics: [], sources };
  const documents = document.map((element, index) => ({
    document: element,
    place: (findings: readonly Finding[]) => place(findings.map((finding) => ({ ...finding, pointer: `/${index}${finding.pointer}` }))),
  }));
  return { documents, diagnostics: [], sources };
}

/** Bounds that a list of documents meets, and lines don't. */
function withArrayHint(diagnostic: Diagnostic): Diagnostic {
  const tooMuch = diagnostic.code === 'file-too-large' || diagnostic.code === 'too-many-values';
  return tooMuch ? { ...diagnostic, hint: 'Write one document a line (NDJSON).' } : diagnostic;
}

function fromLines(path: string, text: string): Documents {
  const documents: Placed[] = [];
  const diagnostics: Diagnostic[] = [];
  let start = 0;
  for (let line = 1; start < text.length; line += 1) {
    const newline = text.indexOf('\n', start);
    const end = newline < 0 ? text.length : newline;
    const from = start;
    const row = text.slice(from, end);
    const moved = (placed: readonly Diagnostic[]): readonly Diagnostic[] => placed.map((diagnostic) => onLine(diagnostic, line, from));
    start = end + 1;
    if (row.trim() === '') continue;
    if (documents.length + diagnostics.length >= MAX_DOCUMENTS) {
      throw new UsageError(`${path} has more than ${MAX_DOCUMENTS} lines; decide it in parts.`);
    }
    const read = readSource({ path, text: row });
    if (read.ok) documents.push({ document: read.document, place: (findings) => moved(read.place(findings)) });
    else diagnostics.push(...moved(read.diagnostics));
  }
  return { documents, diagnostics, sources: [{ path, text }] };
}

/** A row is read by itself; its place in the file is behind the rows before it. */
function onLine(diagnostic: Diagnostic, line: number, from: number): Diagnostic {
  const { range } = diagnostic;
  if (range === undefined) return diagnostic;
  const moved = (place: SourceRange['start']): SourceRange['start'] => ({ ...place, line, offset: place.offset + from });
  return { ...diagnostic, range: { file: range.file, start: moved(range.start), end: moved(range.end) } };
}
