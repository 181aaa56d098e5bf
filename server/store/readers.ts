import type { ProgramDocument } from '../../schemas/types.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { loadTimeline } from '../engine/program/load.ts';
import type { Timeline } from '../engine/program/model.ts';
import { HistoryError } from '../history/history-error.ts';
import { type HistorySetting, joinSettings, settingOf } from '../history/setting.ts';
import { sha256 } from './content-hash.ts';
import type { Transaction } from './database.ts';
import { StoreError } from './errors.ts';
import type { Store } from './open-store.ts';

/*
 * Documents are kept as they were accepted; what they mean is said by the program that accepted them: its attributes,
 * its terms of agreements, how it rounds. So it is kept with them, and reads them ever after. A later import may
 * bring a later program: it reads what is recorded from then on.
 */

export interface Reader {
  /** The first number that it reads. */
  readonly since: number;
  readonly hash: string;
  readonly timeline: Timeline;
}

export interface ReaderDocuments {
  /** JSON: all versions of the program. */
  readonly programs: string;
  readonly hash: string;
  readonly setting: HistorySetting;
}

const MAX_LENGTH = 32_000_000;
const MAX_ATTRIBUTES = 2_000;

/** What is kept of the program that reads. Its versions together say what attributes there are. */
export function readerOf({ id, versions }: Timeline): ReaderDocuments {
  const [first, ...later] = versions;
  if (first === undefined) throw new Error(`program ${id} has no version`);
  const programs = canonicalJson(versions.map(({ document }) => document));
  if (programs.length > MAX_LENGTH) {
    throw new StoreError(
      'limit',
      `The program ${id} has ${programs.length} characters in all its versions, at most ${MAX_LENGTH} are kept with a history.`,
    );
  }
  const setting = later.map(settingOf).reduce(withSetting, settingOf(first));
  return { programs, hash: sha256(programs).toString('hex'), setting };
}

/** What a history's values are read by, and what another program adds; refuses one that reads the same otherwise. */
export function withSetting(known: HistorySetting, added: HistorySetting): HistorySetting {
  try {
    const joined = joinSettings('The history', known, added);
    if (Object.keys(joined.attributes).length <= MAX_ATTRIBUTES) return joined;
  } catch (error) {
    if (!(error instanceof HistoryError)) throw error;
    throw new StoreError('refused', error.message.replace('another folder', 'another history'), { cause: error });
  }
  throw new StoreError('limit', `The history would have more than ${MAX_ATTRIBUTES} attributes.`);
}

/** Hash of the one that reads what comes next. */
export async function lastReader(tx: Transaction, history: string): Promise<string | undefined> {
  const row = await tx
    .selectFrom('history_readers')
    .select('hash')
    .where('history', '=', history)
    .orderBy('since', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.hash;
}

export async function addReader(tx: Transaction, history: string, since: number, { programs, hash }: ReaderDocuments): Promise<void> {
  await tx.insertInto('history_readers').values({ history, since, hash, programs }).execute();
}

export interface ReaderRow {
  readonly since: number;
  readonly hash: string;
  readonly programs: string;
}

/** Those of a history up to a number, in order. */
export const readersOf = ({ db }: Pick<Store, 'db'>, history: string, upTo: number): Promise<readonly ReaderRow[]> =>
  db
    .selectFrom('history_readers')
    .select(['since', 'hash', 'programs'])
    .where('history', '=', history)
    .where('since', '<=', upTo)
    .orderBy('since')
    .execute();

/** `history`: for messages. */
export function loadReader(history: string, { since, hash, programs }: ReaderRow): Reader {
  const documents = JSON.parse(programs) as readonly ProgramDocument[];
  const loaded = loadTimeline(documents.map((document) => [{ path: 'program.json', text: JSON.stringify(document) }]));
  if (loaded.ok) return { since, hash, timeline: loaded.timeline };
  throw new StoreError(
    'refused',
    `A program kept with the history ${history} is not accepted any more: ${loaded.diagnostics[0]?.message ?? ''}`,
  );
}
