import type { Principal } from '../access/principal.ts';
import type { CompiledState } from '../engine/compiled/evaluator.ts';
import type { Transaction } from '../store/database.ts';
import type { NewDecision } from '../store/deals/decisions.ts';
import type { DecidedAt, ShardWork } from './shard-work.ts';
import type { LiveTimeline } from './timelines.ts';

/* What follows from decisions, in the same transaction: the ledger, cases and protections, events out. */

export interface KeptNow {
  readonly id: string;
  readonly decided: DecidedAt;
}

export interface Consequences {
  readonly program: string;
  readonly timeline: LiveTimeline;
  readonly work: ShardWork;
  /** All that the shard was told, with the rows that say so. */
  readonly said: readonly KeptNow[];
  /** Of these the ones that are new. */
  readonly fresh: readonly (KeptNow & { readonly row: NewDecision['row'] })[];
  readonly state: CompiledState;
  readonly today: string;
  readonly at: Date;
  readonly by: Principal;
}

export async function follow(_tx: Transaction, _consequences: Consequences): Promise<void> {}
