/**
 * What the reference evaluator remembers. No running totals: the history as it was decided, and what
 * cannot be read from it (tiers, promises, protections, balances). Numbers are whole smallest steps.
 */
import { type Enrollment, enrollmentKey } from '../facts/activity.ts';
import type { Day, Value } from '../facts/value.ts';
import type { Given, GivenPromise } from '../fold/evaluator.ts';
import type { Timeline } from '../program/model.ts';
import { type KeptProtection, keptProtections } from './given.ts';

export interface ReferenceState {
  /** By enrollmentKey. */
  readonly enrollments: Map<string, EnrollmentState>;
  /** In the order of history. */
  readonly history: Remembered[];
  /** Lines that were due, in the order in which they were posted. */
  readonly lines: PostedLine[];
  /** By promise and key. */
  readonly promises: Map<string, number>;
  /** To be taken as they are given. */
  readonly given: readonly GivenPromise[];
  /** Protections to be kept as they were granted, of which the activity isn't decided yet. */
  kept: readonly KeptProtection[];
  /** In order of submission. */
  registrations: readonly Registration[];
  leaves: readonly Leaf[];
  /** Leaves that became free on a day, to be offered to the queue on the next. */
  freed: readonly { readonly leaf: string; readonly on: Day }[];
  /** A measure wider than an enrollment has failed. */
  provisional: boolean;
  /** The last day whose start, and the last whose end, has been done. */
  started: Day | undefined;
  ended: Day | undefined;
}

export interface EnrollmentState {
  readonly partner: string;
  readonly partnerType: string;
  readonly enrolledOn: Day;
  profile: ReadonlyMap<string, Value>;
  tier: string | undefined;
  /** Last day of a grace that runs. */
  graceUntil: Day | undefined;
  /** In the order in which they were signed. */
  agreements: readonly Agreement[];
  /** By balance and key. */
  readonly balances: Map<string, number>;
  provisional: boolean;
}

export interface Agreement {
  readonly id: string;
  readonly signedOn: Day;
  readonly startsOn?: Day;
  readonly endsOn?: Day;
  readonly terms: ReadonlyMap<string, Value>;
  readonly ended: boolean;
}

/** An activity with what was known of its parties then. */
export interface Remembered {
  readonly source: string;
  readonly id: string;
  readonly kind: string;
  readonly day: Day;
  readonly facts: ReadonlyMap<string, Value>;
  readonly items: readonly ReadonlyMap<string, Value>[];
  readonly parties: readonly RememberedParty[];
}

export interface RememberedParty {
  readonly partner: string;
  readonly partnerType: string;
  readonly role: string;
  readonly share: number;
  readonly enrolledOn: Day;
  /** The one before the activity. */
  readonly tier?: string;
  readonly profile: ReadonlyMap<string, Value>;
  /** What agreements in force set of parameters. */
  readonly terms: ReadonlyMap<string, Value>;
}

export interface PostedLine {
  /** Index in the history, and of the party there. */
  readonly entry: number;
  readonly party: number;
  /** Place among the party's lines in the decision. */
  readonly line: number;
  readonly incentive: string;
  readonly payee: 'partner' | 'person' | 'vendor-field' | 'vendor';
  readonly person?: string;
  readonly payer: 'vendor' | 'partner';
  readonly item?: number;
  readonly amount: number;
  readonly reverses?: { readonly source: string; readonly activity: string; readonly line: number };
}

export interface Registration {
  /** enrollmentKey. */
  readonly enrollment: string;
  readonly id: string;
  /** Counts submissions. */
  readonly order: number;
  readonly facts: ReadonlyMap<string, Value>;
  readonly items: readonly ReadonlyMap<string, Value>[];
  readonly status: 'undecided' | 'approved' | 'review' | 'returned' | 'refused' | 'withdrawn';
  /** In review: what an approval grants, and the stages that persons approve. */
  readonly review?: { readonly protection?: string; readonly stages: readonly string[]; readonly stage: number };
  readonly granted?: { readonly protection: string; readonly from: Day; readonly extensions: number };
  readonly waits?: { readonly protection: string; readonly leaves: readonly string[] };
  /** A deal was closed under it. */
  readonly won: boolean;
}

/** One thing that is protected, for one registration. */
export interface Leaf {
  /** Protection and scope values. */
  readonly leaf: string;
  readonly enrollment: string;
  readonly registration: string;
  readonly from: Day;
  readonly until: Day;
}

export function beginState(timeline: Timeline, enrollments: readonly Enrollment[], given: Given = {}): ReferenceState {
  const state: ReferenceState = {
    enrollments: new Map(),
    history: [],
    lines: [],
    promises: new Map(),
    given: given.promises ?? [],
    kept: keptProtections(timeline, given),
    registrations: [],
    leaves: [],
    freed: [],
    provisional: false,
    started: undefined,
    ended: undefined,
  };
  for (const enrollment of enrollments) enroll(timeline, state, enrollment);
  return state;
}

export function enroll(timeline: Timeline, state: ReferenceState, enrollment: Enrollment): EnrollmentState {
  const { partner, partnerType, enrolledOn, profile } = enrollment;
  const lowest = timeline.versions[0]?.partnerTypes.get(partnerType)?.tiers?.levels[0];
  const enrolled: EnrollmentState = {
    partner,
    partnerType,
    enrolledOn,
    profile,
    tier: enrollment.tier ?? lowest,
    graceUntil: undefined,
    agreements: [],
    balances: new Map(),
    provisional: false,
  };
  state.enrollments.set(enrollmentKey(partner, partnerType), enrolled);
  return enrolled;
}

/** By partner type, then partner, both by code unit. */
export function inOrder(state: ReferenceState): EnrollmentState[] {
  return [...state.enrollments.values()].sort((a, b) => compareText(a.partnerType, b.partnerType) || compareText(a.partner, b.partner));
}

function compareText(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

export function save(state: ReferenceState): string {
  return JSON.stringify(state, (_key, value: unknown) => (value instanceof Map ? { map: [...value] } : value));
}

/** The text must come from `save`. */
export function restore(saved: string): ReferenceState {
  const state: unknown = JSON.parse(saved, (_key, value: unknown) => (isSavedMap(value) ? new Map(value.map) : value));
  if (!isState(state)) throw new Error('not a state of the reference evaluator');
  // JSON leaves undefined out
  state.started ??= undefined;
  state.ended ??= undefined;
  return state;
}

function isSavedMap(value: unknown): value is { map: [unknown, unknown][] } {
  return typeof value === 'object' && value !== null && 'map' in value && Array.isArray(value.map);
}

function isState(value: unknown): value is ReferenceState {
  return typeof value === 'object' && value !== null && 'history' in value && 'enrollments' in value && value.enrollments instanceof Map;
}
