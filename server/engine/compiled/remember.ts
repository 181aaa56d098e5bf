/** Remembering an activity: in the measures of all versions, of its enrollments, and what its lines moved. */
import type { Activity } from '../facts/activity.ts';
import type { Value } from '../facts/value.ts';
import { spend } from './budgets.ts';
import type { Attending } from './desk.ts';
import { wake } from './due.ts';
import { activityKey } from './reversals.ts';
import { type CompiledState, type EnrollmentState, registrationKey } from './state.ts';
import type { CompiledTimeline } from './timeline.ts';
import { rememberValidity } from './validity.ts';
import type { PartyVerdict } from './verdicts.ts';
import type { Version } from './version.ts';

/** Notes in a version's measures what the activity adds to them; the last party's facts are left in the slots. */
export function note(
  { desk, ledger }: Version,
  index: number,
  state: CompiledState,
  activity: Activity,
  attending: readonly Attending[],
): void {
  ledger.clear();
  desk.loadActivity(activity);
  for (let party = 0; party < attending.length; party += 1) {
    const present = attending[party];
    if (present === undefined) continue;
    const { enrollment } = present;
    desk.loadParty(present, activity.day);
    ledger.note(activity, party, enrollment, enrollment.books[index] ?? [], state.books[index] ?? [], desk);
  }
}

/** Remembers the activity in the measures of all versions. `noted`: the one that has noted it already. */
export function keepMeasures(
  { versions }: CompiledTimeline,
  state: CompiledState,
  activity: Activity,
  attending: readonly Attending[],
  noted: number | undefined,
): void {
  for (let index = 0; index < versions.length; index += 1) {
    const version = versions[index];
    if (version === undefined) continue;
    if (index !== noted) {
      if (!version.ledger.looksAt(activity.kind)) continue;
      note(version, index, state, activity, attending);
    }
    version.ledger.keep(activity, attending, index, state);
  }
}

/** Remembers profile, agreements and what expires. */
export function keepEnrollments(
  timeline: CompiledTimeline,
  state: CompiledState,
  activity: Activity,
  attending: readonly Attending[],
): void {
  for (let party = 0; party < attending.length; party += 1) {
    const present = attending[party];
    if (present === undefined) continue;
    const { enrollment, profile, agreements } = present;
    enrollment.profile = profile;
    if (agreements !== enrollment.agreements) {
      enrollment.agreements = agreements;
      const endsOn = agreements.at(-1)?.endsOn ?? null;
      if (endsOn !== null) wake(state, endsOn, { what: 'term', enrollment: enrollment.index });
    }
    if (timeline.needsActivities && activity.isCancelled !== false) {
      enrollment.activities.set(activityKey(activity.source, activity.id), { day: activity.day, lines: [] });
    }
  }
  rememberValidity(timeline.expiring, state, activity, attending);
}

/** Remembers what was decided for a party. */
export function keepOutcome(
  timeline: CompiledTimeline,
  state: CompiledState,
  activity: Activity,
  present: Attending,
  { drafts, moved, tier }: PartyVerdict,
): void {
  const { enrollment } = present;
  if (drafts.length > 0) keepLines(timeline, state, activity, present, drafts);
  // added, because two parties may be one enrollment
  if (moved.size > 0)
    for (const [key, { before, after }] of moved) enrollment.balances.set(key, (enrollment.balances.get(key) ?? 0) + after - before);
  if (tier !== undefined) {
    enrollment.tier = tier.after;
    if (tier.graceUntil !== null && tier.graceUntil !== enrollment.graceUntil) {
      wake(state, tier.graceUntil, { what: 'grace', enrollment: enrollment.index });
    }
    enrollment.graceUntil = tier.graceUntil;
  }
  if (activity.kind === 'deal-closed') markWon(state, enrollment, activity.facts.get('deal.registration'));
}

function markWon(state: CompiledState, enrollment: EnrollmentState, id: Value | undefined): void {
  const won = typeof id === 'string' ? state.registrations.get(registrationKey(enrollment.index, id)) : undefined;
  if (won !== undefined) won.won = true;
}

type Drafts = PartyVerdict['drafts'];

function keepLines(timeline: CompiledTimeline, state: CompiledState, activity: Activity, present: Attending, drafts: Drafts): void {
  const { versions } = timeline;
  // another party's facts, or nobody's, may stand in the slots
  const mustLoad = activity.parties.length > 1 || versions.length > 1;
  for (let index = 0; index < versions.length; index += 1) {
    const version = versions[index];
    if (version !== undefined) keepLinesIn(version, index, state, activity, present, drafts, mustLoad);
  }
  if (!timeline.needsActivities || activity.isCancelled === false) return;
  const done = present.enrollment.activities.get(activityKey(activity.source, activity.id));
  for (const [line, { status, incentive, payee, person, payer, minor }] of drafts.entries()) {
    if (status === 'due') done?.lines.push({ line, incentive, payee, person: person ?? null, payer, amount: minor, reversed: 0 });
  }
}

function keepLinesIn(
  version: Version,
  index: number,
  state: CompiledState,
  activity: Activity,
  present: Attending,
  drafts: Drafts,
  mustLoad: boolean,
): void {
  const { desk, ledger, budgets } = version;
  const { enrollment } = present;
  let isLoaded = false;
  for (const { status, incentive, minor, payee, item } of drafts) {
    if (status !== 'due') continue;
    if (budgets.length > 0) spend(version, index, state, enrollment, incentive, minor, activity.day);
    if (!ledger.hasLines(incentive)) continue;
    if (!isLoaded && mustLoad) {
      desk.loadActivity(activity);
      desk.loadParty(present, activity.day);
    }
    isLoaded = true;
    desk.loadLine(minor, payee, item === undefined ? undefined : activity.items[item]);
    ledger.keepLine(incentive, activity, enrollment, index, state);
  }
}
