import type { SourceFile } from '../engine/program/source.ts';
import { type Reader, readFiles, readText } from '../store/life/contents.ts';
import { type EntryRow, filesOfVersion } from '../store/life/timeline.ts';
import { scenariosOf } from './draft-files.ts';
import { linesOfDifference } from './draft-work.ts';
import type { Life } from './life.ts';

/** So many lines stand in the evidence, and so much of each; the whole difference can be asked for. */
const MOST_LINES = 1_000;
const LINE_LENGTH = 1_000;

/** What tells a draft without errors apart from the version that it takes the place of, for people. */
export async function differenceLines(
  life: Life,
  db: Reader,
  before: EntryRow | undefined,
  files: readonly SourceFile[],
): Promise<readonly string[]> {
  if (before === undefined) return ['The program is new.'];
  const { program, version } = before;
  const document = { path: 'program.json', text: await readText(db, version) };
  const list = await filesOfVersion(db, program, version);
  const scenarios = scenariosOf(list === undefined ? [] : await readFiles(db, list));
  const compared = await life.threads.compare(program, [document, ...scenarios], files);
  if (compared.meant === undefined) return ['The version before can be loaded no more; all of it may be another.'];
  const lines = linesOfDifference(compared).map((line) => line.slice(0, LINE_LENGTH));
  if (lines.length === 0) return ['Nothing that decides is another.'];
  return lines.length <= MOST_LINES ? lines : [...lines.slice(0, MOST_LINES), `… and ${lines.length - MOST_LINES} more.`];
}
