import { linesOf, sayDetail } from '../engine/program/difference/difference.ts';
import type { Detail, Edit } from '../engine/program/difference/model.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { escapePointer } from '../engine/program/wording.ts';
import { type Reader, readFiles } from '../store/life/contents.ts';
import { filesOfVersion, findVersion } from '../store/life/timeline.ts';
import { isScenario } from './draft-files.ts';
import { linesOfDifference } from './draft-work.ts';
import { type FileDifference, sayFileDifference } from './file-difference.ts';
import { inForceToday } from './in-force.ts';
import type { Life } from './life.ts';
import { LifecycleError, type LifecycleFinding } from './model.ts';
import { readDraft } from './read-draft.ts';

/** What is compared: a version, a draft as it stands, or what is in force today. */
export type SideName = { readonly version: string } | { readonly draft: string } | { readonly inForce: true };

export interface ComparedSide {
  readonly version?: string;
  readonly draft?: { readonly id: string; readonly revision: number };
  /** Whether it is a program without errors. */
  readonly sound: boolean;
}

export interface ProgramComparison {
  readonly program: string;
  readonly from: ComparedSide;
  readonly to: ComparedSide;
  /** By meaning; undefined where one side has errors: then only files are compared. */
  readonly edits?: readonly Edit[];
  readonly wording?: readonly Detail[];
  /** For people: by meaning, and then scenarios by file; where one side has errors all by file. */
  readonly lines: readonly string[];
  /** As text, scenarios too. */
  readonly files: readonly FileDifference[];
}

export async function compareSides(life: Life, program: string, from: SideName, to: SideName): Promise<ProgramComparison> {
  const { db } = life.store;
  const before = await sideOf(life, db, program, from);
  return comparison(life, program, before, await sideOf(life, db, program, to));
}

/** A draft against a version or another draft; by default against what is in force, else against what it was begun from. */
export async function draftDifference(life: Life, id: string, against?: SideName): Promise<ProgramComparison> {
  const { db } = life.store;
  const { program, base, files, revision } = await readDraft(db, id);
  const draft: Side = { named: { draft: { id, revision } }, files };
  if (against !== undefined) return comparison(life, program, await sideOf(life, db, program, against), draft);
  const version = (await inForceToday(life, db, program))?.version ?? base;
  const before = version === null ? { named: {}, files: [] } : await sideOf(life, db, program, { version });
  return comparison(life, program, before, draft);
}

interface Side {
  readonly named: Pick<ComparedSide, 'version' | 'draft'>;
  readonly files: readonly SourceFile[];
}

async function sideOf(life: Life, db: Reader, program: string, name: SideName): Promise<Side> {
  if ('draft' in name) {
    const draft = await readDraft(db, name.draft);
    if (draft.program !== program)
      throw new LifecycleError('not-found', `The draft ${draft.id} is of ${draft.program}, not of ${program}.`);
    return { named: { draft: { id: draft.id, revision: draft.revision } }, files: draft.files };
  }
  const version = 'version' in name ? name.version : (await inForceToday(life, db, program))?.version;
  if (version === undefined) throw new LifecycleError('not-found', `Nothing of ${program} is in force today.`);
  const files = (await findVersion(db, program, version)) && (await filesOfVersion(db, program, version));
  if (files === undefined) throw new LifecycleError('not-found', `${program} has no version ${version.slice(0, 64)}.`);
  return { named: { version }, files: await readFiles(db, files) };
}

async function comparison(life: Life, program: string, before: Side, after: Side): Promise<ProgramComparison> {
  const compared = await life.threads.compare(program, before.files, after.files);
  const shown = ({ named }: Side, version: string | undefined): ComparedSide => ({
    ...(version !== undefined && { version }),
    ...named,
    sound: version !== undefined,
  });
  const { from, to, meant, files } = compared;
  return { program, from: shown(before, from), to: shown(after, to), ...meant, lines: linesOfDifference(compared), files };
}

/** So many are told with a refusal. */
const MOST_FINDINGS = 200;

/** What stands there and isn't in what was given: by meaning where both are programs, else by file. */
export async function differenceFindings(
  life: Life,
  program: string,
  given: readonly SourceFile[],
  there: readonly SourceFile[],
): Promise<readonly LifecycleFinding[]> {
  const { meant, files } = await life.threads.compare(program, given, there);
  const byFile = (differences: readonly FileDifference[]): LifecycleFinding[] =>
    differences.map((difference) => ({ pointer: `/files/${escapePointer(difference.path)}`, message: sayFileDifference(difference) }));
  if (meant === undefined) return byFile(files).slice(0, MOST_FINDINGS);
  const byMeaning = meant.edits.flatMap((edit) => linesOf(edit).map((message) => ({ pointer: `/${edit.address}`, message })));
  const wording = meant.wording.map((detail) => ({ pointer: '', message: sayDetail(detail) }));
  const found = [...byMeaning, ...wording, ...byFile(files.filter(isScenario))];
  // spaces, or the split into files
  return (found.length > 0 ? found : byFile(files)).slice(0, MOST_FINDINGS);
}
