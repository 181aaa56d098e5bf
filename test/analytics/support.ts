import { type Analytics, openAnalytics, type Reckoning, renewed } from '../../server/analytics/analytics.ts';
import { type AskedTexts, askingOf } from '../../server/analytics/asking.ts';
import { type Figures, figuresOf } from '../../server/analytics/figures.ts';
import type { ShownCell } from '../../server/analytics/show.ts';
import type { Timeline } from '../../server/engine/program/model.ts';
import { typed } from '../../server/history/import/read-records.ts';
import type { RecordKindName } from '../../server/history/import/record-kinds.ts';
import { chooseHistory, countTold, tell } from '../../server/store/analytics/told.ts';
import { createHistory } from '../../server/store/histories.ts';
import { beginImport, type ImportBatch, importInto } from '../../server/store/imports.ts';
import type { Store } from '../../server/store/open-store.ts';
import { timelineOf } from '../store/support.ts';
import { emptyStore, type TestDatabase } from '../support/databases.ts';
import { resellerType } from '../support/small-program.ts';
import { trailOf } from '../support/trail.ts';

export const timeline: Timeline = timelineOf({
  partnerTypes: {
    reseller: resellerType({ produces: ['deal-closed', 'registration-submitted', 'registration-approved', 'renewal', 'cancellation'] }),
  },
});

export interface World {
  readonly store: Store;
  readonly analytics: Analytics;
  reckoning(): Promise<Reckoning>;
  figures(texts?: AskedTexts): Promise<Figures>;
}

/** An empty store, in which it is that day. */
export async function worldOn(day: string, database: TestDatabase): Promise<World> {
  const store = await emptyStore(database);
  const analytics = openAnalytics({ store, trail: await trailOf(store), now: () => new Date(`${day}T12:00:00Z`) });
  const reckoning = (): Promise<Reckoning> => renewed(analytics, timeline);
  return {
    store,
    analytics,
    reckoning,
    figures: async (texts = {}) => {
      const made = await reckoning();
      return figuresOf(analytics, made, askingOf(texts, made));
    },
  };
}

/** Records as documents; amounts as decimal text. */
export async function told(
  store: Store,
  records: Partial<Record<RecordKindName, readonly Readonly<Record<string, unknown>>[]>>,
): Promise<void> {
  await store.transaction(async (tx) => {
    for (const [kind, documents] of Object.entries(records)) {
      const read = documents.map((document) => typed(kind as RecordKindName, document, 2));
      const faults = read.flatMap((one) => one.faults);
      if (faults.length > 0) throw new Error(faults.map(({ message }) => message).join(' '));
      await tell(
        tx,
        timeline.id,
        kind as RecordKindName,
        read.map(({ record }) => record),
      );
    }
    await countTold(tx, timeline.id);
  });
}

/** A history that analytics reads. */
export async function readsHistory(store: Store, batch: ImportBatch): Promise<string> {
  const { id: history } = await createHistory(store, { name: 'deals', timeline });
  const id = await beginImport(store, { history, name: 'deals.csv' });
  await importInto(store, id, [batch], { history, timeline, name: 'deals.csv' });
  await store.transaction((tx) => chooseHistory(tx, timeline.id, history));
  return history;
}

/** The one figure of a measure for a quarter and a value of the slice. */
export function figureOf({ measures }: Figures, id: string, quarter: string, slice?: string | null): ShownCell {
  const found = measures
    .find((measure) => measure.id === id)
    ?.figures.find((figure) => figure.quarter === quarter && (slice === undefined || figure.slice === slice));
  if (found === undefined) throw new Error(`there is no ${id} of ${quarter}, ${slice}`);
  return found;
}
