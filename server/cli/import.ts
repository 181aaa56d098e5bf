import { dirname, resolve } from 'node:path';
import type { MappingDocument } from '../../schemas/types.ts';
import type { Diagnostic, Finding } from '../engine/program/diagnostic.ts';
import type { Timeline } from '../engine/program/model.ts';
import { HistoryError } from '../history/history-error.ts';
import { type Imported, importHistory } from '../history/import/import-history.ts';
import { IMPORT_LIMITS } from '../history/import/limits.ts';
import { previewImport } from '../history/import/preview.ts';
import { readMapping } from '../history/import/read-mapping.ts';
import type { ImportReport } from '../history/import/report.ts';
import type { Files } from '../history/import/source-file.ts';
import { type HistorySetting, joinSettings, settingOf } from '../history/setting.ts';
import { type HistoryWriter, openWriter } from '../history/writer.ts';
import { readTextFile } from '../programs/files.ts';
import { loadProgramFolder } from '../programs/program-folder.ts';
import { findPrograms } from '../programs/programs-folder.ts';
import { showDiagnostics } from './check.ts';
import { showDiagnostic } from './diagnostics.ts';
import { showPreview } from './import-preview.ts';
import { counted, EXIT, type Output, toJson, UsageError } from './output.ts';
import { type Progress, showProgress } from './progress.ts';

export interface ImportOptions {
  readonly program: string;
  readonly history?: string;
  readonly files?: string;
  readonly use?: readonly string[];
  readonly preview?: string;
  readonly rejects?: string;
  readonly maxRejects?: string;
  readonly json?: boolean;
}

/** Imports files by a mapping into the history of a folder: all that is accepted, or nothing. */
export async function importFiles(path: string, options: ImportOptions, output: Output): Promise<number> {
  const { history } = options;
  const preview = options.preview === undefined ? undefined : wholeNumber('--preview', options.preview, IMPORT_LIMITS.previewRows);
  const maxRejects =
    options.maxRejects === undefined ? undefined : wholeNumber('--max-rejects', options.maxRejects, Number.MAX_SAFE_INTEGER);
  if (history === undefined && preview === undefined)
    throw new UsageError('Name the folder of the history with --history, or look first with --preview 20.');
  const text = await readTextFile(path, IMPORT_LIMITS.mappingBytes);
  const program = await loadTimeline(options.program, output);
  if (program === undefined) return EXIT.findings;
  const read = readMapping(path, text);
  const tell = (diagnostics: readonly Diagnostic[]): void => {
    for (const diagnostic of diagnostics) output.err(showDiagnostic(diagnostic, new Map([[path, text]])));
  };
  if (!read.ok) {
    if (options.json) output.out(toJson({ ok: false, status: 'refused', diagnostics: read.diagnostics }));
    else tell(read.diagnostics);
    return EXIT.findings;
  }
  const files = { folder: options.files ?? dirname(path), instead: insteadOf(options.use ?? [], read.mapping) };
  const place = (findings: readonly Finding[]): readonly Diagnostic[] => read.place(findings);
  if (preview !== undefined || history === undefined) {
    const found = await previewImport(read.mapping, files, program, preview ?? 0);
    const diagnostics = place(found.findings);
    if (options.json) output.out(toJson({ ...found, findings: diagnostics }));
    else {
      tell(diagnostics);
      output.out(showPreview(found));
    }
    return diagnostics.some(({ severity }) => severity === 'error') || found.rows.some(({ becomes }) => becomes === 'refused')
      ? EXIT.findings
      : EXIT.fine;
  }
  const rejects = options.rejects ?? rejectsBeside(history, [...files.instead.values()]);
  const result = await importInto({
    mapping: read.mapping,
    files,
    program,
    history,
    rejects,
    ...(maxRejects !== undefined && { maxRejects }),
  });
  const diagnostics = place(result.status === 'refused' ? result.findings : result.status === 'imported' ? result.warnings : []);
  if (options.json) output.out(toJson(asJson(result, diagnostics)));
  else {
    tell(diagnostics);
    tellResult(result, history, output);
  }
  return result.status === 'imported' && result.report.rows.rejected === result.report.rows.leftOut ? EXIT.fine : EXIT.findings;
}

/**
 * Where refused rows go: beside the history, under a name that no file that is read has. So rejects may be mended where
 * they are and imported, and what of them is refused again comes into a file of its own.
 */
function rejectsBeside(history: string, read: readonly string[]): string {
  const beside = `${history.replace(/[\\/]+$/, '')}-rejects`;
  const isRead = (path: string): boolean =>
    read.some((other) => other.startsWith(`${resolve(path)}.`) || other.startsWith(`${resolve(path)}-`));
  let path = beside;
  for (let turn = 2; isRead(path); turn++) path = `${beside}-${turn}`;
  return path;
}

interface Asked {
  readonly mapping: MappingDocument;
  readonly files: Files;
  readonly program: Timeline;
  readonly history: string;
  readonly rejects: string;
  readonly maxRejects?: number;
}

async function importInto({ history, ...asked }: Asked): Promise<Imported> {
  const into = await openHistoryWriter(history, asked.program);
  const controller = new AbortController();
  const stop = (): void => controller.abort();
  process.once('SIGINT', stop).once('SIGTERM', stop);
  let progress: Progress | undefined;
  try {
    return await importHistory({
      ...asked,
      into,
      signal: controller.signal,
      onProgress: (bytes, total) => {
        progress ??= showProgress('importing (KB)', Math.ceil(total / 1000));
        progress.reach(Math.floor(bytes / 1000));
      },
    });
  } finally {
    progress?.end();
    process.off('SIGINT', stop).off('SIGTERM', stop);
  }
}

async function openHistoryWriter(folder: string, { versions }: Timeline): Promise<HistoryWriter> {
  try {
    const [first, ...later] = versions.map(settingOf);
    if (first === undefined) throw new Error('a program without versions');
    const setting = later.reduce<HistorySetting>((known, next) => joinSettings('The history', known, next), first);
    return await openWriter(folder, setting);
  } catch (error) {
    if (error instanceof HistoryError) throw new UsageError(error.message);
    if (error instanceof Error && 'code' in error) throw new UsageError(`${folder} can't be written: ${error.message}.`);
    throw error;
  }
}

async function loadTimeline(path: string, output: Output): Promise<Timeline | undefined> {
  const [folder] = await findPrograms(path);
  if (folder !== path) {
    throw new UsageError(
      `${path} has no program.json.${folder === undefined ? '' : ` Name one of the programs in it, such as ${folder}.`}`,
    );
  }
  const program = await loadProgramFolder(path);
  if (program.timeline !== undefined) return program.timeline;
  output.err(showDiagnostics(program));
  output.err(`Nothing is imported: the program in ${path} has errors.\n`);
  return undefined;
}

/** NAME=PATH, several of them. */
function insteadOf(uses: readonly string[], mapping: MappingDocument): ReadonlyMap<string, string> {
  const names = new Set([...(mapping.partners ?? []), ...(mapping.activities ?? [])].map(({ from }) => from));
  return new Map(
    uses.map((use) => {
      const [name = '', ...rest] = use.split('=');
      if (rest.length === 0) throw new UsageError(`--use ${use}: NAME=PATH was expected, such as deals.csv=mended.csv.`);
      if (!names.has(name)) throw new UsageError(`--use ${use}: the mapping makes nothing of ${name}; it reads ${[...names].join(', ')}.`);
      return [name, resolve(rest.join('='))];
    }),
  );
}

function wholeNumber(option: string, text: string, most: number): number {
  const number = /^\d{1,15}$/.test(text) ? Number(text) : Number.NaN;
  if (!(number <= most))
    throw new UsageError(`${option} ${text}: a whole number${most < Number.MAX_SAFE_INTEGER ? ` up to ${most}` : ''} was expected.`);
  return number;
}

function asJson(result: Imported, diagnostics: readonly Diagnostic[]): unknown {
  const { status } = result;
  if (status === 'refused') return { ok: false, status, diagnostics };
  return { ok: status === 'imported', ...result, ...(status === 'imported' && { warnings: diagnostics }) };
}

function tellResult(result: Imported, history: string, output: Output): void {
  if (result.status === 'refused') {
    output.err('Nothing is imported: the mapping has errors.\n');
    return;
  }
  if (result.status === 'stopped') output.err(`The import stopped: ${result.message} The history is as it was before.\n`);
  const told = tellRows(result.report);
  if (result.status === 'imported') output.out(`${told}${tellAdded(result.report, history)}`);
  else output.err(`Until then: ${told}`);
  for (const note of result.report.notes) output.err(`${note}\n`);
}

function tellRows({ rows, reasons, files }: ImportReport): string {
  const leftOut = rows.leftOut > 0 ? `, ${rows.leftOut} of them left out by the mapping` : '';
  const lines = [`${counted(rows.read, 'row')} read: ${rows.accepted} accepted, ${rows.rejected} rejected${leftOut}.`];
  for (const { code, rows: count, first } of reasons)
    lines.push(`  ${counted(count, 'row')} [${code}], first line ${first.line} of ${first.file}: ${first.message}`);
  for (const { file, rejects } of files) {
    if (rejects !== undefined)
      lines.push(
        `Rejected rows of ${file} are in ${rejects}, with line and reason. Mend them there, and import that file with --use ${file}=${rejects}`,
      );
  }
  return `${lines.join('\n')}\n`;
}

function tellAdded({ activities, partners }: ImportReport, history: string): string {
  const { added, revised, unchanged, superseded } = activities;
  const parts = [
    `${counted(added, 'activity', 'activities')} added`,
    ...(revised > 0 ? [`${revised} revised`] : []),
    ...(unchanged > 0 ? [`${unchanged} there already`] : []),
    ...(superseded > 0 ? [`${superseded} of earlier revisions`] : []),
    ...(partners.added + partners.unchanged > 0
      ? [`${counted(partners.added, 'enrollment')} added${partners.unchanged > 0 ? `, ${partners.unchanged} there already` : ''}`]
      : []),
  ];
  return `${history}: ${parts.join(', ')}.\n`;
}
