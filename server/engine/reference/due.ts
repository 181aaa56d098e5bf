/** What falls due: the activities that a fold generates from calendar and state. */
import { type Activity, enrollmentKey } from '../facts/activity.ts';
import { dayToIso } from '../facts/render.ts';
import { type Day, RATE_DECIMALS, type Value } from '../facts/value.ts';
import type { Period } from '../measures/model.ts';
import type { Program, Timeline } from '../program/model.ts';
import { closesPeriod, fiscalPeriod } from './calendar.ts';
import { isKeptOn } from './kept.ts';
import { endedLater } from './measures.ts';
import { known } from './registry.ts';
import { type EnrollmentState, inOrder, type ReferenceState, type Registration } from './state.ts';

/** From what the lists of a day are made. */
export interface Today {
  readonly timeline: Timeline;
  /** In force on the day. */
  readonly program: Program;
  readonly state: ReferenceState;
  readonly day: Day;
}

type List = (today: Today) => readonly Activity[];

/** In order. Each list is made when its turn comes. */
export const START_OF_DAY: readonly List[] = [versionStarted, registrationReconsidered];
export const END_OF_DAY: readonly List[] = [
  protectionExpired,
  (today) => closed(today, 'month'),
  (today) => closed(today, 'quarter'),
  (today) => closed(today, 'year'),
  termEnded,
  validityExpired,
  graceEnded,
  tierReviewed,
];

/** Whether some rule of the version listens to the kind for the partner type. */
export function listens(program: Program, partnerType: string, kind: string): boolean {
  return program.rules.some((rule) => rule.for.has(partnerType) && rule.on.has(kind));
}

interface Extra {
  readonly what?: string;
  readonly facts?: ReadonlyMap<string, Value>;
  readonly items?: Activity['items'];
}

function generate(kind: string, day: Day, { partner, partnerType }: EnrollmentState, { what, facts, items }: Extra = {}): Activity {
  return {
    source: 'dealwright',
    id: [kind, dayToIso(day), partnerType, partner, ...(what === undefined ? [] : [what])].join(':'),
    revision: 1,
    kind,
    day,
    parties: [{ partner, partnerType, role: 'principal', share: 10 ** RATE_DECIMALS }],
    facts: facts ?? new Map(),
    items: items ?? [],
    terms: new Map(),
  };
}

/** Enrollments that are enrolled on the day, in order. */
const enrolled = ({ state, day }: Today): readonly EnrollmentState[] => inOrder(state).filter(({ enrolledOn }) => enrolledOn <= day);

function versionStarted(today: Today): readonly Activity[] {
  const starts = today.timeline.versions.slice(1).some(({ effectiveFrom }) => effectiveFrom === today.day);
  return starts ? enrolled(today).map((enrollment) => generate('version-started', today.day, enrollment)) : [];
}

/** Those that wait for what was freed, and those that were granted it then, in order of submission. */
function registrationReconsidered({ state, day }: Today): readonly Activity[] {
  const freed = state.freed.map(({ leaf }) => leaf);
  state.freed = [];
  return state.registrations
    .filter(
      (registration) => registration.waits?.leaves.some((leaf) => freed.includes(leaf)) === true || isKeptOn(state, registration, day),
    )
    .map((registration) => {
      const { id: what, facts, items } = registration;
      return generate('registration-reconsidered', day, holderOf(state, registration), { what, facts, items });
    });
}

function holderOf(state: ReferenceState, { enrollment }: Registration): EnrollmentState {
  const holder = state.enrollments.get(enrollment);
  if (holder === undefined) throw new Error('a registration of nobody');
  return holder;
}

function protectionExpired({ state, day }: Today): readonly Activity[] {
  const expiring = state.registrations.filter(({ enrollment, id }) =>
    state.leaves.some((leaf) => leaf.enrollment === enrollment && leaf.registration === id && leaf.until === day),
  );
  return inOrder(state).flatMap((enrollment) =>
    expiring
      .filter((registration) => registration.enrollment === enrollmentKey(enrollment.partner, enrollment.partnerType))
      .map(({ id }) => generate('protection-expired', day, enrollment, { what: id, facts: new Map([['registration.id', id]]) })),
  );
}

/** The registration that a generated activity is about. */
export function registrationOf(state: ReferenceState, { parties, facts }: Activity): Registration | undefined {
  const [party] = parties;
  const id = facts.get('registration.id');
  return party === undefined || typeof id !== 'string' ? undefined : known(state, party, id);
}

function closed(today: Today, period: Period): readonly Activity[] {
  const { program, day } = today;
  if (!closesPeriod(program.calendar, period, day)) return [];
  const { from, to } = fiscalPeriod(program.calendar, period, day);
  const facts = new Map([
    ['period.start', from],
    ['period.end', to],
  ]);
  const kind = `${period}-closed`;
  return enrolled(today)
    .filter(({ partnerType }) => listens(program, partnerType, kind))
    .map((enrollment) => generate(kind, day, enrollment, { facts }));
}

function termEnded({ program, state, day }: Today): readonly Activity[] {
  return inOrder(state)
    .filter(({ partnerType }) => listens(program, partnerType, 'term-ended'))
    .flatMap((enrollment) => {
      const ids = enrollment.agreements.filter(({ ended, endsOn }) => !ended && endsOn === day).map(({ id }) => id);
      return [...new Set(ids)].map((what) => generate('term-ended', day, enrollment, { what, facts: new Map([['agreement.id', what]]) }));
    });
}

function validityExpired({ program, state, day }: Today): readonly Activity[] {
  const expiring = state.history.flatMap((entry) => {
    const validity = entry.kind === 'agreement-signed' ? undefined : program.catalogue.kinds.get(entry.kind)?.valid;
    if (validity === undefined || entry.facts.get(validity.until) !== day) return [];
    return entry.parties
      .map(({ partner, partnerType }) => enrollmentKey(partner, partnerType))
      .filter((enrollment) => !endedLater(entry, enrollment, state.history, validity.endedBy));
  });
  return inOrder(state)
    .filter(({ partner, partnerType }) => expiring.includes(enrollmentKey(partner, partnerType)))
    .filter(({ partnerType }) => hasTiers(program, partnerType) || listens(program, partnerType, 'validity-expired'))
    .map((enrollment) => generate('validity-expired', day, enrollment));
}

const hasTiers = (program: Program, partnerType: string): boolean => program.partnerTypes.get(partnerType)?.tiers !== undefined;

function graceEnded({ program, state, day }: Today): readonly Activity[] {
  return inOrder(state)
    .filter(({ partnerType, graceUntil }) => graceUntil === day && hasTiers(program, partnerType))
    .map((enrollment) => generate('grace-ended', day, enrollment));
}

function tierReviewed(today: Today): readonly Activity[] {
  const { program, day } = today;
  const closes = (period: Period): boolean => closesPeriod(program.calendar, period, day);
  return enrolled(today)
    .filter(({ partnerType }) => {
      const tiers = program.partnerTypes.get(partnerType)?.tiers;
      if (tiers === undefined) return false;
      return (tiers.review !== undefined && closes(tiers.review)) || (tiers.downgrade === 'at-year-end' && closes('year'));
    })
    .map((enrollment) => generate('tier-reviewed', day, enrollment));
}
