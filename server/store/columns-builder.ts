import { readActivities, readPartners } from '../engine/fold/read.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { HistorySetting } from '../history/setting.ts';
import { openWriter } from '../history/writer.ts';
import { StoreError } from './errors.ts';
import type { DocumentPage, DocumentRow } from './read-documents.ts';
import { loadReader, type Reader, type ReaderRow, readerOf, withSetting } from './readers.ts';

/** What columns are made of beside documents; plain data, for another thread. */
export interface ColumnsPlan {
  /** Id of the history, for messages. */
  readonly history: string;
  /** It may hold the columns of what was recorded before. */
  readonly folder: string;
  /** Of a history that nothing is recorded in. */
  readonly setting: HistorySetting;
  /** The programs that accepted the documents, in order. */
  readonly readers: readonly ReaderRow[];
}

export interface ColumnsBuilder {
  /** In the order recorded. */
  add(page: DocumentPage): Promise<void>;
  commit(): Promise<void>;
  /** Lets go of the folder; what was not committed is not there. */
  end(): Promise<void>;
}

/** Makes columns in this thread. */
export async function buildHere({ history, folder, setting, readers: rows }: ColumnsPlan): Promise<ColumnsBuilder> {
  const readers = rows.map((row) => loadReader(history, row));
  const [first, ...others] = readers.map(({ timeline }) => readerOf(timeline).setting);
  const writer = await openWriter(folder, first === undefined ? setting : others.reduce(withSetting, first));
  return {
    add: async ({ of, rows }) => {
      for (const [timeline, documents] of byReader(readers, rows)) {
        if (of === 'enrollments') {
          const { enrollments, refused } = readPartners(timeline, documents);
          if (refused.length > 0) throw unreadable(history, refused[0]?.findings[0]?.message);
          for (const enrollment of enrollments) writer.enroll(enrollment);
        } else {
          const { activities, refused } = readActivities(timeline, documents);
          if (refused.length > 0) throw unreadable(history, refused[0]?.findings[0]?.message);
          for (const activity of activities) writer.add(activity);
        }
      }
    },
    commit: async () => {
      await writer.commit();
    },
    end: () => writer.abort(),
  };
}

/** Documents with the program that accepted them, in order. */
function* byReader(readers: readonly Reader[], rows: readonly DocumentRow[]): Generator<readonly [Timeline, readonly unknown[]]> {
  for (const [index, { since, timeline }] of readers.entries()) {
    const next = readers[index + 1]?.since ?? Number.POSITIVE_INFINITY;
    const own = rows.filter(({ recorded }) => recorded >= since && recorded < next);
    if (own.length > 0) yield [timeline, own.map(({ text }) => JSON.parse(text) as unknown)];
  }
}

const unreadable = (history: string, reason = 'no reason was given'): StoreError =>
  new StoreError('changed', `The history ${history} holds a document that its program does not accept any more: ${reason}`);
