/**
 * What the compiled evaluator remembers: running totals and what is live, not the history. Plain data;
 * what points at an enrollment or registration does so by index or key, so that it can be saved as JSON.
 */
import type { Shown } from '../decisions/model.ts';
import type { Enrollment } from '../facts/activity.ts';
import type { Day, Value } from '../facts/value.ts';
import type { Given } from '../fold/evaluator.ts';
import type { Timeline } from '../program/model.ts';
import { type GivenProtections, givenPromises, givenProtections } from './given.ts';
import type { Store } from './measures/windows.ts';

/** Stores of one measure: one, or one for each key. */
export type Kept = Store | Map<Value, Store>;

/** By index of the measure; missing where nothing was recorded. */
export type Book = (Kept | null)[];

export interface EnrollmentState {
  readonly index: number;
  readonly partner: string;
  readonly partnerType: string;
  readonly enrolledOn: Day;
  profile: ReadonlyMap<string, Value>;
  tier: string | null;
  /** Last day of a grace that runs. */
  graceUntil: Day | null;
  /** In the order in which they were signed. */
  agreements: readonly Agreement[];
  /** By balance and key. */
  readonly balances: Map<string, number>;
  provisional: boolean;
  /** Measures of scope enrollment, by version. */
  readonly books: Book[];
  /** Of budgets of scope enrollment: by version, then budget. */
  readonly budgets: Spent[][];
  /** What expires and hasn't ended yet. */
  expiring: Expiring[];
  /** By source and id: activities, for cancellations. Kept only where a version asks for them. */
  readonly activities: Map<string, Done>;
}

export interface Agreement {
  readonly id: string;
  readonly signedOn: Day;
  readonly startsOn: Day | null;
  readonly endsOn: Day | null;
  readonly terms: ReadonlyMap<string, Value>;
  readonly ended: boolean;
}

export interface Expiring {
  readonly kind: string;
  readonly until: Day;
  readonly here: readonly (Value | null)[];
}

/** What a budget's lines have used in the period that they are of. */
export interface Spent {
  period: number;
  amount: number;
}

/** An activity of an enrollment, and the lines that it posted for it. */
export interface Done {
  readonly day: Day;
  readonly lines: PostedLine[];
}

export interface PostedLine {
  /** Place among the party's lines. */
  readonly line: number;
  readonly incentive: string;
  readonly payee: 'partner' | 'person' | 'vendor-field' | 'vendor';
  readonly person: string | null;
  readonly payer: 'vendor' | 'partner';
  readonly amount: number;
  /** Sum of the reversals of it so far: below 0 where it was above. */
  reversed: number;
}

export interface Registration {
  /** Index of the enrollment. */
  readonly enrollment: number;
  readonly id: string;
  /** Counts submissions. */
  readonly order: number;
  readonly facts: ReadonlyMap<string, Value>;
  readonly items: readonly ReadonlyMap<string, Value>[];
  status: 'undecided' | 'approved' | 'review' | 'returned' | 'refused' | 'withdrawn';
  /** In review: what an approval grants, and the stages that persons approve. */
  review: { readonly protection: string | null; readonly stages: readonly string[]; readonly stage: number } | null;
  granted: { readonly protection: string; readonly from: Day; readonly extensions: number } | null;
  /** Leaves for which it waits. */
  waits: readonly string[] | null;
  won: boolean;
  /** Leaves that were granted to it; some may have passed to another one since. */
  leaves: readonly string[];
}

/** One thing that is protected. */
export interface Leaf {
  readonly enrollment: number;
  readonly registration: string;
  readonly from: Day;
  readonly until: Day;
}

/** Something that falls due at the end of a day, if it still stands then. */
export type Due =
  | { readonly what: 'protection'; readonly registration: string }
  | { readonly what: 'term' | 'validity' | 'grace'; readonly enrollment: number };

/** JSON passes over symbols. A WeakMap would keep the state of every quote alive until the next full collection. */
const DIRECTORY = Symbol('directory');

/** Told of each record that a measure wider than an enrollment counts. Never saved. */
export const WIDE_RECORDS = Symbol('wide records');

export interface WideRecord {
  /** Index of the measure. */
  readonly measure: number;
  readonly key: Value | undefined;
  readonly day: Day;
  readonly value: Value;
}

export interface CompiledState {
  [DIRECTORY]?: Directory;
  [WIDE_RECORDS]?: (record: WideRecord) => void;
  readonly enrollments: EnrollmentState[];
  /** Measures wider than an enrollment, by version. */
  readonly books: Book[];
  /** Of budgets of scope program: by version, then budget. */
  readonly budgets: Spent[][];
  /** By version and measure: sum of the magnitudes of all values that it ever saw. */
  readonly magnitudes: number[][];
  /** By promise and key. */
  readonly promises: Map<string, number>;
  /** Promises to take as they are given, not written yet or written; see given.ts. */
  readonly given: Map<string, Shown>;
  /** Protections to keep as they were granted, of which the activity isn't decided yet. */
  readonly kept: GivenProtections;
  /** By enrollment and id. */
  readonly registrations: Map<string, Registration>;
  submissions: number;
  /** By leaf: keys of the registrations that wait for it, in order of submission. Leaves without any have no entry. */
  readonly waiting: Map<string, string[]>;
  /** By name of protection and scope values. */
  readonly leaves: Map<string, Leaf>;
  /** Leaves that became free, to be offered to the queue on the next day. */
  freed: { readonly leaf: string; readonly on: Day }[];
  readonly due: Map<Day, Due[]>;
  /** The days of `due`, a heap. */
  readonly dueDays: Day[];
  /** A measure wider than an enrollment has failed. */
  provisional: boolean;
  /** The last day whose start, and the last whose end, has been done. */
  started: Day | null;
  ended: Day | null;
}

/** What can be found again from the rest: kept with a state, never saved. */
export interface Directory {
  /** Enrollments by type and partner. */
  readonly byType: Map<string, Map<string, EnrollmentState>>;
  /** Indexes of enrollments by partner type, then partner, both by code unit; undefined: to be sorted anew. */
  sorted: readonly EnrollmentState[] | undefined;
  firstEnrolled: Day;
}

export function directoryOf(state: CompiledState): Directory {
  const known = state[DIRECTORY];
  if (known !== undefined) return known;
  const directory: Directory = { byType: new Map(), sorted: undefined, firstEnrolled: Number.POSITIVE_INFINITY };
  for (const enrollment of state.enrollments) list(directory, enrollment);
  state[DIRECTORY] = directory;
  return directory;
}

/** From now on only these enrollments are found, and only for them something falls due. */
export function listOnly(state: CompiledState, enrollments: readonly EnrollmentState[]): void {
  const directory: Directory = { byType: new Map(), sorted: undefined, firstEnrolled: Number.POSITIVE_INFINITY };
  for (const enrollment of enrollments) list(directory, enrollment);
  directory.sorted = [...enrollments].sort(byTypeAndPartner);
  state[DIRECTORY] = directory;
}

function list(directory: Directory, enrollment: EnrollmentState): void {
  const { partner, partnerType, enrolledOn } = enrollment;
  const ofType = directory.byType.get(partnerType) ?? new Map<string, EnrollmentState>();
  ofType.set(partner, enrollment);
  directory.byType.set(partnerType, ofType);
  directory.sorted = undefined;
  directory.firstEnrolled = Math.min(directory.firstEnrolled, enrolledOn);
}

export function find(state: CompiledState, partner: string, partnerType: string): EnrollmentState | undefined {
  return directoryOf(state).byType.get(partnerType)?.get(partner);
}

export function inOrder(state: CompiledState): readonly EnrollmentState[] {
  const directory = directoryOf(state);
  directory.sorted ??= [...state.enrollments].sort(byTypeAndPartner);
  return directory.sorted;
}

export const byTypeAndPartner = (a: EnrollmentState, b: EnrollmentState): number =>
  byCodeUnit(a.partnerType, b.partnerType) || byCodeUnit(a.partner, b.partner);

function byCodeUnit(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}

/** Of an enrollment and id given twice the later one counts. */
export function beginState(timeline: Timeline, enrollments: readonly Enrollment[], given: Given = {}): CompiledState {
  const state: CompiledState = {
    enrollments: [],
    books: timeline.versions.map(() => []),
    budgets: timeline.versions.map(() => []),
    magnitudes: timeline.versions.map(({ measures }) => Array.from({ length: measures.size }, () => 0)),
    promises: new Map(),
    given: givenPromises(given),
    kept: givenProtections(given),
    registrations: new Map(),
    submissions: 0,
    waiting: new Map(),
    leaves: new Map(),
    freed: [],
    due: new Map(),
    dueDays: [],
    provisional: false,
    started: null,
    ended: null,
  };
  const unique = new Map(enrollments.map((enrollment) => [`${enrollment.partnerType}\u0000${enrollment.partner}`, enrollment]));
  for (const enrollment of unique.values()) enroll(timeline, state, enrollment);
  return state;
}

export function enroll(timeline: Timeline, state: CompiledState, enrollment: Enrollment): EnrollmentState {
  const { partner, partnerType, enrolledOn, profile, tier } = enrollment;
  const lowest = timeline.versions[0]?.partnerTypes.get(partnerType)?.tiers?.levels[0];
  const enrolled: EnrollmentState = {
    index: state.enrollments.length,
    partner,
    partnerType,
    enrolledOn,
    profile,
    tier: tier ?? lowest ?? null,
    graceUntil: null,
    agreements: [],
    balances: new Map(),
    provisional: false,
    books: timeline.versions.map(() => []),
    budgets: timeline.versions.map(() => []),
    expiring: [],
    activities: new Map(),
  };
  const directory = directoryOf(state);
  state.enrollments.push(enrolled);
  list(directory, enrolled);
  return enrolled;
}

export const registrationKey = (enrollment: number, id: string): string => `${enrollment} ${id}`;
