import type { Diagnostic } from '../engine/program/diagnostic.ts';
import { loadProgramFolder, type ProgramFolder } from '../programs/program-folder.ts';
import { findPrograms } from '../programs/programs-folder.ts';
import { showDiagnostic, textsByPath } from './diagnostics.ts';
import { counted, EXIT, type Output, toJson, UsageError } from './output.ts';

export interface CheckOptions {
  readonly json?: boolean;
  readonly strict?: boolean;
}

/** All that is wrong with the program of a folder, or with the programs in it. */
export async function check(path: string, options: CheckOptions, output: Output): Promise<number> {
  const programs = await loadEach(path);
  if (options.json) output.out(toJson(report(programs)));
  else for (const program of programs) output.out(summary(program));
  const counts = programs.map(({ diagnostics }) => count(diagnostics));
  const failed = counts.some(({ errors, warnings }) => errors > 0 || (options.strict === true && warnings > 0));
  return failed ? EXIT.findings : EXIT.fine;
}

/** The folder's programs; at least one. */
export async function loadEach(path: string): Promise<readonly ProgramFolder[]> {
  const folders = await findPrograms(path);
  if (folders.length === 0) throw new UsageError(`There is no program in ${path}: neither it nor a folder in it has a program.json.`);
  const programs: ProgramFolder[] = [];
  for (const folder of folders) programs.push(await loadProgramFolder(folder));
  return programs;
}

export function showDiagnostics({ diagnostics, sources }: Pick<ProgramFolder, 'diagnostics' | 'sources'>): string {
  const texts = textsByPath(sources);
  return diagnostics.map((diagnostic) => `${showDiagnostic(diagnostic, texts)}\n`).join('');
}

function summary(program: ProgramFolder): string {
  const { errors, warnings } = count(program.diagnostics);
  const verdict = errors + warnings === 0 ? 'nothing found' : `${counted(errors, 'error')}, ${counted(warnings, 'warning')}`;
  return `${showDiagnostics(program)}${program.path}: ${verdict}${versionsOf(program)}\n`;
}

function versionsOf({ timeline }: ProgramFolder): string {
  if (timeline === undefined) return '; not loaded';
  const [only, ...others] = timeline.versions;
  return others.length > 0 ? `; ${timeline.versions.length} versions` : `; version ${only?.hash.slice(0, 12)}`;
}

function count(diagnostics: readonly Diagnostic[]): { readonly errors: number; readonly warnings: number } {
  const errors = diagnostics.filter(({ severity }) => severity === 'error').length;
  return { errors, warnings: diagnostics.length - errors };
}

function report(programs: readonly ProgramFolder[]): unknown {
  return {
    ok: programs.every(({ timeline }) => timeline !== undefined),
    programs: programs.map(({ path, timeline, diagnostics }) => ({
      path,
      ok: timeline !== undefined,
      ...(timeline !== undefined && {
        id: timeline.id,
        versions: timeline.versions.map(({ hash, document: { effectiveFrom } }) => ({
          hash,
          ...(effectiveFrom !== undefined && { effectiveFrom }),
        })),
      }),
      ...count(diagnostics),
      diagnostics,
    })),
  };
}
