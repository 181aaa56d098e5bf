import { type Insertable, type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { isId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { DecisionsTable } from './tables.ts';

/* Decisions as they were made: none is changed, a later one on the same activity stands beside it. */

export type DecisionRow = Selectable<DecisionsTable>;
/** Without its reasoning. */
export type DecisionHead = Omit<DecisionRow, 'explained'>;

export interface NewDecision {
  readonly row: Insertable<DecisionsTable>;
  readonly parties: readonly { readonly partner: string; readonly partnerType: string }[];
}

const ROWS = 200;

export async function insertDecisions(tx: Transaction, decisions: readonly NewDecision[]): Promise<void> {
  for (let from = 0; from < decisions.length; from += ROWS) {
    const some = decisions.slice(from, from + ROWS);
    const parties = some.flatMap(({ row, parties }) => [
      ...new Map(
        parties.map(({ partner, partnerType }) => [
          `${partnerType} ${partner}`,
          { decision: row.id, program: row.program, partner, partner_type: partnerType },
        ]),
      ).values(),
    ]);
    const rows = some.map(({ row }) => row);
    if (parties.length === 0) await tx.insertInto('decisions').values(rows).execute();
    else
      await tx
        .with('kept', (db) => db.insertInto('decisions').values(rows))
        .insertInto('decision_parties')
        .values(parties)
        .execute();
  }
}

export interface Superseding {
  readonly id: string;
  /** The later one; its own id: the activity isn't brought about any more. */
  readonly by: string;
}

export async function supersede(tx: Transaction, all: readonly Superseding[]): Promise<void> {
  if (all.length === 0) return;
  await sql`
    update decisions d set superseded_by = n.by
    from jsonb_to_recordset(${JSON.stringify(all)}::jsonb) as n(id uuid, by uuid) where d.id = n.id`.execute(tx);
}

export interface CurrentDecision {
  readonly id: string;
  readonly shard: string;
  readonly source: string;
  readonly activity: string;
  readonly decision_hash: string;
  readonly provisional: boolean;
}

/** What stands, of a shard, or of all of a program. */
export async function currentDecisions(db: Reader, program: string, shard: string | undefined): Promise<readonly CurrentDecision[]> {
  return db
    .selectFrom('decisions')
    .select(['id', 'shard', 'source', 'activity', 'decision_hash', 'provisional'])
    .where('program', '=', program)
    .$if(shard !== undefined, (query) => query.where('shard', '=', shard ?? ''))
    .where('superseded_by', 'is', null)
    .execute();
}

/** What decisions said, in short, by id. */
export async function saidOf(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, unknown>> {
  const found = new Map<string, unknown>();
  for (let from = 0; from < ids.length; from += ROWS) {
    const rows = await db
      .selectFrom('decisions')
      .select(['id', 'said'])
      .where('id', 'in', ids.slice(from, from + ROWS))
      .execute();
    for (const { id, said } of rows) found.set(id, said);
  }
  return found;
}

/** What stands of activities, one for each shard that decided it, with the reasoning. */
export async function decisionsOn(
  db: Reader,
  program: string,
  names: readonly { readonly source: string; readonly id: string }[],
): Promise<readonly DecisionRow[]> {
  if (names.length === 0) return [];
  return db
    .selectFrom('decisions')
    .selectAll()
    .where('program', '=', program)
    .where((where) => where.or(names.map(({ source, id }) => where.and([where('source', '=', source), where('activity', '=', id)]))))
    .where('superseded_by', 'is', null)
    .orderBy('id')
    .execute();
}

export async function findDecision(db: Reader, id: string): Promise<DecisionRow | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom('decisions').selectAll().where('id', '=', id).executeTakeFirst();
}

export interface DecisionSearch {
  readonly program?: string;
  /** Programs that may be seen; missing: all. */
  readonly programs?: readonly string[];
  readonly partner?: string;
  readonly partnerType?: string;
  readonly source?: string;
  readonly activity?: string;
  readonly kind?: string;
  readonly status?: string;
  /** Days of the activity, both in it. */
  readonly from?: string;
  readonly to?: string;
  /** Those that were decided otherwise later, too. */
  readonly superseded?: boolean;
  readonly provisional?: boolean;
}

/** The latest first; `after`: the id of the last one seen. */
export async function searchDecisions(
  db: Reader,
  search: DecisionSearch,
  { limit, after }: { readonly limit: number; readonly after?: string },
): Promise<readonly DecisionHead[]> {
  const { program, programs, partner, partnerType, source, activity, kind, status, from, to, superseded = false, provisional } = search;
  let query = db
    .selectFrom('decisions')
    .select([
      'id',
      'program',
      'shard',
      'step',
      'source',
      'activity',
      'revision',
      'kind',
      'occurred_on',
      'generated',
      'status',
      'said',
      'version',
      'timeline',
      'engine',
      'inputs_hash',
      'state_hash',
      'decision_hash',
      'explained_hash',
      'cause',
      'provisional',
      'superseded_by',
      'by_id',
      'by_name',
      'at',
    ])
    .orderBy('id', 'desc')
    .limit(limit);
  if (program !== undefined) query = query.where('program', '=', program);
  if (programs !== undefined) query = programs.length === 0 ? query.where(sql<boolean>`false`) : query.where('program', 'in', programs);
  if (source !== undefined) query = query.where('source', '=', source);
  if (activity !== undefined) query = query.where('activity', '=', activity);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (status !== undefined) query = query.where('status', '=', status);
  if (from !== undefined) query = query.where('occurred_on', '>=', from);
  if (to !== undefined) query = query.where('occurred_on', '<=', to);
  if (provisional !== undefined) query = query.where('provisional', '=', provisional);
  if (!superseded) query = query.where('superseded_by', 'is', null);
  if (after !== undefined) query = query.where('id', '<', after);
  if (partner !== undefined || partnerType !== undefined) {
    query = query.where((where) =>
      where.exists(
        where
          .selectFrom('decision_parties')
          .select('decision')
          .whereRef('decision_parties.decision', '=', 'decisions.id')
          .$if(partner !== undefined, (parties) => parties.where('partner', '=', partner ?? ''))
          .$if(partnerType !== undefined, (parties) => parties.where('partner_type', '=', partnerType ?? '')),
      ),
    );
  }
  return query.execute();
}
