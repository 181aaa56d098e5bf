import type { ProgramDocument } from '../../schemas/types.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { readFiles, readText } from '../store/life/contents.ts';
import { openDrafts } from '../store/life/drafts.ts';
import { timelineChanges } from '../store/life/programs.ts';
import { allEntries, filesOfVersion, findVersion, listVersions } from '../store/life/timeline.ts';
import { entriesByProgram, todayOf } from './in-force.ts';
import type { Life } from './life.ts';
import { LifecycleError, type TimelineEntry } from './model.ts';
import { entriesOf } from './timeline.ts';

/** What a version says, and where it stands in the timeline. */
export interface ProgramVersion {
  readonly program: string;
  readonly version: string;
  /** Without effectiveFrom, which is the timeline's to say. */
  readonly document: ProgramDocument;
  /** As they were last published, scenarios among them. */
  readonly files: readonly SourceFile[];
  readonly keptAt: Date;
  readonly entries: readonly TimelineEntry[];
}

export async function getVersion(life: Life, program: string, hash: string): Promise<ProgramVersion> {
  const { db } = life.store;
  const row = await findVersion(db, program, hash);
  if (row === undefined) throw new LifecycleError('not-found', `${program.slice(0, 80)} has no version ${hash.slice(0, 64)}.`);
  const today = await todayOf(life, db, program);
  return {
    program,
    version: hash,
    document: JSON.parse(await readText(db, hash)) as ProgramDocument,
    files: await readFiles(db, (await filesOfVersion(db, program, hash)) ?? row.files),
    keptAt: row.created_at,
    entries: entriesOf(await allEntries(db, program), today).filter(({ version }) => version === hash),
  };
}

/** A program, whether or not it has a version yet. */
export interface ProgramSummary {
  readonly id: string;
  /** As its last version calls it; null: there is none. */
  readonly name: string | null;
  /** Entries that hold, by day. */
  readonly timeline: readonly { readonly version: string; readonly effectiveFrom: string | null }[];
  readonly openDrafts: number;
}

/** All of them, by id. */
export async function listPrograms(life: Life): Promise<readonly ProgramSummary[]> {
  const { db } = life.store;
  const programs = await timelineChanges(db);
  const names = new Map((await listVersions(db)).map(({ program, name }) => [program, name]));
  const entries = await entriesByProgram(db);
  const drafts = await openDrafts(db);
  return programs.map(({ id }) => ({
    id,
    name: names.get(id) ?? null,
    timeline: entries.get(id) ?? [],
    openDrafts: drafts.get(id) ?? 0,
  }));
}
