import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { AdjustmentRow } from './post.ts';
import type { AdjustmentState } from './tables.ts';

export interface AdjustmentFilter {
  readonly program?: string;
  readonly partner?: string;
  readonly kind?: 'override' | 'manual';
  readonly state?: AdjustmentState;
}

export async function insertAdjustment(tx: Transaction, row: AdjustmentRow): Promise<void> {
  await tx.insertInto('adjustments').values(row).execute();
}

export async function findAdjustment(db: Reader, id: string): Promise<AdjustmentRow | undefined> {
  if (!isId(id)) return undefined;
  return db.selectFrom('adjustments').selectAll().where('id', '=', id).executeTakeFirst();
}

export async function lockAdjustment(tx: Transaction, id: string): Promise<AdjustmentRow> {
  return tx.selectFrom('adjustments').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

type Decided = Pick<AdjustmentRow, 'state'> &
  Partial<
    Pick<
      AdjustmentRow,
      'decided_by' | 'decided_by_name' | 'decided_at' | 'decided_because' | 'ended_by' | 'ended_by_name' | 'ended_at' | 'ended_because'
    >
  >;

export async function moveAdjustment(tx: Transaction, id: string, to: Decided): Promise<AdjustmentRow> {
  return tx.updateTable('adjustments').set(to).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** The latest first. */
export async function listAdjustments(
  db: Reader,
  { program, partner, kind, state }: AdjustmentFilter,
  { limit = 50, after }: PageOptions = {},
): Promise<Page<AdjustmentRow>> {
  const size = Math.min(Math.max(1, limit), 200);
  if (after !== undefined && !isId(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await db
    .selectFrom('adjustments')
    .selectAll()
    .$if(program !== undefined, (query) => query.where('program', '=', program ?? ''))
    .$if(partner !== undefined, (query) => query.where('partner', '=', partner ?? ''))
    .$if(kind !== undefined, (query) => query.where('kind', '=', kind ?? 'override'))
    .$if(state !== undefined, (query) => query.where('state', '=', state ?? 'proposed'))
    .$if(after !== undefined, (query) => query.where('id', '<', after ?? ''))
    .orderBy('id', 'desc')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

export interface DecisionOnActivity {
  readonly id: string;
  readonly version: string;
  readonly occurred_on: string;
}

/** The decision that stands on an activity of an enrollment. */
export async function decisionFor(
  db: Reader,
  program: string,
  of: { readonly source: string; readonly activity: string; readonly partner: string; readonly partnerType: string },
): Promise<DecisionOnActivity | undefined> {
  return db
    .selectFrom('decisions as d')
    .innerJoin('decision_parties as p', 'p.decision', 'd.id')
    .select(['d.id', 'd.version', 'd.occurred_on'])
    .where('d.program', '=', program)
    .where('d.source', '=', of.source)
    .where('d.activity', '=', of.activity)
    .where('p.partner', '=', of.partner)
    .where('p.partner_type', '=', of.partnerType)
    .orderBy(sql`d.superseded_by is not null`)
    .orderBy('d.id', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** Whether it is enrolled in the program's live history. */
export async function isEnrolled(db: Reader, program: string, partner: string, partnerType: string): Promise<boolean> {
  const row = await db
    .selectFrom('live_programs as p')
    .innerJoin('history_enrollments as e', 'e.history', 'p.history')
    .select('e.recorded')
    .where('p.program', '=', program)
    .where('e.partner', '=', partner)
    .where('e.partner_type', '=', partnerType)
    .executeTakeFirst();
  return row !== undefined;
}
