import type { ColumnType } from 'kysely';

/* The tables of the life of programs, as the migration leaves them. Hashes are SHA-256, hexadecimal. */

export interface ProgramsTable {
  readonly id: string;
  /** Of its timeline. */
  changes: ColumnType<number, never, number>;
  readonly created_at: Date;
}

export interface ContentsTable {
  /** Of the text. */
  readonly hash: string;
  /** gzip. */
  readonly bytes: Uint8Array;
}

export interface DraftsTable {
  readonly id: string;
  readonly program: string;
  name: string;
  readonly owner: string;
  readonly owner_name: string;
  revision: number;
  readonly base: string | null;
  /** Of the list of files. */
  files: string;
  state: 'open' | 'discarded';
  readonly created_at: Date;
  changed_at: Date;
}

export interface DraftAuthorsTable {
  readonly draft: string;
  readonly person: string;
  readonly name: string;
  readonly since: Date;
}

export interface SubmissionsTable {
  readonly id: string;
  readonly program: string;
  readonly draft: string;
  readonly revision: number;
  readonly version: string;
  readonly files: string;
  readonly effective_from: string;
  state: 'pending' | 'approved' | 'published' | 'returned' | 'withdrawn' | 'lapsed';
  because: string | null;
  readonly note: string;
  /** Canonical JSON, as text: a database that reads JSON may write it otherwise. */
  readonly evidence: string;
  readonly evidence_hash: string;
  readonly submitted_by: string;
  readonly submitted_by_name: string;
  readonly submitted_at: Date;
}

export interface SubmissionAuthorsTable {
  readonly submission: string;
  readonly person: string;
  readonly name: string;
}

export interface ApprovalsTable {
  readonly submission: string;
  readonly person: string;
  readonly name: string;
  readonly at: Date;
  readonly comment: string;
  readonly evidence_hash: string;
  readonly signature: string;
}

export interface CommentsTable {
  readonly id: string;
  readonly submission: string;
  readonly person: string;
  readonly name: string;
  readonly at: Date;
  readonly text: string;
}

export interface VersionsTable {
  readonly program: string;
  /** Of the document's canonical JSON without effectiveFrom, which stands in contents. */
  readonly hash: string;
  readonly files: string;
  /** What the document calls the program. */
  readonly name: string;
  readonly time_zone: string;
  readonly created_at: Date;
}

export interface TimelineTable {
  readonly id: string;
  readonly program: string;
  readonly version: string;
  readonly effective_from: string | null;
  readonly submission: string | null;
  readonly reason: string | null;
  readonly person: string;
  readonly person_name: string;
  readonly at: Date;
  ended: 'withdrawn' | 'replaced' | null;
  ended_reason: string | null;
  ended_by: string | null;
  ended_by_name: string | null;
  ended_at: Date | null;
}

export interface LifeTables {
  programs: ProgramsTable;
  contents: ContentsTable;
  drafts: DraftsTable;
  draft_authors: DraftAuthorsTable;
  submissions: SubmissionsTable;
  submission_authors: SubmissionAuthorsTable;
  approvals: ApprovalsTable;
  comments: CommentsTable;
  versions: VersionsTable;
  timeline: TimelineTable;
}
