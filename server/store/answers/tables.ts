import type { ColumnType } from 'kysely';

export interface KeptAnswersTable {
  /** Who asked: keys of different people have nothing to do with each other. */
  readonly asker: string;
  readonly key: string;
  /** SHA-256 of what was asked: 32 bytes. */
  request: Uint8Array;
  status: number;
  headers: ColumnType<Readonly<Record<string, string>>, string, string>;
  body: string;
  created_at: ColumnType<Date, never, Date>;
}

export interface AnswerTables {
  kept_answers: KeptAnswersTable;
}
