/** Deciding one activity for all its parties. */
import type { Decision } from '../decisions/model.ts';
import type { Activity, Party } from '../facts/activity.ts';
import type { Value } from '../facts/value.ts';
import { agreementsWith, termAgreement } from './agreements.ts';
import type { Attending } from './desk.ts';
import type { Failed } from './failure.ts';
import type { Viewpoint } from './measures/ledger.ts';
import { type MeasurePlan, validOn } from './measures/plan.ts';
import { decideParty } from './party.ts';
import type { Occurrence, Recorder } from './recorder.ts';
import { keepEnrollments, keepMeasures, keepOutcome, note } from './remember.ts';
import { cancelled } from './reversals.ts';
import { type EarlierLine, loadKeyed, NO_INPUTS, type Sitting, type Taken } from './sitting.ts';
import { type CompiledState, enroll, find } from './state.ts';
import { currentTier } from './tiers.ts';
import type { CompiledTimeline } from './timeline.ts';
import type { PartyVerdict } from './verdicts.ts';
import type { Version } from './version.ts';

export interface Deciding {
  readonly timeline: CompiledTimeline;
  readonly state: CompiledState;
  /** Index of the version in force on the activity's day. */
  readonly inForce: number | undefined;
  readonly recorder: Recorder;
  readonly generated: boolean;
}

export interface DecidedActivity {
  readonly occurrence: Occurrence;
  /** The tier of a party changed. */
  readonly tierMoved: boolean;
}

/** The recorder is told of the parties; whether the activity is given is for the caller to say. */
export function decideActivity(deciding: Deciding, activity: Activity): DecidedActivity {
  const { timeline, state, inForce } = deciding;
  const version = inForce === undefined ? undefined : timeline.versions[inForce];
  const attending: Attending[] = [];
  for (const party of activity.parties) attending.push(attend(deciding, version, activity, party));
  if (version === undefined || inForce === undefined) {
    keepMeasures(timeline, state, activity, attending, undefined);
    keepEnrollments(timeline, state, activity, attending);
    return occurred(deciding, activity, attending, 'not-in-force', NONE, NONE);
  }
  note(version, inForce, state, activity, attending);
  const wide = state.books[inForce] ?? [];
  const through = validOn(activity);
  const views: Viewpoint[] = [];
  for (const { enrollment, term } of attending) {
    views.push({
      activity,
      attending,
      book: enrollment.books[inForce] ?? [],
      wide,
      termStart: term?.startsOn ?? undefined,
      validOn: through,
    });
  }
  const doubtful = version.ledger.doubtful(state.magnitudes[inForce]);
  const failed = doubtful.length === 0 ? doubtful : tooLarge(version, activity, attending, views, doubtful);
  if (failed.length > 0) return setAside(deciding, version, activity, attending, failed);

  const outcomes = decideParties(deciding, version, inForce, activity, attending, views);
  keepMeasures(timeline, state, activity, attending, inForce);
  keepEnrollments(timeline, state, activity, attending);
  for (let index = 0; index < outcomes.length; index += 1) {
    const [present, outcome] = [attending[index], outcomes[index]];
    if (present !== undefined && outcome !== undefined) keepOutcome(timeline, state, activity, present, outcome);
  }
  return occurred(deciding, activity, attending, 'decided', outcomes, NONE);
}

/** A party that is not enrolled is so from now on. */
function attend({ timeline, state }: Deciding, version: Version | undefined, activity: Activity, party: Party): Attending {
  const { partner, partnerType } = party;
  const enrollment =
    find(state, partner, partnerType) ??
    enroll(timeline.timeline, state, { partner, partnerType, enrolledOn: activity.day, profile: new Map() });
  const agreements = agreementsWith(enrollment.agreements, activity);
  const policy = version?.program.partnerTypes.get(partnerType)?.tiers;
  return {
    enrollment,
    party,
    tier: version === undefined ? (enrollment.tier ?? undefined) : currentTier(policy, enrollment.tier),
    profile: activity.kind === 'profile-changed' ? withProfile(enrollment.profile, activity.facts) : enrollment.profile,
    agreements,
    term: agreements.length === 0 ? undefined : termAgreement(agreements, activity.day),
  };
}

function withProfile(profile: ReadonlyMap<string, Value>, facts: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...profile, ...[...facts].filter(([name]) => name.startsWith('partner.'))]);
}

/** Of activities without reversals, and without gates of items: never changed. */
const NOTHING_TAKEN: Taken = new Map();
const NO_ITEM_GATES: Sitting['itemGates'] = new Map();

function decideParties(
  { timeline, state, recorder }: Deciding,
  version: Version,
  versionIndex: number,
  activity: Activity,
  attending: readonly Attending[],
  views: readonly Viewpoint[],
): readonly PartyVerdict[] {
  const earlierLines: EarlierLine[] = [];
  let taken = NOTHING_TAKEN;
  const outcomes: PartyVerdict[] = [];
  for (let place = 0; place < attending.length; place += 1) {
    const present = attending[place];
    const view = views[place];
    if (present === undefined || view === undefined) continue;
    const course = version.course(present.party.partnerType, activity.kind, activity.day);
    if (course.takesBack && taken === NOTHING_TAKEN) taken = new Map();
    const sitting: Sitting = {
      version,
      versionIndex,
      state,
      activity,
      place,
      day: activity.day,
      attending: present,
      course,
      view,
      earlierLines,
      taken,
      failures: [],
      words: recorder.words,
      barred: recorder.bars ? { tiers: undefined, gates: [] } : undefined,
      tally: recorder.turn(versionIndex, present.enrollment.index),
      passesOverLines: recorder.passesOverLines && !timeline.looksBackOnLines,
      rules: recorder.explains ? [] : undefined,
      tierRules: recorder.explains ? [] : undefined,
      formulas: [],
      itemGates: course.hasItemGates ? new Map() : NO_ITEM_GATES,
    };
    load(sitting, attending.length > 1);
    const outcome = decideParty(sitting);
    recorder.party(sitting, outcome);
    if (attending.length > 1) {
      for (const { status, incentive, minor } of outcome.drafts) {
        if (status === 'due') earlierLines.push({ enrollment: present.enrollment.index, incentive, amount: minor });
      }
    }
    outcomes.push(outcome);
  }
  if (taken.size > 0) for (const [original, amount] of taken) original.reversed += amount;
  return outcomes;
}

/** Puts all that the party's rules read into the slots. */
function load(sitting: Sitting, isOneOfMany: boolean): void {
  const { version, state, activity, day, attending, course, view, rules } = sitting;
  const { desk, ledger } = version;
  if (isOneOfMany) desk.loadParty(attending, day);
  for (const each of rules === undefined ? course.measures : ledger.all) ledger.read(each, view);
  if (course.readsCancelled || rules !== undefined) {
    const done = cancelled(activity, attending.enrollment);
    desk.loadCancelled(done === undefined ? undefined : day - done.day);
  }
  loadKeyed(sitting);
  if (course.readsProtections || rules !== undefined) desk.loadProtections(state, attending, day);
}

/** Measures that fail, party by party, in document order. */
function tooLarge(
  { desk, ledger }: Version,
  activity: Activity,
  attending: readonly Attending[],
  views: readonly Viewpoint[],
  doubtful: readonly MeasurePlan[],
): readonly MeasurePlan[] {
  return attending.flatMap((present, party) => {
    const view = views[party];
    desk.loadParty(present, activity.day);
    return doubtful.filter((plan) => {
      if (view === undefined) return false;
      const each = { plan, before: true, after: true };
      let failed = !ledger.read(each, view);
      for (const item of plan.isKeyedByItem ? activity.items : []) {
        desk.loadItem(item);
        failed = !ledger.read(each, view) || failed;
      }
      desk.loadItem(undefined);
      return failed;
    });
  });
}

function setAside(
  deciding: Deciding,
  { ledger }: Version,
  activity: Activity,
  attending: readonly Attending[],
  failed: readonly MeasurePlan[],
): DecidedActivity {
  ledger.clear();
  for (const { enrollment } of attending) enrollment.provisional = true;
  if (failed.some(({ isWide }) => isWide)) deciding.state.provisional = true;
  const failures = failed.map(
    ({ measure: { name } }): Failed => ({ of: name, pointer: `/measures/${name}`, code: 'number-too-large', inputs: NO_INPUTS }),
  );
  return occurred(deciding, activity, attending, 'set-aside', NONE, failures);
}

const NONE: readonly never[] = [];

function occurred(
  { inForce, generated }: Deciding,
  activity: Activity,
  attending: readonly Attending[],
  status: Decision['status'],
  outcomes: readonly PartyVerdict[],
  failures: readonly Failed[],
): DecidedActivity {
  return {
    occurrence: { activity, generated, status, version: inForce, attending, failures },
    tierMoved: outcomes.some(({ tier }) => tier !== undefined && tier.before !== tier.after),
  };
}
