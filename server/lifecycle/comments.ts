import type { Principal } from '../access/principal.ts';
import type { Transaction } from '../store/database.ts';
import type { Page, PageOptions } from '../store/histories.ts';
import { type CommentRow, findSubmission, insertComment, listCommentRows } from '../store/life/submissions.ts';
import { type Changed, checkText, type Life, TEXT_LIMITS } from './life.ts';
import type { Comment } from './model.ts';
import { lockWhole, noSubmission } from './submissions.ts';

/** Says something of a submission, however it stands. */
export async function comment(life: Life, tx: Transaction, by: Principal, submission: string, text: string): Promise<Changed<Comment>> {
  checkText('A comment', text, { most: TEXT_LIMITS.text });
  await lockWhole(tx, submission);
  const row = await insertComment(tx, { submission, person: by.id, name: by.name, at: life.now(), text });
  const subject = { kind: 'submission', id: submission };
  const head = await life.trail.record(tx, by, { action: 'submission-commented', subject, after: { comment: row.id, text } });
  return { value: commentOf(row), head };
}

/** In the order in which they were made. */
export async function listComments(life: Life, submission: string, page: PageOptions = {}): Promise<Page<Comment>> {
  const { db } = life.store;
  if ((await findSubmission(db, submission)) === undefined) throw noSubmission(submission);
  const { items, next } = await listCommentRows(db, submission, page);
  return { items: items.map(commentOf), ...(next !== undefined && { next }) };
}

const commentOf = ({ id, person, name, at, text }: CommentRow): Comment => ({ id, by: { id: person, name }, at, text });
