/** What the functions of this folder work with. */
import type { PartnerDocument } from '../../schemas/types.ts';
import type { Principal } from '../access/principal.ts';
import type { Trail } from '../audit/trail.ts';
import type { Decision } from '../engine/decisions/model.ts';
import { ZoneDays } from '../engine/facts/zone-days.ts';
import type { ProgramBook } from '../lifecycle/program-book.ts';
import type { Transaction } from '../store/database.ts';
import type { Store } from '../store/open-store.ts';
import type { Standing } from './gates.ts';
import type { RegistryFinding } from './registry-error.ts';
import { versionOn } from './version-on.ts';

/** What the registry asks of deal time. */
export interface LiveProgram {
  /** Throws `refused` where the partner is enrolled with other facts, and an error with findings where it isn't as the program asks. */
  enroll(tx: Transaction, by: Principal, program: string, partner: PartnerDocument): Promise<unknown>;
  /** One result a document. */
  record(tx: Transaction, by: Principal, program: string, documents: readonly unknown[]): Promise<readonly RecordedHere[]>;
}

export interface Standings {
  /** Asks the state of an enrollment; undefined where it isn't live. The question must not wait for anything. */
  standing<T>(program: string, partner: string, partnerType: string, question: (standing: Standing) => T): Promise<T | undefined>;
}

interface RecordedHere {
  readonly status: string;
  /** Of what was refused: pointers into the document. */
  readonly findings: readonly RegistryFinding[];
  readonly decision?: { readonly decision: Pick<Decision, 'parties'> };
}

export interface Registry {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  readonly book: ProgramBook;
  readonly live: LiveProgram & Standings;
  readonly now: () => Date;
}

/** Today where the program is, YYYY-MM-DD. */
export function todayOf({ book, now }: Pick<Registry, 'book' | 'now'>, program: string): string {
  const instant = now().getTime();
  const timeline = book.timeline(program);
  const zone = timeline === undefined ? 'UTC' : versionOn(timeline, new ZoneDays('UTC').dayOf(instant)).calendar.timeZone;
  return new ZoneDays(zone).dayOf(instant);
}
