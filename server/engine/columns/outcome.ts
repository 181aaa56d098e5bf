/**
 * What a program says of a history, in columns: all that is paid, moved, closed and refused, without the
 * reasoning, which is decided again where somebody asks for it. Plain data, so that threads hand it over.
 *
 * Sorted by enrollment, then by the order in which it came about; so shards of enrollments, folded anywhere and put
 * together by index, are the same bytes as one fold of all.
 *
 * `row` is a row of the history; -1 for generated activities. `kind` is an index of `names.kinds`. `version` is the
 * place in the timeline of the version that decided.
 */

/** What indexes mean; made from the timeline alone, the same for every shard. */
export interface OutcomeNames {
  /** Kinds of activity, generated ones too, of all versions; in order of first appearance in the catalogues. */
  readonly kinds: readonly string[];
  /** By version: rules in rule order. */
  readonly rules: readonly (readonly string[])[];
  /** Incentives and obligations (a line's `incentive`), of all versions. */
  readonly incentives: readonly string[];
  readonly gates: readonly string[];
  /** By version, then partner type: levels from the lowest. */
  readonly levels: readonly ReadonlyMap<string, readonly string[]>[];
  /** Rules, measures, promises … that may fail: `of` of a failure report. */
  readonly failing: readonly string[];
}

export const PAYEES = ['partner', 'person', 'vendor-field', 'vendor'] as const;
export const REGISTRATION_OUTCOMES = ['approved', 'review', 'returned', 'refused', 'extended', 'withdrawn', 'expired'] as const;
export const FAILURE_CODES = ['division-by-zero', 'missing-value', 'number-too-large', 'unknown-activity', 'not-whole'] as const;
/** No tier. */
export const NO_TIER = 255;

/** Smallest units. Four bytes each, unless one of them doesn't fit. */
export type Amounts = Int32Array | Float64Array;

/** So that the same amounts are the same bytes. */
export const narrowed = (amounts: Amounts): Amounts =>
  amounts instanceof Float64Array && amounts.every((amount) => (amount | 0) === amount) ? Int32Array.from(amounts) : amounts;

/** Lines due, also those of 0. Columns are made when they are asked for first: a loop asks for them before. */
export interface LineColumns {
  readonly count: number;
  readonly enrollment: Int32Array;
  readonly row: Int32Array;
  readonly day: Int32Array;
  readonly kind: Uint8Array;
  readonly version: Uint8Array;
  readonly rule: Uint16Array;
  readonly incentive: Uint16Array;
  readonly payee: Uint8Array;
  /** Place of the item; -1: none. */
  readonly item: Int16Array;
  /** Level before the activity, by place in the version's levels of the partner type; NO_TIER. */
  readonly tier: Uint8Array;
  /** Negative for reversals. */
  readonly amount: Amounts;
}

/** An enrollment's tier changed. */
export interface MoveColumns {
  readonly count: number;
  readonly enrollment: Int32Array;
  readonly row: Int32Array;
  readonly day: Int32Array;
  readonly kind: Uint8Array;
  readonly version: Uint8Array;
  readonly before: Uint8Array;
  readonly after: Uint8Array;
}

/** A gate was found closed (once an activity and item). */
export interface ClosedColumns {
  readonly count: number;
  readonly enrollment: Int32Array;
  readonly row: Int32Array;
  readonly day: Int32Array;
  readonly gate: Uint16Array;
  readonly item: Int16Array;
}

export interface RegistrationColumns {
  readonly count: number;
  readonly enrollment: Int32Array;
  readonly row: Int32Array;
  readonly day: Int32Array;
  /** Index of REGISTRATION_OUTCOMES; `expired` for each protection-expired. */
  readonly outcome: Uint8Array;
}

/** Failures of lines and decisions, and activities set aside whole (`whole` 1). */
export interface FailureColumns {
  readonly count: number;
  readonly enrollment: Int32Array;
  readonly row: Int32Array;
  readonly day: Int32Array;
  readonly kind: Uint8Array;
  readonly of: Uint16Array;
  readonly code: Uint8Array;
  readonly whole: Uint8Array;
}

/** By version and rule. An item counts by itself. */
export interface RuleCounts {
  /** Looked at: for the party's type and kind, in its window. */
  readonly looked: Float64Array;
  readonly held: Float64Array;
  /** Lines due, and what became of the others. */
  readonly due: Float64Array;
  readonly excluded: Float64Array;
  readonly outbid: Float64Array;
  readonly setAside: Float64Array;
}

/**
 * What alone bars from a tier or gate; only where it was asked for. A leaf of a rule's conditions bars alone if the
 * rule doesn't hold and would with that leaf held true (under `not`: false). Leaves count in document order, named
 * conditions in place, each leaf where it stands.
 */
export interface BarColumns {
  readonly count: number;
  readonly enrollment: Int32Array;
  /** Of gates: the row where it was found closed and no rule closed it; of tiers -1: as things stood at the last decision on a tier. */
  readonly row: Int32Array;
  readonly version: Uint8Array;
  /** A tier rule of a level above the one held, or a gate's opening rule. */
  readonly rule: Uint16Array;
  /** The leaf that bars alone; -1: no leaf does, several together do. */
  readonly leaf: Int16Array;
}

export interface Outcome {
  readonly lines: LineColumns;
  readonly moves: MoveColumns;
  readonly closed: ClosedColumns;
  readonly registrations: RegistrationColumns;
  readonly failures: FailureColumns;
  readonly rules: readonly RuleCounts[];
  /** Level of each enrollment of the fold at its end, in the last version's levels; NO_TIER. Index 0 is the first enrollment folded. */
  readonly standing: Uint8Array;
  readonly firstEnrollment: number;
  readonly bars: BarColumns | null;
  /** Decisions given, generated ones too. */
  readonly decisions: number;
  /** Enrollments that the straight-line fold left to the compiled evaluator. */
  readonly handedOver: number;
}
