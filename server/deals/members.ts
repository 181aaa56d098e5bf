import type { Activity, Enrollment } from '../engine/facts/activity.ts';
import { readActivities, readPartners } from '../engine/fold/read.ts';
import type { Timeline } from '../engine/program/model.ts';
import { type MemberRow, readMembers } from '../store/deals/members.ts';
import type { Reader } from '../store/life/contents.ts';
import { loadReader, readersOf } from '../store/readers.ts';
import { within } from './shard-names.ts';
import type { LiveTimeline } from './timelines.ts';

/** An activity that a shard has taken in. */
export interface Member {
  readonly activity: Activity;
  readonly document: unknown;
  /** Of its document; hexadecimal. */
  readonly hash: string;
}

export interface Members {
  readonly enrollments: readonly Enrollment[];
  /** In the order recorded, for the parties that are of the shard. */
  readonly activities: readonly Member[];
  /** By number. */
  readonly byRecorded: ReadonlyMap<number, Member | Enrollment>;
}

/** Where a shard's history is. */
export interface Place {
  readonly program: string;
  readonly shard: string;
  readonly history: string;
}

/** Reads documents of live histories by the programs that accepted them, whatever is in force now. */
export class Documents {
  private readonly timelines = new Map<string, Timeline>();

  /** What the steps of a shard after one and up to another took in. */
  async members(db: Reader, place: Place, after: number, upTo: number, current: LiveTimeline): Promise<Members> {
    const rows = await readMembers(db, place, after, upTo);
    const timelineOf = await this.readers(db, place.history, rows, current);
    const enrollments: Enrollment[] = [];
    const activities: Member[] = [];
    const byRecorded = new Map<number, Member | Enrollment>();
    for (const row of rows) {
      if (byRecorded.has(row.recorded)) continue;
      const timeline = timelineOf(row.recorded);
      if (row.kind === 'enrolled') {
        const enrollment = enrollmentIn(timeline, row.document);
        enrollments.push(enrollment);
        byRecorded.set(row.recorded, enrollment);
        continue;
      }
      const activity = within(place.shard, activityIn(timeline, row.document));
      // a corrected report may name others
      if (activity.parties.length === 0) continue;
      const member = { activity, document: row.document, hash: row.hash };
      activities.push(member);
      byRecorded.set(row.recorded, member);
    }
    return { enrollments, activities, byRecorded };
  }

  /** One document, by the program that accepted it. */
  async activity(db: Reader, history: string, recorded: number, document: unknown, current: LiveTimeline): Promise<Activity> {
    const timelineOf = await this.readers(db, history, [{ recorded }], current);
    return activityIn(timelineOf(recorded), document);
  }

  private async readers(
    db: Reader,
    history: string,
    rows: readonly Pick<MemberRow, 'recorded'>[],
    current: LiveTimeline,
  ): Promise<(recorded: number) => Timeline> {
    const last = rows.reduce((most, { recorded }) => Math.max(most, recorded), 0);
    const kept = await readersOf({ db }, history, last);
    const timelines = kept.map((row) => {
      const known = row.hash === current.reader.hash ? current.timeline : this.timelines.get(row.hash);
      const timeline = known ?? loadReader(history, row).timeline;
      this.timelines.set(row.hash, timeline);
      return { since: row.since, timeline };
    });
    return (recorded) => {
      const found = timelines.findLast(({ since }) => since <= recorded);
      if (found === undefined) throw new Error(`nothing reads number ${recorded} of the history ${history}`);
      return found.timeline;
    };
  }
}

function enrollmentIn(timeline: Timeline, document: unknown): Enrollment {
  const { enrollments, refused } = readPartners(timeline, [document]);
  const [enrollment] = enrollments;
  if (enrollment === undefined)
    throw new Error(`an enrollment that was recorded is not accepted: ${refused[0]?.findings[0]?.message ?? ''}`);
  return enrollment;
}

function activityIn(timeline: Timeline, document: unknown): Activity {
  const { activities, refused } = readActivities(timeline, [document]);
  const [activity] = activities;
  if (activity === undefined) throw new Error(`an activity that was recorded is not accepted: ${refused[0]?.findings[0]?.message ?? ''}`);
  return activity;
}
