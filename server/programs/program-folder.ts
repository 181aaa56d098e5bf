import { isoToDay } from '../engine/facts/render.ts';
import type { Diagnostic } from '../engine/program/diagnostic.ts';
import { SOURCE_LIMITS } from '../engine/program/limits.ts';
import { loadTimeline } from '../engine/program/load.ts';
import type { Timeline } from '../engine/program/model.ts';
import { readSource } from '../engine/program/read-source.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { nameHint } from '../engine/program/wording.ts';
import { type Folder, listFolder, openFolder, readJsonFiles, UnreadableError } from './files.ts';

/*
 * A program on disk:
 *
 *   program.json, and beside it SECTION.json for any of its sections
 *   rules/*.json                  lists of rules, joined in the order of their names
 *   versions/YYYY-MM-DD/          a later version likewise, in force from that day on
 *   scenarios/*.json
 */

const MAX_VERSIONS = 200;
const MAX_SCENARIOS = 1_000;

export interface ProgramFolder {
  readonly path: string;
  /** Missing where something is wrong. */
  readonly timeline?: Timeline;
  /** All that was found, errors and warnings. */
  readonly diagnostics: readonly Diagnostic[];
  /** All files read, to show the lines that diagnostics mean. */
  readonly sources: readonly SourceFile[];
  readonly scenarios: readonly SourceFile[];
}

const FOLDERS = ['rules', 'scenarios', 'versions'] as const;

/** Reads a program's folder. What is wrong with it is in the diagnostics; throws UnreadableError only where there is no such folder. */
export async function loadProgramFolder(path: string): Promise<ProgramFolder> {
  const folder = await openFolder(path);
  const sources: SourceFile[] = [];
  try {
    const versions = [await readVersion(folder, '')];
    const diagnostics: Diagnostic[] = [...(await unknownFolders(folder))];
    const days = (await listFolder(folder, 'versions')).filter(({ kind, refused }) => kind === 'folder' || refused !== undefined);
    if (days.length > MAX_VERSIONS) {
      throw new UnreadableError(path, `${path}/versions is not read: it has ${days.length} versions, at most ${MAX_VERSIONS} are allowed.`);
    }
    for (const { name, path: at } of days) {
      const files = await readVersion(folder, `versions/${name}`);
      versions.push(files);
      diagnostics.push(...versionDay(name, at, files));
    }
    const scenarios = await readScenarios(folder);
    sources.push(...versions.flat(), ...scenarios);
    const loaded = loadTimeline(versions);
    diagnostics.push(...(loaded.ok ? loaded.warnings : loaded.diagnostics));
    const sound = loaded.ok && !diagnostics.some(({ severity }) => severity === 'error');
    return { path, diagnostics, sources, scenarios, ...(sound && { timeline: loaded.timeline }) };
  } catch (error) {
    if (!(error instanceof UnreadableError)) throw error;
    return { path, diagnostics: [unreadable(error)], sources, scenarios: [] };
  }
}

export const unreadable = ({ path, message }: UnreadableError): Diagnostic => ({
  code: 'unreadable-file',
  severity: 'error',
  message,
  pointer: '',
  range: { file: path, start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } },
});

async function readVersion(folder: Folder, under: string): Promise<readonly SourceFile[]> {
  const beside = await listFolder(folder, under);
  const rules = await listFolder(folder, under === '' ? 'rules' : `${under}/rules`);
  const entries = [...beside, ...rules].filter(({ name }) => name.endsWith('.json'));
  if (entries.length > SOURCE_LIMITS.files) {
    const path = under === '' ? folder.path : `${folder.path}/${under}`;
    throw new UnreadableError(path, `${path} is not read: it has ${entries.length} files, at most ${SOURCE_LIMITS.files} are allowed.`);
  }
  return readJsonFiles(entries);
}

async function readScenarios(folder: Folder): Promise<readonly SourceFile[]> {
  const entries = await listFolder(folder, 'scenarios');
  if (entries.length > MAX_SCENARIOS) {
    const path = `${folder.path}/scenarios`;
    throw new UnreadableError(path, `${path} is not read: it has ${entries.length} files, at most ${MAX_SCENARIOS} are allowed.`);
  }
  return readJsonFiles(entries);
}

/** A misspelt folder would silently decide nothing. */
async function unknownFolders(folder: Folder): Promise<Diagnostic[]> {
  const entries = await listFolder(folder);
  const refused = entries.find((entry) => entry.refused !== undefined && FOLDERS.some((known) => known === entry.name))?.refused;
  if (refused !== undefined) throw refused;
  const folders = entries.filter(({ kind, name }) => kind === 'folder' && !FOLDERS.some((known) => known === name));
  return folders.map(({ name, path }) => {
    const hint = nameHint(name, FOLDERS);
    return {
      code: 'unknown-folder',
      severity: 'warning',
      message: `${path} is not read: a program has the folders ${FOLDERS.join(', ')}.`,
      pointer: '',
      ...(hint !== undefined && { hint }),
      range: { file: path, start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } },
    };
  });
}

/** A version's folder says from when on it is in force, and so does its document. */
function versionDay(name: string, path: string, files: readonly SourceFile[]): readonly Diagnostic[] {
  const main = files.find((file) => file.path === `${path}/program.json`);
  if (main === undefined) return [];
  const read = readSource(main);
  if (!read.ok) return [];
  const { document } = read;
  const from = typeof document === 'object' && document !== null && !Array.isArray(document) ? document.effectiveFrom : undefined;
  if (from === name && isoToDay(name) !== undefined) return [];
  return read.place([
    {
      code: 'version-folder',
      severity: 'error',
      message:
        isoToDay(name) === undefined
          ? `The version stands in the folder ${name}, which is no date.`
          : `The version stands in the folder ${name}, and is in force ${typeof from === 'string' ? `from ${from} on` : 'from the beginning'}.`,
      hint: 'Name the folder by its effectiveFrom, YYYY-MM-DD.',
      pointer: from === undefined ? '' : '/effectiveFrom',
    },
  ]);
}
