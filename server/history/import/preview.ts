import type { MappingDocument } from '../../../schemas/types.ts';
import type { Finding } from '../../engine/program/diagnostic.ts';
import type { Timeline } from '../../engine/program/model.ts';
import { type Cell, cellReader } from './cells.ts';
import { compileMapping } from './compile-mapping.ts';
import { Grouping } from './grouping.ts';
import { guessDates } from './guess.ts';
import { loadJoins } from './joins.ts';
import { IMPORT_LIMITS, ImportStopped } from './limits.ts';
import { Partners } from './partners.ts';
import type { SourcePlan } from './plan.ts';
import { Batch } from './read-plan.ts';
import { reasonText } from './rejects.ts';
import type { Row } from './row.ts';
import { type Files, lookAt, readRows, SourceFault, type SourceFile } from './source-file.ts';

/** A column of a file and what stands in it. */
export interface PreviewColumn {
  readonly name: string;
  /** Some different texts of the first rows. */
  readonly samples: readonly string[];
  /** Formats that all dates of the first rows have, where they are dates; two where days and months can't be told apart. */
  readonly dates?: readonly string[];
}

export interface PreviewFile {
  readonly file: string;
  readonly format: 'csv' | 'ndjson';
  readonly encoding: string;
  readonly delimiter?: string;
  /** What of it the mapping doesn't say. */
  readonly guessed: readonly string[];
  readonly columns: readonly PreviewColumn[];
}

/** What becomes of a row: part of a document, or refused. */
export interface PreviewRow {
  readonly file: string;
  readonly line: number;
  readonly text: string;
  readonly becomes: 'activity' | 'partner' | 'refused' | 'left-out';
  readonly reason?: string;
}

export interface Preview {
  readonly files: readonly PreviewFile[];
  readonly findings: readonly Finding[];
  readonly rows: readonly PreviewRow[];
  /** Documents of the rows, with the lines that they were made of. */
  readonly documents: readonly { readonly file: string; readonly lines: readonly number[]; readonly document: unknown }[];
}

const MOST_SAMPLES = 5;
const MOST_TEXT = 300;

/**
 * The first `count` rows of each file and what they become; the files' columns even where something is wrong with the
 * mapping. A group is shown as far as its lines are among those rows.
 */
export async function previewImport(
  mapping: MappingDocument,
  files: Files,
  program: Timeline,
  count: number,
  signal?: AbortSignal,
): Promise<Preview> {
  const most = Math.min(count, IMPORT_LIMITS.previewRows);
  const looked = await lookAtAll(mapping, files);
  const compiled = await compileMapping(mapping, files, program);
  const shown = looked.map(fileOf);
  if (!compiled.ok) return { files: shown, findings: compiled.findings, rows: [], documents: [] };
  const { plan, warnings } = compiled;
  const findings = [...warnings];
  const partners = new Partners(program);
  const rows: PreviewRow[] = [];
  const documents: Preview['documents'][number][] = [];
  try {
    await loadJoins(plan.joins, signal);
    for (const source of plan.sources) {
      const batch = await firstRows(source, most, partners, program, signal);
      rows.push(...rowsOf(source, batch));
      documents.push(...documentsOf(source, batch));
    }
  } catch (error) {
    if (!(error instanceof ImportStopped)) throw error;
    findings.push({ code: error.code, severity: 'error', message: error.message, pointer: '' });
  }
  return { files: shown, findings, rows, documents };
}

async function lookAtAll(mapping: MappingDocument, files: Files): Promise<readonly SourceFile[]> {
  const names = new Set([...(mapping.partners ?? []), ...(mapping.activities ?? [])].map(({ from }) => from));
  const looked: SourceFile[] = [];
  for (const name of names) {
    try {
      looked.push(await lookAt(files, name, mapping.files?.[name]));
    } catch (error) {
      // it is told among the findings
      if (!(error instanceof SourceFault)) throw error;
    }
  }
  return looked;
}

function fileOf(file: SourceFile): PreviewFile {
  const { name, format, encoding, delimiter, guessed } = file;
  return {
    file: name,
    format,
    encoding,
    ...(format === 'csv' && { delimiter }),
    guessed: Object.keys(guessed),
    columns: file.columns.map((column) => columnOf(file, column)),
  };
}

function columnOf(file: SourceFile, name: string): PreviewColumn {
  const read = cellReader(file, name);
  const texts = file.sample.map((row): Cell => read?.(row)).filter((cell) => typeof cell === 'string');
  const dates = guessDates(texts);
  return {
    name,
    samples: [...new Set(texts)].slice(0, MOST_SAMPLES).map((text) => text.slice(0, MOST_TEXT)),
    ...(dates.length > 0 && { dates }),
  };
}

async function firstRows(
  source: SourcePlan,
  most: number,
  partners: Partners,
  program: Timeline,
  signal: AbortSignal | undefined,
): Promise<Batch> {
  const batch = new Batch(source, program);
  const grouping = new Grouping(source.activities);
  try {
    for await (const rows of readRows(source.file, { signal })) {
      for (const row of rows.slice(0, most - batch.read)) {
        batch.read += 1;
        batch.row(row, partners, grouping);
      }
      if (batch.read >= most) break;
    }
    for await (const sorted of grouping.end()) batch.take(sorted);
  } finally {
    await grouping.close();
  }
  return batch;
}

function rowsOf({ file }: SourcePlan, { partners, activities, refused, leftOut }: Batch): readonly PreviewRow[] {
  const show = (row: Row, becomes: PreviewRow['becomes'], reason?: string): PreviewRow => ({
    file: file.name,
    line: row.line,
    text: (file.decode(row.raw) ?? row.raw).replace(/[\r\n]+$/, '').slice(0, MOST_TEXT),
    becomes,
    ...(reason !== undefined && { reason }),
  });
  return [
    ...partners.filter(({ alone }) => alone).map(({ row }) => show(row, 'partner')),
    ...activities.flatMap(({ rows }) => rows.map((row) => show(row, 'activity'))),
    ...refused.map(({ row, faults }) => show(row, 'refused', reasonText(faults))),
    ...leftOut.map((row) => show(row, 'left-out')),
  ].sort((a, b) => a.line - b.line);
}

const documentsOf = ({ file }: SourcePlan, { partners, activities }: Batch): Preview['documents'] => [
  ...partners.map(({ row, document }) => ({ file: file.name, lines: [row.line], document })),
  ...activities.map(({ rows, document }) => ({ file: file.name, lines: rows.map(({ line }) => line), document })),
];
