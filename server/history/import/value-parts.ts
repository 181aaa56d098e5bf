import type { MappedFile, MappedValue } from '../../../schemas/types.ts';
import type { FactType } from '../../engine/facts/value.ts';
import type { ZoneDays } from '../../engine/facts/zone-days.ts';
import type { ReadCell, Trouble } from './cells.ts';
import type { JoinTable } from './joins.ts';

/** What a value is to become. `instant`: ISO text of a moment. */
export type Target = FactType | 'instant';

/** As it stands in a document. */
export type Json = string | number | boolean | readonly string[];
export type Got = Json | undefined | Trouble;

export type ValueSpec = Exclude<MappedValue, string>;

/** What a value is compiled from: its columns are known to be there. */
export interface ValueParts {
  readonly spec: ValueSpec;
  readonly target: Target;
  /** What it is for, in messages: deal.amount. */
  readonly what: string;
  readonly file: MappedFile;
  readonly columns: readonly { readonly name: string; readonly read: ReadCell }[];
  readonly join?: JoinTable;
  readonly days: ZoneDays;
}
