import { SERVER } from '../access/principal.ts';
import { dayToIso } from '../engine/facts/render.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import type { Program, Timeline } from '../engine/program/model.ts';
import { readSource } from '../engine/program/read-source.ts';
import type { SourceFile } from '../engine/program/source.ts';
import { runScenario } from '../engine/scenarios/run.ts';
import type { SoundProgram } from '../programs/programs-folder.ts';
import type { Transaction } from '../store/database.ts';
import { keepFiles, keepText } from '../store/life/contents.ts';
import { lockOrMakeProgram } from '../store/life/programs.ts';
import { insertEntry, keepVersion, liveEntries } from '../store/life/timeline.ts';
import { datedDocument } from './dated-documents.ts';
import { alone, isScenario } from './draft-files.ts';
import { type DatedVersion, entriesByProgram } from './in-force.ts';
import { keepable, type Life } from './life.ts';
import { timelineChanged } from './timeline.ts';

export interface TakenIn {
  /** Ids of programs that weren't in the store, and are now. */
  readonly taken: readonly string[];
  /** Programs that the folder has otherwise than the store, whose word counts; a sentence each. */
  readonly differing: readonly string[];
}

/** Takes in the programs of a folder that the store doesn't have: their versions and from when on they hold. */
export async function takeIn(life: Life, programs: readonly SoundProgram[]): Promise<TakenIn> {
  const taken: string[] = [];
  const differing: string[] = [];
  const kept = await entriesByProgram(life.store.db);
  for (const program of programs) {
    const { id } = program.timeline;
    const live = kept.get(id);
    if (live !== undefined) differing.push(...differences(program.timeline, live));
    else if (await takeProgram(life, program)) taken.push(id);
  }
  if (taken.length > 0) await life.book.refresh();
  return { taken, differing };
}

/** False: another process did meanwhile. */
async function takeProgram(life: Life, folder: SoundProgram): Promise<boolean> {
  const { timeline } = folder;
  const versions: { readonly program: Program; readonly files: readonly SourceFile[] }[] = [];
  for (const program of timeline.versions) versions.push({ program, files: await filesOf(folder, program) });
  return life.store.transaction(async (tx) => {
    const at = life.now();
    await lockOrMakeProgram(tx, timeline.id, at);
    if ((await liveEntries(tx, timeline.id)).length > 0) return false;
    for (const { program, files } of versions) await takeVersion(tx, program, files, at);
    const lapsed = await timelineChanged(life, tx, timeline.id, 'The program was taken in from a folder.');
    const after = { versions: datedVersions(timeline), ...lapsed };
    await life.trail.record(tx, SERVER, { action: 'program-taken-in', subject: { kind: 'program', id: timeline.id }, after });
    return true;
  });
}

async function takeVersion(tx: Transaction, program: Program, files: readonly SourceFile[], at: Date): Promise<void> {
  const { id, hash, document } = program;
  await keepText(tx, canonicalJson(datedDocument(document, null)));
  const list = await keepFiles(tx, files);
  await keepVersion(tx, {
    program: id,
    hash,
    files: list,
    name: keepable(document.name),
    time_zone: program.calendar.timeZone,
    created_at: at,
  });
  const { id: person, name } = SERVER;
  const entry = { program: id, version: hash, effective_from: dayOf(program), person, person_name: name, at };
  await insertEntry(tx, { ...entry, submission: null, reason: null });
}

const dayOf = ({ effectiveFrom }: Program): string | null => (effectiveFrom === undefined ? null : dayToIso(effectiveFrom));

const datedVersions = ({ versions }: Timeline): readonly DatedVersion[] =>
  versions.map((program) => ({ version: program.hash, effectiveFrom: dayOf(program) }));

/**
 * The files of one version, and the scenarios that hold of it alone. Of a folder with several versions scenarios may reach
 * over all of them: such a one says nothing of a draft that begins from one version.
 */
async function filesOf({ timeline, sources, scenarios }: SoundProgram, version: Program): Promise<readonly SourceFile[]> {
  const day = dayOf(version);
  // its first file stands nearest to the root
  const mains = sources.map(({ path }) => path).filter((path) => path.endsWith('program.json'));
  const root = Math.min(...mains.map(({ length }) => length)) - 'program.json'.length;
  const own = (file: SourceFile): SourceFile => ({ path: file.path.slice(root), text: file.text });
  const under = `versions/${day}/`;
  const all = sources.map(own).filter((file) => !isScenario(file));
  const dated = all.filter((file) => file.path.startsWith(under)).map((file) => ({ ...file, path: file.path.slice(under.length) }));
  const files = dated.length > 0 ? dated : all.filter((file) => !file.path.startsWith('versions/'));
  const tests: SourceFile[] = [];
  for (const scenario of scenarios.map(own)) if (timeline.versions.length === 1 || (await holds(version, scenario))) tests.push(scenario);
  return [...files, ...tests];
}

async function holds(version: Program, file: SourceFile): Promise<boolean> {
  const read = readSource(file);
  return read.ok && (await runScenario(alone(version), read.document, 'compiled')).passed;
}

function differences(folder: Timeline, live: readonly DatedVersion[]): readonly string[] {
  const there = datedVersions(folder);
  if (canonicalJson(there) === canonicalJson(live)) return [];
  const say = ({ version, effectiveFrom }: DatedVersion): string =>
    `${version.slice(0, 12)} ${effectiveFrom === null ? 'from the beginning' : `from ${effectiveFrom}`}`;
  return [`${folder.id}: the folder has ${there.map(say).join(', ')}; decided is by what is kept: ${live.map(say).join(', ')}.`];
}
