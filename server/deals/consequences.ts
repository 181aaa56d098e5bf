import type { ActivityDocument } from '../../schemas/types.ts';
import { registrationOf } from '../engine/compiled/standing.ts';
import { parseDecimal } from '../engine/facts/render.ts';
import { type DecidedLines, postDecided, postDifferences } from '../ledger/posting.ts';
import { postingDay } from '../ledger/terms.ts';
import { type Followed, type FollowedShard, followDecisions, restateShard } from '../registry/follow.ts';
import type { Transaction } from '../store/database.ts';
import { saidOf } from '../store/deals/decisions.ts';
import { emit } from '../webhooks/emit.ts';
import type { EventOut } from '../webhooks/events.ts';
import { eventsOf } from './events.ts';
import type { FreshDecision, KeptNow } from './kept-now.ts';
import { nameOf } from './names.ts';
import { enrollmentOf } from './shard-names.ts';
import type { ShardWork } from './shard-work.ts';
import type { LiveTimeline } from './timelines.ts';

/* What follows from decisions, in the same transaction: the ledger, cases and protections, events out. */

/** Where the decisions were made. */
export interface Deciding {
  readonly timeline: LiveTimeline;
  readonly today: string;
  readonly at: Date;
}

/** A shard, and what it was told. */
export interface Told {
  readonly work: ShardWork;
  /** All, with the rows that say so. */
  readonly said: readonly KeptNow[];
  /** Of these the ones that are new. */
  readonly fresh: readonly FreshDecision[];
}

/** Of shards that went on, step by step: together. */
export async function followSteps(tx: Transaction, { timeline: { timeline }, today, at }: Deciding, all: readonly Told[]): Promise<void> {
  if (all.length === 0) return;
  const said = all.flatMap((each) => each.said.map(linesOf(timeline)));
  await postDecided(tx, timeline.id, said, postingDay(timeline, today));
  const followed = all.map(followedOf);
  await followDecisions(tx, timeline, followed, today);
  await emit(
    tx,
    all.flatMap((each, index) => eventsIn(each, followed[index]?.decisions ?? [], new Map())),
    at,
  );
}

/** Of one that was folded anew. */
export async function followAnew(
  tx: Transaction,
  { timeline: { timeline }, today, at }: Deciding,
  told: Told,
  because: string,
): Promise<void> {
  const own = enrollmentOf(told.work.shard);
  const enrollments = own === undefined ? 'all' : [own];
  await postDifferences(tx, timeline.id, enrollments, told.said.map(linesOf(timeline)), postingDay(timeline, today), because);
  const followed = followedOf(told);
  await followDecisions(tx, timeline, [followed], today);
  await restateShard(tx, timeline, enrollments, followed.state, today);
  const before = await saidOf(
    tx,
    told.fresh.flatMap(({ replaces }) => replaces ?? []),
  );
  await emit(tx, eventsIn(told, followed.decisions, before), at);
}

function followedOf({ work, fresh }: Told): FollowedShard {
  const decisions = fresh.map(({ id, decided: { decision } }) => {
    const document = decision.generated ? undefined : work.inputs.get(nameOf(decision.activity))?.document;
    return { id, decision, ...(document !== undefined && { document: document as ActivityDocument }) };
  });
  return { decisions, state: work.both.compiled };
}

/** `before`: what the decisions said that are replaced. */
function eventsIn({ work, fresh }: Told, followed: readonly Followed[], before: ReadonlyMap<string, unknown>): readonly EventOut[] {
  const { compiled } = work.both;
  const isRegistered = (partner: string, partnerType: string, id: string): boolean =>
    registrationOf(compiled, partner, partnerType, id) !== undefined;
  return fresh.flatMap((each, index) =>
    eventsOf(each, { document: followed[index]?.document, before: before.get(each.replaces ?? ''), isRegistered }),
  );
}

/** What a decision says is due, in smallest units. */
export function linesOf({ versions }: LiveTimeline['timeline']): (kept: KeptNow) => DecidedLines {
  const digits = versions[0]?.currency.digits ?? 0;
  return ({ id, decided: { plain } }) => ({
    decision: id,
    source: plain.activity.source,
    activity: plain.activity.id,
    occurredOn: plain.on,
    version: plain.program.version,
    currency: plain.currency,
    ...(plain.exchange && { exchange: plain.exchange }),
    due: plain.parties.flatMap(({ partner, partnerType, lines }) =>
      lines
        .filter(({ status }) => status === 'due')
        .map(({ incentive, rule, decides, payee, person, payer, amount }) => ({
          partner,
          partnerType,
          incentive,
          rule,
          decides,
          payee,
          ...(person !== undefined && { person }),
          payer,
          amount: minorOf(amount, digits),
        })),
    ),
  });
}

function minorOf(amount: string, digits: number): number {
  const minor = parseDecimal(amount, digits);
  if (minor === undefined) throw new Error(`${amount} is no amount`);
  return minor;
}
