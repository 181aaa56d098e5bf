import { randomBytes } from 'node:crypto';
import { type Kysely, type Selectable, sql } from 'kysely';
import type { Database, Transaction } from '../database.ts';
import { StoreError } from '../errors.ts';
import type { Page, PageOptions } from '../histories.ts';
import type { Store } from '../open-store.ts';
import type { KeysTable } from './tables.ts';

/** A key without its secret. */
export interface StoredKey {
  readonly id: string;
  readonly name: string;
  /** In whose name it acts; null: it stands alone. */
  readonly person: string | null;
  readonly roles: readonly string[];
  /** Those that it is bound to, of one with the role `system`. */
  readonly programs: readonly string[] | null;
  /** Id of the partner, of one with the role `partner`. */
  readonly partner: string | null;
  /** Who made it, as they were called then. */
  readonly madeBy: { readonly id: string; readonly name: string };
  readonly createdAt: Date;
  readonly expiresAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date | null;
  readonly revokedAt: Date | null;
}

/** What it takes to know who comes with a key. */
export interface KeyHolder extends StoredKey {
  /** SHA-256 of the secret: 32 bytes. */
  readonly secretHash: Uint8Array;
  /** The person in whose name it acts, as they are now. */
  readonly holder: { readonly name: string; readonly roles: readonly string[]; readonly active: boolean } | null;
}

export const KEY_LIMITS = { valid: 10_000, validOfOnePerson: 100, nameLength: 200, programs: 100, pageSize: 200 } as const;

const ID = /^[0-9a-f]{20}$/;

/** Sorts by the millisecond it was made in. */
export const newKeyId = (): string => Date.now().toString(16).padStart(12, '0') + randomBytes(4).toString('hex');

export type NewKey = Pick<StoredKey, 'name' | 'person' | 'roles' | 'programs' | 'partner' | 'madeBy' | 'expiresAt'> & {
  readonly secretHash: Uint8Array;
};

export async function insertKey(tx: Transaction, { name, person, roles, programs, partner, ...key }: NewKey): Promise<StoredKey> {
  await refuseTooMany(tx, person);
  const row = await tx
    .insertInto('keys')
    .values({
      id: newKeyId(),
      secret_hash: key.secretHash,
      name,
      person,
      roles: [...roles],
      programs: programs && [...programs],
      partner,
      made_by: key.madeBy.id,
      made_by_name: key.madeBy.name,
      expires_at: key.expiresAt,
    })
    .returningAll()
    .executeTakeFirstOrThrow();
  return keyOf(row);
}

async function refuseTooMany(tx: Transaction, person: string | null): Promise<void> {
  // those who make keys at once wait for each other here
  await sql`select pg_advisory_xact_lock(hashtext('dealwright keys'))`.execute(tx);
  const { all, own } = await tx
    .selectFrom('keys')
    .select([sql<number>`count(*)::int`.as('all'), sql<number>`(count(*) filter (where person = ${person}))::int`.as('own')])
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .executeTakeFirstOrThrow();
  if (all >= KEY_LIMITS.valid) throw new StoreError('limit', `${all} keys are valid, and no more may be; revoke those that nobody needs.`);
  if (own >= KEY_LIMITS.validOfOnePerson)
    throw new StoreError('limit', `${own} keys of one person are valid, and no more may be; revoke those that nobody needs.`);
}

/** undefined: no key has this id. */
export async function findKeyHolder({ db }: Store, id: string): Promise<KeyHolder | undefined> {
  if (!ID.test(id)) return undefined;
  const row = await db
    .selectFrom('keys')
    .leftJoin('people', 'people.id', 'keys.person')
    .selectAll('keys')
    .select(['people.name as holder_name', 'people.roles as holder_roles', 'people.active as holder_active'])
    .where('keys.id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { holder_name: name, holder_roles: roles, holder_active: active } = row;
  const holder = name === null || roles === null || active === null ? null : { name, roles, active };
  return { ...keyOf(row), secretHash: row.secret_hash, holder };
}

/** Notes that it was used; at most once a minute, whoever asks. */
export async function noteKeyUsed({ db }: Store, id: string): Promise<void> {
  await db
    .updateTable('keys')
    .set({ last_used_at: sql<Date>`now()` })
    .where('id', '=', id)
    .where((where) => where.or([where('last_used_at', 'is', null), where('last_used_at', '<', sql<Date>`now() - interval '1 minute'`)]))
    .execute();
}

export async function findKey(db: Kysely<Database>, id: string): Promise<StoredKey | undefined> {
  const row = ID.test(id) ? await db.selectFrom('keys').selectAll().where('id', '=', id).executeTakeFirst() : undefined;
  return row && keyOf(row);
}

/** The key for the rest of the transaction; undefined: no key has this id. */
export async function lockKey(tx: Transaction, id: string): Promise<StoredKey | undefined> {
  const row = ID.test(id) ? await tx.selectFrom('keys').selectAll().where('id', '=', id).forUpdate().executeTakeFirst() : undefined;
  return row && keyOf(row);
}

/** Valid keys of a person, for the rest of the transaction. */
export async function lockValidKeysOf(tx: Transaction, person: string): Promise<readonly StoredKey[]> {
  const rows = await tx
    .selectFrom('keys')
    .selectAll()
    .where('person', '=', person)
    .where('revoked_at', 'is', null)
    .where('expires_at', '>', sql<Date>`now()`)
    .orderBy('id')
    .forUpdate()
    .execute();
  return rows.map(keyOf);
}

export async function revokeKey(tx: Transaction, id: string): Promise<StoredKey> {
  const row = await tx
    .updateTable('keys')
    .set({ revoked_at: sql<Date>`now()` })
    .where('id', '=', id)
    .returningAll()
    .executeTakeFirstOrThrow();
  return keyOf(row);
}

export async function setKeyRoles(tx: Transaction, id: string, roles: readonly string[]): Promise<void> {
  await tx
    .updateTable('keys')
    .set({ roles: [...roles] })
    .where('id', '=', id)
    .execute();
}

/** In the order in which they were made: all, or those in the name of a person. */
export async function listKeys(
  { db }: Store,
  of: 'all' | { readonly person: string },
  { limit = 50, after }: PageOptions = {},
): Promise<Page<StoredKey>> {
  const size = Math.min(Math.max(1, limit), KEY_LIMITS.pageSize);
  if (after !== undefined && !ID.test(after)) throw new StoreError('not-found', 'There is no such page; begin with the first.');
  const rows = await db
    .selectFrom('keys')
    .selectAll()
    .$if(of !== 'all', (query) => query.where('person', '=', of === 'all' ? '' : of.person))
    .$if(after !== undefined, (query) => query.where('id', '>', after ?? ''))
    .orderBy('id')
    .limit(size + 1)
    .execute();
  const items = rows.slice(0, size).map(keyOf);
  const last = items.at(-1);
  return { items, ...(rows.length > size && last && { next: last.id }) };
}

function keyOf(row: Selectable<KeysTable>): StoredKey {
  return {
    id: row.id,
    name: row.name,
    person: row.person,
    roles: row.roles,
    programs: row.programs,
    partner: row.partner,
    madeBy: { id: row.made_by, name: row.made_by_name },
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
