import type { Timeline } from '../engine/program/model.ts';
import { type Folder, listFolder, openFolder, UnreadableError } from './files.ts';
import { loadProgramFolder, type ProgramFolder, unreadable } from './program-folder.ts';

const MAX_PROGRAMS = 1_000;

/** A program that can be decided by. */
export type SoundProgram = ProgramFolder & { readonly timeline: Timeline };

export interface ProgramsFolder {
  /** In the order of their folders' names. */
  readonly programs: readonly SoundProgram[];
  readonly broken: readonly ProgramFolder[];
}

/** The programs of a folder, one in each of its folders that has a program.json. A broken one doesn't hide the others. */
export async function loadProgramsFolder(path: string): Promise<ProgramsFolder> {
  const programs: SoundProgram[] = [];
  const broken: ProgramFolder[] = [];
  const known = new Map<string, string>();
  for (const folder of await findPrograms(path)) {
    const loaded = await loadProgramFolder(folder).catch((error: unknown): ProgramFolder => {
      if (error instanceof UnreadableError) return { path: folder, diagnostics: [unreadable(error)], sources: [], scenarios: [] };
      throw error;
    });
    const { timeline } = loaded;
    const other = timeline && known.get(timeline.id);
    if (timeline === undefined) broken.push(loaded);
    else if (other !== undefined) broken.push(sameId(loaded, timeline.id, other));
    else {
      known.set(timeline.id, folder);
      programs.push({ ...loaded, timeline });
    }
  }
  return { programs, broken };
}

/** The folder itself, if it is a program's, else those in it that are. */
export async function findPrograms(path: string): Promise<readonly string[]> {
  const folder = await openFolder(path);
  const entries = await listFolder(folder);
  if (entries.some(({ name }) => name === 'program.json')) return [path];
  const found: string[] = [];
  for (const entry of entries) if (entry.kind === 'folder' && (await hasProgram(folder, entry.name))) found.push(entry.path);
  if (found.length > MAX_PROGRAMS) {
    throw new UnreadableError(path, `${path} is not read: it has ${found.length} programs, at most ${MAX_PROGRAMS} are allowed.`);
  }
  return found;
}

async function hasProgram(folder: Folder, under: string): Promise<boolean> {
  try {
    return (await listFolder(folder, under)).some(({ name }) => name === 'program.json');
  } catch (error) {
    // what can't be listed is taken for one, so that its fault is told
    if (error instanceof UnreadableError) return true;
    throw error;
  }
}

function sameId(loaded: ProgramFolder, id: string, other: string): ProgramFolder {
  const { timeline: _, ...rest } = loaded;
  const file = `${loaded.path}/program.json`;
  return {
    ...rest,
    diagnostics: [
      ...loaded.diagnostics,
      {
        code: 'duplicate-program',
        severity: 'error',
        message: `The program ${id} stands in ${other} already.`,
        hint: 'Give this one another id.',
        pointer: '/id',
        range: { file, start: { line: 1, column: 1, offset: 0 }, end: { line: 1, column: 1, offset: 0 } },
      },
    ],
  };
}
