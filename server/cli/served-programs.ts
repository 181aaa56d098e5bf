import { access } from 'node:fs/promises';
import type { Trail } from '../audit/trail.ts';
import { openDraftThreads } from '../lifecycle/draft-threads.ts';
import type { Life } from '../lifecycle/life.ts';
import { openBook } from '../lifecycle/open-book.ts';
import { takeIn } from '../lifecycle/take-in.ts';
import { loadProgramsFolder, type SoundProgram } from '../programs/programs-folder.ts';
import type { Store, StoreOptions } from '../store/open-store.ts';
import { showDiagnostics } from './check.ts';
import { counted, type Output, UsageError } from './output.ts';

const DEFAULT_RULES = 'rules';

export interface RulesFolder {
  readonly programs: readonly SoundProgram[];
  /** Every program in it has errors. */
  readonly allBroken: boolean;
}

/**
 * The programs of the folder that was named. Where none was, an embedded store takes those in `rules`, if there is such a
 * folder, and a database of DATABASE_URL none.
 */
export async function readRules(named: string | undefined, kept: StoreOptions, output: Output): Promise<RulesFolder> {
  const none = { programs: [], allBroken: false };
  if (named === undefined && !('folder' in kept && (await isThere(DEFAULT_RULES)))) return none;
  const folder = named ?? DEFAULT_RULES;
  const { programs, broken } = await loadProgramsFolder(folder);
  for (const program of broken) {
    output.err(showDiagnostics(program));
    output.err(`${program.path} has errors and is not taken in.\n`);
  }
  if (programs.length === 0 && broken.length === 0 && named !== undefined)
    throw new UsageError(`There is no program in ${folder}: no folder in it has a program.json.`);
  return { programs, allBroken: programs.length === 0 && broken.length > 0 };
}

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** The programs of the store, with those of the folder that it didn't have: from then on its word counts, not the folder's. */
export async function openPrograms(
  { store, trail, onError }: { readonly store: Store; readonly trail: Trail; readonly onError: (error: unknown) => void },
  programs: readonly SoundProgram[],
  output: Output,
): Promise<Life> {
  const life: Life = { store, trail, book: await openBook(store, { onError }), threads: openDraftThreads(), now: () => new Date() };
  const { taken, differing } = await takeIn(life, programs);
  if (taken.length > 0)
    output.out(`${counted(taken.length, 'program was', 'programs were')} taken in from the folder: ${taken.join(', ')}.\n`);
  for (const line of differing) output.err(`${line}\n`);
  return life;
}
