import type { ProgramDocument } from '../../schemas/types.ts';
import { ZoneDays } from '../engine/facts/zone-days.ts';
import { canonicalJson, hashText } from '../engine/program/hash.ts';
import { type Reader, readTexts } from '../store/life/contents.ts';
import { type EntryRow, listVersions, liveEntries } from '../store/life/timeline.ts';
import { type DatedText, readDated } from './dated-documents.ts';
import type { Life } from './life.ts';

/*
 * What holds of a program: the entries of its timeline that have not ended, by day. A day is "YYYY-MM-DD" of the program's
 * time zone, so that days compare as text; null, from the beginning, is before all.
 */

export interface DatedVersion {
  readonly version: string;
  readonly effectiveFrom: string | null;
}

export const isBy = (from: string | null, day: string): boolean => from === null || from <= day;

/** The last that begins by this day. */
export const inForceOn = <E extends { readonly effective_from: string | null }>(live: readonly E[], day: string): E | undefined =>
  live.findLast(({ effective_from }) => isBy(effective_from, day));

/** Entries → what evidence names a baseline by. */
export function baselineOf(live: readonly EntryRow[]): { readonly hash: string; readonly versions: readonly DatedVersion[] } {
  const versions = live.map(({ version, effective_from }) => ({ version, effectiveFrom: effective_from }));
  return { hash: hashText(canonicalJson(versions)), versions };
}

/** Entries that hold, of all programs. */
export async function entriesByProgram(db: Reader): Promise<ReadonlyMap<string, readonly DatedVersion[]>> {
  const programs = new Map<string, DatedVersion[]>();
  for (const { program, version, effective_from } of await liveEntries(db)) {
    const entries = programs.get(program) ?? [];
    entries.push({ version, effectiveFrom: effective_from });
    programs.set(program, entries);
  }
  return programs;
}

/** Days of the program's time zone as it is now; `otherwise`: of a program that has no version yet. */
export async function zoneOf(life: Life, db: Reader, program: string, otherwise = 'UTC'): Promise<ZoneDays> {
  const live = await liveEntries(db, program);
  if (live.length === 0) return new ZoneDays(otherwise);
  const zones = new Map((await listVersions(db, program)).map(({ hash, time_zone }) => [hash, time_zone]));
  const current = inForceOn(live, new ZoneDays('UTC').dayOf(life.now().getTime())) ?? live[0];
  return new ZoneDays(zones.get(current?.version ?? '') ?? otherwise);
}

/** Today where the program is. */
export async function todayOf(life: Life, db: Reader, program: string, otherwise?: string): Promise<string> {
  return (await zoneOf(life, db, program, otherwise)).dayOf(life.now().getTime());
}

export async function inForceToday(life: Life, db: Reader, program: string): Promise<EntryRow | undefined> {
  const today = await todayOf(life, db, program);
  return inForceOn(await liveEntries(db, program), today);
}

/** The documents of entries as they are kept, with their days. */
export async function textsOf(db: Reader, entries: readonly DatedVersion[]): Promise<readonly DatedText[]> {
  const texts = await readTexts(
    db,
    entries.map(({ version }) => version),
  );
  return entries.map(({ version, effectiveFrom }) => ({ text: texts.get(version) ?? '', effectiveFrom }));
}

export async function documentsOf(db: Reader, entries: readonly DatedVersion[]): Promise<readonly ProgramDocument[]> {
  return (await textsOf(db, entries)).map(readDated);
}
