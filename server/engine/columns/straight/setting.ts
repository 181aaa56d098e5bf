/** What all code of one fold is written from. */
import type { Program, TierPolicy } from '../../program/model.ts';
import type { HistoryColumns } from '../history.ts';
import type { OutcomeNames } from '../outcome.ts';
import type { Codes } from './codes.ts';
import type { DayTables } from './days.ts';
import type { Extents } from './extents.ts';
import type { FoldSource } from './fold-source.ts';
import type { Profile } from './profile.ts';

export interface Setting {
  readonly program: Program;
  readonly partnerType: string;
  readonly policy: TierPolicy | undefined;
  readonly history: HistoryColumns;
  readonly names: OutcomeNames;
  readonly source: FoldSource;
  readonly codes: Codes;
  readonly days: DayTables;
  readonly extents: Extents;
  readonly profile: Profile;
  /** What alone bars from tiers and gates is found out too. */
  readonly bars: boolean;
}

/** Places of what every fold keeps, among the whole numbers `I`. */
export const KEPT = {
  /** From this day on something is to be done before the next activity. */
  stop: 'I[0]',
  /** The day at whose end something may fall due next. */
  due: 'I[1]',
  /** First day of the next month. */
  roll: 'I[2]',
  /** The end of the next period that is closed or reviewed. */
  close: 'I[3]',
  month: 'I[4]',
  quarter: 'I[5]',
  year: 'I[6]',
  level: 'I[7]',
  /** 0: no grace runs. */
  grace: 'I[8]',
  enrolledOn: 'I[9]',
  partner: 'I[10]',
  enrollment: 'I[11]',
  /** The next day at whose end something is valid no more. */
  expire: 'I[12]',
} as const;
export const KEPT_WHOLES = 13;

/** Among the numbers: what the magnitudes of all lines that are remembered add up to. */
export const KEPT_LINES = 'S[0]';
export const KEPT_NUMBERS = 1;

/** No day: after all others. */
export const NEVER = 2_000_000;
