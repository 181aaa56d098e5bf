import { sql } from 'kysely';
import type { Transaction } from '../database.ts';
import type { Store } from '../open-store.ts';

/* One-time links, and sign-ins whose person is at the provider. Each row is used once: whoever takes it removes it. */

export type NewSignIn =
  | { readonly kind: 'once'; readonly person: string }
  | { readonly kind: 'oidc'; readonly nonce: string; readonly codeVerifier: string; readonly returnTo: string };

export interface OidcSignIn {
  readonly nonce: string;
  readonly codeVerifier: string;
  readonly returnTo: string;
}

/** How many that are over, or too many, are removed with each new one. */
const SWEPT = 100;
/** More than that are not under way at a time; anybody may begin one, so the oldest must go. */
const MOST = 10_000;

export async function insertSignIn(tx: Transaction, hash: Uint8Array, at: Date, expiresAt: Date, given: NewSignIn): Promise<void> {
  await sql`
    delete from sign_ins where hash in (
      select hash from sign_ins where expires_at <= ${at} limit ${SWEPT} for update skip locked)`.execute(tx);
  await sql`
    delete from sign_ins where hash in (
      select hash from sign_ins where kind = 'oidc' order by expires_at desc offset ${MOST - 1} for update skip locked)`.execute(tx);
  const row =
    given.kind === 'once'
      ? { kind: given.kind, person: given.person, nonce: null, code_verifier: null, return_to: null }
      : { kind: given.kind, person: null, nonce: given.nonce, code_verifier: given.codeVerifier, return_to: given.returnTo };
  await tx
    .insertInto('sign_ins')
    .values({ ...row, hash: Buffer.from(hash), expires_at: expiresAt })
    .execute();
}

/** For whom the link is; it can't be used again. undefined: there is none, or it is too old. */
export async function takeOnceLink(tx: Transaction, hash: Uint8Array, at: Date): Promise<string | undefined> {
  const row = await tx
    .deleteFrom('sign_ins')
    .where('hash', '=', Buffer.from(hash))
    .where('kind', '=', 'once')
    .where('expires_at', '>', at)
    .returning('person')
    .executeTakeFirst();
  return row?.person ?? undefined;
}

/** Links of an earlier start. */
export async function deleteOnceLinks(tx: Transaction, person: string): Promise<void> {
  await tx.deleteFrom('sign_ins').where('kind', '=', 'once').where('person', '=', person).execute();
}

/** What was begun; it can't be ended again. undefined: nothing was, or too long ago. */
export async function takeOidcSignIn({ db }: Pick<Store, 'db'>, hash: Uint8Array, at: Date): Promise<OidcSignIn | undefined> {
  const row = await db
    .deleteFrom('sign_ins')
    .where('hash', '=', Buffer.from(hash))
    .where('kind', '=', 'oidc')
    .where('expires_at', '>', at)
    .returning(['nonce', 'code_verifier', 'return_to'])
    .executeTakeFirst();
  if (row === undefined) return undefined;
  return { nonce: row.nonce ?? '', codeVerifier: row.code_verifier ?? '', returnTo: row.return_to ?? '/' };
}

/** Who signs in for the first time in two browsers at once is one person all the same. */
export async function lockIdentity(
  tx: Transaction,
  { issuer, subject }: { readonly issuer: string; readonly subject: string },
): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext(${`dealwright sign-in ${issuer} ${subject}`}))`.execute(tx);
}
