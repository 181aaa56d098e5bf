import type { PartnerDocument } from '../../schemas/types.ts';
import type { Principal } from '../access/principal.ts';
import type { Enrollment } from '../engine/facts/activity.ts';
import { readPartners } from '../engine/fold/read.ts';
import type { Transaction } from '../store/database.ts';
import { knownEnrollments } from '../store/deals/members.ts';
import { enqueue } from '../store/deals/queue.ts';
import { lockShards, type ShardRow } from '../store/deals/shards.ts';
import { StoreError } from '../store/errors.ts';
import { lockHistory } from '../store/histories.ts';
import { enrollmentsOf, prepare } from '../store/prepare-documents.ts';
import { Recorder } from '../store/record-documents.ts';
import { beginningOf } from './chain.ts';
import type { Core } from './core.ts';
import { begin } from './deciders.ts';
import { keepDecisions, keepSteps } from './keep.ts';
import type { Enrolled } from './model.ts';
import { workAnew } from './reconcile-work.ts';
import { AT_ONCE_STEPS } from './record.ts';
import { Refusal } from './refusal.ts';
import { beginSession, type Session, workOn } from './session.ts';
import { shardOf } from './shard-names.ts';
import { newShard, ShardWork, type ToRecord } from './shard-work.ts';

interface Added {
  readonly enrollment: Enrollment;
  readonly recorded: ToRecord;
}

/** See Deals.enroll. */
export async function enroll(
  core: Core,
  tx: Transaction,
  by: Principal,
  program: string,
  document: PartnerDocument,
): Promise<readonly Enrolled[]> {
  const session = await beginSession(core, tx, by, program);
  const { timeline, live } = session;
  const read = readPartners(timeline.timeline, [document]);
  const [refused] = read.refused;
  if (refused !== undefined) throw new Refusal('The partner is not as the program asks.', refused.findings);
  const prepared = enrollmentsOf(document);
  const shards = [...new Set(read.enrollments.map(({ partner, partnerType }) => shardOf(live.cut, partner, partnerType)))].sort();
  const rows = await shardRows(session, shards);
  // who is enrolled is read under the locks of whoever could enroll them
  const known = new Map((await knownEnrollments(tx, live.history, [document.id])).map((each) => [each.partnerType, each]));
  const added = new Map<string, Added[]>();
  const all: (Added & { readonly partnerType: string })[] = [];
  for (const { partnerType, hex } of prepared) {
    const before = known.get(partnerType);
    if (before !== undefined && before.hash !== hex) {
      throw new StoreError(
        'refused',
        `${document.id} is enrolled as ${partnerType} already, with other facts; what changes later is told by activities.`,
      );
    }
    const enrollment = read.enrollments.find((each) => each.partnerType === partnerType);
    if (before !== undefined || enrollment === undefined) continue;
    const one = { enrollment, recorded: { hash: hex }, partnerType };
    const shard = shardOf(live.cut, enrollment.partner, partnerType);
    added.set(shard, [...(added.get(shard) ?? []), one]);
    all.push(one);
  }
  const works: ShardWork[] = [];
  for (const [shard, some] of added) works.push(await enrollIn(session, rows.get(shard), shard, some));
  await keepDecisions(session, works);
  const numbers = new Map<ToRecord, number>();
  await keepSteps(session, works, async () => {
    for (const [recorded, number] of await recordPartner(session, document, all)) numbers.set(recorded, number);
    return numbers;
  });
  return prepared.map(({ partnerType }) => {
    const before = known.get(partnerType);
    if (before !== undefined) return { partnerType, recorded: before.recorded, known: true };
    const one = all.find((each) => each.partnerType === partnerType);
    return { partnerType, recorded: (one && numbers.get(one.recorded)) ?? 0, known: false };
  });
}

const shardRows = ({ tx, program }: Session, shards: readonly string[]): Promise<ReadonlyMap<string, ShardRow>> =>
  lockShards(tx, program, shards);

async function enrollIn(session: Session, row: ShardRow | undefined, shard: string, added: readonly Added[]): Promise<ShardWork> {
  const { timeline, program } = session;
  if (row === undefined) {
    const fresh = newShard(program, shard, timeline.hash, beginningOf(program, shard));
    const work = new ShardWork(timeline, fresh, begin(timeline, [], {}));
    for (const { enrollment, recorded } of added) work.enroll(enrollment, recorded);
    return work;
  }
  if (row.timeline === timeline.hash) {
    const work = await workOn(session, row);
    if (added.every(({ enrollment }) => joins(timeline, work, enrollment))) {
      for (const { enrollment, recorded } of added) work.enroll(enrollment, recorded);
      return work;
    }
  }
  // its time has been decided about already: all anew, now or by the queue
  const work = new ShardWork(timeline, row.steps > AT_ONCE_STEPS ? { ...row, timeline: '' } : row, undefined);
  for (const { recorded } of added) work.noteEnrolled(recorded);
  if (row.steps > AT_ONCE_STEPS) {
    work.leaveBehind();
    await enqueue(session.tx, program, [shard], 'an enrollment of the past');
    return work;
  }
  await workAnew(
    session,
    work,
    'an enrollment of the past',
    [],
    added.map(({ enrollment }) => enrollment),
  );
  return work;
}

/** Whether nothing of its time has been decided. */
function joins({ timeline }: Session['timeline'], work: ShardWork, { enrolledOn }: Enrollment): boolean {
  const { ended, started } = work.both.compiled;
  if (ended !== null && enrolledOn <= ended) return false;
  return enrolledOn !== started || !timeline.versions.some(({ effectiveFrom }, index) => index > 0 && effectiveFrom === started);
}

/** Those enrollments of the partner that are new, into the history; their numbers. */
async function recordPartner(
  { tx, live, timeline }: Session,
  document: PartnerDocument,
  added: readonly (Added & { readonly partnerType: string })[],
): Promise<ReadonlyMap<ToRecord, number>> {
  const numbers = new Map<ToRecord, number>();
  if (added.length === 0) return numbers;
  const history = await lockHistory(tx, live.history, 'for adding');
  const recorder = new Recorder((work) => work(tx), history, timeline.reader);
  const types = new Set(added.map(({ partnerType }) => partnerType));
  const [first, ...rest] = document.enrollments.filter(({ partnerType }) => types.has(partnerType));
  if (first === undefined) return numbers;
  const [result] = await recorder.recordPartners([prepare({ ...document, enrollments: [first, ...rest] })]);
  if (result !== 'recorded') throw new StoreError('busy', 'The same partner is being enrolled. Ask again.');
  for (const [index, { recorded }] of added.entries()) numbers.set(recorded, history.lastRecorded + 1 + index);
  await recorder.finish(tx);
  return numbers;
}
