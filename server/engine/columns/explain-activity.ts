/**
 * The whole reasoning of any activity of a history, on demand: the fold is done again up to it, and only the last step is
 * told. Where the program is cut only the enrollments of the activity are folded.
 */
import { advanceDays, compiledTimeline, stepDay } from '../compiled/days.ts';
import { DecisionRecorder } from '../compiled/decision-recorder.ts';
import { SILENT } from '../compiled/recorder.ts';
import { beginState } from '../compiled/state.ts';
import type { Decision } from '../decisions/model.ts';
import type { Activity } from '../facts/activity.ts';
import { isoToDay } from '../facts/render.ts';
import type { Day } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import { cutOf } from './cut.ts';
import { FoldStopped } from './fold-columns.ts';
import type { HistoryColumns, KindTable } from './history.ts';
import { activityAt, enrollmentAt, textsOf } from './read-history.ts';
import { historyPlaces, sequenceOf } from './rows.ts';

/** What the fold generates bears this source. */
const GENERATED = 'dealwright';
/** A long fold asks whether to stop once in so many activities. */
const STOP_EVERY = 4096;

export interface ExplainOptions {
  /** True stops the fold, which then throws `FoldStopped`. */
  readonly stop?: () => boolean;
}

export interface ActivityName {
  readonly source: string;
  readonly id: string;
}

/**
 * The decision on an activity, with reasoning; undefined where the history doesn't have it, or the fold generates none of
 * the name.
 */
export function explainActivity(
  timeline: Timeline,
  history: HistoryColumns,
  { source, id }: ActivityName,
  options: ExplainOptions = {},
): Decision | undefined {
  const isNamed = ({ activity }: Decision): boolean => activity.source === source && activity.id === id;
  const found = findActivity(history, source, id);
  if (found === undefined) {
    return source === GENERATED
      ? namedByFold(history, id)
          .flatMap((one) => explainGenerated(timeline, history, one, options))
          .find(isNamed)
      : undefined;
  }
  const { kind, place, table } = found;
  const order = table.order[place] ?? 0;
  const fold = new Refold(timeline, history, enrollmentsOf(history, kind, place), options);
  fold.remember((each) => each < order);
  return fold.tell((each) => each === order, table.day[place] ?? 0, false).find(isNamed);
}

export interface GeneratedName {
  readonly enrollment: number;
  readonly kind: string;
  readonly day: Day;
}

/** Decisions on what the fold generates of a kind for an enrollment on a day, with reasoning; none where nothing is said. */
export function explainGenerated(
  timeline: Timeline,
  history: HistoryColumns,
  { enrollment, kind, day }: GeneratedName,
  options: ExplainOptions = {},
): readonly Decision[] {
  const { partner, partnerType } = enrollmentAt(history, enrollment);
  const fold = new Refold(timeline, history, [enrollment], options);
  fold.remember((_, on) => on < day);
  return fold
    .tell((_, on) => on === day, day, true)
    .filter(({ generated, kind: of, activity: { id } }) => generated && of === kind && isOf(id, partnerType, partner));
}

/** What an id of the fold may mean: KIND:YYYY-MM-DD:PARTNERTYPE:PARTNER, or with :WHAT behind it; names may have colons. */
function namedByFold(history: HistoryColumns, id: string): readonly GeneratedName[] {
  const [kind = '', on = '', partnerType = '', ...rest] = id.split(':');
  const day = isoToDay(on);
  if (day === undefined) return [];
  const places = historyPlaces(history);
  return rest
    .map((_, last) => places.enrollment(rest.slice(0, last + 1).join(':'), partnerType))
    .filter((enrollment) => enrollment >= 0)
    .map((enrollment) => ({ enrollment, kind, day }));
}

/** KIND:YYYY-MM-DD:PARTNERTYPE:PARTNER, or with :WHAT behind it. */
function isOf(id: string, partnerType: string, partner: string): boolean {
  const rest = id.split(':').slice(2).join(':');
  const name = `${partnerType}:${partner}`;
  return rest === name || rest.startsWith(`${name}:`);
}

/** Some enrollments of a history, folded again; all of them where the program isn't cut. */
class Refold {
  private readonly compiled;
  private readonly state;
  private readonly activities: Iterator<{ readonly order: number; readonly day: Day; readonly activity: () => Activity }>;
  private next;
  private readonly stop: () => boolean;
  private steps = 0;

  constructor(timeline: Timeline, history: HistoryColumns, enrollments: readonly number[], { stop = () => false }: ExplainOptions) {
    this.stop = stop;
    const isCut = cutOf(timeline).by === 'enrollment';
    const folded = isCut ? [...new Set(enrollments)].sort((a, b) => a - b) : [...Array(history.enrollments.count).keys()];
    this.compiled = compiledTimeline(timeline);
    this.state = beginState(
      timeline,
      folded.map((each) => enrollmentAt(history, each)),
    );
    this.activities = isCut ? activitiesOf(history, folded) : allActivities(history);
    this.next = this.activities.next();
  }

  /** Folds on for as long as it is asked to, and says nothing. */
  remember(more: (order: number, day: Day) => boolean): void {
    while (this.next.done !== true && more(this.next.value.order, this.next.value.day)) {
      if (this.steps % STOP_EVERY === 0 && this.stop()) throw new FoldStopped('the fold was stopped');
      this.steps += 1;
      stepDay(this.compiled, this.state, this.next.value.activity(), SILENT);
      this.next = this.activities.next();
    }
  }

  /** Folds on and tells all, from the start of a day; with its end where that is asked for. */
  tell(more: (order: number, day: Day) => boolean, day: Day, through: boolean): readonly Decision[] {
    const recorder = new DecisionRecorder(this.compiled.timeline, { explain: true });
    if (this.state.ended === null || this.state.ended < day - 1) advanceDays(this.compiled, this.state, day - 1, SILENT);
    while (this.next.done !== true && more(this.next.value.order, this.next.value.day)) {
      stepDay(this.compiled, this.state, this.next.value.activity(), recorder);
      this.next = this.activities.next();
    }
    if (through) advanceDays(this.compiled, this.state, day, recorder);
    return recorder.decisions;
  }
}

function* allActivities(history: HistoryColumns) {
  const { kind, place } = sequenceOf(history);
  for (let order = 0; order < history.activities; order += 1) {
    const [of = 0, at = 0] = [kind[order], place[order]];
    yield { order, day: history.kinds[of]?.day[at] ?? 0, activity: () => activityAt(history, of, at) };
  }
}

/** Of some enrollments, in order, with those of their parties alone. */
function* activitiesOf(history: HistoryColumns, enrollments: readonly number[]) {
  const { start, kind, place } = history.rows;
  const found = new Map<number, { readonly of: number; readonly at: number }>();
  for (const enrollment of enrollments) {
    for (let row = start[enrollment] ?? 0; row < (start[enrollment + 1] ?? 0); row += 1) {
      const [of = 0, at = 0] = [kind[row], place[row]];
      found.set(history.kinds[of]?.order[at] ?? 0, { of, at });
    }
  }
  for (const [order, { of, at }] of [...found].sort(([a], [b]) => a - b)) {
    const table = history.kinds[of];
    yield { order, day: table?.day[at] ?? 0, activity: () => withParties(history, of, at, enrollments) };
  }
}

function withParties(history: HistoryColumns, kind: number, place: number, enrollments: readonly number[]): Activity {
  const activity = activityAt(history, kind, place);
  const of = enrollmentsOf(history, kind, place);
  return of.length === 1
    ? activity
    : { ...activity, parties: activity.parties.filter((_, party) => enrollments.includes(of[party] ?? -1)) };
}

/** Of an activity's parties, in their order. */
function enrollmentsOf(history: HistoryColumns, kind: number, place: number): readonly number[] {
  const table = history.kinds[kind];
  if (table?.partyOffsets != null && table.parties !== null) {
    return [...table.parties.enrollment.subarray(table.partyOffsets[place], table.partyOffsets[place + 1])];
  }
  const { start, kind: kinds, place: places } = history.rows;
  for (let enrollment = 0; enrollment < history.enrollments.count; enrollment += 1) {
    for (let row = start[enrollment] ?? 0; row < (start[enrollment + 1] ?? 0); row += 1) {
      if (places[row] === place && kinds[row] === kind) return [enrollment];
    }
  }
  throw new Error('an activity without rows');
}

/** Compares bytes: decoding a million identifiers would take longer than the fold. */
function findActivity(
  history: HistoryColumns,
  source: string,
  id: string,
): { readonly kind: number; readonly place: number; readonly table: KindTable } | undefined {
  const textOf = textsOf(history);
  const bytes = new TextEncoder().encode(id);
  for (const [kind, table] of history.kinds.entries()) {
    for (let place = 0; place < table.count; place += 1) {
      if (isAt(table.ids, place, bytes) && textOf(table.source[place] ?? 0) === source) return { kind, place, table };
    }
  }
  return undefined;
}

function isAt({ offsets, bytes }: KindTable['ids'], n: number, text: Uint8Array): boolean {
  const start = offsets[n] ?? 0;
  if ((offsets[n + 1] ?? 0) - start !== text.length) return false;
  for (let at = 0; at < text.length; at += 1) if (bytes[start + at] !== text[at]) return false;
  return true;
}
