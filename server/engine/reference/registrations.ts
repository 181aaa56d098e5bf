/** Registrations: what the rules say of one submitted, what persons decide of it, and who waits behind whom. */
import type { RegistrationDecision } from '../decisions/model.ts';
import { enrollmentKey } from '../facts/activity.ts';
import { reader } from './facts.ts';
import type { KeptProtection } from './given.ts';
import { takeKept } from './kept.ts';
import { leavesNamed, rivalHolds } from './leaves.ts';
import type { Read } from './parameters.ts';
import { extend, grant, grantLeaves } from './protections.ts';
import { freeLeaves, keepRegistration, known } from './registry.ts';
import { deciding, kindsOfRegistering, lookedAt, type Ruled, type RuleOf, reasonsOf, ruled } from './rules.ts';
import type { Sitting } from './sitting.ts';
import type { Registration } from './state.ts';

type RegistrationRules = readonly Ruled<RuleOf<'registration'>>[];

export async function decideRegistration(sitting: Sitting): Promise<RegistrationDecision | undefined> {
  const decision = await decide(sitting);
  if (decision !== undefined && decision.outcome !== 'extended' && decision.outcome !== 'withdrawn') {
    sitting.decided.set('outcome.registration', decision.outcome);
  }
  return decision;
}

async function decide(sitting: Sitting): Promise<RegistrationDecision | undefined> {
  switch (sitting.entry.kind) {
    case 'registration-submitted':
      return consider(sitting, submitted(sitting));
    case 'registration-reconsidered':
      return byPerson(sitting, (registration) => consider(sitting, registration));
    case 'registration-approved':
      return byPerson(sitting, (registration) => approve(sitting, registration));
    case 'registration-refused':
      return byPerson(sitting, (registration) => end(sitting, registration, 'refused'));
    case 'registration-withdrawn':
      return byPerson(sitting, (registration) => end(sitting, registration, 'withdrawn'));
    case 'registration-extended':
      return byPerson(sitting, (registration) => extend(sitting, registration, storedReader(sitting, registration), ownReasons(sitting)));
    default:
      return undefined;
  }
}

const ownId = (sitting: Sitting): string => String(sitting.entry.facts.get('registration.id'));
const storedReader = (sitting: Sitting, stored: Registration): Read => reader(sitting, { stored });

async function byPerson<D>(sitting: Sitting, decided: (registration: Registration) => D): Promise<D | RegistrationDecision> {
  const registration = known(sitting.state, sitting.party, ownId(sitting));
  return registration === undefined ? { outcome: 'refused', reasons: ['unknown-registration'] } : decided(registration);
}

function ownReasons(sitting: Sitting): readonly string[] {
  const reason = sitting.entry.facts.get('registration.reason');
  return typeof reason === 'string' ? [reason] : [];
}

function submitted(sitting: Sitting): Registration {
  const { state, party, entry } = sitting;
  const registration: Registration = {
    enrollment: enrollmentKey(party.partner, party.partnerType),
    id: ownId(sitting),
    order: (state.registrations.at(-1)?.order ?? 0) + 1,
    facts: entry.facts,
    items: entry.items,
    status: 'undecided',
    won: false,
  };
  keepRegistration(state, registration);
  return registration;
}

/** What the rules say. */
async function consider(sitting: Sitting, registration: Registration): Promise<RegistrationDecision | undefined> {
  const kept = takeKept(sitting, registration);
  const all = await ruled(sitting, lookedAt(sitting, ['registration'], kindsOfRegistering(sitting.entry.kind)), sitting.rules);
  if (all.length === 0 && kept === undefined) return undefined;
  const rules = deciding(all, ['refuse', 'return', 'review', 'approve']);
  if (kept !== undefined) return keep(sitting, registration, kept, rules[0]?.rule.outcome === 'approve' ? reasonsOf(rules) : []);
  const read = reader(sitting);
  switch (rules[0]?.rule.outcome ?? 'review') {
    case 'refuse':
      return { outcome: 'refused', reasons: reasonsOf(rules), ...refuse(sitting, registration, protectionAsked(all), read) };
    case 'return':
      keepRegistration(sitting.state, settled(registration, 'returned'));
      return { outcome: 'returned', reasons: reasonsOf(rules) };
    case 'review':
      return review(sitting, registration, rules);
    case 'approve': {
      const protection = rules.find(({ rule }) => rule.protection !== undefined)?.rule.protection;
      return protect(sitting, registration, protection, reasonsOf(rules), read);
    }
  }
}

/** What a registration that is refused waits for: the first approving, or else reviewing, rule that holds says so. */
function protectionAsked(all: RegistrationRules): string | undefined {
  const holding = all.filter(({ rule, holds }) => holds && rule.protection !== undefined);
  const approving = holding.find(({ rule }) => rule.outcome === 'approve');
  return (approving ?? holding.find(({ rule }) => rule.outcome === 'review'))?.rule.protection;
}

function review(sitting: Sitting, registration: Registration, rules: RegistrationRules): RegistrationDecision {
  const rule = (rules.find((each) => each.rule.protection !== undefined) ?? rules[0])?.rule;
  const stages = rule?.stages ?? [];
  const protection = rule?.protection === undefined ? {} : { protection: rule.protection };
  keepRegistration(sitting.state, { ...settled(registration, 'review'), review: { ...protection, stages, stage: 0 } });
  return { outcome: 'review', reasons: stages.length > 0 ? stages.slice(0, 1) : reasonsOf(rules) };
}

/** Approved, with what it protects; or else refused because of a rival, or in review because it can't be told what to protect. */
function protect(
  sitting: Sitting,
  registration: Registration,
  protection: string | undefined,
  reasons: readonly string[],
  read: Read,
): RegistrationDecision {
  if (protection === undefined) {
    keepRegistration(sitting.state, settled(registration, 'approved'));
    return { outcome: 'approved', reasons };
  }
  const granted = grant(sitting, registration, protection, read);
  switch (granted.kind) {
    case 'granted':
      keepRegistration(sitting.state, { ...settled(registration, 'approved'), granted: granted.granted });
      return { outcome: 'approved', reasons, protection: granted.shown };
    case 'duplicate':
      return { outcome: 'refused', reasons: ['duplicate'], ...refuse(sitting, registration, protection, read) };
    case 'kept':
      return { outcome: 'refused', reasons: ['duplicate'], ...refuse(sitting, registration, protection, read, true) };
    case 'scope-missing':
    case 'days-failed':
      keepRegistration(sitting.state, {
        ...settled(registration, 'review'),
        review: registration.review ?? { stages: [], stage: 0 },
      });
      return { outcome: 'review', reasons: [granted.kind] };
  }
}

/** What was granted before is granted again, whatever is said of it now. */
function keep(sitting: Sitting, registration: Registration, kept: KeptProtection, reasons: readonly string[]): RegistrationDecision {
  const { granted, shown } = grantLeaves(sitting, registration, kept.protection, kept.leaves);
  keepRegistration(sitting.state, { ...settled(registration, 'approved'), granted });
  return { outcome: 'approved', reasons, protection: shown };
}

/** Refused; where a rival holds what it asks for it waits for that. */
function refuse(
  sitting: Sitting,
  registration: Registration,
  protection: string | undefined,
  read: Read,
  isKept = false,
): { readonly runnerUp?: number } {
  const asked = protection === undefined ? undefined : sitting.run.program.protections.get(protection);
  const leaves = asked === undefined ? undefined : leavesNamed(asked, read);
  if (
    asked === undefined ||
    leaves === undefined ||
    !(isKept || rivalHolds(sitting.state.leaves, leaves, registration.enrollment, sitting.entry.day))
  ) {
    keepRegistration(sitting.state, settled(registration, 'refused'));
    return {};
  }
  keepRegistration(sitting.state, { ...settled(registration, 'refused'), waits: { protection: asked.name, leaves } });
  const before = sitting.state.registrations.filter(
    ({ order, waits }) =>
      order < registration.order && waits?.protection === asked.name && waits.leaves.some((leaf) => leaves.includes(leaf)),
  );
  return { runnerUp: before.length + 1 };
}

function approve(sitting: Sitting, registration: Registration): RegistrationDecision {
  const { status, review: reviewed } = registration;
  const kept = takeKept(sitting, registration);
  if (kept !== undefined) return keep(sitting, registration, kept, ownReasons(sitting));
  if (status !== 'review' || reviewed === undefined) return { outcome: 'refused', reasons: ['not-in-review'] };
  const next = reviewed.stages[reviewed.stage + 1];
  if (next === undefined) {
    return protect(sitting, registration, reviewed.protection, ownReasons(sitting), storedReader(sitting, registration));
  }
  keepRegistration(sitting.state, { ...registration, review: { ...reviewed, stage: reviewed.stage + 1 } });
  return { outcome: 'review', reasons: [next] };
}

function end(sitting: Sitting, registration: Registration, outcome: 'refused' | 'withdrawn'): RegistrationDecision {
  freeLeaves(sitting.state, registration, sitting.entry.day);
  keepRegistration(sitting.state, settled(registration, outcome));
  return { outcome, reasons: ownReasons(sitting) };
}

/** With another status, and so neither in review nor waiting. */
function settled(registration: Registration, status: Registration['status']): Registration {
  const { review: _review, waits: _waits, ...rest } = registration;
  return { ...rest, status };
}
