import type { Program } from '../engine/program/model.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { type Reader, readFiles } from '../store/life/contents.ts';
import { type EntryRow, filesOfVersion } from '../store/life/timeline.ts';
import { programLines } from './compare.ts';
import { scenariosOf } from './draft-files.ts';
import { fileDifferences, sayFileDifference } from './file-difference.ts';
import { documentsOf, timelineOf } from './in-force.ts';

/** So many lines stand in the evidence, and so much of each; the whole difference can be asked for. */
const MOST_LINES = 1_000;
const LINE_LENGTH = 1_000;

/** What tells a draft apart from the version that it takes the place of, for people. */
export async function differenceLines(
  db: Reader,
  before: EntryRow | undefined,
  after: Program,
  files: readonly SourceFile[],
): Promise<readonly string[]> {
  if (before === undefined) return ['The program is new.'];
  const [document] = await documentsOf(db, [{ version: before.version, effectiveFrom: null }]);
  const loaded = timelineOf(document === undefined ? [] : [document]);
  const [earlier] = loaded.ok ? loaded.timeline.versions : [];
  if (earlier === undefined) return ['The version before can be loaded no more; all of it may be another.'];
  const list = await filesOfVersion(db, before.program, before.version);
  const scenarios = fileDifferences(scenariosOf(list === undefined ? [] : await readFiles(db, list)), scenariosOf(files));
  const lines = [...programLines(earlier, after), ...scenarios.map(sayFileDifference)].map((line) => line.slice(0, LINE_LENGTH));
  if (lines.length === 0) return ['Nothing that decides is another.'];
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more.`];
}
