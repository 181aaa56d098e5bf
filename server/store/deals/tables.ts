import type { ColumnType } from 'kysely';

/* The tables of deal time, as the migration leaves them. Hashes are SHA-256, hexadecimal; days YYYY-MM-DD. */

type Json<T> = ColumnType<T, string, string>;

export interface LiveProgramsTable {
  readonly program: string;
  readonly history: string;
  timeline: string;
  cut: 'enrollment' | 'nothing';
  readonly created_at: ColumnType<Date, never, never>;
}

export interface LiveTimelinesTable {
  readonly hash: string;
  readonly program: string;
  /** Hashes of versions, and the days from which they held; null: from the beginning. */
  readonly versions: Json<readonly { readonly version: string; readonly effectiveFrom: string | null }[]>;
}

export interface LiveShardsTable {
  readonly program: string;
  /** The key of an enrollment (engine/facts/activity.ts) with a space between, or `*`. */
  readonly shard: string;
  timeline: string;
  steps: number;
  state_hash: string;
  day: string | null;
  at: number | null;
  through: string | null;
  opened: string | null;
  behind: boolean;
  due_on: string | null;
}

export type StepKind = 'enrolled' | 'activity' | 'late' | 'advanced' | 'opened' | 'reconciled';

export interface LiveStepsTable {
  readonly program: string;
  readonly shard: string;
  readonly step: number;
  readonly kind: StepKind;
  readonly recorded: number | null;
  readonly through: string | null;
  readonly opened: string | null;
  readonly timeline: string;
}

export interface LiveStatesTable {
  readonly program: string;
  readonly shard: string;
  readonly steps: number;
  readonly timeline: string;
  readonly engine: string;
  readonly compiled: Uint8Array;
  readonly reference: Uint8Array;
}

export type InboxReason = 'late' | 'corrected' | 'set-aside' | 'waits-for-activity';

export interface InboxTable {
  readonly id: string;
  readonly program: string;
  readonly shard: string;
  readonly source: string;
  readonly activity: string;
  readonly revision: number;
  readonly reason: InboxReason;
  readonly detail: string;
  readonly document: Json<unknown> | null;
  readonly hash: Uint8Array | null;
  readonly waits_for: string | null;
  readonly since: Date;
  settled_at: Date | null;
}

export interface ReconcileQueueTable {
  readonly program: string;
  readonly shard: string;
  because: string;
  readonly since: ColumnType<Date, never, never>;
  attempts: ColumnType<number, never, number>;
  next_at: ColumnType<Date, Date | undefined, Date>;
}

export interface DecisionsTable {
  readonly id: string;
  readonly program: string;
  readonly shard: string;
  readonly step: number;
  readonly source: string;
  readonly activity: string;
  readonly revision: number;
  readonly kind: string;
  readonly occurred_on: string;
  readonly generated: boolean;
  readonly status: string;
  readonly said: Json<unknown>;
  readonly version: string;
  readonly timeline: string;
  readonly engine: string;
  readonly inputs_hash: string;
  readonly state_hash: string;
  readonly decision_hash: string;
  /** gzip of the canonical JSON of the decision with its reasoning. */
  readonly explained: Uint8Array;
  readonly explained_hash: string;
  readonly cause: 'recorded' | 'due' | 'reconciled';
  readonly provisional: boolean;
  superseded_by: string | null;
  readonly by_id: string;
  readonly by_name: string;
  readonly at: Date;
}

export interface DecisionPartiesTable {
  readonly decision: string;
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
}

export interface PromisesKeptTable {
  readonly program: string;
  readonly promise: string;
  readonly key: string;
  readonly value: string;
  readonly source: string;
  readonly activity: string;
  readonly made_on: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly step: number;
}

export interface ProtectionsGrantedTable {
  readonly program: string;
  readonly source: string;
  readonly activity: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly step: number;
  readonly registration: string;
  readonly protection: string;
  readonly granted_on: string;
  readonly leaves: Json<readonly { readonly values: readonly (string | number | boolean)[]; readonly until: string }[]>;
}

export interface ShadowsTable {
  readonly program: string;
  readonly version: string | null;
  readonly draft: string | null;
  readonly since: Date;
  readonly by_id: string;
  readonly by_name: string;
  decided: ColumnType<number, never, number>;
  differing: ColumnType<number, never, number>;
}

export interface ShadowDifferencesTable {
  readonly program: string;
  readonly decision: string;
  readonly effective: Json<unknown>;
  readonly shadow: Json<unknown>;
  readonly difference: number;
}

export interface DealTables {
  live_programs: LiveProgramsTable;
  live_timelines: LiveTimelinesTable;
  live_shards: LiveShardsTable;
  live_steps: LiveStepsTable;
  live_states: LiveStatesTable;
  inbox: InboxTable;
  reconcile_queue: ReconcileQueueTable;
  decisions: DecisionsTable;
  decision_parties: DecisionPartiesTable;
  promises_kept: PromisesKeptTable;
  protections_granted: ProtectionsGrantedTable;
  shadows: ShadowsTable;
  shadow_differences: ShadowDifferencesTable;
}
