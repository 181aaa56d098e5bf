import type { ProgramDocument } from '../../schemas/types.ts';
import { canonicalJson } from '../engine/program/hash.ts';
import { loadTimeline } from '../engine/program/load.ts';
import type { Timeline } from '../engine/program/model.ts';
import { type HistorySetting, settingOf } from '../history/setting.ts';
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
  if (known.currency.code !== added.currency.code || known.currency.digits !== added.currency.digits) {
    throw new StoreError(
      'refused',
      `The history is in ${known.currency.code}, the program in ${added.currency.code}; import into a history of its own.`,
    );
  }
  if (known.timeZone !== added.timeZone) {
    throw new StoreError(
      'refused',
      `The history's days are those of ${known.timeZone}, the program's those of ${added.timeZone}; import into a history of its own.`,
    );
  }
  const attributes: Record<string, HistorySetting['attributes'][string]> = { ...known.attributes };
  for (const [name, { type, choices }] of Object.entries(added.attributes)) {
    const before = known.attributes[name];
    if (before !== undefined && before.type !== type) {
      throw new StoreError(
        'refused',
        `${name} is ${before.type} in the history and ${type} in the program; give one of them another name.`,
      );
    }
    const all = [...new Set([...(before?.choices ?? []), ...(choices ?? [])])];
    attributes[name] = { type, ...(all.length > 0 && { choices: all }) };
  }
  if (Object.keys(attributes).length > MAX_ATTRIBUTES) {
    throw new StoreError('limit', `The history would have more than ${MAX_ATTRIBUTES} attributes.`);
  }
  return { ...known, attributes: Object.fromEntries(Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1))) };
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

/** Those of a history, in order. */
export async function readersOf({ db }: Store, history: string): Promise<readonly Reader[]> {
  const rows = await db
    .selectFrom('history_readers')
    .select(['since', 'hash', 'programs'])
    .where('history', '=', history)
    .orderBy('since')
    .execute();
  return rows.map(({ since, hash, programs }) => {
    const documents = JSON.parse(programs) as readonly ProgramDocument[];
    const loaded = loadTimeline(documents.map((document) => [{ path: 'program.json', text: JSON.stringify(document) }]));
    if (!loaded.ok) {
      throw new StoreError(
        'refused',
        `A program kept with the history ${history} is not accepted any more: ${loaded.diagnostics[0]?.message ?? ''}`,
      );
    }
    return { since, hash, timeline: loaded.timeline };
  });
}
