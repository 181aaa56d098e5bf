import { type Selectable, sql } from 'kysely';
import type { SimulationSide, SimulationState, SimulationsTable, Transaction } from './database.ts';
import { StoreError } from './errors.ts';
import type { Page, PageOptions } from './histories.ts';
import { isId, newId } from './id.ts';
import type { Store } from './open-store.ts';

/** A history as it stood: what was recorded up to a number never changes. */
export interface Snapshot {
  readonly history: string;
  readonly lastRecorded: number;
  readonly contentHash: string;
}

/** What is asked, and of what; whoever takes it needs nothing else. */
export interface Question {
  readonly snapshot: Snapshot;
  /** Hash of the history in columns. */
  readonly historyHash: string;
  /** Hash of what is meant; the same question has the same answer. */
  readonly requestHash: string;
  /** JSON. */
  readonly request: string;
}

/** The same, as it is kept: with the programs it is of, the baseline first. */
export interface NewQuestion extends Question {
  readonly sides: readonly SimulationSide[];
}

export interface StoredSimulation {
  readonly id: string;
  readonly history: string;
  readonly historyHash: string;
  readonly requestHash: string;
  /** null: it was asked before these were kept. */
  readonly sides: readonly SimulationSide[] | null;
  readonly state: SimulationState;
  /** Rows folded, of all that are to be. */
  readonly done: number;
  readonly all: number;
  /** Of a failed one, as a sentence. */
  readonly error: string | null;
  readonly createdAt: Date;
  readonly startedAt: Date | null;
  readonly finishedAt: Date | null;
}

export const SIMULATION_LIMITS = {
  waiting: 100,
  kept: 100_000,
  requestLength: 64_000_000,
  resultLength: 200_000_000,
  pageSize: 200,
} as const;

/** Keeps a question, or finds it: one that is under way or answered is not asked again. */
export async function keepQuestion(
  tx: Transaction,
  { snapshot, historyHash, requestHash, request, sides }: NewQuestion,
): Promise<{ readonly id: string; readonly isNew: boolean }> {
  if (request.length > SIMULATION_LIMITS.requestLength) {
    const most = `at most ${SIMULATION_LIMITS.requestLength} are kept`;
    throw new StoreError('limit', `The request with its programs has ${request.length} characters, ${most}.`);
  }
  // whoever asks the same meanwhile waits here for the one that came first
  await sql`select pg_advisory_xact_lock(hashtext(${requestHash}))`.execute(tx);
  const before = await tx
    .selectFrom('simulations')
    .select('id')
    .where('history', '=', snapshot.history)
    .where('request_hash', '=', requestHash)
    .where('state', 'in', ['queued', 'running', 'done'])
    .executeTakeFirst();
  if (before !== undefined) return { id: before.id, isNew: false };
  await refuseTooMany(tx);
  const id = newId();
  await tx
    .insertInto('simulations')
    .values({
      id,
      history: snapshot.history,
      last_recorded: snapshot.lastRecorded,
      content_hash: snapshot.contentHash,
      history_hash: historyHash,
      request_hash: requestHash,
      request,
      sides: JSON.stringify(sides),
      state: 'queued',
      result: null,
      error: null,
      started_at: null,
      finished_at: null,
    })
    .execute();
  return { id, isNew: true };
}

async function refuseTooMany(tx: Transaction): Promise<void> {
  const { kept, waiting } = await tx
    .selectFrom('simulations')
    .select([
      sql<number>`count(*)::int`.as('kept'),
      sql<number>`(count(*) filter (where state in ('queued', 'running')))::int`.as('waiting'),
    ])
    .executeTakeFirstOrThrow();
  if (waiting >= SIMULATION_LIMITS.waiting)
    throw new StoreError('limit', `${waiting} simulations are waiting already; try again when some are done.`);
  if (kept >= SIMULATION_LIMITS.kept)
    throw new StoreError('limit', `${kept} simulations are kept, and no more; delete those that nobody needs.`);
}

const COLUMNS = [
  'id',
  'history',
  'history_hash',
  'request_hash',
  'sides',
  'state',
  'rows_done',
  'rows_all',
  'error',
  'created_at',
  'started_at',
  'finished_at',
] as const;

export async function getSimulation({ db }: Store, id: string): Promise<StoredSimulation> {
  const row = isId(id) ? await db.selectFrom('simulations').select(COLUMNS).where('id', '=', id).executeTakeFirst() : undefined;
  if (row === undefined) throw noSimulation(id);
  return simulationOf(row);
}

/** What was asked, however it stands. */
export async function getQuestion({ db }: Store, id: string): Promise<Question> {
  const row = isId(id)
    ? await db
        .selectFrom('simulations')
        .select(['history', 'last_recorded', 'content_hash', 'history_hash', 'request_hash', 'request'])
        .where('id', '=', id)
        .executeTakeFirst()
    : undefined;
  if (row === undefined) throw noSimulation(id);
  return questionOf(row);
}

/** In the order in which they were asked. */
export async function listSimulations({ db }: Store, { limit = 50, after }: PageOptions = {}): Promise<Page<StoredSimulation>> {
  const size = Math.min(Math.max(1, limit), SIMULATION_LIMITS.pageSize);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await db
    .selectFrom('simulations')
    .select(COLUMNS)
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size).map(simulationOf);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

/** JSON text of what came out; undefined while nothing has. */
export async function simulationResult({ db }: Store, id: string): Promise<string | undefined> {
  const row = isId(id) ? await db.selectFrom('simulations').select('result').where('id', '=', id).executeTakeFirst() : undefined;
  if (row === undefined) throw noSimulation(id);
  return row.result ?? undefined;
}

/** Those that nobody has ended, in the order asked. */
export async function unfinishedSimulations({ db }: Store): Promise<readonly string[]> {
  const rows = await db.selectFrom('simulations').select('id').where('state', 'in', ['queued', 'running']).orderBy('id').execute();
  return rows.map(({ id }) => id);
}

export interface Started {
  readonly question: Question;
  /** The first start, on the database's clock: a time limit counts from there, whoever goes on. */
  readonly elapsedMs: number;
}

/** Takes a question up; undefined where it was cancelled or answered meanwhile. */
export async function startSimulation({ db }: Store, id: string): Promise<Started | undefined> {
  const row = await db
    .updateTable('simulations')
    .set({ state: 'running', started_at: sql<Date>`coalesce(started_at, now())` })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .returning(['history', 'last_recorded', 'content_hash', 'history_hash', 'request_hash', 'request'])
    .returning(sql<number>`(extract(epoch from now() - started_at) * 1000)::float8`.as('elapsed'))
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { question: questionOf(row), elapsedMs: row.elapsed };
}

function questionOf(row: {
  readonly history: string;
  readonly last_recorded: number;
  readonly content_hash: string;
  readonly history_hash: string;
  readonly request_hash: string;
  readonly request: string;
}): Question {
  const snapshot = { history: row.history, lastRecorded: row.last_recorded, contentHash: row.content_hash };
  return { snapshot, historyHash: row.history_hash, requestHash: row.request_hash, request: row.request };
}

/** Notes how far it is; false: it goes on no more, somebody has ended it. */
export async function noteProgress({ db }: Store, id: string, done: number, all: number): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('simulations')
    .set({ rows_done: done, rows_all: all })
    .where('id', '=', id)
    .where('state', '=', 'running')
    .executeTakeFirstOrThrow();
  return numUpdatedRows > 0n;
}

export type Ending = { readonly result: string } | { readonly error: string } | { readonly cancelled: true };

/** Ends it, once: false where somebody else has. What was kept of its parts goes. */
export async function endSimulation(tx: Transaction, id: string, ending: Ending): Promise<boolean> {
  if (!isId(id)) throw noSimulation(id);
  const tooLarge = 'result' in ending && ending.result.length > SIMULATION_LIMITS.resultLength;
  const as = tooLarge ? { error: `The result has more than ${SIMULATION_LIMITS.resultLength} characters; select less.` } : ending;
  const { numUpdatedRows } = await tx
    .updateTable('simulations')
    .set({
      ...('result' in as ? { state: 'done', result: as.result, rows_done: sql<number>`rows_all` } : {}),
      ...('error' in as ? { state: 'failed', error: as.error.replaceAll('\0', '') } : {}),
      ...('cancelled' in as ? { state: 'cancelled' } : {}),
      finished_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .where('state', 'in', ['queued', 'running'])
    .executeTakeFirstOrThrow();
  if (numUpdatedRows === 0n) return false;
  await tx.deleteFrom('simulation_tasks').where('simulation', '=', id).execute();
  return true;
}

/** One that is done with, and its result; gives how it stood. */
export async function deleteSimulation(tx: Transaction, id: string): Promise<StoredSimulation> {
  const deleted = isId(id)
    ? await tx
        .deleteFrom('simulations')
        .where('id', '=', id)
        .where('state', 'not in', ['queued', 'running'])
        .returning(COLUMNS)
        .executeTakeFirst()
    : undefined;
  if (deleted === undefined) throw new StoreError('not-found', `There is no simulation ${id.slice(0, 100)} that is done with.`);
  return simulationOf(deleted);
}

const noSimulation = (id: string): StoreError => new StoreError('not-found', `There is no simulation ${id.slice(0, 100)}.`);

function simulationOf(row: Pick<Selectable<SimulationsTable>, (typeof COLUMNS)[number]>): StoredSimulation {
  return {
    id: row.id,
    history: row.history,
    historyHash: row.history_hash,
    requestHash: row.request_hash,
    sides: row.sides,
    state: row.state,
    done: row.rows_done,
    all: row.rows_all,
    error: row.error,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
  };
}
