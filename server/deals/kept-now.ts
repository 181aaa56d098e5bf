import type { NewDecision } from '../store/deals/decisions.ts';
import type { DecidedAt } from './shard-work.ts';

export interface KeptNow {
  /** Of its row. */
  readonly id: string;
  readonly decided: DecidedAt;
}

export interface FreshDecision extends KeptNow, NewDecision {
  /** The decision in whose place it stands. */
  readonly replaces?: string;
}
