import type { Transaction } from '../store/database.ts';
import type { Page, PageOptions } from '../store/histories.ts';
import type { Reader } from '../store/life/contents.ts';
import { lockDraft } from '../store/life/drafts.ts';
import { lockProgram } from '../store/life/programs.ts';
import {
  approvalsOf,
  findSubmission,
  listSubmissionRows,
  lockSubmission,
  type SubmissionFilter,
  type SubmissionRow,
  submissionAuthors,
} from '../store/life/submissions.ts';
import type { Life } from './life.ts';
import { type Evidence, LifecycleError, type Submission } from './model.ts';

export async function getSubmission(life: Life, id: string): Promise<Submission> {
  return readSubmission(life.store.db, id);
}

/** The latest first. */
export async function listSubmissions(
  life: Life,
  { limit, after, ...filter }: SubmissionFilter & PageOptions = {},
): Promise<Page<Submission>> {
  const page = { ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) };
  const { items, next } = await listSubmissionRows(life.store.db, filter, page);
  return { items: await submissionsOf(life.store.db, items), ...(next !== undefined && { next }) };
}

export async function readSubmission(db: Reader, id: string): Promise<Submission> {
  const row = await findSubmission(db, id);
  if (row === undefined) throw noSubmission(id);
  return submissionOf(db, row);
}

export async function submissionOf(db: Reader, row: SubmissionRow): Promise<Submission> {
  const [submission] = await submissionsOf(db, [row]);
  if (submission === undefined) throw new Error('a row became no submission');
  return submission;
}

async function submissionsOf(db: Reader, rows: readonly SubmissionRow[]): Promise<readonly Submission[]> {
  const ids = rows.map(({ id }) => id);
  const authors = await submissionAuthors(db, ids);
  const approvals = await approvalsOf(db, ids);
  return rows.map((row) => ({
    id: row.id,
    program: row.program,
    draft: row.draft,
    version: row.version,
    effectiveFrom: row.effective_from,
    state: row.state,
    ...(row.because !== null && { because: row.because }),
    note: row.note,
    // written by submit.ts, and its hash is checked by the database
    evidence: JSON.parse(row.evidence) as Evidence,
    evidenceHash: row.evidence_hash,
    authors: (authors.get(row.id) ?? []).map(({ person, name }) => ({ id: person, name })),
    submittedBy: { id: row.submitted_by, name: row.submitted_by_name },
    submittedAt: row.submitted_at,
    approvals: (approvals.get(row.id) ?? []).map(({ person, name, at, comment, evidence_hash, signature }) => ({
      by: { id: person, name },
      at,
      comment,
      evidenceHash: evidence_hash,
      signature,
    })),
  }));
}

/** The submission for the rest of the transaction, its program and draft before it. */
export async function lockWhole(tx: Transaction, id: string): Promise<SubmissionRow> {
  const found = await findSubmission(tx, id);
  if (found === undefined) throw noSubmission(id);
  await lockProgram(tx, found.program);
  await lockDraft(tx, found.draft);
  return lockSubmission(tx, id);
}

/** Why nothing more is done with it, where it is past that. */
export function refuseUnless(row: SubmissionRow, states: readonly SubmissionRow['state'][], what: string): void {
  if (states.includes(row.state)) return;
  const because = row.because === null ? '' : `: ${row.because}`;
  throw new LifecycleError(
    'state',
    `This submission is ${row.state}${because.replace(/\.$/, '')}; it can not be ${what}${row.state === 'pending' ? '' : row.state === what ? ' again' : ' any more'}.`,
  );
}

export const noSubmission = (id: string): LifecycleError => new LifecycleError('not-found', `There is no submission ${id.slice(0, 100)}.`);
