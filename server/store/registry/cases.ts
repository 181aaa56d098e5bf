import { type Insertable, type Selectable, sql, type Updateable } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Reader } from '../life/contents.ts';
import type { CaseEventsTable, CaseKind, CasesTable } from './tables.ts';

export type CaseRow = Selectable<CasesTable>;
export type CaseEventRow = Selectable<CaseEventsTable>;
export type NewCaseEvent = Insertable<CaseEventsTable>;
export type CaseChanges = Updateable<CasesTable>;

/** What names a case in its program. */
export interface CaseName {
  readonly kind: CaseKind;
  readonly partner: string;
  readonly partnerType: string;
  readonly reference: string;
}

/** Rows of one statement. */
const STATEMENT_ROWS = 500;

/** Those that are there, locked in one order for the rest of the transaction. */
export async function lockCases(tx: Transaction, program: string, names: readonly CaseName[]): Promise<readonly CaseRow[]> {
  const found: CaseRow[] = [];
  for (let from = 0; from < names.length; from += STATEMENT_ROWS) {
    const some = names.slice(from, from + STATEMENT_ROWS);
    const list = JSON.stringify(some.map(({ kind, partner, partnerType, reference }) => [kind, partner, partnerType, reference]));
    const rows = await tx
      .selectFrom('cases')
      .selectAll()
      .where('program', '=', program)
      .where(
        sql<boolean>`(kind, partner, partner_type, reference) in (select n ->> 0, n ->> 1, n ->> 2, n ->> 3 from jsonb_array_elements(${list}::jsonb) n)`,
      )
      .orderBy('id')
      .forUpdate()
      .execute();
    found.push(...rows);
  }
  return found;
}

/** Co-sell requests of a partner that name an opportunity. */
export async function coSellNamesOf(tx: Transaction, program: string, partner: string, opportunity: string): Promise<readonly CaseName[]> {
  const rows = await tx
    .selectFrom('cases')
    .select(['kind', 'partner', 'partner_type', 'reference'])
    .where('partner', '=', partner)
    .where('program', '=', program)
    .where('kind', '=', 'co-sell')
    .where(sql<string>`asked ->> 'opportunity.id'`, '=', opportunity)
    .execute();
  return rows.map((row) => ({ kind: row.kind, partner: row.partner, partnerType: row.partner_type, reference: row.reference }));
}

/** The activity by which a case was asked for, the last where there are several, and the lines that stand on it for its partner. */
export async function requestOf(db: Reader, id: string): Promise<RequestOfCase | undefined> {
  const { rows } = await sql<RequestOfCase>`
    select d.source, d.activity, coalesce((
      select jsonb_agg(l) from jsonb_array_elements(now.said -> 'parties') p, jsonb_array_elements(coalesce(p -> 'lines', '[]')) l
      where p ->> 'partner' = c.partner and p ->> 'partnerType' = c.partner_type
    ), '[]') as lines
    from cases c
    join case_events e on e.case_id = c.id
    join decisions d on d.id = e.decision and d.kind = 'mdf-request'
    join decisions now on now.program = d.program and now.source = d.source and now.activity = d.activity and now.superseded_by is null
    where c.id = ${id}::uuid order by e.place desc limit 1`.execute(db);
  return rows[0];
}

export interface RequestOfCase {
  readonly source: string;
  readonly activity: string;
  readonly lines: readonly { readonly incentive: string; readonly amount: string; readonly status: string }[];
}

export async function insertCase(tx: Transaction, row: CaseRow): Promise<void> {
  await tx
    .insertInto('cases')
    .values({
      ...row,
      reasons: JSON.stringify(row.reasons),
      asked: JSON.stringify(row.asked),
      waits: row.waits && JSON.stringify(row.waits),
    })
    .execute();
}

export async function updateCase(tx: Transaction, id: string, changes: CaseChanges): Promise<void> {
  await tx.updateTable('cases').set(changes).where('id', '=', id).execute();
}

export async function insertCaseEvents(tx: Transaction, events: readonly NewCaseEvent[]): Promise<void> {
  for (let from = 0; from < events.length; from += STATEMENT_ROWS)
    await tx
      .insertInto('case_events')
      .values(events.slice(from, from + STATEMENT_ROWS))
      .execute();
}

/** Registrations of a program, or of some of its enrollments. */
export async function lockRegistrations(
  tx: Transaction,
  program: string,
  of: 'all' | readonly { readonly partner: string; readonly partnerType: string }[],
): Promise<readonly CaseRow[]> {
  const names = JSON.stringify(of === 'all' ? [] : of.map(({ partner, partnerType }) => [partner, partnerType]));
  return tx
    .selectFrom('cases')
    .selectAll()
    .where('program', '=', program)
    .where('kind', '=', 'registration')
    .$if(of !== 'all', (query) =>
      query.where(sql<boolean>`(partner, partner_type) in (select n ->> 0, n ->> 1 from jsonb_array_elements(${names}::jsonb) n)`),
    )
    .orderBy('id')
    .forUpdate()
    .execute();
}

/** The applications of a partner to enroll, by program and type. */
export async function applicationsOf(db: Reader, partner: string): Promise<readonly CaseRow[]> {
  return db
    .selectFrom('cases')
    .selectAll()
    .where('partner', '=', partner)
    .where('kind', '=', 'enrollment')
    .orderBy('program')
    .orderBy('partner_type')
    .execute();
}

/** Who made decisions, and when. */
export async function madeBy(
  db: Reader,
  decisions: readonly string[],
): Promise<ReadonlyMap<string, { readonly by_id: string; readonly by_name: string; readonly at: Date }>> {
  if (decisions.length === 0) return new Map();
  const rows = await db
    .selectFrom('decisions')
    .select(['id', 'by_id', 'by_name', 'at'])
    .where('id', 'in', [...new Set(decisions)])
    .execute();
  return new Map(rows.map(({ id, ...made }) => [id, made]));
}
