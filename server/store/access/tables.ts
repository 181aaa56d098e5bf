import type { ColumnType, Generated } from 'kysely';

/* The tables of who may do what, as the migration leaves them. */

/** A column that both databases fill in. */
type Made = ColumnType<Date, never, never>;

export interface PeopleTable {
  readonly id: string;
  /** Who vouches for them and what they are called there; both null: they have not signed in yet. */
  issuer: string | null;
  subject: string | null;
  name: string;
  email: string | null;
  roles: string[];
  /** Id of the partner, of those with the role `partner`, who have no other role. */
  partner: string | null;
  active: Generated<boolean>;
  readonly created_at: Made;
  changed_at: ColumnType<Date, never, Date>;
}

export interface KeysTable {
  /** The part of a key that may be seen: it finds the row. */
  readonly id: string;
  /** SHA-256 of the part that may not: 32 bytes. */
  readonly secret_hash: Uint8Array;
  readonly name: string;
  /** In whose name it acts; null: it stands alone. */
  readonly person: string | null;
  roles: string[];
  /** Of those with the role `system`. */
  readonly programs: string[] | null;
  /** Of those with the role `partner`. */
  readonly partner: string | null;
  readonly made_by: string;
  /** As they were called then. */
  readonly made_by_name: string;
  readonly created_at: Made;
  readonly expires_at: Date;
  last_used_at: Date | null;
  revoked_at: Date | null;
}

export interface SessionsTable {
  /** SHA-256 of what the browser holds: 32 bytes. */
  readonly hash: Uint8Array;
  readonly person: string;
  readonly created_at: Made;
  seen_at: ColumnType<Date, never, Date>;
  expires_at: Date;
}

export interface SignInsTable {
  /** SHA-256 of the link's token, or of the state that the provider gives back: 32 bytes. */
  readonly hash: Uint8Array;
  readonly kind: 'once' | 'oidc';
  /** Whom a one-time link is for. */
  readonly person: string | null;
  readonly nonce: string | null;
  readonly code_verifier: string | null;
  /** Where to go after it: a path of ours. */
  readonly return_to: string | null;
  readonly created_at: Made;
  readonly expires_at: Date;
}

export interface AccessTables {
  people: PeopleTable;
  keys: KeysTable;
  sessions: SessionsTable;
  sign_ins: SignInsTable;
}
