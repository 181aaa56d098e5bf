import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId, newId } from '../id.ts';
import type { Reader } from './contents.ts';
import type { PersonRow } from './drafts.ts';
import type { ApprovalsTable, CommentsTable, SubmissionsTable } from './tables.ts';

export type SubmissionRow = Selectable<SubmissionsTable>;
export type ApprovalRow = Selectable<ApprovalsTable>;
export type CommentRow = Selectable<CommentsTable>;

export const SUBMISSION_LIMITS = { pageSize: 200, comments: 1_000, ofADraft: 10_000 } as const;

export type NewSubmission = Omit<SubmissionRow, 'id' | 'state' | 'because'>;

export async function insertSubmission(tx: Transaction, submission: NewSubmission, authors: readonly PersonRow[]): Promise<SubmissionRow> {
  const { count } = await tx
    .selectFrom('submissions')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('draft', '=', submission.draft)
    .executeTakeFirstOrThrow();
  if (count >= SUBMISSION_LIMITS.ofADraft)
    throw new StoreError('limit', `This draft was submitted ${count} times, and no more are kept; begin another one.`);
  const row = await tx
    .insertInto('submissions')
    .values({ ...submission, id: newId(), state: 'pending', because: null })
    .returningAll()
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('submission_authors')
    .values(authors.map(({ person, name }) => ({ submission: row.id, person, name })))
    .execute();
  return row;
}

export async function findSubmission(db: Reader, id: string): Promise<SubmissionRow | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom('submissions').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function lockSubmission(tx: Transaction, id: string): Promise<SubmissionRow> {
  return tx.selectFrom('submissions').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

export async function moveSubmission(
  tx: Transaction,
  id: string,
  state: SubmissionRow['state'],
  because: string | null,
): Promise<SubmissionRow> {
  return tx.updateTable('submissions').set({ state, because }).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** Ends those that wait for approval or publication, of a draft or of a whole program; gives their ids. */
export async function lapseSubmissions(
  tx: Transaction,
  of: { readonly draft: string } | { readonly program: string },
  because: string,
  but?: string,
): Promise<readonly string[]> {
  const waiting = await tx
    .selectFrom('submissions')
    .select('id')
    .where('draft' in of ? 'draft' : 'program', '=', 'draft' in of ? of.draft : of.program)
    .where('state', 'in', ['pending', 'approved'])
    .$if(but !== undefined, (query) => query.where('id', '<>', but ?? ''))
    .orderBy('id')
    .forUpdate()
    .execute();
  const ids = waiting.map(({ id }) => id);
  if (ids.length > 0) await tx.updateTable('submissions').set({ state: 'lapsed', because }).where('id', 'in', ids).execute();
  return ids;
}

export interface SubmissionFilter {
  readonly program?: string;
  readonly draft?: string;
  readonly state?: SubmissionRow['state'];
}

/** The latest first. */
export async function listSubmissionRows(
  db: Reader,
  { program, draft, state }: SubmissionFilter,
  { limit = 50, after }: PageOptions = {},
): Promise<Page<SubmissionRow>> {
  const size = Math.min(Math.max(1, limit), SUBMISSION_LIMITS.pageSize);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  if (draft !== undefined && !isId(draft)) return { items: [] };
  const rows = await db
    .selectFrom('submissions')
    .selectAll()
    .$if(program !== undefined, (query) => query.where('program', '=', program ?? ''))
    .$if(draft !== undefined, (query) => query.where('draft', '=', draft ?? ''))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'pending'))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

export async function submissionAuthors(db: Reader, submissions: readonly string[]): Promise<ReadonlyMap<string, readonly PersonRow[]>> {
  const authors = new Map<string, PersonRow[]>(submissions.map((id) => [id, []]));
  if (submissions.length === 0) return authors;
  const rows = await db.selectFrom('submission_authors').selectAll().where('submission', 'in', submissions).orderBy('person').execute();
  for (const { submission, person, name } of rows) authors.get(submission)?.push({ person, name });
  return authors;
}

export async function insertApproval(tx: Transaction, approval: ApprovalRow): Promise<void> {
  await tx.insertInto('approvals').values(approval).execute();
}

export async function approvalsOf(db: Reader, submissions: readonly string[]): Promise<ReadonlyMap<string, readonly ApprovalRow[]>> {
  const approvals = new Map<string, ApprovalRow[]>(submissions.map((id) => [id, []]));
  if (submissions.length === 0) return approvals;
  const rows = await db
    .selectFrom('approvals')
    .selectAll()
    .where('submission', 'in', submissions)
    .orderBy('at')
    .orderBy('person')
    .execute();
  for (const row of rows) approvals.get(row.submission)?.push(row);
  return approvals;
}

export async function insertComment(tx: Transaction, comment: Omit<CommentRow, 'id'>): Promise<CommentRow> {
  const { count } = await tx
    .selectFrom('comments')
    .select(sql<number>`count(*)::int`.as('count'))
    .where('submission', '=', comment.submission)
    .executeTakeFirstOrThrow();
  if (count >= SUBMISSION_LIMITS.comments) throw new StoreError('limit', `There are ${count} comments on this, and no more are kept.`);
  return tx
    .insertInto('comments')
    .values({ ...comment, id: newId() })
    .returningAll()
    .executeTakeFirstOrThrow();
}

/** In the order in which they were made. */
export async function listCommentRows(db: Reader, submission: string, { limit = 50, after }: PageOptions = {}): Promise<Page<CommentRow>> {
  const size = Math.min(Math.max(1, limit), SUBMISSION_LIMITS.pageSize);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await db
    .selectFrom('comments')
    .selectAll()
    .where('submission', '=', submission)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}
