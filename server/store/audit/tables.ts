import type { ColumnType } from 'kysely';

export interface AuditEntriesTable {
  /** From 1 on, without gaps. */
  readonly entry: number;
  /** To the millisecond. */
  readonly at: Date;
  readonly by_kind: string;
  readonly by_id: string;
  readonly by_name: string;
  readonly by_key: string | null;
  readonly action: string;
  readonly subject_kind: string;
  readonly subject_id: string;
  /** Canonical JSON, as text: a database that reads JSON may write it otherwise. */
  readonly before: string | null;
  readonly after: string | null;
  readonly hash: string;
  readonly signature: string;
}

/** One row. */
export interface AuditHeadTable {
  readonly one: ColumnType<boolean, never, never>;
  readonly trail: string;
  readonly entry: number;
  readonly hash: string;
  readonly signature: string;
}

export interface AuditTables {
  audit_entries: AuditEntriesTable;
  audit_head: AuditHeadTable;
}
