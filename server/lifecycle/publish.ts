import type { ProgramDocument } from '../../schemas/types.ts';
import type { Principal } from '../access/principal.ts';
import { sameShown } from '../engine/decisions/amounts.ts';
import type { Transaction } from '../store/database.ts';
import { readText } from '../store/life/contents.ts';
import { approvalsOf, moveSubmission, type SubmissionRow } from '../store/life/submissions.ts';
import { allEntries, keepVersion } from '../store/life/timeline.ts';
import { isSigned, refuseOutdated } from './approve.ts';
import { todayOf } from './in-force.ts';
import { type Changed, keepable, type Life } from './life.ts';
import { type Evidence, LifecycleError, type Submission, type TimelineEntry, type WouldPost } from './model.ts';
import { postedWords } from './posted-words.ts';
import { lockWhole, refuseUnless, submissionOf } from './submissions.ts';
import { enter, entriesOf, recorded, timelineChanged } from './timeline.ts';

export interface Publication {
  readonly submission: Submission;
  readonly entry: TimelineEntry;
}

/** Makes an approved submission a version of the timeline. Of a past day it has to be said what that posts. */
export async function publish(
  life: Life,
  tx: Transaction,
  by: Principal,
  id: string,
  { confirmPast }: { readonly confirmPast?: string } = {},
): Promise<Changed<Publication>> {
  const row = await lockWhole(tx, id);
  refuseUnless(row, ['approved'], row.state === 'pending' ? 'published before it is approved' : 'published');
  await refuseOutdated(tx, row);
  const evidence = JSON.parse(row.evidence) as Evidence;
  const text = await readText(tx, row.version);
  const document = JSON.parse(text) as ProgramDocument;
  const { timeZone } = document.calendar;
  const today = await todayOf(life, tx, row.program, timeZone);
  await refusePast(life, tx, row, evidence, today, confirmPast);
  const approvals = (await approvalsOf(tx, [id])).get(id) ?? [];
  // whoever writes into the tables by hand can't sign
  const counted = approvals.filter((each) => each.evidence_hash === row.evidence_hash && isSigned(life, each)).length;
  if (counted < evidence.approvers.needed)
    throw new LifecycleError(
      'state',
      `Of ${evidence.approvers.needed} approvals ${counted} are signed by this server: somebody put one in by hand, or the key of the audit trail is another one. Submit it again, and look with dealwright audit verify.`,
    );
  const at = life.now();
  await keepVersion(tx, {
    program: row.program,
    hash: row.version,
    files: row.files,
    name: keepable(document.name),
    time_zone: timeZone,
    created_at: at,
  });
  const published = await moveSubmission(tx, id, 'published', null);
  const entered = await enter(tx, {
    program: row.program,
    version: row.version,
    effective_from: row.effective_from,
    submission: id,
    reason: null,
    person: by.id,
    person_name: by.name,
    at,
  });
  const lapsed = await timelineChanged(
    life,
    tx,
    row.program,
    `The timeline changed: ${by.name} published a version from ${row.effective_from}.`,
    id,
  );
  const entry = entriesOf(await allEntries(tx, row.program), today).find((each) => each.id === entered.row.id);
  if (entry === undefined) throw new Error('an entry that was made is not there');
  const value = { submission: await submissionOf(tx, published), entry };
  const head = await life.trail.record(tx, by, {
    action: 'submission-published',
    subject: { kind: 'submission', id },
    before: { state: row.state },
    after: {
      state: 'published',
      ...recorded(entered.row),
      entry: entry.id,
      evidence: row.evidence_hash,
      ...(evidence.past && { posts: evidence.liability.difference }),
      ...entered.replaced,
      ...lapsed,
    },
  });
  return { value, head };
}

async function refusePast(
  { wouldPost }: Life,
  tx: Transaction,
  { program, version }: Pick<SubmissionRow, 'program' | 'version'>,
  { effectiveFrom, past, liability }: Evidence,
  today: string,
  confirmPast: string | undefined,
): Promise<void> {
  if (effectiveFrom >= today) return;
  if (!past) {
    throw new LifecycleError(
      'state',
      `${effectiveFrom} has gone by, and the evidence is that of a day to come: it doesn't say what a past day posts. Submit it again, for today (${today}) or later, or as of the past.`,
    );
  }
  if (confirmPast !== undefined && sameShown(confirmPast, liability.difference)) return;
  const { difference, currency } = liability;
  const reconcile = await wouldPost?.(tx, program, { version, effectiveFrom });
  const posts =
    reconcile === undefined
      ? `reconcile posts ${difference} ${currency} for it`
      : `over the history of its simulation it comes to ${difference} ${currency}; ${inWords(reconcile)}`;
  throw new LifecycleError('past-unconfirmed', `${effectiveFrom} is past: ${posts}. Publish it with "confirmPast": "${difference}".`, {
    posts: difference,
    reconcile,
  });
}

function inWords({ shards, of, sums }: WouldPost): string {
  const lines = postedWords(sums);
  const posted = lines.length === 0 ? 'nothing' : lines.join(', and ');
  const part =
    shards === of ? '' : ` in the ${shards} of ${of} parts that were looked at in time; dealwright reconcile --check --with tells all`;
  return `of what was recorded at deal time reconcile posts ${posted}${part}`;
}
