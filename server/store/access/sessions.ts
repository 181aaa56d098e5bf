import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Store } from '../open-store.ts';

/* Sessions of browsers. What the browser holds is known here by its hash alone; times are the caller's. */

export interface StoredSession {
  readonly createdAt: Date;
  readonly seenAt: Date;
  readonly expiresAt: Date;
  /** Whose it is, as they are now. */
  readonly person: {
    readonly id: string;
    readonly name: string;
    readonly roles: readonly string[];
    readonly partner: string | null;
    readonly active: boolean;
  };
}

export interface NewSession {
  readonly hash: Uint8Array;
  readonly person: string;
  readonly at: Date;
  readonly expiresAt: Date;
}

/** How many that are over are removed with each new one. */
const SWEPT = 100;

/** A new session; of more than `most` of this person those that were not seen for the longest time end. */
export async function insertSession(tx: Transaction, { hash, person, at, expiresAt }: NewSession, most: number): Promise<void> {
  await sql`
    delete from sessions where hash in (
      select hash from sessions where expires_at <= ${at} limit ${SWEPT} for update skip locked)`.execute(tx);
  await sql`
    delete from sessions where hash in (
      select hash from sessions where person = ${person} order by seen_at desc, hash offset ${most - 1} for update skip locked)`.execute(
    tx,
  );
  await sql`
    insert into sessions (hash, person, created_at, seen_at, expires_at)
    values (${Buffer.from(hash)}, ${person}, ${at}, ${at}, ${expiresAt})`.execute(tx);
}

/** undefined: there is none, or it is over. */
export async function readSession({ db }: Pick<Store, 'db'>, hash: Uint8Array, at: Date): Promise<StoredSession | undefined> {
  const row = await db
    .selectFrom('sessions')
    .innerJoin('people', 'people.id', 'sessions.person')
    .where('sessions.hash', '=', Buffer.from(hash))
    .where('sessions.expires_at', '>', at)
    .select(['sessions.created_at', 'sessions.seen_at', 'sessions.expires_at'])
    .select(['people.id', 'people.name', 'people.roles', 'people.partner', 'people.active'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const { created_at: createdAt, seen_at: seenAt, expires_at: expiresAt, ...person } = row;
  return { createdAt, seenAt, expiresAt, person };
}

/** Notes that it is in use; one that was ended meanwhile stays so. */
export async function touchSession({ db }: Pick<Store, 'db'>, hash: Uint8Array, at: Date, expiresAt: Date): Promise<void> {
  await db.updateTable('sessions').set({ seen_at: at, expires_at: expiresAt }).where('hash', '=', Buffer.from(hash)).execute();
}

/** Whose it was; undefined: there was none. */
export async function deleteSession(tx: Transaction, hash: Uint8Array): Promise<string | undefined> {
  const row = await tx.deleteFrom('sessions').where('hash', '=', Buffer.from(hash)).returning('person').executeTakeFirst();
  return row?.person;
}
