import type { Day, Value } from './value.ts';

/** A partner in one partner type: what a program remembers things of. */
export interface Enrollment {
  readonly partner: string;
  readonly partnerType: string;
  /** From this day on the fold generates closes and reviews for it. */
  readonly enrolledOn: Day;
  /** The tier on entry; missing: the lowest. */
  readonly tier?: string;
  /** partner. facts of its profile. */
  readonly profile: ReadonlyMap<string, Value>;
}

/** The key of an enrollment in states and maps. */
export const enrollmentKey = (partner: string, partnerType: string): string => `${partnerType}\u0000${partner}`;

export interface Party {
  readonly partner: string;
  readonly partnerType: string;
  readonly role: string;
  /** In units of 10⁻⁹. */
  readonly share: number;
}

/** An amount as it came in, where it was in another currency. */
export interface Exchange {
  readonly currency: string;
  /** Exact decimal text: units of the program's currency for one of the activity's. */
  readonly rate: string;
  readonly on: Day;
}

/** An activity whose values are typed, in the program's currency, and checked; frozen. */
export interface Activity {
  readonly source: string;
  readonly id: string;
  readonly revision: number;
  readonly kind: string;
  readonly day: Day;
  /** Milliseconds since 1970, where the instant is known. */
  readonly at?: number;
  /** At least one; the first leads. */
  readonly parties: readonly Party[];
  readonly facts: ReadonlyMap<string, Value>;
  readonly items: readonly ReadonlyMap<string, Value>[];
  /** Of agreement-signed: values of per-agreement parameters. */
  readonly terms: ReadonlyMap<string, Value>;
  readonly exchange?: Exchange;
  /** Of a history that is known as a whole: whether another one cancels it. Missing: one may yet come that does. */
  readonly isCancelled?: boolean;
}
