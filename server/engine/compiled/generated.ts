/** The activities that a fold generates from calendar and state. */
import type { Activity } from '../facts/activity.ts';
import { dayToIso } from '../facts/render.ts';
import { type Day, RATE_DECIMALS, type Value } from '../facts/value.ts';
import type { Period } from '../measures/model.ts';
import { closesPeriod, periodOf, periodStart } from './calendar.ts';
import { keptOn } from './kept.ts';
import { leavesOf, waitingFor } from './queue.ts';
import { byTypeAndPartner, type CompiledState, type Due, type EnrollmentState, inOrder } from './state.ts';
import type { CompiledTimeline } from './timeline.ts';
import { expires } from './validity.ts';
import type { Version } from './version.ts';

/** From what the lists of a day are made. */
export interface Today {
  readonly timeline: CompiledTimeline;
  /** In force on the day. */
  readonly version: Version;
  readonly state: CompiledState;
  readonly day: Day;
}

export type List = (today: Today) => readonly Activity[];

/** The activities of one kind that a day generates. */
interface Generated {
  readonly kind: string;
  readonly list: List;
}

/** In order. Each list is made when its turn comes. */
export const START_OF_DAY: readonly Generated[] = [
  { kind: 'version-started', list: versionStarted },
  { kind: 'registration-reconsidered', list: registrationReconsidered },
];
export const END_OF_DAY: readonly Generated[] = [
  { kind: 'protection-expired', list: protectionExpired },
  { kind: 'month-closed', list: (today) => closed(today, 'month') },
  { kind: 'quarter-closed', list: (today) => closed(today, 'quarter') },
  { kind: 'year-closed', list: (today) => closed(today, 'year') },
  { kind: 'term-ended', list: termEnded },
  { kind: 'validity-expired', list: validityExpired },
  { kind: 'grace-ended', list: graceEnded },
  { kind: 'tier-reviewed', list: tierReviewed },
];

const listens = ({ version }: Today, { partnerType }: EnrollmentState, kind: string): boolean => version.listens(partnerType, kind);

const tiersOf = ({ version }: Today, { partnerType }: EnrollmentState) => version.program.partnerTypes.get(partnerType)?.tiers;

interface Extra {
  readonly what?: string;
  readonly facts?: ReadonlyMap<string, Value>;
  readonly items?: Activity['items'];
}

const NOTHING: ReadonlyMap<string, Value> = new Map();

function generate(kind: string, day: Day, { partner, partnerType }: EnrollmentState, { what, facts, items }: Extra = {}): Activity {
  const id = `${kind}:${dayToIso(day)}:${partnerType}:${partner}`;
  return {
    source: 'dealwright',
    id: what === undefined ? id : `${id}:${what}`,
    revision: 1,
    kind,
    day,
    parties: [{ partner, partnerType, role: 'principal', share: 10 ** RATE_DECIMALS }],
    facts: facts ?? NOTHING,
    items: items ?? [],
    terms: NOTHING,
  };
}

/** Enrolled on the day, in order. */
const enrolled = ({ state, day }: Today): readonly EnrollmentState[] => inOrder(state).filter(({ enrolledOn }) => enrolledOn <= day);

function versionStarted(today: Today): readonly Activity[] {
  const { timeline, day } = today;
  if (timeline.versions.length === 1) return NONE;
  const starts = timeline.timeline.versions.some(({ effectiveFrom }, index) => index > 0 && effectiveFrom === day);
  return starts ? enrolled(today).map((enrollment) => generate('version-started', day, enrollment)) : NONE;
}

/** Those that wait for what was freed, and those that were granted it then, in order of submission. */
function registrationReconsidered({ state, day }: Today): readonly Activity[] {
  const granted = keptOn(state, day);
  if (state.freed.length === 0 && granted.length === 0) return NONE;
  const freed = state.freed.map(({ leaf }) => leaf);
  state.freed = [];
  const waiting = waitingFor(state, freed);
  const all = granted.length === 0 ? waiting : [...new Set([...waiting, ...granted])].sort((a, b) => a.order - b.order);
  return all.map(({ enrollment, id, facts, items }) =>
    generate('registration-reconsidered', day, holder(state, enrollment), { what: id, facts, items }),
  );
}

function holder(state: CompiledState, index: number): EnrollmentState {
  const enrollment = state.enrollments[index];
  if (enrollment === undefined) throw new Error('an enrollment that is not there');
  return enrollment;
}

const NONE: readonly never[] = [];

function dueOf<W extends Due['what']>({ state, day }: Today, what: W): readonly Extract<Due, { what: W }>[] {
  const due = state.due.get(day);
  if (due === undefined || due.length === 0) return NONE;
  return due.filter((each): each is Extract<Due, { what: W }> => each.what === what);
}

/** Enrollments of which something may fall due, each once, in order. */
function concerned(today: Today, what: 'term' | 'validity' | 'grace'): readonly EnrollmentState[] {
  const due = dueOf(today, what);
  if (due.length === 0) return NONE;
  const indexes = new Set(due.map(({ enrollment }) => enrollment));
  return [...indexes].map((index) => holder(today.state, index)).sort(byTypeAndPartner);
}

function protectionExpired(today: Today): readonly Activity[] {
  const { state, day } = today;
  const due = dueOf(today, 'protection');
  if (due.length === 0) return NONE;
  const keys = new Set(due.map(({ registration }) => registration));
  return [...keys]
    .flatMap((key) => state.registrations.get(key) ?? [])
    .filter((registration) => leavesOf(state, registration).some(([, { until }]) => until === day))
    .map((registration) => ({ registration, enrollment: holder(state, registration.enrollment) }))
    .sort((a, b) => byTypeAndPartner(a.enrollment, b.enrollment) || a.registration.order - b.registration.order)
    .map(({ registration: { id }, enrollment }) =>
      generate('protection-expired', day, enrollment, { what: id, facts: new Map([['registration.id', id]]) }),
    );
}

export const CLOSES: Readonly<Record<Period, string>> = { month: 'month-closed', quarter: 'quarter-closed', year: 'year-closed' };

function closed(today: Today, period: Period): readonly Activity[] {
  const { calendar } = today.version.program;
  const { day } = today;
  const kind = CLOSES[period];
  if (!today.version.hears(kind) || !closesPeriod(calendar, period, day)) return NONE;
  const listening = enrolled(today).filter((enrollment) => listens(today, enrollment, kind));
  if (listening.length === 0) return NONE;
  const facts = new Map([
    ['period.start', periodStart(calendar, period, periodOf(calendar, period, day))],
    ['period.end', day],
  ]);
  return listening.map((enrollment) => generate(kind, day, enrollment, { facts }));
}

function termEnded(today: Today): readonly Activity[] {
  const { day } = today;
  return concerned(today, 'term')
    .filter((enrollment) => listens(today, enrollment, 'term-ended'))
    .flatMap((enrollment) => {
      const ids = new Set(enrollment.agreements.filter(({ ended, endsOn }) => !ended && endsOn === day).map(({ id }) => id));
      return [...ids].map((what) => generate('term-ended', day, enrollment, { what, facts: new Map([['agreement.id', what]]) }));
    });
}

function validityExpired(today: Today): readonly Activity[] {
  const { day } = today;
  return concerned(today, 'validity')
    .filter((enrollment) => expires(enrollment, day))
    .filter((enrollment) => tiersOf(today, enrollment) !== undefined || listens(today, enrollment, 'validity-expired'))
    .map((enrollment) => generate('validity-expired', day, enrollment));
}

function graceEnded(today: Today): readonly Activity[] {
  const { day } = today;
  return concerned(today, 'grace')
    .filter((enrollment) => enrollment.graceUntil === day && tiersOf(today, enrollment) !== undefined)
    .map((enrollment) => generate('grace-ended', day, enrollment));
}

function tierReviewed(today: Today): readonly Activity[] {
  const { day, version } = today;
  const { calendar } = version.program;
  if (!version.hasTiers || !closesPeriod(calendar, 'month', day)) return NONE;
  return enrolled(today)
    .filter((enrollment) => {
      const tiers = tiersOf(today, enrollment);
      if (tiers === undefined) return false;
      if (tiers.review !== undefined && closesPeriod(calendar, tiers.review, day)) return true;
      return tiers.downgrade === 'at-year-end' && closesPeriod(calendar, 'year', day);
    })
    .map((enrollment) => generate('tier-reviewed', day, enrollment));
}
