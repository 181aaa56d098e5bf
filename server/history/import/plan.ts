import type { MappedFile } from '../../../schemas/types.ts';
import type { JoinTable } from './joins.ts';
import type { Fault, Row } from './row.ts';
import type { SourceFile } from './source-file.ts';

/* A mapping, checked against a program and the heads of the files: ready to take rows. */

/** What is wrong with a row. */
export interface Placed {
  readonly row: Row;
  readonly fault: Fault;
  /** It is said of the activity, not of one of its lines. */
  readonly whole: boolean;
}

/** What came of one row, or of the lines of a group. */
export interface Built {
  /** As the schema of activities or partners has it, where there are no faults. */
  readonly document: unknown;
  readonly faults: readonly Placed[];
  /** Where a place in the document comes from. */
  from(pointer: string): { readonly row: Row; readonly column?: string };
}

export interface Rule {
  takes(row: Row): boolean;
  build(rows: readonly Row[]): Built;
}

export interface PartnerRule extends Rule {
  readonly again: 'same' | 'first';
}

export interface ActivityRule extends Rule {
  readonly group?: Group;
}

export interface Group {
  /** undefined: the row doesn't say. */
  key(row: Row): string | undefined;
  /** Of a row that can't be read: what seems to stand there. */
  rough(row: Row): string | undefined;
  readonly sorted: boolean;
  readonly leaveOut: boolean;
}

/** A file whose rows become partners, activities or both. */
export interface SourcePlan {
  readonly file: SourceFile;
  readonly form: MappedFile;
  readonly partners: readonly PartnerRule[];
  readonly activities: readonly ActivityRule[];
  /** Rows that no rule takes are left out, not refused. */
  readonly leaveOut: boolean;
}

export interface Plan {
  /** In the order of reading: partners go first. */
  readonly sources: readonly SourcePlan[];
  readonly joins: readonly JoinTable[];
}
