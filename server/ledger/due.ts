import type { Payee } from '../store/ledger/tables.ts';

/* What decisions say is due. */

/** A line that a decision says is due; several may have one key. */
export interface DueLine {
  readonly partner: string;
  readonly partnerType: string;
  readonly incentive: string;
  readonly rule: string;
  readonly decides: string;
  readonly payee: Payee;
  readonly person?: string;
  readonly payer: 'vendor' | 'partner';
  /** Smallest units of the program's currency, a safe integer. */
  readonly amount: number;
}

/** What one decision on one activity says is due, in force now. */
export interface DecidedLines {
  /** Id of its row. */
  readonly decision: string;
  readonly source: string;
  readonly activity: string;
  readonly occurredOn: string;
  /** Hash of the version that decided. */
  readonly version: string;
  readonly currency: string;
  readonly exchange?: { readonly currency: string; readonly rate: string; readonly on: string };
  readonly due: readonly DueLine[];
}
