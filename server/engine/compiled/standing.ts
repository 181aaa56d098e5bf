/** What a state says of an enrollment, a registration, a leaf: plain data for tables and portals. Days are engine days. */
import type { Day, Value } from '../facts/value.ts';
import { isInForce } from './agreements.ts';
import { leavesOf, placeAmong, waitingFor } from './queue.ts';
import { type CompiledState, find, type Registration, registrationKey } from './state.ts';

export interface Standing {
  readonly enrolledOn: Day;
  /** Missing for types without tiers. */
  readonly tier?: string;
  /** Last day of a grace that runs. */
  readonly graceUntil?: Day;
  readonly provisional: boolean;
  /** Profile facts, by name. */
  readonly profile: ReadonlyMap<string, Value>;
  /** In force on the day, in the order in which they were signed. */
  readonly agreements: readonly AgreementStanding[];
}

export interface AgreementStanding {
  readonly id: string;
  readonly signedOn: Day;
  readonly startsOn?: Day;
  /** Its last day; missing: open. */
  readonly endsOn?: Day;
  /** What it sets of parameters. */
  readonly terms: ReadonlyMap<string, Value>;
}

/** Undefined where there is no such enrollment. `on`: the day on which agreements must be in force; missing: the last that was opened. */
export function standingOf(state: CompiledState, partner: string, partnerType: string, on?: Day): Standing | undefined {
  const enrollment = find(state, partner, partnerType);
  if (enrollment === undefined) return undefined;
  const { enrolledOn, tier, graceUntil, profile, agreements } = enrollment;
  const day = on ?? state.started ?? enrolledOn;
  return {
    enrolledOn,
    ...(tier === null ? {} : { tier }),
    ...(graceUntil === null ? {} : { graceUntil }),
    provisional: state.provisional || enrollment.provisional,
    profile,
    agreements: agreements
      .filter((agreement) => isInForce(agreement, day))
      .map(({ id, signedOn, startsOn, endsOn, terms }) => ({
        id,
        signedOn,
        ...(startsOn === null ? {} : { startsOn }),
        ...(endsOn === null ? {} : { endsOn }),
        terms,
      })),
  };
}

/** A leaf by its name (leaves.ts), and the days for which it is held, both in it. */
export interface HeldLeaf {
  readonly leaf: string;
  readonly from: Day;
  readonly until: Day;
}

export interface RegistrationStanding {
  readonly partner: string;
  readonly partnerType: string;
  readonly id: string;
  /** Counts submissions in the shard: a registration submitted again gets a later one. */
  readonly order: number;
  /** `undecided`: no rule was looked at. */
  readonly status: Registration['status'];
  /** In review: the stage at which it stands (counted from 0; `name` missing where the program names none), and what an approval grants. */
  readonly review?: { readonly stage: number; readonly stages: number; readonly name?: string; readonly protection?: string };
  /** What was granted last; `until`: the latest last day of the leaves that it holds yet, missing where it holds none any more. */
  readonly granted?: { readonly protection: string; readonly from: Day; readonly until?: Day; readonly extensions: number };
  /** What it holds now. */
  readonly leaves: readonly HeldLeaf[];
  /** The leaves that it waits for, and its place, from 1, among all that wait for one of them. */
  readonly waits?: { readonly leaves: readonly string[]; readonly place: number };
  readonly won: boolean;
}

/** Undefined where the enrollment has no registration of that id. */
export function registrationOf(state: CompiledState, partner: string, partnerType: string, id: string): RegistrationStanding | undefined {
  const enrollment = find(state, partner, partnerType);
  const registration = enrollment === undefined ? undefined : state.registrations.get(registrationKey(enrollment.index, id));
  return registration === undefined ? undefined : registrationStanding(state, registration);
}

/** Who holds a leaf: nobody, or one. */
export function registrationsHolding(state: CompiledState, leaf: string): readonly RegistrationStanding[] {
  const held = state.leaves.get(leaf);
  const registration = held === undefined ? undefined : state.registrations.get(held.registration);
  return registration === undefined ? [] : [registrationStanding(state, registration)];
}

/** Who waits for one of the leaves, in order of submission. */
export const registrationsWaitingFor = (state: CompiledState, leaves: readonly string[]): readonly RegistrationStanding[] =>
  waitingFor(state, leaves).map((registration) => registrationStanding(state, registration));

function registrationStanding(state: CompiledState, registration: Registration): RegistrationStanding {
  const { id, order, status, review, granted, waits, won } = registration;
  const enrollment = state.enrollments[registration.enrollment];
  if (enrollment === undefined) throw new Error(`registration ${id} of nobody`);
  const leaves = leavesOf(state, registration).map(([leaf, { from, until }]) => ({ leaf, from, until }));
  return {
    partner: enrollment.partner,
    partnerType: enrollment.partnerType,
    id,
    order,
    status,
    ...(review === null ? {} : { review: reviewStanding(review) }),
    ...(granted === null ? {} : { granted: grantStanding(granted, leaves) }),
    leaves,
    ...(waits === null ? {} : { waits: { leaves: waits, place: placeAmong(state, order, waits) } }),
    won,
  };
}

function reviewStanding({ protection, stages, stage }: NonNullable<Registration['review']>): NonNullable<RegistrationStanding['review']> {
  const name = stages[stage];
  return {
    stage,
    stages: Math.max(1, stages.length),
    ...(name === undefined ? {} : { name }),
    ...(protection === null ? {} : { protection }),
  };
}

function grantStanding(
  { protection, from, extensions }: NonNullable<Registration['granted']>,
  leaves: readonly HeldLeaf[],
): NonNullable<RegistrationStanding['granted']> {
  const until = Math.max(...leaves.map((leaf) => leaf.until));
  return leaves.length === 0 ? { protection, from, extensions } : { protection, from, until, extensions };
}
