/** What sums of a program are made by. */
export interface Making {
  readonly program: string;
  /** Decimals of the program's currency. */
  readonly digits: number;
  readonly currency: string;
  /** Months from January to the start of the fiscal year, 0 to 11. */
  readonly month: number;
  /** The day that counts as today. */
  readonly asOf: string;
}

/** The vendor's own field is enrolled like a partner where a program has rules for it; what it sells is direct all the same. */
export const OWN_FIELD = 'vendor-field';

/** Of an opportunity that only a history tells of nothing was heard for so many days: it is no longer open. */
export const STALE_DAYS = 180;
