import type { ActivityDocument } from '../../schemas/types.ts';
import { find } from '../engine/compiled/state.ts';
import type { Activity, Party } from '../engine/facts/activity.ts';
import { dayToIso } from '../engine/facts/render.ts';
import { baseCatalogue } from '../engine/facts/schema-catalogue.ts';
import type { Value } from '../engine/facts/value.ts';
import { readActivities } from '../engine/fold/read.ts';
import type { Finding } from '../engine/program/diagnostic.ts';
import { knownEnrollments } from '../store/deals/members.ts';
import { lockShards, type ShardRow } from '../store/deals/shards.ts';
import { type KnownActivity, underNames, type WaitingDocument } from '../store/deals/under-names.ts';
import { newId } from '../store/id.ts';
import { type Prepared, prepare } from '../store/prepare-documents.ts';
import type { ActivityToRecord } from '../store/record-documents.ts';
import { dayOf } from './fold-anew.ts';
import { nameOf } from './names.ts';
import type { Session } from './session.ts';
import { shardOf, shardsOf, WHOLE } from './shard-names.ts';
import type { LiveTimeline } from './timelines.ts';

/*
 * Activities as they come: read, held against what is recorded under the same names, and against who is enrolled. Which
 * shards they are decided in is known then, and those are locked.
 */

/** One that is to be recorded. */
export interface Accepted {
  readonly activity: Activity;
  readonly prepared: Prepared<ActivityToRecord>;
  /** Hexadecimal. */
  readonly hash: string;
  /** A higher revision of what is recorded, or a lower one than that. */
  readonly as: 'new' | 'revised' | 'outdated';
  /** Shards that decide it, and those that decided what it supersedes. */
  readonly shards: readonly string[];
  /** The row of the inbox in which it waited. */
  readonly waited?: string;
}

/** What becomes of a document. */
export type Reception =
  | { readonly kind: 'refused' | 'conflict'; readonly activity?: Activity; readonly findings: readonly Finding[] }
  | { readonly kind: 'known'; readonly activity: Activity }
  | { readonly kind: 'waits'; readonly activity: Activity; readonly row: string }
  /** For what it cancels; `instead`: of a lower revision that waits. */
  | {
      readonly kind: 'to-wait';
      readonly activity: Activity;
      readonly row: string;
      readonly prepared: Prepared<ActivityToRecord>;
      readonly hash: string;
      readonly for: string;
      readonly shard: string;
      readonly instead?: string;
    }
  | { readonly kind: 'accepted'; readonly accepted: Accepted };

export interface Receptions {
  /** In the order of the documents. */
  readonly all: readonly Reception[];
  /** What waited for one of them, in the order in which they are to be recorded: each after what it waited for. */
  readonly toRecord: readonly Accepted[];
  readonly rows: ReadonlyMap<string, ShardRow>;
}

/** What waits under a name: in the inbox, or with this batch. */
type Waiting = Pick<WaitingDocument, 'row' | 'revision' | 'hash' | 'waitsFor'>;

const CANCELS = 'cancelled.activity';
/** Clocks of systems differ, and so do their time zones. */
const DAYS_AHEAD = 1;

export async function receive(session: Session, documents: readonly unknown[]): Promise<Receptions> {
  const receiving = new Receiving(session);
  return receiving.run(documents);
}

class Receiving {
  private readonly session: Session;
  private readonly known = new Map<string, KnownActivity[]>();
  private readonly waiting = new Map<string, Waiting>();
  private readonly toRecord: Accepted[] = [];
  private readonly all: Reception[] = [];
  private rows = new Map<string, ShardRow>();
  private enrolled: (party: Party) => boolean = () => false;

  constructor(session: Session) {
    this.session = session;
  }

  async run(documents: readonly unknown[]): Promise<Receptions> {
    const { timeline, live } = this.session;
    const read = readActivities(timeline.timeline, documents);
    const activities = new Map(read.places.map((place, index) => [place, read.activities[index]]));
    const refused = new Map(read.refused.map(({ index, findings }) => [index, findings]));
    const found = [...activities.values()].filter((each) => each !== undefined);
    await this.lock(found.flatMap(({ parties }) => shardsOf(live.cut, parties)));
    const released = await this.look(found);
    this.enrolled = await this.enrollments(found);
    for (const [index, document] of documents.entries()) {
      const activity = activities.get(index);
      const reception: Reception =
        activity === undefined ? { kind: 'refused', findings: refused.get(index) ?? [] } : this.reception(activity, document);
      this.all.push(reception);
      if (reception.kind !== 'accepted') continue;
      this.add(reception.accepted);
      await this.release(released, reception.accepted.activity);
    }
    return { all: this.all, toRecord: this.toRecord, rows: this.rows };
  }

  private async lock(shards: readonly string[]): Promise<void> {
    const { tx, program } = this.session;
    const missing = [...new Set(shards)].filter((shard) => !this.rows.has(shard)).sort();
    const locked = await lockShards(tx, program, missing);
    for (const [shard, row] of locked) this.rows.set(shard, row);
  }

  /** What is recorded under the same names, and what they cancel; who decided that; and, answered, what waits for them. */
  private async look(activities: readonly Activity[]): Promise<readonly WaitingDocument[]> {
    const { tx, program, live } = this.session;
    const cancelled = activities.flatMap(({ source, facts }) => {
      const id = facts.get(CANCELS);
      return typeof id === 'string' ? [{ source, id }] : [];
    });
    const { known, waiting, waitingFor } = await underNames(tx, { program, history: live.history }, activities, cancelled);
    for (const each of known) {
      const name = nameOf(each);
      this.known.set(name, [...(this.known.get(name) ?? []), each]);
    }
    for (const each of waiting) this.waiting.set(nameOf(each), each);
    const others = activities.flatMap((activity) =>
      (this.known.get(nameOf(activity)) ?? []).flatMap(({ document }) => this.shardsIn(document)),
    );
    await this.lock(others);
    return waitingFor;
  }

  /** Of a document as it was recorded. */
  private shardsIn(document: unknown): readonly string[] {
    const { cut } = this.session.live;
    const { partner, partnerType, parties = [] } = document as ActivityDocument;
    if (cut === 'nothing') return [WHOLE];
    const named = partner !== undefined && partnerType !== undefined ? [{ partner, partnerType }] : parties;
    return [...new Set(named.map((party) => shardOf(cut, party.partner, party.partnerType)))];
  }

  private async enrollments(activities: readonly Activity[]): Promise<(party: Party) => boolean> {
    const { core, tx, program, live } = this.session;
    if (live.cut === 'enrollment') return ({ partner, partnerType }) => this.rows.has(shardOf('enrollment', partner, partnerType));
    const row = this.rows.get(WHOLE);
    const held = row && core.held.take(program, WHOLE, row.state_hash);
    if (held !== undefined) {
      core.held.put(program, WHOLE, held);
      return ({ partner, partnerType }) => find(held.compiled, partner, partnerType) !== undefined;
    }
    const partners = [...new Set(activities.flatMap(({ parties }) => parties.map(({ partner }) => partner)))];
    const known = new Set(
      (await knownEnrollments(tx, live.history, partners)).map(({ partner, partnerType }) => `${partnerType} ${partner}`),
    );
    return ({ partner, partnerType }) => known.has(`${partnerType} ${partner}`);
  }

  private reception(activity: Activity, document: unknown): Reception {
    const findings = this.findings(activity, document);
    if (findings.length > 0) return { kind: 'refused', activity, findings };
    const { source, id, revision } = activity;
    const prepared = prepare({ ...(document as ActivityToRecord), source, id, revision });
    if (prepared.refused !== undefined) return { kind: 'refused', activity, findings: [finding('not-storable', prepared.refused, '')] };
    const hash = prepared.hash.toString('hex');
    const known = this.known.get(nameOf(activity)) ?? [];
    const same = known.find((each) => each.revision === revision);
    if (same !== undefined) return same.hash === hash ? { kind: 'known', activity } : this.conflict(activity);
    const waits = this.waiting.get(nameOf(activity));
    if (waits !== undefined && waits.revision === revision) {
      if (waits.hash !== hash) return this.conflict(activity);
      // what it waits for came at the same moment, and neither saw the other
      if (this.known.has(nameOf({ source, id: waits.waitsFor })))
        return { kind: 'accepted', accepted: this.accepted(activity, prepared, waits.row) };
      return { kind: 'waits', activity, row: waits.row };
    }
    if (waits !== undefined && waits.revision > revision) return { kind: 'waits', activity, row: waits.row };
    const cancels = activity.facts.get(CANCELS);
    if (known.length === 0 && typeof cancels === 'string' && !this.known.has(nameOf({ source, id: cancels }))) {
      const [shard = WHOLE] = shardsOf(this.session.live.cut, activity.parties);
      const row = newId();
      const instead = waits && this.insteadOf(waits.row, row);
      this.waiting.set(nameOf(activity), { row, revision, hash, waitsFor: cancels });
      return { kind: 'to-wait', activity, prepared, row, hash, for: cancels, shard, ...instead };
    }
    return { kind: 'accepted', accepted: this.accepted(activity, prepared, waits?.row) };
  }

  /** A higher revision waits in the place of a lower one: of a row of the inbox, or of one that came with the same batch. */
  private insteadOf(before: string, row: string): { readonly instead?: string } {
    const index = this.all.findIndex((each) => each.kind === 'to-wait' && each.row === before);
    const lower = this.all[index];
    if (lower?.kind !== 'to-wait') return { instead: before };
    this.all[index] = { kind: 'waits', activity: lower.activity, row };
    for (const [at, each] of this.all.entries()) if (each.kind === 'waits' && each.row === before) this.all[at] = { ...each, row };
    return lower.instead === undefined ? {} : { instead: lower.instead };
  }

  private accepted(activity: Activity, prepared: Prepared<ActivityToRecord>, waited: string | undefined): Accepted {
    const known = this.known.get(nameOf(activity)) ?? [];
    const highest = Math.max(0, ...known.map(({ revision }) => revision));
    const before = known.flatMap(({ document }) => this.shardsIn(document));
    return {
      activity,
      prepared,
      hash: prepared.hash.toString('hex'),
      as: known.length === 0 ? 'new' : activity.revision > highest ? 'revised' : 'outdated',
      shards: [...new Set([...shardsOf(this.session.live.cut, activity.parties), ...before])],
      ...(waited !== undefined && { waited }),
    };
  }

  private add(accepted: Accepted): void {
    this.toRecord.push(accepted);
    const { activity, prepared, hash } = accepted;
    const name = nameOf(activity);
    const { source, id, revision } = activity;
    this.known.set(name, [...(this.known.get(name) ?? []), { source, id, revision, recorded: 0, document: prepared.document, hash }]);
    this.waiting.delete(name);
  }

  /** What waited for this one comes right after it, whether it came before or with the same batch; and so does what waited for that. */
  private async release(waiting: readonly WaitingDocument[], { source, id }: Activity): Promise<void> {
    for (const [index, each] of this.all.entries()) {
      if (each.kind !== 'to-wait' || each.for !== id || each.activity.source !== source) continue;
      const accepted = this.accepted(each.activity, each.prepared, each.instead);
      this.all[index] = { kind: 'accepted', accepted };
      this.add(accepted);
      for (const [later, same] of this.all.entries())
        if (same.kind === 'waits' && same.row === each.row) this.all[later] = { kind: 'known', activity: same.activity };
      await this.releaseNext(each.activity);
    }
    for (const row of waiting) {
      if (row.source !== source || row.waitsFor !== id) continue;
      const { activities } = readActivities(this.session.timeline.timeline, [row.document]);
      const [activity] = activities;
      // the program has another mind of it than when it came: it goes on waiting
      if (activity === undefined || this.known.has(nameOf(activity))) continue;
      await this.lock(shardsOf(this.session.live.cut, activity.parties));
      this.add(this.accepted(activity, prepare(row.document as ActivityToRecord), row.row));
      await this.releaseNext(activity);
    }
  }

  private async releaseNext(activity: Activity): Promise<void> {
    const { tx, program, live } = this.session;
    const { waitingFor } = await underNames(tx, { program, history: live.history }, [activity]);
    await this.release(waitingFor, activity);
  }

  private findings(activity: Activity, document: unknown): readonly Finding[] {
    const { day, parties } = activity;
    const { today } = this.session;
    const found: Finding[] = [];
    const last = (dayOf(today) ?? 0) + DAYS_AHEAD;
    if (day > last) {
      const message = `occurredOn is ${dayToIso(day)}, and today is ${today}: what is recorded has happened.`;
      found.push(finding('not-yet', message, '/occurredOn', 'Record it when it has happened.'));
    }
    found.push(...negative(this.session.timeline, activity));
    const listed = Array.isArray((document as { readonly parties?: unknown }).parties);
    for (const [index, party] of parties.entries()) {
      if (this.enrolled(party)) continue;
      const message = `${party.partner} is not enrolled as ${party.partnerType}.`;
      found.push(
        finding(
          'not-enrolled',
          message,
          listed ? `/parties/${index}` : '/partner',
          `Enroll it with PUT /v1/partners/${party.partner} first.`,
        ),
      );
    }
    return found;
  }

  private conflict(activity: Activity): Reception {
    const { source, id, revision } = activity;
    const message = `Revision ${revision} of ${id} from ${source} is recorded already, and says something else.`;
    return {
      kind: 'conflict',
      activity,
      findings: [finding('revision-conflict', message, '/revision', 'Give what is changed a higher revision.')],
    };
  }
}

/** What happens has no negative amounts: what is taken back is a cancellation. Attributes of a vendor's own may be anything. */
function negative({ timeline }: LiveTimeline, { facts, items }: Activity): readonly Finding[] {
  const found: Finding[] = [];
  const look = (name: string, value: Value, pointer: string): void => {
    if (typeof value !== 'number' || value >= 0 || !NEVER_NEGATIVE.has(baseCatalogue.facts.get(name)?.type ?? '')) return;
    const own = timeline.versions.some(({ document }) => Object.hasOwn(document.attributes ?? {}, name));
    if (!own)
      found.push(
        finding(
          'out-of-range',
          `${name} is negative; 0 or more was expected.`,
          `${pointer}/${name}`,
          'Record a cancellation for what is taken back.',
        ),
      );
  };
  for (const [name, value] of facts) look(name, value, '/facts');
  for (const [index, item] of items.entries()) for (const [name, value] of item) look(name, value, `/items/${index}`);
  return found;
}

const NEVER_NEGATIVE: ReadonlySet<string> = new Set(['money', 'price', 'count']);

const finding = (code: string, message: string, pointer: string, hint?: string): Finding => ({
  code,
  severity: 'error',
  message,
  pointer,
  ...(hint !== undefined && { hint }),
});
