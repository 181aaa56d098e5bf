import { type Selectable, sql } from 'kysely';
import type { Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import type { Reader } from '../life/contents.ts';
import type { CustomersTable, PartnersTable } from './tables.ts';

/* Partners and customers: firms, each under an id of the vendor's. */

export type PartnerRow = Selectable<PartnersTable>;
export type CustomerRow = Selectable<CustomersTable>;

export const FIRM_LIMITS = { partners: 100_000, customers: 5_000_000, pageSize: 200 } as const;

/** Candidates that are looked at for a likeness. */
const CANDIDATES = 200;

export async function findPartner(db: Reader, id: string): Promise<PartnerRow | undefined> {
  return db.selectFrom('partners').selectAll().where('id', '=', textOf(id)).executeTakeFirst();
}

/** Enrollments may be added meanwhile, which name it. */
export async function lockPartner(tx: Transaction, id: string): Promise<PartnerRow | undefined> {
  return tx.selectFrom('partners').selectAll().where('id', '=', textOf(id)).forNoKeyUpdate().executeTakeFirst();
}

export async function findCustomer(db: Reader, id: string): Promise<CustomerRow | undefined> {
  return db.selectFrom('customers').selectAll().where('id', '=', textOf(id)).executeTakeFirst();
}

export async function lockCustomer(tx: Transaction, id: string): Promise<CustomerRow | undefined> {
  return tx.selectFrom('customers').selectAll().where('id', '=', textOf(id)).forUpdate().executeTakeFirst();
}

/** Undefined: somebody else has added it meanwhile. */
export async function insertPartner(tx: Transaction, row: PartnerRow): Promise<PartnerRow | undefined> {
  await refuseMore(tx, 'partners', FIRM_LIMITS.partners);
  return tx
    .insertInto('partners')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function insertCustomer(tx: Transaction, row: CustomerRow): Promise<CustomerRow | undefined> {
  await refuseMore(tx, 'customers', FIRM_LIMITS.customers);
  return tx
    .insertInto('customers')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .returningAll()
    .executeTakeFirst();
}

export async function updatePartner(tx: Transaction, { id, created_at: _, ...row }: PartnerRow): Promise<PartnerRow> {
  return tx.updateTable('partners').set(row).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

export async function updateCustomer(tx: Transaction, { id, created_at: _, ...row }: CustomerRow): Promise<CustomerRow> {
  return tx.updateTable('customers').set(row).where('id', '=', id).returningAll().executeTakeFirstOrThrow();
}

/** As near as the planner knows: exact counts of large tables take long. */
async function refuseMore(tx: Transaction, table: 'partners' | 'customers', most: number): Promise<void> {
  const { rows } = await sql<{
    count: number;
  }>`select greatest(reltuples, 0)::float8 as count from pg_class where oid = ${table}::regclass`.execute(tx);
  if ((rows[0]?.count ?? 0) >= most) throw new StoreError('limit', `There are ${most} ${table}, and no more are kept.`);
}

/** The chain of firms above one, the nearest first, as far as it goes without turning round. */
export async function parentsOf(db: Reader, id: string): Promise<readonly string[]> {
  const { rows } = await sql<{ parent: string }>`
    with recursive above(id, depth) as (
      select parent, 1 from partners where id = ${textOf(id)} and parent is not null
      union all
      select p.parent, depth + 1 from above join partners p on p.id = above.id where p.parent is not null and depth < ${MAX_DEPTH}
    ) select id as parent from above order by depth`.execute(db);
  return rows.map(({ parent }) => parent);
}

const MAX_DEPTH = 20;

export interface FirmFilter {
  /** In the id, the name or the domain. */
  readonly search?: string;
  readonly after?: string;
}

export interface PartnerFilter extends FirmFilter {
  readonly program?: string;
  readonly partnerType?: string;
  readonly tier?: string;
  readonly parent?: string;
  /** These alone: programs that somebody is bound to. */
  readonly programs?: readonly string[];
  /** This one alone: who asks is it. */
  readonly own?: string;
}

/** By id. */
export async function listPartnerRows(db: Reader, filter: PartnerFilter, { limit = 50, after }: PageOptions): Promise<Page<PartnerRow>> {
  const { search, program, partnerType, tier, parent, programs, own } = filter;
  const enrolled = program ?? partnerType ?? tier ?? programs;
  const size = Math.min(Math.max(1, limit), FIRM_LIMITS.pageSize);
  const rows = await db
    .selectFrom('partners')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '>', textOf(after ?? '')))
    .$if(own !== undefined, (query) => query.where('id', '=', textOf(own ?? '')))
    .$if(parent !== undefined, (query) => query.where('parent', '=', textOf(parent ?? '')))
    .$if(search !== undefined, (query) => query.where(searching(search ?? '')))
    .$if(enrolled !== undefined, (query) =>
      query.where((where) =>
        where.exists(
          where
            .selectFrom('enrollments')
            .select('partner')
            .whereRef('enrollments.partner', '=', 'partners.id')
            .$if(program !== undefined, (of) => of.where('program', '=', textOf(program ?? '')))
            .$if(partnerType !== undefined, (of) => of.where('partner_type', '=', textOf(partnerType ?? '')))
            .$if(tier !== undefined, (of) => of.where('tier', '=', textOf(tier ?? '')))
            .$if(programs !== undefined, (of) => of.where('program', 'in', [...(programs ?? []), ''])),
        ),
      ),
    )
    .orderBy('id')
    .limit(size + 1)
    .execute();
  return pageOf(rows, size);
}

export interface CustomerFilter extends FirmFilter {
  readonly affiliation?: string;
}

/** By id. */
export async function listCustomerRows(
  db: Reader,
  { search, affiliation }: CustomerFilter,
  { limit = 50, after }: PageOptions,
): Promise<Page<CustomerRow>> {
  const size = Math.min(Math.max(1, limit), FIRM_LIMITS.pageSize);
  const rows = await db
    .selectFrom('customers')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '>', textOf(after ?? '')))
    .$if(affiliation !== undefined, (query) => query.where('affiliation', '=', textOf(affiliation ?? '')))
    .$if(search !== undefined, (query) => query.where(searching(search ?? '')))
    .orderBy('id')
    .limit(size + 1)
    .execute();
  return pageOf(rows, size);
}

const searching = (search: string) => {
  const pattern = `%${textOf(search)
    .toLowerCase()
    .replace(/[\\%_]/g, '\\$&')}%`;
  return sql<boolean>`(lower(id) like ${pattern} or lower(name) like ${pattern} or domain like ${pattern})`;
};

function pageOf<R extends { readonly id: string }>(rows: readonly R[], size: number): Page<R> {
  const items = rows.slice(0, size);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

export interface Alike {
  readonly id?: string;
  readonly name_key: string;
  readonly domain: string | null;
  readonly registry_number: string | null;
  /** What near names begin with; missing: only the same name is looked for. */
  readonly begins?: string;
}

/** Customers that may be the same as one: by number, domain, name and the beginning of the name; those who share the most first. */
export async function customersLike(db: Reader, like: Alike): Promise<readonly CustomerRow[]> {
  return db
    .selectFrom('customers')
    .selectAll()
    .where(isLike(like))
    .orderBy(sharing(like), 'desc')
    .orderBy('id')
    .limit(CANDIDATES)
    .execute();
}

export async function partnersLike(db: Reader, like: Alike): Promise<readonly PartnerRow[]> {
  return db.selectFrom('partners').selectAll().where(isLike(like)).orderBy(sharing(like), 'desc').orderBy('id').limit(CANDIDATES).execute();
}

/** Names have letters, digits and blanks alone, so that none is a pattern. */
const isLike = ({ id, name_key, domain, registry_number, begins }: Alike) => sql<boolean>`
  (registry_number = ${registry_number} or domain = ${domain} or name_key = ${name_key} or name_key like ${begins === undefined ? null : `${begins}%`})
  and id <> ${id ?? ''}`;

const sharing = ({ name_key, domain, registry_number }: Alike) => sql<number>`
  coalesce((registry_number = ${registry_number})::int, 0) * 4 + coalesce((domain = ${domain})::int, 0) * 2 + (name_key = ${name_key})::int`;

/** What no database takes for text names nothing. */
const textOf = (text: string): string => text.replaceAll('\0', '');
