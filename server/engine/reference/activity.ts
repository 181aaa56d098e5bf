/** Deciding one activity for all its parties, and remembering it. */
import { failureReport } from '../decisions/failure.ts';
import type { Decision } from '../decisions/model.ts';
import { type Activity, enrollmentKey } from '../facts/activity.ts';
import { dayToIso } from '../facts/render.ts';
import type { Value } from '../facts/value.ts';
import type { Program, Timeline } from '../program/model.ts';
import { agreementsWith, termAgreement } from './agreements.ts';
import { toSteps } from './exact.ts';
import { type ReckonedMeasures, reckonAll } from './measures.ts';
import { decideParty, type PartyOutcome } from './party.ts';
import { type Attending, entryOf } from './records.ts';
import { known, markWon } from './registry.ts';
import type { VersionRun } from './run.ts';
import type { Sitting } from './sitting.ts';
import { type EnrollmentState, enroll, type PostedLine, type ReferenceState, type Remembered } from './state.ts';
import { currentTier } from './tiers.ts';

export interface Deciding {
  readonly timeline: Timeline;
  /** Of the version in force on the activity's day. */
  readonly run: VersionRun | undefined;
  readonly state: ReferenceState;
  readonly explain: boolean;
  readonly generated: boolean;
}

export async function decideActivity(deciding: Deciding, activity: Activity): Promise<Decision> {
  const { run, state } = deciding;
  const attending = activity.parties.map((party) => attend(deciding, activity, party));
  const entry = entryOf(activity, attending);
  if (run === undefined) {
    remember(state, attending, entry);
    return decisionOf(deciding, activity, 'not-in-force');
  }
  const measured: ReckonedMeasures[] = [];
  for (const [party, { enrollment, agreements }] of attending.entries()) {
    const termStart = termAgreement(agreements, activity.day)?.startsOn;
    measured.push(await reckonAll({ run, history: state.history, lines: state.lines, entry, party, enrollment, termStart }));
  }
  const tooLarge = measured.flatMap((measures) => measures.tooLarge);
  if (tooLarge.length > 0) {
    for (const { enrollment } of attending) enrollment.provisional = true;
    if (tooLarge.some(({ scope }) => scope !== 'enrollment')) state.provisional = true;
    const failures = tooLarge.map(({ name }) => failureReport(name, `/measures/${name}`, 'number-too-large', {}));
    return { ...decisionOf(deciding, activity, 'set-aside'), failures };
  }
  const outcomes: PartyOutcome[] = [];
  for (const [index, present] of attending.entries()) {
    const measures = measured[index];
    const linesBefore = outcomes.flatMap(({ lines }) => lines);
    if (measures !== undefined) outcomes.push(await decideParty(sit(deciding, run, entry, index, present, measures, linesBefore)));
  }
  remember(state, attending, entry);
  for (const [index, outcome] of outcomes.entries()) rememberOutcome(run.program, state, attending[index]?.enrollment, outcome);
  return { ...decisionOf(deciding, activity, 'decided'), parties: outcomes.map(({ decision }) => decision) };
}

/** A party that is not enrolled is so from now on. */
function attend({ timeline, run, state }: Deciding, activity: Activity, party: Activity['parties'][number]): Attending {
  const { partner, partnerType, role, share } = party;
  const enrollment =
    state.enrollments.get(enrollmentKey(partner, partnerType)) ??
    enroll(timeline, state, { partner, partnerType, enrolledOn: activity.day, profile: new Map() });
  return {
    enrollment,
    role,
    share,
    tier: currentTier(run?.program, enrollment),
    profile: activity.kind === 'profile-changed' ? withProfile(enrollment.profile, activity.facts) : enrollment.profile,
    agreements: agreementsWith(enrollment.agreements, activity),
  };
}

function withProfile(profile: ReadonlyMap<string, Value>, facts: ReadonlyMap<string, Value>): ReadonlyMap<string, Value> {
  return new Map([...profile, ...[...facts].filter(([name]) => name.startsWith('partner.'))]);
}

function sit(
  { state, explain }: Deciding,
  run: VersionRun,
  entry: Remembered,
  index: number,
  { enrollment, agreements }: Attending,
  measures: ReckonedMeasures,
  linesBefore: readonly PostedLine[],
): Sitting {
  const party = entry.parties[index];
  if (party === undefined) throw new Error('a party that the activity does not have');
  return {
    run,
    state,
    entry,
    index,
    party,
    enrollment,
    agreements,
    measures,
    leaves: state.leaves,
    linesBefore,
    explain,
    decided: new Map(),
    decidedOfItems: new Map(),
    failures: [],
    rules: [],
    formulas: [],
  };
}

function remember(state: ReferenceState, attending: readonly Attending[], entry: Remembered): void {
  state.history.push(entry);
  for (const { enrollment, profile, agreements } of attending) {
    enrollment.profile = profile;
    enrollment.agreements = agreements;
  }
}

function rememberOutcome(program: Program, state: ReferenceState, enrollment: EnrollmentState | undefined, outcome: PartyOutcome): void {
  if (enrollment === undefined) return;
  state.lines.push(...outcome.lines);
  for (const [key, { type, before, after }] of outcome.moved) {
    // added, because two parties may be one enrollment
    const gained = toSteps(type, after.sub(before), program.currency.digits);
    enrollment.balances.set(key, (enrollment.balances.get(key) ?? 0) + gained);
  }
  if (outcome.standing !== undefined) {
    enrollment.tier = outcome.standing.tier;
    enrollment.graceUntil = outcome.standing.graceUntil;
  }
  const entry = state.history.at(-1);
  const registration = entry?.kind === 'deal-closed' ? entry.facts.get('deal.registration') : undefined;
  const won = typeof registration === 'string' ? known(state, enrollment, registration) : undefined;
  if (won !== undefined) markWon(state, won);
}

function decisionOf({ timeline, run, generated }: Deciding, activity: Activity, status: Decision['status']): Decision {
  const program = run?.program ?? timeline.versions[0];
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
