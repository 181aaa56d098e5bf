/** Deciding one activity for all its parties, and remembering it. */
import { failureReport } from '../decisions/failure.ts';
import type { Decision } from '../decisions/model.ts';
import type { Activity, Party } from '../facts/activity.ts';
import { dayToIso } from '../facts/render.ts';
import type { Value } from '../facts/value.ts';
import type { Timeline } from '../program/model.ts';
import { agreementsWith, termAgreement } from './agreements.ts';
import { spend } from './budgets.ts';
import type { Attending } from './desk.ts';
import { wake } from './due.ts';
import type { Viewpoint } from './measures/ledger.ts';
import type { MeasurePlan } from './measures/plan.ts';
import { decideParty, type PartyOutcome } from './party.ts';
import { activityKey, cancelled } from './reversals.ts';
import type { EarlierLine, Sitting } from './sitting.ts';
import { type CompiledState, type EnrollmentState, enroll, find, type PostedLine, registrationKey } from './state.ts';
import { currentTier } from './tiers.ts';
import { remember as rememberValidity } from './validity.ts';
import type { Version } from './version.ts';

/** A timeline, compiled. */
export interface Line {
  readonly timeline: Timeline;
  readonly versions: readonly Version[];
  /** Some version asks for earlier activities. */
  readonly needsActivities: boolean;
}

export interface Deciding {
  readonly line: Line;
  readonly state: CompiledState;
  /** Index of the version in force on the activity's day. */
  readonly inForce: number | undefined;
  readonly explain: boolean;
  readonly generated: boolean;
}

export function decideActivity(deciding: Deciding, activity: Activity): Decision {
  const { line, state, inForce } = deciding;
  const version = inForce === undefined ? undefined : line.versions[inForce];
  const attending = activity.parties.map((party) => attend(deciding, version, activity, party));
  if (version === undefined || inForce === undefined) {
    keepMeasures(line, state, activity, attending, undefined);
    keepAttending(deciding, activity, attending);
    return decisionOf(deciding, activity, 'not-in-force');
  }
  noteAll(version, inForce, state, activity, attending);
  const views = attending.map(
    ({ enrollment, term }): Viewpoint => ({
      activity,
      owners: attending.map((each) => each.enrollment.index),
      book: enrollment.books[inForce] ?? [],
      wide: state.books[inForce] ?? [],
      termStart: term?.startsOn ?? undefined,
    }),
  );
  const failed = tooLarge(version, inForce, state, activity, attending, views);
  if (failed.length > 0) return setAside(deciding, version, activity, attending, failed);

  const outcomes: PartyOutcome[] = [];
  const earlierLines: EarlierLine[] = [];
  const taken = new Map<PostedLine, number>();
  for (const [index, present] of attending.entries()) {
    const view = views[index];
    if (view === undefined) continue;
    const sitting = sit(deciding, version, inForce, activity, present, view, earlierLines, taken);
    load(sitting, activity.parties.length > 1);
    const outcome = decideParty(sitting);
    outcomes.push(outcome);
    for (const { status, incentive, minor } of outcome.drafts) {
      if (status === 'due') earlierLines.push({ enrollment: present.enrollment.index, incentive, amount: minor });
    }
  }
  for (const [original, amount] of taken) original.reversed += amount;
  keepMeasures(line, state, activity, attending, inForce);
  keepOutcomes(deciding, activity, attending, outcomes);
  return { ...decisionOf(deciding, activity, 'decided'), parties: outcomes.map(({ decision }) => decision) };
}

/** A party that is not enrolled is so from now on. */
function attend({ line, state }: Deciding, version: Version | undefined, activity: Activity, party: Party): Attending {
  const { partner, partnerType } = party;
  const enrollment =
    find(state, partner, partnerType) ??
    enroll(line.timeline, state, { partner, partnerType, enrolledOn: activity.day, profile: new Map() });
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

/** Notes in a version's measures what the activity adds to them; the last party's facts are left in the slots. */
function noteAll(
  { desk, ledger }: Version,
  index: number,
  state: CompiledState,
  activity: Activity,
  attending: readonly Attending[],
): void {
  ledger.clear();
  desk.loadActivity(activity);
  desk.loadItem(undefined);
  for (const [party, present] of attending.entries()) {
    const { enrollment } = present;
    desk.loadParty(present, activity.day);
    ledger.note(activity, party, enrollment, enrollment.books[index] ?? [], state.books[index] ?? [], (item) =>
      desk.loadItem(item === undefined ? undefined : activity.items[item]),
    );
  }
}

/** Measures that fail, party by party; in document order. */
function tooLarge(
  { desk, ledger }: Version,
  index: number,
  state: CompiledState,
  activity: Activity,
  attending: readonly Attending[],
  views: readonly Viewpoint[],
): readonly MeasurePlan[] {
  const doubtful = ledger.doubtful(state.magnitudes[index] ?? []);
  if (doubtful.length === 0) return doubtful;
  return attending.flatMap((present, party) => {
    const view = views[party];
    desk.loadParty(present, activity.day);
    return doubtful.filter((plan) => {
      if (view === undefined) return false;
      let failed = !ledger.read(plan, view);
      for (const item of plan.isKeyedByItem ? activity.items : []) {
        desk.loadItem(item);
        failed = !ledger.read(plan, view) || failed;
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
): Decision {
  ledger.clear();
  for (const { enrollment } of attending) enrollment.provisional = true;
  if (failed.some(({ isWide }) => isWide)) deciding.state.provisional = true;
  const failures = failed.map(({ measure: { name } }) => failureReport(name, `/measures/${name}`, 'number-too-large', {}));
  return { ...decisionOf(deciding, activity, 'set-aside'), failures };
}

function sit(
  { state, explain }: Deciding,
  version: Version,
  versionIndex: number,
  activity: Activity,
  attending: Attending,
  view: Viewpoint,
  earlierLines: readonly EarlierLine[],
  taken: Sitting['taken'],
): Sitting {
  return {
    version,
    versionIndex,
    state,
    activity,
    day: activity.day,
    attending,
    course: version.course(attending.party.partnerType, activity.kind),
    view,
    earlierLines: [...earlierLines],
    taken,
    failures: [],
    rules: explain ? [] : undefined,
    formulas: [],
    itemGates: new Map(),
  };
}

/** Puts all that the party's rules read into the slots. */
function load({ version, state, activity, day, attending, course, view, rules }: Sitting, isOneOfMany: boolean): void {
  const { desk, ledger } = version;
  if (isOneOfMany) desk.loadParty(attending, day);
  for (const plan of rules === undefined ? course.measures : ledger.plans) ledger.read(plan, view);
  if (course.readsCancelled || rules !== undefined) {
    const done = cancelled(activity, attending.enrollment);
    desk.put('cancelled.daysSince', done === undefined ? undefined : day - done.day);
  }
  version.code.stamp.now += 1;
  desk.loadKeyed(state, attending, day);
  if (course.readsProtections || rules !== undefined) desk.loadProtections(state, attending, day);
}

/** Remembers the activity in the measures of all versions. `noted`: the one that has noted it already. */
function keepMeasures(
  line: Line,
  state: CompiledState,
  activity: Activity,
  attending: readonly Attending[],
  noted: number | undefined,
): void {
  const owners = attending.map(({ enrollment }) => enrollment);
  for (const [index, version] of line.versions.entries()) {
    if (index !== noted) {
      if (!version.ledger.looksAt(activity.kind)) continue;
      noteAll(version, index, state, activity, attending);
    }
    version.ledger.keep(activity, owners, index, state);
  }
}

function keepAttending({ line, state }: Deciding, activity: Activity, attending: readonly Attending[]): void {
  for (const { enrollment, profile, agreements } of attending) {
    enrollment.profile = profile;
    if (agreements !== enrollment.agreements) {
      enrollment.agreements = agreements;
      const endsOn = agreements.at(-1)?.endsOn ?? null;
      if (endsOn !== null) wake(state, endsOn, { what: 'term', enrollment: enrollment.index });
    }
    if (line.needsActivities) enrollment.activities.set(activityKey(activity.source, activity.id), { day: activity.day, lines: [] });
  }
  rememberValidity(
    line,
    state,
    activity,
    attending.map(({ enrollment }) => enrollment),
  );
}

function keepOutcomes(deciding: Deciding, activity: Activity, attending: readonly Attending[], outcomes: readonly PartyOutcome[]): void {
  const { state } = deciding;
  keepAttending(deciding, activity, attending);
  for (const [index, { drafts, moved, standing }] of outcomes.entries()) {
    const present = attending[index];
    if (present === undefined) continue;
    const { enrollment } = present;
    keepLines(deciding, activity, present, drafts);
    // added, because two parties may be one enrollment
    for (const [key, { before, after }] of moved) enrollment.balances.set(key, (enrollment.balances.get(key) ?? 0) + after - before);
    if (standing !== undefined) {
      enrollment.tier = standing.tier;
      if (standing.graceUntil !== null && standing.graceUntil !== enrollment.graceUntil) {
        wake(state, standing.graceUntil, { what: 'grace', enrollment: enrollment.index });
      }
      enrollment.graceUntil = standing.graceUntil;
    }
    if (activity.kind === 'deal-closed') markWon(state, enrollment, activity.facts.get('deal.registration'));
  }
}

function markWon(state: CompiledState, enrollment: EnrollmentState, id: Value | undefined): void {
  const won = typeof id === 'string' ? state.registrations.get(registrationKey(enrollment.index, id)) : undefined;
  if (won !== undefined) won.won = true;
}

function keepLines({ line, state }: Deciding, activity: Activity, present: Attending, drafts: PartyOutcome['drafts']): void {
  const { enrollment } = present;
  const done = line.needsActivities ? enrollment.activities.get(activityKey(activity.source, activity.id)) : undefined;
  const isOneOfMany = activity.parties.length > 1;
  for (const [index, version] of line.versions.entries()) {
    const { desk, ledger } = version;
    let isLoaded = false;
    for (const { status, incentive, minor, payee, item } of drafts) {
      if (status !== 'due') continue;
      spend(version, index, state, enrollment, incentive, minor, activity.day);
      if (!ledger.hasLines(incentive)) continue;
      if (!isLoaded) {
        // another party's facts, or nobody's, may stand there
        if (isOneOfMany || line.versions.length > 1) {
          desk.loadActivity(activity);
          desk.loadItem(undefined);
          desk.loadParty(present, activity.day);
        }
        desk.put('cancelled.daysSince', undefined);
        isLoaded = true;
      }
      desk.loadItem(item === undefined ? undefined : activity.items[item]);
      desk.put('line.amount', minor);
      desk.put('line.payee', payee);
      ledger.keepLine(incentive, activity, enrollment, index, state);
    }
    if (isLoaded) desk.loadItem(undefined);
  }
  if (done === undefined) return;
  for (const [place, { status, incentive, payee, person, payer, minor }] of drafts.entries()) {
    if (status === 'due') done.lines.push({ line: place, incentive, payee, person: person ?? null, payer, amount: minor, reversed: 0 });
  }
}

function decisionOf({ line, inForce, generated }: Deciding, activity: Activity, status: Decision['status']): Decision {
  const program = line.timeline.versions[inForce ?? 0];
  if (program === undefined) throw new Error('a timeline without versions');
  const { source, id, revision, kind, day, exchange } = activity;
  return {
    activity: { source, id, revision },
    kind,
    generated,
    on: dayToIso(day),
    status,
    program: { id: program.id, version: program.hash },
    currency: program.currency.code,
    ...(exchange === undefined ? {} : { exchange: { currency: exchange.currency, rate: exchange.rate, on: dayToIso(exchange.on) } }),
    parties: [],
    failures: [],
  };
}
