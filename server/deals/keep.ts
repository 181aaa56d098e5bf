import { dayToIso } from '../engine/facts/render.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { currentDecisions, insertDecisions, type Superseding, supersede } from '../store/deals/decisions.ts';
import { keepGranted } from '../store/deals/granted.ts';
import { openOfShard, putIntoInbox, settle } from '../store/deals/inbox.ts';
import { keepPromises } from '../store/deals/promises.ts';
import { dequeue } from '../store/deals/queue.ts';
import { appendSteps, keepShard } from '../store/deals/shards.ts';
import { keepTaken } from '../store/deals/taken.ts';
import { StoreError } from '../store/errors.ts';
import { lockHistory, type StoredHistory } from '../store/histories.ts';
import { newId } from '../store/id.ts';
import type { Prepared } from '../store/prepare-documents.ts';
import { type ActivityToRecord, Recorder } from '../store/record-documents.ts';
import { hashOf } from './chain.ts';
import { followAnew, followSteps } from './consequences.ts';
import { engineHash } from './engine-hash.ts';
import type { FreshDecision, KeptNow } from './kept-now.ts';
import { nameOf } from './names.ts';
import { inShort } from './said.ts';
import type { Session } from './session.ts';
import { WHOLE } from './shard-names.ts';
import type { DecidedAt, ShardWork, ToRecord } from './shard-work.ts';
import { pack } from './unpack.ts';

/*
 * What was decided, kept: decisions with their reasoning, promises, what waits; then what follows from them; then, as late as
 * can be, since all of the program wait for it, the history and the steps of its shards.
 */

/** Keeps what shards decided, all but their steps: what there is of all of them with one statement each. */
export async function keepDecisions(session: Session, works: readonly ShardWork[]): Promise<ReadonlyMap<ShardWork, readonly KeptNow[]>> {
  const { tx, program } = session;
  const compared: (Compared & { readonly work: ShardWork })[] = [];
  for (const work of works) compared.push({ work, ...(await compare(session, work)) });
  const fresh = compared.flatMap((each) => each.fresh);
  await insertDecisions(tx, fresh);
  await supersede(
    tx,
    compared.flatMap((each) => each.superseded),
  );
  await keepPromises(
    tx,
    fresh.flatMap(({ decided }) => promisesOf(program, decided)),
  );
  await keepGranted(
    tx,
    fresh.flatMap(({ decided }) => grantedOf(program, decided)),
  );
  await followAll(session, compared);
  return new Map(compared.map(({ work, said }) => [work, said]));
}

/** What follows: of the shards that went on together, of those that were folded anew one by one. */
async function followAll(session: Session, all: readonly (Compared & { readonly work: ShardWork })[]): Promise<void> {
  const { tx } = session;
  const stepped = all.filter(({ work }) => work.anew === undefined && work.decided.length > 0);
  await followSteps(tx, session, stepped);
  await putIntoInbox(
    tx,
    stepped.flatMap(({ work }) => inboxRows(session, work, asideIn(work))),
  );
  for (const each of all) {
    if (each.work.anew === undefined) continue;
    await followAnew(tx, session, each, each.work.anew);
    await restateInbox(session, each.work);
  }
}

type Fresh = FreshDecision;

interface Compared {
  readonly said: readonly KeptNow[];
  readonly fresh: readonly Fresh[];
  readonly superseded: readonly Superseding[];
}

/** What stands already, what is new, and what is no more. */
async function compare(session: Session, work: ShardWork): Promise<Compared> {
  if (work.anew === undefined) {
    const fresh = await Promise.all(work.decided.map((decided) => freshOf(session, work, decided)));
    return { said: fresh, fresh, superseded: [] };
  }
  const { tx, program } = session;
  const before = await currentDecisions(tx, program, work.shard === WHOLE ? undefined : work.shard);
  const standing = new Map(
    before.filter(({ shard }) => shard === work.shard).map((row) => [nameOf({ source: row.source, id: row.activity }), row]),
  );
  const elsewhere = new Map(
    before.filter(({ shard }) => shard !== work.shard).map((row) => [nameOf({ source: row.source, id: row.activity }), row]),
  );
  const said: KeptNow[] = [];
  const fresh: Fresh[] = [];
  const successors = new Map<string, string>();
  for (const decided of work.decided) {
    const name = nameOf(decided.decision.activity);
    const known = standing.get(name) ?? elsewhere.get(name);
    if (known?.decision_hash === decided.hash && known.provisional === isProvisional(work, decided)) {
      said.push({ id: known.id, decided });
      successors.set(name, known.id);
      continue;
    }
    const made = { ...(await freshOf(session, work, decided)), ...(known && { replaces: known.id }) };
    fresh.push(made);
    said.push(made);
    successors.set(name, made.id);
  }
  const superseded = before.flatMap(({ id, source, activity }) => {
    const by = successors.get(nameOf({ source, id: activity })) ?? id;
    return by === id && successors.has(nameOf({ source, id: activity })) ? [] : [{ id, by }];
  });
  return { said, fresh, superseded };
}

async function freshOf(session: Session, work: ShardWork, decided: DecidedAt): Promise<Fresh> {
  const { program, timeline, by, at } = session;
  const { decision, hash, step, state, cause } = decided;
  const { source, id: activity, revision } = decision.activity;
  const packed = decided.packed ?? (await pack(decision));
  const id = newId();
  return {
    id,
    decided,
    row: {
      id,
      program,
      shard: work.shard,
      step,
      source,
      activity,
      revision,
      kind: decision.kind,
      occurred_on: decision.on,
      generated: decision.generated,
      status: decision.status,
      said: JSON.stringify(inShort(decision)),
      version: decision.program.version,
      timeline: timeline.hash,
      engine: engineHash(),
      inputs_hash: inputsOf(work, decided),
      state_hash: state,
      decision_hash: hash,
      explained: packed.bytes,
      explained_hash: packed.hash,
      cause,
      provisional: isProvisional(work, decided),
      superseded_by: null,
      by_id: by.id,
      by_name: by.name,
      at,
    },
    parties: decision.parties,
  };
}

export function inputsOf(work: ShardWork, { decision: { activity, generated } }: DecidedAt): string {
  const { source, id } = activity;
  return (generated ? undefined : work.inputs.get(nameOf(activity))?.hash) ?? hashOf(canonicalJson({ source, id }));
}

export const isProvisional = (work: ShardWork, { decision }: DecidedAt): boolean =>
  work.isBehind || decision.parties.some(({ provisional }) => provisional);

function promisesOf(program: string, { decision, step }: DecidedAt) {
  return decision.parties.flatMap(({ partner, partnerType, promises }) =>
    promises.map(({ promise, key, value }) => ({
      program,
      promise,
      key: JSON.stringify(key),
      value: JSON.stringify(value),
      source: decision.activity.source,
      activity: decision.activity.id,
      made_on: decision.on,
      partner,
      partner_type: partnerType,
      step,
    })),
  );
}

function grantedOf(program: string, { granted, step }: DecidedAt) {
  return granted.map(({ source, activity, partner, partnerType, registration, protection, from, leaves }) => ({
    ...{ program, source, activity, partner, partner_type: partnerType, step, registration, protection },
    granted_on: dayToIso(from),
    leaves: JSON.stringify(leaves.map(({ values, until }) => ({ values, until: dayToIso(until) }))),
  }));
}

/** What is set aside waits to be mended; what was late or corrected is decided once all was folded anew. */
async function restateInbox(session: Session, work: ShardWork): Promise<void> {
  const { tx, program, at } = session;
  const aside = asideIn(work);
  const open = await openOfShard(tx, program, work.shard);
  const settled = open.filter((row) => {
    const name = nameOf({ source: row.source, id: row.activity });
    const still = row.reason === 'set-aside' && aside.get(name)?.detail === row.detail;
    if (still) aside.delete(name);
    return !still;
  });
  await settle(
    tx,
    settled.map(({ id }) => id),
    at,
  );
  await dequeue(tx, program, work.shard);
  await putIntoInbox(tx, inboxRows(session, work, aside));
}

interface Aside {
  readonly decided: DecidedAt;
  readonly detail: string;
}

/** By the activity's name. */
const asideIn = (work: ShardWork): Map<string, Aside> =>
  new Map(
    work.decided.flatMap((decided) => {
      const detail = setAside(decided);
      return detail === undefined ? [] : [[nameOf(decided.decision.activity), { decided, detail }] as const];
    }),
  );

const inboxRows = ({ program, at }: Session, { shard }: ShardWork, aside: ReadonlyMap<string, Aside>) =>
  [...aside.values()].map(({ decided: { decision }, detail }) => ({
    id: newId(),
    program,
    shard,
    source: decision.activity.source,
    activity: decision.activity.id,
    revision: decision.activity.revision,
    reason: 'set-aside' as const,
    detail,
    document: null,
    hash: null,
    waits_for: null,
    since: at,
    settled_at: null,
  }));

const DETAIL_LENGTH = 1_000;

/** Why all of an activity, or a line of it, waits; undefined: nothing does. */
function setAside({ decision: { status, failures, parties } }: DecidedAt): string | undefined {
  const found = status === 'set-aside' ? failures : parties.flatMap((party) => party.failures);
  if (status !== 'set-aside' && found.length === 0) return undefined;
  return found
    .map(({ of, message }) => `${of}: ${message}`)
    .join(' ')
    .slice(0, DETAIL_LENGTH);
}

/** A document that goes into the history, and who waits for its number. */
export interface Recording extends ToRecord {
  readonly prepared: Prepared<ActivityToRecord>;
}

/** Puts activities into the history, in this order, and notes what shards took in. Everybody else of the program waits from here on. */
export async function keepRecorded(session: Session, works: readonly ShardWork[], all: readonly Recording[]): Promise<void> {
  if (all.length === 0) return keepSteps(session, works, async () => new Map());
  const { tx, live, timeline } = session;
  const history = await lockHistory(tx, live.history, 'for adding');
  const numbers = new Map(all.map((recording, index) => [recording as ToRecord, history.lastRecorded + 1 + index]));
  const activities = all.map(({ prepared }) => prepared);
  const taken = { activities, steps: stepsOf(session, works, numbers), shards: works.filter(isChanged).map(({ row }) => row) };
  if (await keepTaken(tx, history, timeline.reader, taken)) holdStates(session, works);
  else await keepSteps(session, works, () => recordActivities(session, history, all));
}

/** Notes what shards took in. */
export async function keepSteps(
  session: Session,
  works: readonly ShardWork[],
  numbersOf: () => Promise<ReadonlyMap<ToRecord, number>>,
): Promise<void> {
  const { tx } = session;
  await appendSteps(tx, stepsOf(session, works, await numbersOf()));
  for (const work of works) if (isChanged(work)) await keepShard(tx, work.row);
  holdStates(session, works);
}

const isChanged = ({ steps, isBehind, before }: ShardWork): boolean => steps.length > 0 || isBehind !== before.behind;

const stepsOf = ({ program, timeline }: Session, works: readonly ShardWork[], numbers: ReadonlyMap<ToRecord, number>) =>
  works.flatMap(({ shard, steps }) =>
    steps.map(({ step, kind, recorded, through, opened }) => ({
      program,
      shard,
      step,
      kind,
      recorded: recorded === null || typeof recorded === 'number' ? recorded : numberOf(numbers, recorded),
      through,
      opened,
      timeline: timeline.hash,
    })),
  );

function holdStates({ core, program }: Session, works: readonly ShardWork[]): void {
  for (const { shard, held } of works) if (held !== undefined) core.held.put(program, shard, held);
}

function numberOf(numbers: ReadonlyMap<ToRecord, number>, recorded: ToRecord): number {
  const number = numbers.get(recorded);
  if (number === undefined) throw new Error('what was decided was not recorded');
  return number;
}

/** The same where another program has read the history so far, or there are very many. */
async function recordActivities(
  { tx, timeline }: Session,
  history: StoredHistory,
  all: readonly Recording[],
): Promise<ReadonlyMap<ToRecord, number>> {
  const numbers = new Map<ToRecord, number>();
  const recorder = new Recorder((work) => work(tx), history, timeline.reader);
  const results = await recorder.recordActivities(all.map(({ prepared }) => prepared));
  for (const [index, result] of results.entries()) {
    // somebody else has recorded the same for other partners at this moment
    if (result !== 'recorded') throw new StoreError('busy', 'The same activity is being recorded. Ask again.');
    const recording = all[index];
    if (recording !== undefined) numbers.set(recording, history.lastRecorded + 1 + index);
  }
  await recorder.finish(tx);
  return numbers;
}
