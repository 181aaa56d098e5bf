import type { Trail } from '../audit/trail.ts';
import { ZoneDays } from '../engine/facts/zone-days.ts';
import type { Program, Timeline } from '../engine/program/model.ts';
import { lastMade, type Made, makeAnalytics, makeKnown } from '../store/analytics/making/make.ts';
import type { Making } from '../store/analytics/making/setting.ts';
import type { Store } from '../store/open-store.ts';

/** What the functions of this folder work with. */
export interface Analytics {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  readonly now: () => Date;
  /** Told what went wrong with sums that nobody waits for. */
  readonly onError: (error: unknown) => void;
  /** When it was last looked whether sums are up to date, by program. */
  readonly looked: Map<string, number>;
}

export const openAnalytics = ({
  now = () => new Date(),
  onError = () => undefined,
  ...given
}: Pick<Analytics, 'store' | 'trail'> & Partial<Pick<Analytics, 'now' | 'onError'>>): Analytics => ({
  ...given,
  now,
  onError,
  looked: new Map(),
});

/** A program, and what its figures are reckoned by. */
export interface Reckoning extends Making {
  readonly made: Made;
}

/** By the version that is in force today: currency and calendar of a program stay, as a rule. */
export function makingOf(analytics: Analytics, timeline: Timeline): Making {
  const program = inForce(timeline);
  const zone = new ZoneDays(program.calendar.timeZone);
  return {
    program: timeline.id,
    currency: program.currency.code,
    digits: program.currency.digits,
    month: program.calendar.fiscalYearStartMonth - 1,
    asOf: zone.dayOf(analytics.now().getTime()),
  };
}

function inForce({ id, versions }: Timeline): Program {
  const latest = versions.at(-1);
  if (latest === undefined) throw new Error(`program ${id} has no version`);
  return latest;
}

/** How long sums are taken as they are before it is looked again. */
const LOOK_MS = 10_000;

/**
 * What figures are read of. Sums that were never made are made now; of those that are not up to date it is told when they were
 * made, and they are made again meanwhile.
 */
export async function reckoningOf(analytics: Analytics, timeline: Timeline): Promise<Reckoning> {
  const { store, looked, onError } = analytics;
  const making = makingOf(analytics, timeline);
  const before = await lastMade(store.db, timeline.id);
  const now = analytics.now().getTime();
  if (before !== undefined && before.month === making.month) {
    if (now - (looked.get(timeline.id) ?? 0) >= LOOK_MS) {
      looked.set(timeline.id, now);
      void makeAnalytics(store, making).catch(onError);
    }
    return { ...making, asOf: before.asOf, made: before };
  }
  return renewed(analytics, timeline);
}

/** Up to date with all that is kept. */
export async function renewed(analytics: Analytics, timeline: Timeline): Promise<Reckoning> {
  const making = makingOf(analytics, timeline);
  await makeAnalytics(analytics.store, making);
  const made = await lastMade(analytics.store.db, timeline.id);
  if (made === undefined) throw new Error(`nothing was made of ${timeline.id}`);
  return { ...making, asOf: made.asOf, made };
}

/**
 * Keeps sums of programs of which anything is known up to date, soon and whenever something changed, until it is told to
 * stop. Whoever asks before doesn't wait for that.
 */
export function keepReckoned(analytics: Analytics, timelines: () => readonly Timeline[], everyMs = KEEP_MS): () => Promise<void> {
  let last: Promise<unknown> = Promise.resolve();
  let stopped = false;
  const all = async (): Promise<void> => {
    for (const timeline of timelines()) {
      if (stopped) return;
      const making = makingOf(analytics, timeline);
      await makeKnown(analytics.store, making).catch(analytics.onError);
    }
  };
  const begin = (): void => {
    last = last.then(all);
  };
  const first = setTimeout(begin, Math.min(FIRST_MS, everyMs)).unref();
  const timer = setInterval(begin, everyMs).unref();
  return async () => {
    stopped = true;
    clearTimeout(first);
    clearInterval(timer);
    await last;
  };
}

const KEEP_MS = 300_000;
/** A server that has just started answers first. */
const FIRST_MS = 15_000;
