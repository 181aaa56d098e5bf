import type { Trail } from '../audit/trail.ts';
import { searchDecisions } from '../store/deals/decisions.ts';
import { listInbox } from '../store/deals/inbox.ts';
import { removeShadow } from '../store/deals/shadows.ts';
import type { Store } from '../store/open-store.ts';
import { reading } from '../store/reading.ts';
import { agreements } from './agreement.ts';
import { quote, standing } from './ask.ts';
import { Checkpoints } from './checkpoints.ts';
import { followTimelines, reconcileAll, runCalendar, runQueue } from './clock.ts';
import type { Core } from './core.ts';
import { DecidersDiffer } from './deciders-differ.ts';
import { enroll } from './enroll.ts';
import { HeldShards } from './held-shards.ts';
import { Documents } from './members.ts';
import type { Deals } from './model.ts';
import { record } from './record.ts';
import { releaseWaiting } from './release.ts';
import { keptInFull, replay } from './replay.ts';
import { SecondThreads } from './second-threads.ts';
import { rideAlong, Shadows, shadowSeen } from './shadow.ts';
import { Timelines } from './timelines.ts';
import { wouldPost } from './would-post.ts';

export interface DealsOptions {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  /** Which day it is hangs on it. */
  readonly now?: () => Date;
  /** Told of what failed where nobody waits for an answer. */
  readonly onError?: (error: unknown) => void;
  /** The second evaluator decides on threads of its own: of use where there is another core for them. */
  readonly onThread?: boolean;
}

export function openDeals({ store, trail, now = () => new Date(), onError = () => undefined, onThread = false }: DealsOptions): Deals {
  let differed = 0;
  const told = (error: unknown): void => {
    if (error instanceof DecidersDiffer) differed += 1;
    onError(error);
  };
  // who asks is told of it; so is who runs the server
  const telling = async <T>(work: Promise<T>): Promise<T> => {
    try {
      return await work;
    } catch (error) {
      if (error instanceof DecidersDiffer) told(error);
      throw error;
    }
  };
  const threads = onThread ? new SecondThreads() : undefined;
  const core: Core = {
    ...{ store, trail, now, onError: told, timelines: new Timelines(), documents: new Documents(), held: new HeldShards() },
    ...(threads && { threads }),
  };
  const checkpoints = new Checkpoints();
  const shadows = new Shadows();
  return {
    record: (tx, by, program, documents) => telling(record(core, tx, by, program, documents)),
    enroll: (tx, by, program, partner) => telling(enroll(core, tx, by, program, partner)),
    standing: (program, partner, partnerType, question) => standing(core, program, partner, partnerType, question),
    quote: (program, document) => quote(core, program, document),
    search: (search, page) => searchDecisions(store.db, search, page),
    decision: (id) => keptInFull(core, id),
    decidedBy: async ({ timeline }) => (await core.timelines.byHash(store.db, timeline)).timeline.versions,
    replay: (id) => replay(core, id),
    inbox: (search, page) => listInbox(store.db, search, page),
    differed: () => differed,
    rideAlong: (tx, by, program, wanted) => rideAlong(core, tx, by, program, wanted),
    endShadow: (tx, program) => removeShadow(tx, program),
    shadow: (program, page) => shadowSeen(core, program, page),
    agreement: (program, tell, wouldBe) =>
      reading(store, async (tx) => {
        for await (const agreement of agreements(core, tx, program, wouldBe)) tell(agreement);
      }),
    wouldPost: (tx, program, wouldBe) => wouldPost(core, tx, program, wouldBe),
    reconcileAll: (program) => reconcileAll(core, program),
    today: async (program) => (await core.timelines.current(store.db, program)).zone.dayOf(now().getTime()),
    work: async () => {
      await followTimelines(core);
      await checkpoints.keep(core);
      await releaseWaiting(core);
      const done = { due: await runCalendar(core), reconciled: await runQueue(core) };
      await shadows.look(core);
      return done;
    },
    close: async () => threads?.close(),
  };
}
