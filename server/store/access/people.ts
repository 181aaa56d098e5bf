import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import type { Store } from '../open-store.ts';
import type { PeopleTable } from './tables.ts';

/** Somebody who may sign in. What the roles mean is server/access's. */
export interface StoredPerson {
  readonly id: string;
  /** Who vouches for them, and what they are called there; null: they have not signed in yet. */
  readonly identity: Identity | null;
  readonly name: string;
  readonly email: string | null;
  readonly roles: readonly string[];
  /** Id of the partner, of those with the role `partner`. */
  readonly partner: string | null;
  readonly active: boolean;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

export interface Identity {
  readonly issuer: string;
  readonly subject: string;
}

export const PEOPLE_LIMITS = { people: 100_000, nameLength: 200, emailLength: 320, partnerLength: 200, pageSize: 200 } as const;

export type NewPerson = Pick<StoredPerson, 'id' | 'identity' | 'name' | 'email' | 'roles' | 'partner'>;

export async function insertPerson(tx: Transaction, { id, identity, name, email, roles, partner }: NewPerson): Promise<StoredPerson> {
  const { count } = await tx.selectFrom('people').select(sql<number>`count(*)::int`.as('count')).executeTakeFirstOrThrow();
  if (count >= PEOPLE_LIMITS.people) throw new StoreError('limit', `There are ${count} people, and no more are kept.`);
  await refuseEmailOfAnother(tx, id, email);
  const row = await tx
    .insertInto('people')
    .values({ id, issuer: identity?.issuer ?? null, subject: identity?.subject ?? null, name, email, roles: [...roles], partner })
    .returningAll()
    .executeTakeFirstOrThrow();
  return personOf(row);
}

/** Those left out stay as they are. */
export type PersonChanges = Partial<Pick<StoredPerson, 'identity' | 'name' | 'email' | 'roles' | 'partner' | 'active'>>;

/** The sessions of one who may no longer sign in end. */
export async function updatePerson(tx: Transaction, id: string, changes: PersonChanges): Promise<StoredPerson> {
  const { identity, name, email, roles, partner, active } = changes;
  if (email !== undefined) await refuseEmailOfAnother(tx, id, email);
  const row = await tx
    .updateTable('people')
    .set({
      ...(identity !== undefined && { issuer: identity?.issuer ?? null, subject: identity?.subject ?? null }),
      ...(name !== undefined && { name }),
      ...(email !== undefined && { email }),
      ...(roles !== undefined && { roles: [...roles] }),
      ...(partner !== undefined && { partner }),
      ...(active !== undefined && { active }),
      changed_at: sql<Date>`now()`,
    })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) throw noPerson(id);
  if (active === false) await tx.deleteFrom('sessions').where('person', '=', id).execute();
  return personOf(row);
}

/** The address finds a person at their first sign-in, so no two have the same. */
async function refuseEmailOfAnother(tx: Transaction, id: string, email: string | null): Promise<void> {
  if (email === null) return;
  await sql`select pg_advisory_xact_lock(hashtext('dealwright people'))`.execute(tx);
  const other = await findPersonByEmail(tx, email);
  if (other !== undefined && other.id !== id) throw new StoreError('refused', `${other.name} has the address ${email} already.`);
}

export async function getPerson(db: Kysely<Database>, id: string): Promise<StoredPerson> {
  const found = await findPerson(db, id);
  if (found === undefined) throw noPerson(id);
  return found;
}

export async function findPerson(db: Kysely<Database>, id: string): Promise<StoredPerson | undefined> {
  const row = await db.selectFrom('people').selectAll().where('id', '=', textOf(id)).executeTakeFirst();
  return row && personOf(row);
}

export async function findPersonByIdentity(db: Kysely<Database>, { issuer, subject }: Identity): Promise<StoredPerson | undefined> {
  const row = await db.selectFrom('people').selectAll().where('issuer', '=', issuer).where('subject', '=', subject).executeTakeFirst();
  return row && personOf(row);
}

/** Capitals make no other address. */
export async function findPersonByEmail(db: Kysely<Database>, email: string): Promise<StoredPerson | undefined> {
  const row = await db.selectFrom('people').selectAll().where(sql`lower(email)`, '=', sql`lower(${email})`).executeTakeFirst();
  return row && personOf(row);
}

/** The person for the rest of the transaction. */
export async function lockPerson(tx: Transaction, id: string): Promise<StoredPerson> {
  const row = await tx.selectFrom('people').selectAll().where('id', '=', textOf(id)).forUpdate().executeTakeFirst();
  if (row === undefined) throw noPerson(id);
  return personOf(row);
}

/**
 * The person for the rest of the transaction, and all active admins with them, in one order: of two who take each other's
 * role away, one comes second and sees what the first did.
 */
export async function lockPersonAndAdmins(
  tx: Transaction,
  id: string,
): Promise<{ readonly person: StoredPerson; readonly admins: readonly StoredPerson[] }> {
  const rows = await tx
    .selectFrom('people')
    .selectAll()
    .where((where) => where.or([where('id', '=', textOf(id)), sql<boolean>`active and 'admin' = any(roles)`]))
    .orderBy('id')
    .forUpdate()
    .execute();
  const all = rows.map(personOf);
  const person = all.find((each) => each.id === id);
  if (person === undefined) throw noPerson(id);
  return { person, admins: all.filter(({ active, roles }) => active && roles.includes('admin')) };
}

/** In the order in which they were added. */
export async function listPeople({ db }: Store, { limit = 50, after }: PageOptions = {}): Promise<Page<StoredPerson>> {
  const size = Math.min(Math.max(1, limit), PEOPLE_LIMITS.pageSize);
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .$if(after !== undefined, (query) => query.where('id', '>', textOf(after ?? '')))
    .orderBy('id')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size).map(personOf);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

/** Those who may give roles: the first ones. */
export async function listAdmins({ db }: Store, most: number): Promise<readonly StoredPerson[]> {
  const rows = await db
    .selectFrom('people')
    .selectAll()
    .where(sql<boolean>`active and 'admin' = any(roles)`)
    .orderBy('id')
    .limit(most)
    .execute();
  return rows.map(personOf);
}

/** What no database takes for text names nobody. */
const textOf = (id: string): string => id.replaceAll('\0', '');

const noPerson = (id: string): StoreError => new StoreError('not-found', `There is no person ${id.slice(0, 100)}.`);

function personOf(row: Selectable<PeopleTable>): StoredPerson {
  const { issuer, subject } = row;
  return {
    id: row.id,
    identity: issuer === null || subject === null ? null : { issuer, subject },
    name: row.name,
    email: row.email,
    roles: row.roles,
    partner: row.partner,
    active: row.active,
    createdAt: row.created_at,
    changedAt: row.changed_at,
  };
}
