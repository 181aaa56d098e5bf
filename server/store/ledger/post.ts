import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { newId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { AdjustmentsTable, LedgerLinesTable, Payee } from './tables.ts';

/* Lines on their way in, and what is posted of each key. */

export type LineRow = Selectable<LedgerLinesTable>;
export type NewLine = Omit<LineRow, 'id'>;

export interface EnrollmentName {
  readonly partner: string;
  readonly partnerType: string;
}

/** Rows of one statement. */
const ROWS = 1_000;

/** In the order given. They go over as one JSON text: the statement is the same whatever their number. */
export async function insertLines(tx: Transaction, lines: readonly NewLine[]): Promise<readonly LineRow[]> {
  const rows = lines.map((line): LineRow => ({ id: newId(), ...line }));
  for (let from = 0; from < rows.length; from += ROWS) {
    await sql`
      insert into ledger_lines (id, program, partner, partner_type, source, activity, incentive, rule, decides, payee, person, payer,
        amount, currency, exchange, version, decision, cause, reason, corrects, adjustment, occurred_on, period, posted_on, payable_on,
        dispute_days, posted_at, place)
      select id, program, partner, partner_type, source, activity, incentive, rule, decides, payee, person, payer,
        amount, currency, exchange, version, decision, cause, reason, corrects, adjustment, occurred_on, period, posted_on, payable_on,
        dispute_days, posted_at, place
      from jsonb_populate_recordset(null::ledger_lines, ${JSON.stringify(rows.slice(from, from + ROWS))}::jsonb)`.execute(tx);
  }
  return rows;
}

/** The latest fiscal month that is closed. */
export async function lastClosed(db: Reader, program: string): Promise<string | undefined> {
  const row = await db
    .selectFrom('closed_periods')
    .select('period')
    .where('program', '=', program)
    .orderBy('period', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row?.period;
}

/** The latest fiscal month that is closed, and whether any override stands: with one question, since every posting asks. */
export async function postingState(db: Reader, program: string): Promise<{ readonly closed?: string; readonly isOverridden: boolean }> {
  const { rows } = await sql<{ closed: string | null; overridden: boolean }>`
    select (select max(period) from closed_periods where program = ${program}) as closed,
      exists (select from adjustments where program = ${program} and state = 'approved' and kind = 'override') as overridden`.execute(db);
  const [row] = rows;
  return { ...(row?.closed != null && { closed: row.closed }), isOverridden: row?.overridden === true };
}

/** What all lines of a key come to that no person posted beside the program. */
export interface PostedKey {
  readonly partner: string;
  readonly partnerType: string;
  readonly source: string;
  readonly activity: string;
  readonly incentive: string;
  readonly payee: Payee;
  readonly person: string | null;
  readonly amount: bigint;
  /** Its first line. */
  readonly first: string;
  /** One of its lines is disputed. */
  readonly disputed: boolean;
}

/** Of these enrollments, or of all. */
export async function postedKeys(db: Reader, program: string, of: readonly EnrollmentName[] | 'all'): Promise<readonly PostedKey[]> {
  if (of !== 'all' && of.length === 0) return [];
  const rows = await db
    .selectFrom('ledger_lines as l')
    .innerJoin('line_states as s', 's.line', 'l.id')
    .select(['l.partner', 'l.partner_type', 'l.source', 'l.activity', 'l.incentive', 'l.payee', 'l.person'])
    .select([
      sql<string>`sum(l.amount)::text`.as('amount'),
      sql<string>`(array_agg(l.id order by l.corrects is not null, l.id))[1]`.as('first'),
      sql<boolean>`bool_or(s.disputed)`.as('disputed'),
    ])
    .where('l.program', '=', program)
    .where('l.cause', '<>', 'manual')
    .$if(of !== 'all', (query) => query.where(ofEnrollments('l', of as readonly EnrollmentName[])))
    .groupBy(['l.partner', 'l.partner_type', 'l.source', 'l.activity', 'l.incentive', 'l.payee', 'l.person'])
    .execute();
  return rows.map(({ partner_type: partnerType, amount, ...row }) => ({ ...row, partnerType, amount: BigInt(amount) }));
}

const ofEnrollments = (table: string, of: readonly EnrollmentName[]) => {
  const names = JSON.stringify(of.map(({ partner, partnerType }) => [partner, partnerType]));
  return sql<boolean>`(${sql.ref(`${table}.partner`)}, ${sql.ref(`${table}.partner_type`)}) in (
    select name->>0, name->>1 from jsonb_array_elements(${names}::jsonb) as name)`;
};

export async function linesById(db: Reader, ids: readonly string[]): Promise<ReadonlyMap<string, LineRow>> {
  const lines = new Map<string, LineRow>();
  for (let from = 0; from < ids.length; from += ROWS) {
    const rows = await db
      .selectFrom('ledger_lines')
      .selectAll()
      .where('id', 'in', ids.slice(from, from + ROWS))
      .execute();
    for (const row of rows) lines.set(row.id, row);
  }
  return lines;
}

export type AdjustmentRow = Selectable<AdjustmentsTable>;

/** Overrides that are approved and not ended. */
export async function standingOverrides(
  db: Reader,
  program: string,
  of: readonly EnrollmentName[] | 'all',
): Promise<readonly AdjustmentRow[]> {
  if (of !== 'all' && of.length === 0) return [];
  return overridesOf(db, program)
    .$if(of !== 'all', (query) => query.where(ofEnrollments('adjustments', of as readonly EnrollmentName[])))
    .execute();
}

export interface ActivityName {
  readonly source: string;
  readonly activity: string;
}

/** The same, of these activities. */
export async function overridesOn(db: Reader, program: string, activities: readonly ActivityName[]): Promise<readonly AdjustmentRow[]> {
  if (activities.length === 0) return [];
  const names = JSON.stringify(activities.map(({ source, activity }) => [source, activity]));
  return overridesOf(db, program)
    .where(sql<boolean>`(source, activity) in (select name->>0, name->>1 from jsonb_array_elements(${names}::jsonb) as name)`)
    .execute();
}

const overridesOf = (db: Reader, program: string) =>
  db
    .selectFrom('adjustments')
    .selectAll()
    .where('program', '=', program)
    .where('kind', '=', 'override')
    .where('state', '=', 'approved')
    .orderBy('id');
