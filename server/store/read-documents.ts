import { sql } from 'kysely';
import { readActivities, readPartners } from '../engine/fold/read.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { HistorySetting } from '../history/setting.ts';
import type { HistoryWriter } from '../history/writer.ts';
import { StoreError } from './errors.ts';
import type { Store } from './open-store.ts';
import { type Reader, readerOf, readersOf, withSetting } from './readers.ts';
import type { Snapshot } from './simulations.ts';

/** Rows read at a time, in statements of their own: nothing is locked, and nobody waits long. */
const PAGE_ROWS = 5_000;

/** What the values of the history are read by, as it stood. */
export async function snapshotReaders(
  store: Store,
  { history, lastRecorded }: Snapshot,
): Promise<{ readonly readers: readonly Reader[]; readonly setting: HistorySetting | undefined }> {
  const readers = (await readersOf(store, history)).filter(({ since }) => since <= lastRecorded);
  const [first, ...others] = readers.map(({ timeline }) => readerOf(timeline).setting);
  return { readers, setting: first && others.reduce(withSetting, first) };
}

/** Rows after a number given up to another one, both kinds, through the programs that accepted them. */
export async function readDocuments(
  store: Store,
  { history, lastRecorded }: Snapshot,
  into: Pick<HistoryWriter, 'enroll' | 'add'>,
  { readers, after = 0, signal }: { readonly readers: readonly Reader[]; readonly after?: number; readonly signal?: AbortSignal },
): Promise<void> {
  const pages = (table: 'history_enrollments' | 'history_activities') =>
    pagesOf(store, table, { history, after, upTo: lastRecorded, ...(signal && { signal }) });
  for await (const rows of pages('history_enrollments')) {
    for (const [timeline, documents] of byReader(readers, rows)) {
      const { enrollments, refused } = readPartners(timeline, documents);
      if (refused.length > 0) throw unreadable(history, refused[0]?.findings[0]?.message);
      for (const enrollment of enrollments) into.enroll(enrollment);
    }
  }
  for await (const rows of pages('history_activities')) {
    for (const [timeline, documents] of byReader(readers, rows)) {
      const { activities, refused } = readActivities(timeline, documents);
      if (refused.length > 0) throw unreadable(history, refused[0]?.findings[0]?.message);
      for (const activity of activities) into.add(activity);
    }
  }
}

interface Row {
  readonly recorded: number;
  readonly document: unknown;
}

async function* pagesOf(
  { db }: Store,
  table: 'history_enrollments' | 'history_activities',
  {
    history,
    after,
    upTo,
    signal,
  }: { readonly history: string; readonly after: number; readonly upTo: number; readonly signal?: AbortSignal },
): AsyncGenerator<readonly Row[]> {
  for (let last = after; ; ) {
    signal?.throwIfAborted();
    const { rows } = await sql<Row>`
      select recorded, document from ${sql.table(table)}
      where history = ${history}::uuid and recorded > ${last}::int and recorded <= ${upTo}::int
      order by recorded limit ${PAGE_ROWS}::int`.execute(db);
    if (rows.length > 0) yield rows;
    const end = rows.at(-1);
    if (end === undefined || rows.length < PAGE_ROWS) return;
    last = end.recorded;
  }
}

/** Documents with the program that accepted them, in order. */
function* byReader(readers: readonly Reader[], rows: readonly Row[]): Generator<readonly [Timeline, readonly unknown[]]> {
  for (const [index, { since, timeline }] of readers.entries()) {
    const next = readers[index + 1]?.since ?? Number.POSITIVE_INFINITY;
    const own = rows.filter(({ recorded }) => recorded >= since && recorded < next);
    if (own.length > 0) yield [timeline, own.map(({ document }) => document)];
  }
}

const unreadable = (history: string, reason = 'no reason was given'): StoreError =>
  new StoreError('changed', `The history ${history} holds a document that its program does not accept any more: ${reason}`);
