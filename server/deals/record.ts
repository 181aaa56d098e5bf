import type { Principal } from '../access/principal.ts';
import type { PartyDecision } from '../engine/decisions/model.ts';
import type { Activity, Party } from '../engine/facts/activity.ts';
import { dayToIso } from '../engine/facts/render.ts';
import { heldUntil } from '../registry/held-until.ts';
import type { Transaction } from '../store/database.ts';
import { type DecisionRow, decisionsOn } from '../store/deals/decisions.ts';
import { putIntoInbox, settle } from '../store/deals/inbox.ts';
import { enqueue } from '../store/deals/queue.ts';
import type { ShardRow } from '../store/deals/shards.ts';
import { newId } from '../store/id.ts';
import { type Accepted, type Reception, receive } from './accept.ts';
import type { Core } from './core.ts';
import { engineHash } from './engine-hash.ts';
import { inputsOf, isProvisional, keepDecisions, keepRecorded } from './keep.ts';
import type { KeptNow } from './kept-now.ts';
import type { KeptDecision, Receipt, Recorded } from './model.ts';
import { nameOf } from './names.ts';
import { reachFurther, setAsideAlone } from './reaching.ts';
import { workAnew } from './reconcile-work.ts';
import { openSession, type Session, workOn } from './session.ts';
import { shardOf, within } from './shard-names.ts';
import { ShardWork } from './shard-work.ts';
import { plainOf } from './unpack.ts';

/** A shard that has taken in more is folded anew by the queue, not while somebody waits. */
export const AT_ONCE_STEPS = 1_500;

/** See Deals.record. */
export async function record(
  core: Core,
  tx: Transaction,
  by: Principal,
  program: string,
  documents: readonly unknown[],
): Promise<readonly Recorded[]> {
  const session = await openSession(core, tx, by, program);
  if (session === undefined) return documents.map(() => notLive(program));
  const { all, toRecord, rows } = await receive(session, documents);
  await keepWaiting(session, all);
  const works = await decideAll(session, toRecord, rows);
  if (works === 'reaches-further') {
    await reachFurther(session);
    return record(core, tx, by, program, documents);
  }
  const kept = await keepDecisions(session, [...works.values()]);
  const queued = await keepQueued(session, toRecord, works);
  await settle(
    tx,
    toRecord.flatMap(({ waited }) => waited ?? []),
    session.at,
  );
  await keepRecorded(session, [...works.values()], toRecord);
  return new Telling(session, works, kept, queued, rows).tell(all);
}

const notLive = (program: string): Recorded => ({
  status: 'refused',

  findings: [
    {
      code: 'not-enrolled',
      severity: 'error',
      message: `Nobody is enrolled in ${program} yet.`,
      hint: 'Enroll the partner with PUT /v1/partners/{id} first.',
      pointer: '',
    },
  ],
});

type Works = ReadonlyMap<string, ShardWork>;

/** Each shard by itself: what comes in order step by step, else all of it anew. */
async function decideAll(
  session: Session,
  toRecord: readonly Accepted[],
  rows: ReadonlyMap<string, ShardRow>,
): Promise<Works | 'reaches-further'> {
  const works = new Map<string, ShardWork>();
  for (const shard of [...new Set(toRecord.flatMap(({ shards }) => shards))].sort()) {
    const row = rows.get(shard);
    if (row === undefined) throw new Error(`the shard ${shard} of ${session.program} is not there`);
    works.set(shard, await workOn(session, row));
  }
  // one is decided by the first evaluator while the second is at another; none is left behind in a transaction that ends
  const decided = await Promise.allSettled(
    [...works].map(async ([shard, work]) => {
      const own = toRecord.filter(({ shards }) => shards.includes(shard));
      return { shard, work, own, isStepped: await isStepped(session, work, own) };
    }),
  );
  for (const each of decided) {
    if (each.status === 'rejected') throw each.reason;
    const { shard, work, own, isStepped } = each.value;
    if (!isStepped) works.set(shard, await decideAnew(session, work, own));
  }
  return setAsideAlone(session, works.values()) ? 'reaches-further' : works;
}

const isBehind = ({ before }: ShardWork, { timeline }: Session): boolean => before.timeline !== timeline.hash;

const isStepped = async (session: Session, work: ShardWork, accepted: readonly Accepted[]): Promise<boolean> =>
  !isBehind(work, session) && (await inOrder(session, work, accepted));

/** What was stepped is done with: all of it comes anew, or later. */
async function decideAnew(session: Session, work: ShardWork, accepted: readonly Accepted[]): Promise<ShardWork> {
  work.held?.reference.leave();
  const anew = new ShardWork(session.timeline, work.before, undefined);
  for (const each of accepted) anew.noteLate(each);
  const because = isBehind(work, session) ? 'another timeline' : accepted.some(({ as }) => as === 'revised') ? 'corrected' : 'late';
  if (work.before.steps > AT_ONCE_STEPS) {
    anew.leaveBehind();
    await enqueue(session.tx, session.program, [work.shard], because);
    return anew;
  }
  const added = accepted.flatMap((each) => {
    const activity = within(work.shard, each.activity);
    return activity.parties.length === 0 ? [] : [{ activity, hash: each.hash, document: each.prepared.document }];
  });
  await workAnew(session, anew, because, added);
  return anew;
}

/** False: something is late or corrected, and the work is spoilt. */
async function inOrder({ core }: Session, work: ShardWork, accepted: readonly Accepted[]): Promise<boolean> {
  for (const each of accepted) {
    if (each.as === 'outdated') {
      work.noteLate(each);
      continue;
    }
    const activity = within(work.shard, each.activity);
    if (each.as === 'revised' || activity.parties.length === 0 || !work.isInOrder(activity)) return false;
    work.inputs.set(nameOf(activity), { hash: each.hash, document: each.prepared.document });
    await work.take(activity, each, core.threads);
  }
  return true;
}

/** Cancellations of what hasn't come stand in the inbox, and nowhere else. */
async function keepWaiting({ tx, program, at }: Session, all: readonly Reception[]): Promise<void> {
  const waits = all.filter((each) => each.kind === 'to-wait');
  await settle(
    tx,
    waits.flatMap(({ instead }) => instead ?? []),
    at,
  );
  await putIntoInbox(
    tx,
    waits.map(({ activity, prepared, row, hash, for: id, shard }) => ({
      id: row,
      program,
      shard,
      source: activity.source,
      activity: activity.id,
      revision: activity.revision,
      reason: 'waits-for-activity' as const,
      detail: `It cancels ${id} of ${activity.source}, which has not come.`,
      document: prepared.text,
      hash: Buffer.from(hash, 'hex'),
      waits_for: id,
      since: at,
      settled_at: null,
    })),
  );
}

/** What is recorded and not decided yet → the row of the inbox in which it stands. */
async function keepQueued({ tx, program, at }: Session, toRecord: readonly Accepted[], works: Works): Promise<ReadonlyMap<string, string>> {
  const queued = new Map<string, string>();
  for (const { activity, as, shards } of toRecord) {
    const shard = shards.find(
      (each) => works.get(each)?.isBehind === true && works.get(each)?.anew === undefined && works.get(each)?.held === undefined,
    );
    if (shard === undefined || as === 'outdated') continue;
    const id = newId();
    queued.set(nameOf(activity), id);
    await putIntoInbox(tx, [
      {
        id,
        program,
        shard,
        source: activity.source,
        activity: activity.id,
        revision: activity.revision,
        reason: as === 'revised' ? 'corrected' : 'late',
        detail: `It is dated ${dayToIso(activity.day)}; what came after it will be decided anew.`,
        document: null,
        hash: null,
        waits_for: null,
        since: at,
        settled_at: null,
      },
    ]);
  }
  return queued;
}

/** What became of each document, in words that are kept. */
class Telling {
  private readonly session: Session;
  private readonly works: Works;
  private readonly kept: ReadonlyMap<ShardWork, readonly KeptNow[]>;
  private readonly queued: ReadonlyMap<string, string>;
  private readonly rows: ReadonlyMap<string, ShardRow>;

  constructor(
    session: Session,
    works: Works,
    kept: ReadonlyMap<ShardWork, readonly KeptNow[]>,
    queued: ReadonlyMap<string, string>,
    rows: ReadonlyMap<string, ShardRow>,
  ) {
    this.rows = rows;
    this.session = session;
    this.works = works;
    this.kept = kept;
    this.queued = queued;
  }

  async tell(all: readonly Reception[]): Promise<readonly Recorded[]> {
    const { tx, program } = this.session;
    const known = all.filter((each) => each.kind === 'known').map(({ activity }) => activity);
    const rows = await decisionsOn(tx, program, known);
    const told: Recorded[] = [];
    for (const reception of all) told.push(await this.told(reception, rows));
    return told;
  }

  private async told(reception: Reception, rows: readonly DecisionRow[]): Promise<Recorded> {
    switch (reception.kind) {
      case 'refused':
      case 'conflict': {
        const { activity, kind, findings } = reception;
        return { ...(activity && { activity: named(activity) }), status: kind, findings };
      }
      case 'known': {
        const { activity } = reception;
        const own = rows.filter((row) => row.source === activity.source && row.activity === activity.id);
        const decision = await keptBefore(own, activity.parties);
        const until = decision && (await this.stillHeldUntil(activity, decision));
        return {
          activity: named(activity),
          status: 'known',
          ...(decision && { decision }),
          findings: [],
          ...(until !== undefined && { heldUntil: until }),
        };
      }
      case 'waits':
      case 'to-wait':
        return { activity: named(reception.activity), status: 'waiting', inbox: reception.row, findings: [] };
      case 'accepted':
        return this.recorded(reception.accepted);
    }
  }

  private recorded({ activity, as, shards }: Accepted): Recorded {
    const base = { activity: named(activity), findings: [] };
    if (as === 'outdated') return { ...base, status: 'outdated' };
    const inbox = this.queued.get(nameOf(activity));
    if (inbox !== undefined) return { ...base, status: 'queued', inbox };
    const parts: Part[] = [];
    for (const shard of shards) {
      const work = this.works.get(shard);
      if (work === undefined) continue;
      for (const now of this.kept.get(work) ?? []) {
        if (nameOf(now.decided.decision.activity) === nameOf(activity)) parts.push({ work, now });
      }
    }
    const [first, ...rest] = parts;
    if (first === undefined) throw new Error(`${activity.id} was recorded and not decided`);
    const decision = this.together(activity.parties, [first, ...rest]);
    const heldUntil = this.heldUntil(activity, parts);
    return { ...base, status: 'recorded', decision, ...(heldUntil !== undefined && { heldUntil }) };
  }

  private together(parties: readonly Party[], parts: readonly [Part, ...Part[]]): KeptDecision {
    const [{ work, now }, ...rest] = parts;
    const { plain } = now.decided;
    return {
      ids: [now.id, ...rest.map((part) => part.now.id)],
      decision: {
        ...plain,
        parties: inOrderOf(
          parties,
          parts.flatMap((part) => part.now.decided.plain.parties),
        ),
      },
      receipt: {
        version: plain.program.version,
        timeline: this.session.timeline.hash,
        engine: engineHash(),
        inputs: inputsOf(work, now.decided),
        state: now.decided.state,
        decision: now.decided.hash,
      },
      provisional: parts.some((part) => isProvisional(part.work, part.now.decided)),
    };
  }

  /** The same of one that was recorded before, as things stand now. */
  private async stillHeldUntil(activity: Activity, { decision }: KeptDecision): Promise<string | undefined> {
    const id = activity.facts.get('registration.id');
    const lost = decision.parties.find(({ registration }) => registration?.outcome === 'refused' && registration.runnerUp !== undefined);
    if (lost === undefined || typeof id !== 'string') return undefined;
    const shard = shardOf(this.session.live.cut, lost.partner, lost.partnerType);
    const row = this.rows.get(shard);
    const work = this.works.get(shard) ?? (row && (await workOn(this.session, row)));
    if (work?.held === undefined) return undefined;
    this.session.core.held.put(this.session.program, shard, work.held);
    return heldUntil(work.both.compiled, lost.partner, lost.partnerType, id);
  }

  /** The last day of what is held by another one, which the registration asks for. */
  private heldUntil(activity: Activity, parts: readonly Part[]): string | undefined {
    for (const { work, now } of parts) {
      for (const { partner, partnerType, registration } of now.decided.plain.parties) {
        if (registration?.outcome !== 'refused' || registration.runnerUp === undefined) continue;
        const id = activity.facts.get('registration.id');
        const until = typeof id === 'string' ? heldUntil(work.both.compiled, partner, partnerType, id) : undefined;
        if (until !== undefined) return until;
      }
    }
    return undefined;
  }
}

/** What a shard decided of an activity. */
interface Part {
  readonly work: ShardWork;
  readonly now: KeptNow;
}

const named = ({ source, id, revision }: Activity) => ({ source, id, revision });

/** Parties as the activity names them, whichever shard decided them. */
function inOrderOf(parties: readonly Party[], decided: readonly PartyDecision[]): readonly PartyDecision[] {
  const left = [...decided];
  const sorted: PartyDecision[] = [];
  for (const { partner, partnerType, role } of parties) {
    const at = left.findIndex((each) => each.partner === partner && each.partnerType === partnerType && each.role === role);
    if (at >= 0) sorted.push(...left.splice(at, 1));
  }
  return [...sorted, ...left];
}

/** What stands of an activity, out of its rows. */
export async function keptBefore(rows: readonly DecisionRow[], parties: readonly Party[]): Promise<KeptDecision | undefined> {
  const [first, ...rest] = rows;
  if (first === undefined) return undefined;
  const decision = await plainOf(first);
  const others = await Promise.all(rest.map(plainOf));
  return {
    ids: [first.id, ...rest.map(({ id }) => id)],
    decision: {
      ...decision,
      parties: inOrderOf(
        parties,
        [decision, ...others].flatMap((each) => each.parties),
      ),
    },
    receipt: receiptOf(first),
    provisional: rows.some(({ provisional }) => provisional),
  };
}

export const receiptOf = (row: Omit<DecisionRow, 'explained'>): Receipt => ({
  version: row.version,
  timeline: row.timeline,
  engine: row.engine,
  inputs: row.inputs_hash,
  state: row.state_hash,
  decision: row.decision_hash,
});
