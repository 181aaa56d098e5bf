import type { ColumnType, Generated, Transaction as KyselyTransaction } from 'kysely';
import type { HistoryColumns } from '../engine/columns/history.ts';
import type { AccessTables } from './access/tables.ts';
import type { AnalyticsTables } from './analytics/tables.ts';
import type { AnswerTables } from './answers/tables.ts';
import type { AuditTables } from './audit/tables.ts';
import type { DealTables } from './deals/tables.ts';
import type { LedgerTables } from './ledger/tables.ts';
import type { LifeTables } from './life/tables.ts';
import type { RegistryTables } from './registry/tables.ts';
import type { WebhookTables } from './webhooks/tables.ts';

/* The tables, as the migrations leave them. Hashes are SHA-256: of rows as bytes, else hexadecimal. */

/** A column that both databases fill in. */
type Made = ColumnType<Date, never, never>;
/** JSON, handed over as text and read back as a value. */
type Json<T> = ColumnType<T, string, string>;

export interface HistoriesTable {
  readonly id: string;
  name: string;
  readonly currency: string;
  readonly digits: number;
  readonly time_zone: string;
  attributes: Json<HistoryColumns['attributes']>;
  /** Of all that it holds, in the order recorded (server/store/content-hash.ts). */
  content_hash: string;
  /** Of the columns made of this content; null: not known. */
  columns_hash: string | null;
  /** The highest number given to an enrollment or activity. */
  last_recorded: Generated<number>;
  enrollments: Generated<number>;
  activities: Generated<number>;
  readonly created_at: Made;
  changed_at: ColumnType<Date, never, Date>;
}

export interface HistoryReadersTable {
  readonly history: string;
  readonly since: number;
  readonly hash: string;
  /** JSON: all versions of the program that accepted what is recorded from `since` on. */
  readonly programs: string;
}

export interface HistoryContentsTable {
  readonly history: string;
  readonly last_recorded: number;
  readonly content_hash: string;
}

export interface HistoryEnrollmentsTable {
  readonly history: string;
  readonly recorded: number;
  readonly partner: string;
  readonly partner_type: string;
  /** The partner with this enrollment alone. */
  readonly document: Json<unknown>;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

export interface HistoryActivitiesTable {
  readonly history: string;
  readonly recorded: number;
  readonly source: string;
  readonly id: string;
  readonly revision: number;
  readonly occurred_on: string;
  readonly document: Json<unknown>;
  /** 32 bytes. */
  readonly hash: Uint8Array;
}

export type ImportState = 'running' | 'done' | 'failed';

export interface ImportsTable {
  readonly id: string;
  readonly history: string;
  readonly name: string;
  state: ImportState;
  read: Generated<number>;
  accepted: Generated<number>;
  known: Generated<number>;
  rejected: Generated<number>;
  error: string | null;
  readonly created_at: Made;
  seen_at: ColumnType<Date, never, Date>;
  finished_at: Date | null;
}

export interface ImportRejectsTable {
  readonly import: string;
  readonly place: number;
  readonly line: number;
  readonly bytes: Uint8Array;
  readonly reason: string;
}

export type SimulationState = 'queued' | 'running' | 'done' | 'failed' | 'cancelled';

/** A program under question. */
export interface SimulationSide {
  readonly name: string;
  readonly program: string;
  readonly rival: boolean;
  readonly versions: readonly { readonly hash: string; readonly effectiveFrom: string | null }[];
}

export interface SimulationsTable {
  readonly id: string;
  readonly history: string;
  /** The history as it stood when it was asked. */
  readonly last_recorded: number;
  readonly content_hash: string;
  readonly history_hash: string;
  readonly request_hash: string;
  readonly request: string;
  readonly sides: ColumnType<readonly SimulationSide[] | null, string | null, never>;
  state: SimulationState;
  rows_done: Generated<number>;
  rows_all: Generated<number>;
  /** JSON text: its bytes are the same wherever it was reckoned. */
  result: string | null;
  error: string | null;
  readonly created_at: Made;
  started_at: Date | null;
  finished_at: Date | null;
}

export interface SimulationTasksTable {
  readonly simulation: string;
  readonly hash: string;
  /** JSON. */
  readonly task: string;
}

export interface ShardsTable {
  readonly simulation: string;
  readonly task: string;
  readonly first: number;
  readonly last: number;
  /** JSON: what became of it. */
  readonly done: string;
}

export interface WorkersTable {
  readonly id: string;
  readonly name: string;
  seen_at: Made;
}

export interface ClaimsTable {
  readonly worker: string;
  readonly queue: string;
  readonly job: string;
}

export interface Database
  extends AccessTables,
    AnalyticsTables,
    AuditTables,
    AnswerTables,
    LifeTables,
    DealTables,
    RegistryTables,
    LedgerTables,
    WebhookTables {
  histories: HistoriesTable;
  history_contents: HistoryContentsTable;
  history_readers: HistoryReadersTable;
  history_enrollments: HistoryEnrollmentsTable;
  history_activities: HistoryActivitiesTable;
  imports: ImportsTable;
  import_rejects: ImportRejectsTable;
  simulations: SimulationsTable;
  simulation_tasks: SimulationTasksTable;
  shards: ShardsTable;
  workers: WorkersTable;
  claims: ClaimsTable;
}

/** What a function asks for that must not be done by halves; it reads through it too. */
export type Transaction = KyselyTransaction<Database>;
