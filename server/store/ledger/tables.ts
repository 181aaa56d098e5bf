import type { ColumnType } from 'kysely';

/* The tables of the ledger, as the migration leaves them. Amounts in smallest units of the program's currency; days YYYY-MM-DD. */

type Json<T> = ColumnType<T, string, string>;

export type Payee = 'partner' | 'person' | 'vendor-field' | 'vendor';

export type LineCause = 'decision' | 'reconcile' | 'override' | 'manual';

export type LineState = 'accrued' | 'payable' | 'in-batch' | 'paid';

export interface LedgerLinesTable {
  readonly id: string;
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly source: string;
  readonly activity: string;
  readonly incentive: string;
  readonly rule: string;
  readonly decides: string;
  readonly payee: Payee;
  readonly person: string | null;
  readonly payer: 'vendor' | 'partner';
  readonly amount: number;
  readonly currency: string;
  readonly exchange: Json<{ readonly currency: string; readonly rate: string; readonly on: string } | null> | null;
  readonly version: string;
  readonly decision: string | null;
  readonly cause: LineCause;
  readonly reason: string | null;
  readonly corrects: string | null;
  readonly adjustment: string | null;
  readonly occurred_on: string;
  readonly period: string;
  readonly posted_on: string;
  readonly payable_on: string;
  readonly dispute_days: number;
  readonly posted_at: Date;
  readonly place: number;
}

/** A line gets its row when it is posted, of itself. */
export interface LineStatesTable {
  readonly line: ColumnType<string, never, never>;
  readonly program: ColumnType<string, never, never>;
  state: ColumnType<LineState, never, LineState>;
  held: ColumnType<string | null, never, string | null>;
  disputed: ColumnType<boolean, never, boolean>;
  batch: ColumnType<string | null, never, string | null>;
  readonly payable_on: ColumnType<string, never, never>;
  ripened: ColumnType<string | null, never, string | null>;
  since: ColumnType<Date, never, Date>;
}

export interface ClosedPeriodsTable {
  readonly program: string;
  readonly period: string;
  readonly closed_at: Date;
}

export type AdjustmentState = 'proposed' | 'approved' | 'refused' | 'withdrawn' | 'ended';

export interface AdjustmentsTable {
  readonly id: string;
  readonly kind: 'override' | 'manual';
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly source: string;
  readonly activity: string;
  readonly incentive: string;
  readonly payee: Payee;
  readonly person: string | null;
  readonly amount: number;
  readonly currency: string;
  readonly reason: string;
  readonly on_day: string;
  readonly dispute: string | null;
  state: AdjustmentState;
  readonly proposed_by: string;
  readonly proposed_by_name: string;
  readonly proposed_at: Date;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
  decided_because: string | null;
  ended_by: string | null;
  ended_by_name: string | null;
  ended_at: Date | null;
  ended_because: string | null;
}

export interface DisputesTable {
  readonly id: string;
  readonly line: string;
  readonly reason: string;
  state: 'open' | 'upheld' | 'rejected';
  resolution: string | null;
  readonly opened_by: string;
  readonly opened_by_name: string;
  readonly opened_at: Date;
  resolved_by: string | null;
  resolved_by_name: string | null;
  resolved_at: Date | null;
}

export type BatchState = 'proposed' | 'approved' | 'exported' | 'confirmed' | 'cancelled';

export interface PayoutBatchesTable {
  readonly id: string;
  readonly program: string;
  readonly payees: 'partners' | 'vendor-field' | 'vendor';
  readonly currency: string;
  readonly through: string;
  state: BatchState;
  readonly lines: number;
  readonly total: number;
  readonly proposed_by: string;
  readonly proposed_by_name: string;
  readonly proposed_at: Date;
  approved_by: string | null;
  approved_by_name: string | null;
  approved_at: Date | null;
  exported_at: Date | null;
  confirmed_at: Date | null;
  reference: string | null;
  paid_on: string | null;
  cancelled_because: string | null;
}

export interface LedgerTables {
  ledger_lines: LedgerLinesTable;
  line_states: LineStatesTable;
  closed_periods: ClosedPeriodsTable;
  adjustments: AdjustmentsTable;
  disputes: DisputesTable;
  payout_batches: PayoutBatchesTable;
}
