/** Registrations: what the rules say of one submitted, what persons decide of it, and what is granted. */
import { type Day, FIRST_DAY, LAST_DAY } from '../facts/value.ts';
import { wake } from './due.ts';
import { isWhole } from './exact.ts';
import type { CompiledFormula } from './formulas.ts';
import type { KeptProtection } from './given.ts';
import { isKeptForRival, takeKept } from './kept.ts';
import { isHeld, rivalHolds } from './leaves.ts';
import { free, give, joinQueue, leavesOf, settleAs, submit } from './queue.ts';
import { type CompiledRule, deciding, type RuleOf, reasonsOf } from './rules.ts';
import { decide, fail, holding, loadKeyed, reckonApart, type Sitting } from './sitting.ts';
import { type CompiledState, type Leaf, type Registration, registrationKey } from './state.ts';
import type { RegistrationVerdict } from './verdicts.ts';

type RegistrationRule = CompiledRule<RuleOf<'registration'>>;

export function decideRegistration(sitting: Sitting): RegistrationVerdict | undefined {
  const decision = decideByKind(sitting);
  if (decision !== undefined && decision.outcome !== 'extended' && decision.outcome !== 'withdrawn') {
    decide(sitting, 'outcome.registration', decision.outcome);
  }
  return decision;
}

function decideByKind(sitting: Sitting): RegistrationVerdict | undefined {
  switch (sitting.activity.kind) {
    case 'registration-submitted':
      return consider(sitting, submitted(sitting));
    case 'registration-reconsidered':
      return known(sitting, (registration) => consider(sitting, registration));
    case 'registration-approved':
      return known(sitting, (registration) => approve(sitting, registration));
    case 'registration-refused':
      return known(sitting, (registration) => end(sitting, registration, 'refused'));
    case 'registration-withdrawn':
      return known(sitting, (registration) => end(sitting, registration, 'withdrawn'));
    case 'registration-extended':
      return known(sitting, (registration) => withStored(sitting, registration, () => extend(sitting, registration)));
    default:
      return undefined;
  }
}

const ownId = ({ activity }: Sitting): string => String(activity.facts.get('registration.id'));

function known(
  sitting: Sitting,
  decided: (registration: Registration) => RegistrationVerdict | undefined,
): RegistrationVerdict | undefined {
  const registration = sitting.state.registrations.get(registrationKey(sitting.attending.enrollment.index, ownId(sitting)));
  return registration === undefined ? { outcome: 'refused', reasons: ['unknown-registration'] } : decided(registration);
}

function submitted(sitting: Sitting): Registration {
  const { state, activity, attending } = sitting;
  return submit(state, {
    enrollment: attending.enrollment.index,
    id: ownId(sitting),
    facts: activity.facts,
    items: activity.items,
    status: 'undecided',
    review: null,
    granted: null,
    waits: null,
    won: false,
  });
}

/** What a person says of why. */
function ownReasons({ activity }: Sitting): readonly string[] {
  const reason = activity.facts.get('registration.reason');
  return typeof reason === 'string' ? [reason] : [];
}

/** Reckons with the facts that were submitted behind the activity's own. */
function withStored<T>(sitting: Sitting, registration: Registration, reckon: () => T): T {
  const result = sitting.version.desk.behind(registration.facts, () => {
    loadKeyed(sitting);
    return reckon();
  });
  loadKeyed(sitting);
  return result;
}

function consider(sitting: Sitting, registration: Registration): RegistrationVerdict | undefined {
  const rules = sitting.course.registration;
  const kept = takeKept(sitting, registration);
  if (rules.length === 0 && kept === undefined) return undefined;
  const held = holding(sitting, rules).map(({ compiled }) => compiled);
  const decided = deciding(held, ['refuse', 'return', 'review', 'approve']);
  if (kept !== undefined) return keep(sitting, registration, kept, decided[0]?.rule.outcome === 'approve' ? reasonsOf(decided) : []);
  switch (decided[0]?.rule.outcome ?? 'review') {
    case 'refuse':
      return refuse(sitting, registration, protectionAsked(held), reasonsOf(decided));
    case 'return':
      settleAs(sitting.state, registration, 'returned');
      return { outcome: 'returned', reasons: reasonsOf(decided) };
    case 'review':
      return review(sitting, registration, decided);
    case 'approve': {
      const protection = decided.find(({ rule }) => rule.protection !== undefined)?.rule.protection;
      return protect(sitting, registration, protection, reasonsOf(decided));
    }
  }
}

/** What a registration that is refused waits for: the first approving, or else reviewing, rule that holds says so. */
function protectionAsked(held: readonly RegistrationRule[]): string | undefined {
  const first = (outcome: string) => held.find(({ rule }) => rule.outcome === outcome && rule.protection !== undefined);
  return (first('approve') ?? first('review'))?.rule.protection;
}

function review({ state }: Sitting, registration: Registration, decided: readonly RegistrationRule[]): RegistrationVerdict {
  const leading = (decided.find(({ rule }) => rule.protection !== undefined) ?? decided[0])?.rule;
  const stages = leading?.stages ?? [];
  settleAs(state, registration, 'review');
  registration.review = { protection: leading?.protection ?? null, stages, stage: 0 };
  return { outcome: 'review', reasons: stages.length > 0 ? stages.slice(0, 1) : reasonsOf(decided) };
}

/** Approved, with what it protects; or else refused because of a rival, or in review because it can't be told what to protect. */
function protect(
  sitting: Sitting,
  registration: Registration,
  protection: string | undefined,
  reasons: readonly string[],
): RegistrationVerdict {
  if (protection === undefined) {
    settleAs(sitting.state, registration, 'approved');
    return { outcome: 'approved', reasons };
  }
  const granted = grant(sitting, registration, protection);
  if (granted === 'duplicate') return refuse(sitting, registration, protection, ['duplicate']);
  if (granted === 'kept') return refuse(sitting, registration, protection, ['duplicate'], true);
  const before = registration.review;
  if (typeof granted === 'string') {
    settleAs(sitting.state, registration, 'review');
    registration.review = before ?? { protection: null, stages: [], stage: 0 };
    return { outcome: 'review', reasons: [granted] };
  }
  settleAs(sitting.state, registration, 'approved');
  registration.granted = { protection, from: sitting.day, extensions: 0 };
  return { outcome: 'approved', reasons, protection: granted };
}

/** All the leaves that the facts name, or none of them. */
function grant(
  sitting: Sitting,
  registration: Registration,
  name: string,
): NonNullable<RegistrationVerdict['protection']> | 'scope-missing' | 'duplicate' | 'days-failed' | 'kept' {
  const { version, state, day } = sitting;
  const protection = version.protections.get(name);
  const leaves = version.desk.leaves(name);
  if (protection === undefined || leaves === undefined) return 'scope-missing';
  if (rivalHolds(state, leaves, registration.enrollment, day)) return 'duplicate';
  const until = lastDay(sitting, protection.days, name, day);
  if (until === undefined) return 'days-failed';
  if (isKeptForRival(state, leaves, registration.enrollment, day, until)) return 'kept';
  return { name, from: day, until: give(state, registration, leaves, day, until), leaves };
}

/** What was granted before is granted again, whatever is said of it now. */
function keep(sitting: Sitting, registration: Registration, kept: KeptProtection, reasons: readonly string[]): RegistrationVerdict {
  const { state, day } = sitting;
  const { protection } = kept;
  settleAs(state, registration, 'approved');
  registration.granted = { protection, from: day, extensions: 0 };
  const last = kept.leaves.map(({ leaf, until }) => give(state, registration, [leaf], day, until));
  const leaves = kept.leaves.map(({ leaf }) => leaf);
  return { outcome: 'approved', reasons, protection: { name: protection, from: day, until: Math.max(...last), leaves } };
}

/** A whole number of days after a day; undefined where the formula fails or leads out of the calendar. */
function lastDay(sitting: Sitting, formula: CompiledFormula, of: string, after: Day): Day | undefined {
  const value = reckonApart(sitting, formula, of);
  if (value === undefined) return undefined;
  if (!isWhole(value)) {
    fail(sitting, formula, of, 'not-whole');
    return undefined;
  }
  const last = value.n / value.d + BigInt(after);
  if (last >= BigInt(FIRST_DAY) && last <= BigInt(LAST_DAY)) return Number(last);
  fail(sitting, formula, of, 'number-too-large');
  return undefined;
}

/** Refused; where a rival holds what it asks for it waits for that. */
function refuse(
  sitting: Sitting,
  registration: Registration,
  protection: string | undefined,
  reasons: readonly string[],
  isKept = false,
): RegistrationVerdict {
  const { version, state, day } = sitting;
  const leaves = protection === undefined ? undefined : version.desk.leaves(protection);
  if (protection === undefined || leaves === undefined || !(isKept || rivalHolds(state, leaves, registration.enrollment, day))) {
    settleAs(state, registration, 'refused');
    return { outcome: 'refused', reasons };
  }
  return { outcome: 'refused', reasons, runnerUp: joinQueue(state, registration, leaves) };
}

function approve(sitting: Sitting, registration: Registration): RegistrationVerdict {
  const { status, review: reviewed } = registration;
  const kept = takeKept(sitting, registration);
  if (kept !== undefined) return keep(sitting, registration, kept, ownReasons(sitting));
  if (status !== 'review' || reviewed === null) return { outcome: 'refused', reasons: ['not-in-review'] };
  const next = reviewed.stages[reviewed.stage + 1];
  if (next !== undefined) {
    registration.review = { ...reviewed, stage: reviewed.stage + 1 };
    return { outcome: 'review', reasons: [next] };
  }
  return withStored(sitting, registration, () => protect(sitting, registration, reviewed.protection ?? undefined, ownReasons(sitting)));
}

function end(sitting: Sitting, registration: Registration, outcome: 'refused' | 'withdrawn'): RegistrationVerdict {
  free(sitting.state, registration, sitting.day);
  settleAs(sitting.state, registration, outcome);
  return { outcome, reasons: ownReasons(sitting) };
}

/** More days, while the protection runs and extensions are left. */
function extend(sitting: Sitting, registration: Registration): RegistrationVerdict {
  const { version, state, day } = sitting;
  const notExtendable: RegistrationVerdict = { outcome: 'refused', reasons: ['not-extendable'] };
  const { granted } = registration;
  const protection = granted === null ? undefined : version.protections.get(granted.protection);
  const running = leavesOf(state, registration).filter(([, leaf]) => isHeld(leaf, day));
  const kept = takeKept(sitting, registration);
  if (kept !== undefined && granted !== null && running.length > 0) return extendAsKept(sitting, registration, granted, running, kept);
  if (granted === null || protection?.extensionDays === undefined || running.length === 0) return notExtendable;
  if (granted.extensions >= protection.extensions) return notExtendable;
  const before = Math.max(...running.map(([, { until }]) => until));
  const latest = lastDay(sitting, protection.extensionDays, granted.protection, before);
  if (latest === undefined) return notExtendable;
  const names = running.map(([name]) => name);
  if (isKeptForRival(state, names, registration.enrollment, day, latest)) return notExtendable;
  for (const [name, leaf] of running) prolong(state, name, leaf, leaf.until + latest - before);
  registration.granted = { ...granted, extensions: granted.extensions + 1 };
  return {
    outcome: 'extended',
    reasons: ownReasons(sitting),
    protection: { name: granted.protection, from: granted.from, until: latest, leaves: running.map(([name]) => name) },
  };
}

function prolong(state: CompiledState, name: string, leaf: Leaf, until: Day): void {
  state.leaves.set(name, { ...leaf, until });
  wake(state, until, { what: 'protection', registration: leaf.registration });
}

/** To the days to which it was extended before, whatever is left now. */
function extendAsKept(
  sitting: Sitting,
  registration: Registration,
  granted: NonNullable<Registration['granted']>,
  running: ReturnType<typeof leavesOf>,
  kept: KeptProtection,
): RegistrationVerdict {
  const { state } = sitting;
  let latest = Math.max(...running.map(([, { until }]) => until));
  for (const [name, leaf] of running) {
    const until = kept.leaves.find((each) => each.leaf === name)?.until ?? leaf.until;
    if (until <= leaf.until) continue;
    prolong(state, name, leaf, until);
    latest = Math.max(latest, until);
  }
  registration.granted = { ...granted, extensions: granted.extensions + 1 };
  return {
    outcome: 'extended',
    reasons: ownReasons(sitting),
    protection: { name: granted.protection, from: granted.from, until: latest, leaves: running.map(([name]) => name) },
  };
}
