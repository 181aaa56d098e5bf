/**
 * A history in columns, as plain data: typed arrays over one shared buffer or several, so that worker threads
 * read the same memory. Nothing in it is ever changed.
 *
 * Activities stand in a table for each kind; what an enrollment lives through stands in **rows**, one for each
 * party of each activity, sorted by enrollment and then by the order of history. Numbers are whole steps of
 * their type (facts/value.ts), texts and choices are codes of one list of texts for the whole history, so that
 * equal texts have equal codes wherever they stand.
 */
import type { FactType } from '../facts/value.ts';

/** Texts one after the other, UTF-8; text n lies from offsets[n] up to offsets[n + 1]. Decoded only where asked for. */
export interface Texts {
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

/** Bit n & 7 of byte n >> 3 is set where row n has a value; null: every row has one. */
export type Present = Uint8Array | null;

/** What stands where a value is missing is 0. */
export type Column =
  | { readonly holds: 'numbers'; readonly values: Float64Array | Int32Array; readonly present: Present }
  | { readonly holds: 'codes'; readonly codes: Uint8Array | Uint16Array | Int32Array; readonly present: Present }
  | { readonly holds: 'flags'; readonly bits: Uint8Array; readonly present: Present }
  /** Lists of texts: those of row n are codes[offsets[n]] up to codes[offsets[n + 1]]. */
  | { readonly holds: 'lists'; readonly offsets: Int32Array; readonly codes: Int32Array; readonly present: Present };

/** Facts by name; only those that some row carries. */
export type Columns = Readonly<Record<string, Column>>;

/** All activities of one kind, sorted by the first row that shows them. */
export interface KindTable {
  readonly kind: string;
  readonly count: number;
  readonly facts: Columns;
  /** Items of activity n are rows itemOffsets[n] up to itemOffsets[n + 1] of `items`; null: the kind has none. */
  readonly itemOffsets: Int32Array | null;
  readonly items: Columns;
  readonly ids: Texts;
  /** Code of the source. */
  readonly source: Uint8Array | Uint16Array | Int32Array;
  readonly revision: Int32Array | null;
  /** Milliseconds since 1970; NaN where the instant isn't known; null: nowhere. */
  readonly at: Float64Array | null;
  readonly day: Int32Array;
  /** Place in the order of history among all activities of the history. */
  readonly order: Int32Array;
  /**
   * Parties of activity n are places partyOffsets[n] up to partyOffsets[n + 1] of `parties`. null: each activity
   * has one party, with role `principal` and share 1, the enrollment of its row.
   */
  readonly partyOffsets: Int32Array | null;
  readonly parties: { readonly enrollment: Int32Array; readonly role: Int32Array; readonly share: Float64Array } | null;
  /** Of amounts that came in another currency: which, at what rate (exact decimal text), on which day. null: none did. */
  readonly exchange: { readonly currency: Column; readonly rate: Column; readonly on: Column } | null;
  /** Terms of agreements, by place: a JSON object of values (numbers in whole steps) by parameter. */
  readonly extras: ReadonlyMap<number, string>;
}

/** Sorted by partner type, then partner, both by code unit. */
export interface EnrollmentTable {
  readonly count: number;
  /** Codes. */
  readonly partner: Int32Array;
  readonly partnerType: Int32Array;
  /** A party that nobody enrolled is so from the day of its first row. */
  readonly enrolledOn: Int32Array;
  /** Code of the tier on entry; -1: the lowest. */
  readonly tier: Int32Array;
  /** partner. facts of the profile on entry. */
  readonly profile: Columns;
}

export interface HistoryColumns {
  /** Hash of the content, hexadecimal; the same activities give the same. */
  readonly hash: string;
  readonly currency: { readonly code: string; readonly digits: number };
  readonly timeZone: string;
  /** Facts that the base catalogue doesn't have, as the importing program declared them. */
  readonly attributes: Readonly<Record<string, { readonly type: FactType; readonly choices?: readonly string[] }>>;
  readonly texts: Texts;
  readonly enrollments: EnrollmentTable;
  readonly kinds: readonly KindTable[];
  /** Activities, each once. */
  readonly activities: number;
  readonly firstDay: number;
  readonly lastDay: number;
  readonly rows: {
    readonly count: number;
    /** Rows of enrollment e are start[e] up to start[e + 1]. */
    readonly start: Int32Array;
    /** Index of the kind's table, and the activity's place in it. */
    readonly kind: Uint8Array;
    readonly place: Int32Array;
    /** Place of the row's enrollment among the activity's parties. */
    readonly party: Uint8Array;
  };
}
