import type { Trail } from '../audit/trail.ts';
import { ZoneDays } from '../engine/facts/zone-days.ts';
import type { Program, Timeline } from '../engine/program/model.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import { StoreError } from '../store/errors.ts';
import type { Store } from '../store/open-store.ts';
import { dayOf, type PostingDay, postingDay } from './terms.ts';

/** What the functions of this folder work with. */
export interface Ledger {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  readonly book: ProgramBook;
  /** Which day it is hangs on it. */
  readonly now: () => Date;
}

/** Whoever proposed it wants to approve it, or who disputes a line to settle that. */
export class OwnProposalError extends Error {
  override readonly name = 'OwnProposalError';
}

export interface LedgerProgram {
  readonly id: string;
  readonly timeline: Timeline;
  /** YYYY-MM-DD, where the program is. */
  readonly today: string;
  readonly on: PostingDay;
  /** The version in force today, or the first that will be. */
  readonly version: Program;
  readonly currency: Program['currency'];
}

/** Throws `not-found`. */
export function programOf({ book, now }: Ledger, id: string): LedgerProgram {
  const timeline = book.timeline(id);
  const [first] = timeline?.versions ?? [];
  if (timeline === undefined || first === undefined) throw new StoreError('not-found', `There is no program ${id.slice(0, 80)} in force.`);
  const today = new ZoneDays(first.calendar.timeZone).dayOf(now().getTime());
  const version = timeline.versions.findLast(({ effectiveFrom }) => effectiveFrom === undefined || effectiveFrom <= dayOf(today)) ?? first;
  return { id, timeline, today, on: postingDay(timeline, today), version, currency: first.currency };
}
