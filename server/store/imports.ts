import { type Selectable, sql } from 'kysely';
import type { PartnerDocument } from '../../schemas/types.ts';
import type { Timeline } from '../engine/program/model.ts';
import { afterCommit } from './after-commit.ts';
import type { ImportState, ImportsTable, Transaction } from './database.ts';
import { StoreError } from './errors.ts';
import { HISTORY_LIMITS, lockHistory, type Page, type PageOptions, refuseLived } from './histories.ts';
import { isId, newId } from './id.ts';
import { type Origin, type RejectedRow, Rejects } from './import-rejects.ts';
import { inSteps } from './import-steps.ts';
import type { Store } from './open-store.ts';
import { patiently } from './patiently.ts';
import { type Prepared, prepare } from './prepare-documents.ts';
import { readerOf } from './readers.ts';
import { type ActivityToRecord, type Recorded, Recorder } from './record-documents.ts';

/*
 * All of an import is in the history, or nothing (import-steps.ts). Whatever ends the process meanwhile leaves the history
 * as it was.
 */

/** Some rows of a file, read. */
export interface ImportBatch {
  readonly partners: readonly (Origin & { readonly document: PartnerDocument })[];
  readonly activities: readonly (Origin & { readonly document: ActivityToRecord })[];
  /** Refused by whoever read them. */
  readonly rejects: readonly RejectedRow[];
}

export interface ImportCounts {
  /** Rows; always accepted + rejected. */
  readonly read: number;
  readonly accepted: number;
  /** Of the accepted, those that stood in the history already. */
  readonly known: number;
  readonly rejected: number;
}

export interface StoredImport extends ImportCounts {
  readonly id: string;
  readonly history: string;
  readonly name: string;
  readonly state: ImportState;
  readonly error: string | null;
  readonly createdAt: Date;
  readonly finishedAt: Date | null;
}

export interface ImportOptions {
  readonly history: string;
  /** The program that accepted the documents. */
  readonly timeline: Timeline;
  /** Of the file, for people. */
  readonly name: string;
  readonly signal?: AbortSignal;
  readonly onProgress?: (counts: ImportCounts) => void;
  /** Done last in the transaction that writes its end. */
  readonly ended?: (tx: Transaction, end: ImportEnd) => Promise<unknown>;
}

/** How an import ended. */
export interface ImportEnd {
  readonly state: 'done' | 'failed';
  readonly counts: ImportCounts;
  readonly error: string | null;
}

export interface ImportBeginning extends Pick<ImportOptions, 'history' | 'name'> {
  /** Done last in the transaction that begins it. */
  readonly also?: (tx: Transaction, id: string) => Promise<unknown>;
}

const MOST_NAME = 500;

const NOTE_MS = 1_000;
/** One that nobody has noted anything of for so long has ended with its process. */
const SILENT_SECONDS = 60;

/** Those of this process, which it knows better than the database: that one sees an import at its end. */
const running = new WeakMap<Store, Map<string, StoredImport>>();

/** Begins an import, so that it can be asked for before it is done. What is begun is to be taken to its end by importInto. */
export async function beginImport(store: Store, { also, ...given }: ImportBeginning): Promise<string> {
  return store.transaction(async (tx) => {
    const { id } = await insertImport(store, tx, given);
    await also?.(tx, id);
    return id;
  });
}

/** The same in a transaction of more. */
export async function insertImport(
  store: Store,
  tx: Transaction,
  { history, name }: Pick<ImportOptions, 'history' | 'name'>,
): Promise<StoredImport> {
  if (!isId(history)) throw new StoreError('not-found', `There is no history ${history.slice(0, 100)}.`);
  await lockHistory(tx, history, 'for naming');
  await refuseLived(tx, history, 'Nothing is imported into it');
  const row = await tx
    .insertInto('imports')
    .values({
      id: newId(),
      history,
      name: name.replaceAll('\0', '').slice(0, MOST_NAME),
      state: 'running',
      error: null,
      finished_at: null,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  const begun = importOf(row);
  afterCommit(tx, () => runningOf(store).set(begun.id, begun));
  return begun;
}

/** Says to other processes that this one still has them, though they may have to wait for a while. */
export async function keepImports({ db, kind }: Store, ids: readonly string[]): Promise<void> {
  if (kind !== 'postgres' || ids.length === 0) return;
  await db.updateTable('imports').set({ seen_at: sql<Date>`now()` }).where('id', 'in', ids).where('state', '=', 'running').execute();
}

/**
 * Records what comes, to the end. Throws what stopped it; then the history is as it was, and that is written down however
 * long the database is away, until the signal is given.
 */
export async function importInto(
  store: Store,
  id: string,
  batches: AsyncIterable<ImportBatch> | Iterable<ImportBatch>,
  options: ImportOptions,
): Promise<StoredImport> {
  const known = runningOf(store);
  const begun = known.get(id)?.createdAt ?? new Date();
  const noted = { at: Date.now() };
  let counts: ImportCounts = { read: 0, accepted: 0, known: 0, rejected: 0 };
  const note = async (now: ImportCounts): Promise<void> => {
    counts = now;
    known.set(id, {
      ...now,
      id,
      history: options.history,
      name: options.name,
      state: 'running',
      error: null,
      createdAt: begun,
      finishedAt: null,
    });
    options.onProgress?.(now);
    // other processes see it by another connection; the embedded database has none
    if (store.kind !== 'postgres' || Date.now() - noted.at < NOTE_MS) return;
    noted.at = Date.now();
    await store.db
      .updateTable('imports')
      .set({ ...now, seen_at: new Date() })
      .where('id', '=', id)
      .execute();
  };
  try {
    await inSteps(store, { id, history: options.history }, async (step, history) => {
      const recorder = new Recorder(step, history, readerOf(options.timeline));
      const rejects = new Rejects(step, id);
      await note(counts);
      for await (const batch of ahead(prepared(batches))) {
        options.signal?.throwIfAborted();
        await note(await recordBatch(recorder, rejects, batch, counts));
      }
      options.signal?.throwIfAborted();
      await step(async (tx) => {
        await recorder.finish(tx);
        await end(tx, id, { counts, state: 'done', error: null }, options);
      });
    });
  } catch (error) {
    const reason = options.signal?.aborted === true ? 'It was cancelled.' : error instanceof Error ? error.message : String(error);
    const failed = () => store.transaction((tx) => end(tx, id, { counts, state: 'failed', error: reason }, options));
    await patiently(failed, options.signal && { signal: options.signal });
    throw error;
  } finally {
    known.delete(id);
  }
  return getImport(store, id);
}

interface PreparedBatch {
  readonly batch: ImportBatch;
  readonly partners: readonly Prepared<PartnerDocument>[];
  readonly activities: readonly Prepared<ActivityToRecord>[];
}

async function* prepared(batches: AsyncIterable<ImportBatch> | Iterable<ImportBatch>): AsyncGenerator<PreparedBatch> {
  for await (const batch of batches) {
    const partners = batch.partners.map(({ document }) => prepare(document));
    yield { batch, partners, activities: batch.activities.map(({ document }) => prepare(document)) };
  }
}

/** One is made ready while the one before is written: elsewhere a database works meanwhile. */
async function* ahead<T>(items: AsyncGenerator<T>): AsyncGenerator<T> {
  let next = items.next();
  try {
    for (let item = await next; item.done !== true; item = await next) {
      next = items.next();
      // whoever waits for it is told
      next.catch(() => undefined);
      yield item.value;
    }
  } finally {
    await items.return(undefined);
  }
}

async function recordBatch(
  recorder: Recorder,
  rejects: Rejects,
  { batch, partners, activities }: PreparedBatch,
  before: ImportCounts,
): Promise<ImportCounts> {
  let { read, accepted, known, rejected } = before;
  const refused: RejectedRow[] = [...batch.rejects];
  const count = (origins: readonly Origin[], results: readonly Recorded[]): void => {
    for (const [index, result] of results.entries()) {
      const origin = origins[index];
      if (origin === undefined) throw new Error('more came back than was recorded');
      if (typeof result === 'object') refused.push({ ...origin, reason: result.refused });
      else {
        accepted += origin.rows;
        if (result === 'known') known += origin.rows;
      }
    }
  };
  count(batch.partners, await recorder.recordPartners(partners));
  count(batch.activities, await recorder.recordActivities(activities));
  for (const { rows } of refused) rejected += rows;
  await rejects.keep(refused);
  read = accepted + rejected;
  return { read, accepted, known, rejected };
}

async function end(tx: Transaction, id: string, as: ImportEnd, { ended }: Pick<ImportOptions, 'ended'>): Promise<void> {
  const { counts, state, error } = as;
  const { numUpdatedRows } = await tx
    .updateTable('imports')
    .set({ ...counts, state, error, finished_at: new Date() })
    .where('id', '=', id)
    // one whose commit was in doubt may have ended
    .where('state', '=', 'running')
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 1n) await ended?.(tx, as);
}

/** An import that is under way, for the rest of the transaction; undefined: it isn't. */
export async function lockRunningImport(tx: Transaction, id: string): Promise<StoredImport | undefined> {
  const row = isId(id)
    ? await tx.selectFrom('imports').selectAll().where('id', '=', id).where('state', '=', 'running').forUpdate().executeTakeFirst()
    : undefined;
  return row && importOf(row);
}

function runningOf(store: Store): Map<string, StoredImport> {
  const known = running.get(store) ?? new Map<string, StoredImport>();
  running.set(store, known);
  return known;
}

/** How an import stands. One whose process ended has failed. */
export async function getImport(store: Store, id: string): Promise<StoredImport> {
  const own = running.get(store)?.get(id);
  if (own !== undefined) return own;
  const row = isId(id) ? await standing(store).where('id', '=', id).executeTakeFirst() : undefined;
  if (row === undefined) throw new StoreError('not-found', `There is no import ${id.slice(0, 100)}.`);
  return asItStands(store, row);
}

/** Into all histories, the latest first. */
export async function listImports(store: Store, { limit = 50, after }: PageOptions = {}): Promise<Page<StoredImport>> {
  const size = Math.min(Math.max(1, limit), HISTORY_LIMITS.pageSize);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await standing(store)
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size).map((row) => running.get(store)?.get(row.id) ?? asItStands(store, row));
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

const standing = ({ db }: Store) =>
  db.selectFrom('imports').selectAll().select(sql<boolean>`seen_at < now() - make_interval(secs => ${SILENT_SECONDS})`.as('silent'));

function asItStands(store: Store, row: Selectable<ImportsTable> & { readonly silent: boolean }): StoredImport {
  const left = row.state === 'running' && (row.silent || store.kind === 'embedded');
  return importOf(left ? { ...row, state: 'failed', error: 'It ended midway with its process; the history is as it was.' } : row);
}

function importOf(row: Selectable<ImportsTable>): StoredImport {
  const { id, history, name, state, read, accepted, known, rejected, error } = row;
  return { id, history, name, state, read, accepted, known, rejected, error, createdAt: row.created_at, finishedAt: row.finished_at };
}
