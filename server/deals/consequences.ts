import type { ActivityDocument } from '../../schemas/types.ts';
import { registrationOf } from '../engine/compiled/standing.ts';
import { parseDecimal } from '../engine/facts/render.ts';
import { type DecidedLines, postDecided, postDifferences } from '../ledger/posting.ts';
import { postingDay } from '../ledger/terms.ts';
import { followDecisions, restateShard } from '../registry/follow.ts';
import type { Transaction } from '../store/database.ts';
import { saidOf } from '../store/deals/decisions.ts';
import { emit } from '../webhooks/emit.ts';
import { eventsOf } from './events.ts';
import type { FreshDecision, KeptNow } from './kept-now.ts';
import { nameOf } from './names.ts';
import { enrollmentOf } from './shard-names.ts';
import type { ShardWork } from './shard-work.ts';
import type { LiveTimeline } from './timelines.ts';

/* What follows from decisions, in the same transaction: the ledger, cases and protections, events out. */

export interface Consequences {
  readonly timeline: LiveTimeline;
  readonly work: ShardWork;
  /** All that the shard was told, with the rows that say so. */
  readonly said: readonly KeptNow[];
  /** Of these the ones that are new. */
  readonly fresh: readonly FreshDecision[];
  readonly today: string;
  readonly at: Date;
}

export async function follow(tx: Transaction, { timeline: { timeline }, work, said, fresh, today, at }: Consequences): Promise<void> {
  const on = postingDay(timeline, today);
  const own = enrollmentOf(work.shard);
  const enrollments = own === undefined ? 'all' : [own];
  const { compiled } = work.both;
  if (work.anew === undefined) await postDecided(tx, timeline.id, said.map(linesOf(timeline)), on);
  else await postDifferences(tx, timeline.id, enrollments, said.map(linesOf(timeline)), on, work.anew);
  const followed = fresh.map(({ id, decided: { decision } }) => {
    const document = decision.generated ? undefined : work.inputs.get(nameOf(decision.activity))?.document;
    return { id, decision, ...(document !== undefined && { document: document as ActivityDocument }) };
  });
  await followDecisions(tx, timeline, followed, compiled, today);
  if (work.anew !== undefined) await restateShard(tx, timeline, enrollments, compiled, today);
  const before = await saidOf(
    tx,
    fresh.flatMap(({ replaces }) => replaces ?? []),
  );
  const isRegistered = (partner: string, partnerType: string, id: string): boolean =>
    registrationOf(compiled, partner, partnerType, id) !== undefined;
  const events = fresh.flatMap((each, index) =>
    eventsOf(each, { document: followed[index]?.document, before: before.get(each.replaces ?? ''), isRegistered }),
  );
  await emit(tx, events, at);
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
