import type { ColumnType } from 'kysely';

/* The tables of the ledger, as the migration leaves them. Amounts in smallest units of the program's currency; days YYYY-MM-DD. */

type Json<T> = ColumnType<T, string, string>;

export type Payee = 'partner' | 'person' | 'vendor-field' | 'vendor';

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
  readonly cause: 'decision' | 'reconcile' | 'override' | 'manual';
  readonly reason: string | null;
  readonly corrects: string | null;
  readonly override: string | null;
  readonly occurred_on: string;
  readonly period: string;
  readonly posted_on: string;
  readonly posted_at: Date;
}

export interface LineStatesTable {
  readonly line: string;
  state: 'accrued' | 'payable' | 'in-batch' | 'paid';
  held: ColumnType<boolean, boolean | undefined, boolean>;
  disputed: ColumnType<boolean, boolean | undefined, boolean>;
  batch: string | null;
  since: Date;
}

export interface ClosedPeriodsTable {
  readonly program: string;
  readonly period: string;
  readonly closed_at: Date;
}

export interface OverridesTable {
  readonly id: string;
  readonly program: string;
  readonly partner: string;
  readonly partner_type: string;
  readonly source: string;
  readonly activity: string;
  readonly incentive: string;
  readonly payee: Payee;
  readonly person: string | null;
  readonly amount: number;
  readonly reason: string;
  readonly on_day: string;
  state: 'proposed' | 'approved' | 'refused' | 'ended';
  readonly proposed_by: string;
  readonly proposed_by_name: string;
  readonly proposed_at: Date;
  decided_by: string | null;
  decided_by_name: string | null;
  decided_at: Date | null;
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

export interface PayoutBatchesTable {
  readonly id: string;
  readonly program: string;
  readonly currency: string;
  readonly through: string;
  state: 'proposed' | 'approved' | 'exported' | 'confirmed' | 'cancelled';
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
}

export interface LedgerTables {
  ledger_lines: LedgerLinesTable;
  line_states: LineStatesTable;
  closed_periods: ClosedPeriodsTable;
  overrides: OverridesTable;
  disputes: DisputesTable;
  payout_batches: PayoutBatchesTable;
}
