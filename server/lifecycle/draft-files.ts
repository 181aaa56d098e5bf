import type { Diagnostic } from '../engine/program/diagnostic.ts';
import { joinSources, placeFindings } from '../engine/program/join.ts';
import { SOURCE_LIMITS } from '../engine/program/limits.ts';
import { loadProgram, loadProgramDocument } from '../engine/program/load.ts';
import type { Program, Timeline } from '../engine/program/model.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { StoreError } from '../store/errors.ts';

/** Scenarios come on top of what the engine reads of a program. */
export const FILE_LIMITS = {
  files: SOURCE_LIMITS.files + 1_000,
  fileLength: SOURCE_LIMITS.fileLength,
  length: 2 * SOURCE_LIMITS.programLength,
  pathLength: 200,
} as const;

/** `program.json`, `SECTION.json`, `rules/NAME.json`, `scenarios/NAME.json`. */
const PATH = /^(?:(?:rules|scenarios)\/)?[^./\\\p{C}][^/\\\p{C}]*\.json$/u;

/** What is said in them is looked at by check; here only whether they can be kept. */
export function checkFiles(files: readonly SourceFile[]): void {
  const refuse = (message: string): never => {
    throw new StoreError('refused', message);
  };
  if (files.length > FILE_LIMITS.files) refuse(`A draft has at most ${FILE_LIMITS.files} files; ${files.length} were given.`);
  const known = new Set<string>();
  let length = 0;
  for (const { path, text } of files) {
    const called = JSON.stringify(path.slice(0, FILE_LIMITS.pathLength));
    if (path.length > FILE_LIMITS.pathLength || !PATH.test(path))
      refuse(`${called} is no file of a draft: program.json, SECTION.json, rules/NAME.json or scenarios/NAME.json was expected.`);
    if (known.has(path)) refuse(`${called} is given twice.`);
    known.add(path);
    if (text.length > FILE_LIMITS.fileLength)
      refuse(`${called} has ${text.length} characters, at most ${FILE_LIMITS.fileLength} are kept.`);
    if (/\p{Surrogate}/u.test(text)) refuse(`${called} has half of a character: it is no Unicode text.`);
    length += text.length;
  }
  if (length > FILE_LIMITS.length) refuse(`The files have ${length} characters together, at most ${FILE_LIMITS.length} are kept.`);
}

export const isScenario = ({ path }: Pick<SourceFile, 'path'>): boolean => path.startsWith('scenarios/');

export const scenariosOf = (files: readonly SourceFile[]): readonly SourceFile[] => files.filter(isScenario);

export type LoadedDraft =
  | { readonly ok: true; readonly program: Program; readonly diagnostics: readonly Diagnostic[] }
  | { readonly ok: false; readonly diagnostics: readonly Diagnostic[] };

/** The program that files say, or what is wrong with it. `id`: that of the program they belong to. */
export function loadDraft(files: readonly SourceFile[], id: string): LoadedDraft {
  const sources = files.filter((file) => !isScenario(file));
  const loaded = loadProgram(sources);
  if (!loaded.ok) return loaded;
  if (loaded.program.id === id) return { ok: true, program: loaded.program, diagnostics: loaded.warnings };
  const other = {
    code: 'program-id',
    severity: 'error',
    message: `The document is of ${loaded.program.id}, and this draft of ${id}.`,
    hint: `Write "id": ${JSON.stringify(id)}; for another program begin another draft.`,
    pointer: '/id',
  } as const;
  return { ok: false, diagnostics: [...placeFindings([other], [], joinSources(sources)), ...loaded.warnings] };
}

/** The program alone, always in force: from when on it is, its document only proposes. */
export function alone(program: Program): Timeline {
  const { id, document } = program;
  if (document.effectiveFrom === undefined) return { id, versions: [program] };
  const { effectiveFrom, ...always } = document;
  const loaded = loadProgramDocument(always);
  if (!loaded.ok) throw new Error(`a program that loads doesn't without its day: ${loaded.diagnostics[0]?.message ?? ''}`);
  return { id, versions: [loaded.program] };
}
