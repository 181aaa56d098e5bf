import type { Principal } from '../access/principal.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import type { Transaction } from '../store/database.ts';
import { findDraft } from '../store/life/drafts.ts';
import {
  type ApprovalRow,
  approvalsOf,
  insertApproval,
  moveSubmission,
  type SubmissionRow,
  submissionAuthors,
} from '../store/life/submissions.ts';
import { liveEntries } from '../store/life/timeline.ts';
import { baselineOf } from './in-force.ts';
import { type Changed, checkText, type Life, TEXT_LIMITS } from './life.ts';
import { type Evidence, LifecycleError, type Submission } from './model.ts';
import { lockWhole, refuseUnless, submissionOf } from './submissions.ts';

/** What an approval signs. */
export const approvalText = (approval: {
  readonly submission: string;
  readonly evidence: string;
  readonly approver: string;
  /** ISO 8601. */
  readonly at: string;
}): string => canonicalJson(approval);

/** Whether this server gave it, as it stands there. */
export const isSigned = (
  { trail }: Life,
  { submission, person, at, evidence_hash: evidence, signature }: Omit<ApprovalRow, 'name' | 'comment'>,
): boolean => trail.isSigned(approvalText({ submission, evidence, approver: person, at: at.toISOString() }), signature);

export interface NewApproval {
  /** Hash of the evidence that was shown. */
  readonly evidence: string;
  readonly comment?: string;
}

/** Approves what was shown, and nothing else. With the last approver that is needed the submission is approved. */
export async function approve(
  life: Life,
  tx: Transaction,
  by: Principal,
  id: string,
  { evidence, comment = '' }: NewApproval,
): Promise<Changed<Submission>> {
  checkText('A comment', comment, { most: TEXT_LIMITS.text, empty: true });
  const row = await lockWhole(tx, id);
  if (((await submissionAuthors(tx, [id])).get(id) ?? []).some(({ person }) => person === by.id))
    throw new LifecycleError('own-draft', 'Who wrote or submitted it does not approve it. Somebody else has to.');
  const approvals = (await approvalsOf(tx, [id])).get(id) ?? [];
  // the same again, as after an answer that was lost
  const mine = approvals.some(({ person, evidence_hash }) => person === by.id && evidence_hash === evidence);
  if (mine && (row.state === 'pending' || row.state === 'approved')) return { value: await submissionOf(tx, row), head: undefined };
  refuseUnless(row, ['pending'], 'approved');
  if (evidence !== row.evidence_hash)
    throw new LifecycleError(
      'not-shown',
      'What was approved is not what was submitted. Read the submission again: its evidenceHash is to be sent.',
    );
  await refuseOutdated(tx, row);
  const at = life.now();
  const signature = life.trail.sign(approvalText({ submission: id, evidence, approver: by.id, at: at.toISOString() }));
  await insertApproval(tx, { submission: id, person: by.id, name: by.name, at, comment, evidence_hash: evidence, signature });
  const { needed } = (JSON.parse(row.evidence) as Evidence).approvers;
  const enough = approvals.length + 1 >= needed;
  const now = enough ? await moveSubmission(tx, id, 'approved', null) : row;
  const value = await submissionOf(tx, now);
  const head = await life.trail.record(tx, by, {
    action: 'submission-approved',
    subject: { kind: 'submission', id },
    before: { state: row.state, approvals: approvals.length },
    after: { state: now.state, approvals: approvals.length + 1, needed, evidence, comment, signature },
  });
  return { value, head };
}

/** A change of draft or timeline lapses a submission in its own transaction; this holds even if one didn't. */
export async function refuseOutdated(tx: Transaction, row: SubmissionRow): Promise<void> {
  const { baseline, draft } = JSON.parse(row.evidence) as Evidence;
  const live = await liveEntries(tx, row.program);
  const current = live.length === 0 ? null : baselineOf(live).hash;
  const revision = (await findDraft(tx, row.draft))?.revision;
  if (current === (baseline?.hash ?? null) && revision === draft.revision) return;
  throw new LifecycleError('state', 'Draft or timeline are no longer those of the evidence. Submit it again.');
}

interface Reasoned {
  readonly reason: string;
}

/** Gives it back to its authors, with what is to be mended. */
export async function returnSubmission(
  life: Life,
  tx: Transaction,
  by: Principal,
  id: string,
  reasoned: Reasoned,
): Promise<Changed<Submission>> {
  return end(life, tx, by, id, 'returned', reasoned);
}

/** Takes it back. */
export async function withdrawSubmission(
  life: Life,
  tx: Transaction,
  by: Principal,
  id: string,
  reasoned: Reasoned,
): Promise<Changed<Submission>> {
  return end(life, tx, by, id, 'withdrawn', reasoned);
}

async function end(
  life: Life,
  tx: Transaction,
  by: Principal,
  id: string,
  state: 'returned' | 'withdrawn',
  { reason }: Reasoned,
): Promise<Changed<Submission>> {
  checkText('A reason', reason, { most: TEXT_LIMITS.text });
  const row = await lockWhole(tx, id);
  refuseUnless(row, ['pending', 'approved'], state);
  const now = await moveSubmission(tx, id, state, `${by.name}: ${reason}`);
  const value = await submissionOf(tx, now);
  const head = await life.trail.record(tx, by, {
    action: `submission-${state}`,
    subject: { kind: 'submission', id },
    before: { state: row.state },
    after: { state, reason },
  });
  return { value, head };
}
