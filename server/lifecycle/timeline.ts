import type { Principal } from '../access/principal.ts';
import { isoToDay } from '../engine/facts/render.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import { isProgram, lockProgram, noteTimelineChange } from '../store/life/programs.ts';
import { lapseSubmissions } from '../store/life/submissions.ts';
import {
  allEntries,
  type EntryRow,
  endEntry,
  findEntry,
  findVersion,
  insertEntry,
  liveEntries,
  type NewEntry,
} from '../store/life/timeline.ts';
import { timelineOf } from './dated-documents.ts';
import { documentsOf, inForceOn, isBy, todayOf, zoneOf } from './in-force.ts';
import { type Changed, checkText, followTimeline, type Life, TEXT_LIMITS } from './life.ts';
import { LifecycleError, type TimelineEntry } from './model.ts';

/** What was, is and will be in force. */
export interface ProgramTimeline {
  readonly program: string;
  /** Where the program is. */
  readonly today: string;
  /** By the day from which they hold, then in the order in which they were made; those that have ended too. */
  readonly entries: readonly TimelineEntry[];
}

export async function timeline(life: Life, program: string): Promise<ProgramTimeline> {
  const { db } = life.store;
  if (!(await isProgram(db, program))) throw noProgram(program);
  const today = await todayOf(life, db, program);
  return { program, today, entries: entriesOf(await allEntries(db, program), today) };
}

/** Rows as what they are on a day. */
export function entriesOf(rows: readonly EntryRow[], today: string): readonly TimelineEntry[] {
  const from = (row: EntryRow): string => row.effective_from ?? '';
  const sorted = rows.toSorted((a, b) => (from(a) < from(b) ? -1 : from(a) > from(b) ? 1 : a.at.getTime() - b.at.getTime()));
  const current = inForceOn(
    sorted.filter(({ ended }) => ended === null),
    today,
  );
  return sorted.map((row) => entryOf(row, row === current ? 'in-force' : isBy(row.effective_from, today) ? 'past' : 'scheduled'));
}

function entryOf(row: EntryRow, state: 'past' | 'in-force' | 'scheduled'): TimelineEntry {
  return {
    id: row.id,
    program: row.program,
    version: row.version,
    effectiveFrom: row.effective_from,
    state: row.ended ?? state,
    ...(row.submission !== null && { submission: row.submission }),
    ...(row.reason !== null && { reason: row.reason }),
    by: { id: row.person, name: row.person_name },
    at: row.at,
    ...(row.ended_at !== null && {
      ended: {
        by: { id: row.ended_by ?? '', name: row.ended_by_name ?? '' },
        at: row.ended_at,
        ...(row.ended_reason !== null && { reason: row.ended_reason }),
      },
    }),
  };
}

/** Takes back what has not begun; from its day on what is in force before it goes on. */
export async function withdrawEntry(
  life: Life,
  tx: Transaction,
  by: Principal,
  program: string,
  id: string,
  { reason }: { readonly reason: string },
): Promise<Changed<TimelineEntry>> {
  checkText('A reason', reason, { most: TEXT_LIMITS.text });
  await lockedProgram(tx, program);
  const row = await findEntry(tx, program, id);
  if (row === undefined) throw new LifecycleError('not-found', `The timeline of ${program} has no entry ${id.slice(0, 100)}.`);
  if (row.ended !== null) throw new LifecycleError('state', `This entry was ${row.ended} already.`);
  const today = await todayOf(life, tx, program);
  if (isBy(row.effective_from, today)) {
    const since = row.effective_from === null ? 'from the beginning' : `since ${row.effective_from}`;
    throw new LifecycleError('state', `This version is in force ${since}. What has begun is not withdrawn; roll back to an earlier one.`);
  }
  const at = life.now();
  const ended = await endEntry(tx, id, { as: 'withdrawn', reason, person: by.id, name: by.name, at });
  await refuseUnsound(tx, program);
  const lapsed = await timelineChanged(
    life,
    tx,
    program,
    `The timeline changed: ${by.name} withdrew the version of ${row.effective_from}.`,
  );
  const head = await life.trail.record(tx, by, {
    action: 'timeline-entry-withdrawn',
    subject: { kind: 'timeline-entry', id },
    before: recorded(row),
    after: { ...recorded(ended), ended: 'withdrawn', reason, ...lapsed },
  });
  return { value: entryOf(ended, 'scheduled'), head };
}

export interface RollBack {
  /** One that was in force before. */
  readonly version: string;
  readonly reason: string;
  /** Today or later; missing: today. */
  readonly from?: string;
}

/** Makes an earlier version effective again. Nothing is simulated or approved anew: it was, when it first came. */
export async function rollBack(
  life: Life,
  tx: Transaction,
  by: Principal,
  program: string,
  { version, reason, from }: RollBack,
): Promise<Changed<TimelineEntry>> {
  checkText('A reason', reason, { most: TEXT_LIMITS.text });
  await lockedProgram(tx, program);
  const today = await todayOf(life, tx, program);
  const day = from ?? today;
  if (isoToDay(day) === undefined) throw new StoreError('refused', `${day.slice(0, 40)} is no day; YYYY-MM-DD was expected.`);
  if (day < today) throw new LifecycleError('state', `${day} is past; one rolls back from today (${today}) or a later day.`);
  if ((await findVersion(tx, program, version)) === undefined)
    throw new LifecycleError('not-found', `${program} has no version ${version.slice(0, 64)}.`);
  const rows = await allEntries(tx, program);
  const zone = await zoneOf(life, tx, program);
  const last = ({ ended_at }: EntryRow): string => (ended_at === null ? today : zone.dayOf(ended_at.getTime()));
  const was = rows.some((row) => row.version === version && isBy(row.effective_from, last(row)));
  if (!was) throw new LifecycleError('state', 'This version was never in force. Submit a draft of it, so that it is approved.');
  const current = inForceOn(await liveEntries(tx, program), day);
  if (current?.version === version) throw new LifecycleError('state', `This version is in force on ${day} already.`);
  const entry = await enter(tx, {
    program,
    version,
    effective_from: day,
    submission: null,
    reason,
    person: by.id,
    person_name: by.name,
    at: life.now(),
  });
  await refuseUnsound(tx, program);
  const lapsed = await timelineChanged(life, tx, program, `The timeline changed: ${by.name} rolled back from ${day}.`);
  const head = await life.trail.record(tx, by, {
    action: 'program-rolled-back',
    subject: { kind: 'program', id: program },
    ...(current && { before: recorded(current) }),
    after: { ...recorded(entry.row), entry: entry.row.id, reason, ...entry.replaced, ...lapsed },
  });
  return { value: entryOf(entry.row, day === today ? 'in-force' : 'scheduled'), head };
}

/** A new entry, and the end of one that began on the same day. */
export async function enter(
  tx: Transaction,
  entry: NewEntry,
): Promise<{ readonly row: EntryRow; readonly replaced: { readonly replaced?: string } }> {
  const sameDay = (await liveEntries(tx, entry.program)).find(({ effective_from }) => effective_from === entry.effective_from);
  if (sameDay !== undefined)
    await endEntry(tx, sameDay.id, { as: 'replaced', reason: entry.reason, person: entry.person, name: entry.person_name, at: entry.at });
  return { row: await insertEntry(tx, entry), replaced: sameDay === undefined ? {} : { replaced: sameDay.id } };
}

/** What follows from any change of a timeline; gives what lapsed of it, for the trail. */
export async function timelineChanged(
  life: Life,
  tx: Transaction,
  program: string,
  because: string,
  but?: string,
): Promise<{ readonly lapsed?: readonly string[] }> {
  const lapsed = await lapseSubmissions(tx, { program }, because, but);
  await noteTimelineChange(tx, program);
  followTimeline(life, tx);
  return lapsed.length === 0 ? {} : { lapsed };
}

/** Versions that come to stand beside each other must go together, as those that are checked when they come. */
async function refuseUnsound(tx: Transaction, program: string): Promise<void> {
  const live = await liveEntries(tx, program);
  const loaded = timelineOf(
    await documentsOf(
      tx,
      live.map(({ version, effective_from }) => ({ version, effectiveFrom: effective_from })),
    ),
  );
  if (loaded.ok || live.length === 0) return;
  const findings = loaded.diagnostics
    .filter(({ severity }) => severity === 'error')
    .map(({ pointer, message, hint }) => ({ pointer, message, ...(hint !== undefined && { hint }) }));
  throw new LifecycleError('not-ready', 'The versions that would follow each other then do not go together.', { findings });
}

async function lockedProgram(tx: Transaction, program: string): Promise<void> {
  if ((await lockProgram(tx, program)) === undefined) throw noProgram(program);
}

export const recorded = ({ program, version, effective_from }: EntryRow) => ({ program, version, effectiveFrom: effective_from });

export const noProgram = (id: string): LifecycleError => new LifecycleError('not-found', `There is no program ${id.slice(0, 80)}.`);
