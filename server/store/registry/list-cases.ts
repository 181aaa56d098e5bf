import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import { isId } from '../id.ts';
import type { Reader } from '../life/contents.ts';
import type { CaseEventRow, CaseRow } from './cases.ts';
import type { CaseKind, CaseStatus } from './tables.ts';

export const CASE_LIMITS = { pageSize: 200 } as const;

export interface CaseFilter {
  readonly program?: string;
  readonly kind?: CaseKind;
  readonly status?: CaseStatus;
  readonly partner?: string;
  readonly partnerType?: string;
  readonly customer?: string;
  /** Those that a person is to decide, the soonest first. */
  readonly waiting?: boolean;
  readonly assignedTo?: string;
  /** A person is to decide, or the partner to act, by this day. */
  readonly dueBy?: string;
  /** The partner has to act on this day or later. */
  readonly from?: string;
  readonly reference?: string;
  /** These programs alone, and this partner: what somebody may see. */
  readonly programs?: readonly string[];
  readonly own?: string;
}

/** A case, with what is told of the queue that it waits in. */
export interface CaseSeen extends CaseRow {
  /** Place, from 1, among those that wait for what it asks for. */
  readonly runner_up: number | null;
  /** Until when that is held. */
  readonly held_until: string | null;
}

const seen = (db: Reader) =>
  db
    .selectFrom('cases as c')
    .selectAll('c')
    .select([
      sql<number | null>`case when c.waits is null then null else 1 + (
        select count(*)::int from cases o
        where o.program = c.program and o.waits is not null and o.submitted < c.submitted
          and o.waits ?| array(select jsonb_array_elements_text(c.waits)))
      end`.as('runner_up'),
      sql<string | null>`case when c.waits is null then null else (
        select max(upper(p.during) - 1) from protections p
        where p.program = c.program and p.leaf_name in (select jsonb_array_elements_text(c.waits)))
      end`.as('held_until'),
    ]);

/** In the order in which they were opened; those that wait by the day on which they are due. */
export async function listCaseRows(db: Reader, filter: CaseFilter, { limit = 50, after }: PageOptions): Promise<Page<CaseSeen>> {
  const {
    program,
    kind,
    status,
    partner,
    partnerType,
    from: deadlineFrom,
    customer,
    waiting,
    assignedTo,
    dueBy,
    reference,
    programs,
    own,
  } = filter;
  const size = Math.min(Math.max(1, limit), CASE_LIMITS.pageSize);
  const byDay = waiting === true;
  const [day, from] = byDay ? placeOf(after) : [undefined, after];
  if (from !== undefined && !isId(from)) throw noPage();
  const rows = await seen(db)
    .$if(program !== undefined, (query) => query.where('c.program', '=', textOf(program ?? '')))
    .$if(programs !== undefined, (query) => query.where('c.program', 'in', [...(programs ?? []), '']))
    .$if(kind !== undefined, (query) => query.where('c.kind', '=', kind ?? 'registration'))
    .$if(status !== undefined, (query) => query.where('c.status', '=', status ?? 'review'))
    .$if(own !== undefined, (query) => query.where('c.partner', '=', textOf(own ?? '')))
    .$if(partner !== undefined, (query) => query.where('c.partner', '=', textOf(partner ?? '')))
    .$if(partnerType !== undefined, (query) => query.where('c.partner_type', '=', textOf(partnerType ?? '')))
    .$if(deadlineFrom !== undefined, (query) => query.where('c.deadline', '>=', deadlineFrom ?? ''))
    .$if(customer !== undefined, (query) => query.where('c.customer', '=', textOf(customer ?? '')))
    .$if(reference !== undefined, (query) => query.where('c.reference', '=', textOf(reference ?? '')))
    .$if(waiting === true, (query) => query.where('c.due_on', 'is not', null))
    .$if(waiting === false, (query) => query.where('c.due_on', 'is', null))
    .$if(assignedTo !== undefined, (query) => query.where('c.assigned_to', '=', textOf(assignedTo ?? '')))
    .$if(dueBy !== undefined, (query) =>
      query.where(sql<boolean>`(c.due_on <= ${dueBy ?? ''}::date or c.deadline <= ${dueBy ?? ''}::date)`),
    )
    .$if(from !== undefined && !byDay, (query) => query.where('c.id', '>', from ?? ''))
    .$if(from !== undefined && byDay, (query) => query.where(sql<boolean>`(c.due_on, c.id) > (${day ?? ''}::date, ${from ?? ''}::uuid)`))
    .$if(byDay, (query) => query.orderBy('c.due_on'))
    .orderBy('c.id')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: byDay ? `${last.due_on}_${last.id}` : last.id }) };
}

function placeOf(after: string | undefined): readonly [day: string | undefined, id: string | undefined] {
  if (after === undefined) return [undefined, undefined];
  const [, day, id] =
    /^(\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d))_(.*)$|^(\d{4}-\d\d-3[01])_(.*)$/.exec(after)?.filter((each) => each !== undefined) ?? [];
  if (day === undefined || id === undefined || Number.isNaN(Date.parse(day))) throw noPage();
  return [day, id];
}

const noPage = (): StoreError => new StoreError('not-found', 'There is no such page; begin with the first.');

export async function findCase(db: Reader, id: string): Promise<CaseSeen | undefined> {
  if (!isId(id)) return undefined;
  return seen(db).where('c.id', '=', id).executeTakeFirst();
}

/** The case for the rest of the transaction. */
export async function lockCase(tx: Transaction, id: string): Promise<CaseRow> {
  return tx.selectFrom('cases').selectAll().where('id', '=', id).forUpdate().executeTakeFirstOrThrow();
}

/** Events told of one case. */
const EVENTS = 1_000;

/** In their order; of very many the latest. */
export async function eventsOf(db: Reader, id: string): Promise<readonly CaseEventRow[]> {
  const rows = await db.selectFrom('case_events').selectAll().where('case_id', '=', id).orderBy('place', 'desc').limit(EVENTS).execute();
  return rows.reverse();
}

/** What no database takes for text names nothing. */
const textOf = (text: string): string => text.replaceAll('\0', '');
