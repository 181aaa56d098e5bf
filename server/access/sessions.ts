import { randomBytes } from 'node:crypto';
import type { AuditHead } from '../audit/entry.ts';
import type { Trail } from '../audit/trail.ts';
import { deleteSession, insertSession, readSession, type StoredSession, touchSession } from '../store/access/sessions.ts';
import type { Transaction } from '../store/database.ts';
import type { Store } from '../store/open-store.ts';
import { secretHash } from './key-text.ts';
import type { Principal } from './principal.ts';
import { rolesOf } from './roles.ts';

/*
 * Sessions of people who signed in. The browser holds 32 random bytes; the database knows their SHA-256. A session
 * ends twelve hours after it was last used, seven days after it began, and when its person signs out or may no longer
 * sign in. What its person may do is read anew every few seconds.
 */

export const SESSION_LIMITS = { idleMs: 12 * 3_600_000, wholeMs: 7 * 86_400_000, ofOnePerson: 20 } as const;

/** So long an answer of the database is believed. */
const BELIEVED_MS = 3_000;
/** How often it is noted that a session is in use. */
const TOUCH_MS = 60_000;
const MOST_REMEMBERED = 10_000;
const ID = /^[A-Za-z0-9_-]{43}$/;

export interface Sessions {
  /** A new one, in the transaction of the sign-in; what the browser is to hold. */
  begin(tx: Transaction, person: string): Promise<string>;
  /** Who holds it; undefined: nobody, or no longer. */
  principal(id: string): Promise<Principal | undefined>;
  /** Signs out; what was known of it is forgotten at once, here. undefined: it was over. */
  end(id: string, by: Principal): Promise<AuditHead | undefined>;
  /** What is known of sessions is looked up again: somebody's roles were changed. */
  forget(): void;
}

export interface SessionsOptions {
  readonly store: Store;
  readonly trail: Pick<Trail, 'record'>;
  readonly now: () => Date;
}

interface Known {
  readonly principal: Principal;
  /** Of the session itself. */
  readonly expiresAt: number;
  readonly believedUntil: number;
}

export function openSessions({ store, trail, now }: SessionsOptions): Sessions {
  const known = new Map<string, Known>();
  // what was asked before something changed must not be believed after it
  let changes = 0;

  const remember = (id: string, principal: Principal, expiresAt: Date, at: number): void => {
    const [oldest] = known.keys();
    if (known.size >= MOST_REMEMBERED && oldest !== undefined) known.delete(oldest);
    known.set(id, { principal, expiresAt: expiresAt.getTime(), believedUntil: at + BELIEVED_MS });
  };

  return {
    begin: async (tx, person) => {
      const id = randomBytes(32).toString('base64url');
      const at = now();
      await insertSession(tx, { hash: secretHash(id), person, at, expiresAt: endOf(at, at) }, SESSION_LIMITS.ofOnePerson);
      return id;
    },
    principal: async (id) => {
      if (!ID.test(id)) return undefined;
      const at = now();
      const remembered = known.get(id);
      if (remembered !== undefined && at.getTime() < Math.min(remembered.believedUntil, remembered.expiresAt)) return remembered.principal;
      known.delete(id);
      const hash = secretHash(id);
      const before = changes;
      const session = await readSession(store, hash, at);
      if (session === undefined || !session.person.active) return undefined;
      if (at.getTime() - session.seenAt.getTime() >= TOUCH_MS) await touchSession(store, hash, at, endOf(session.createdAt, at));
      const principal = principalOf(session);
      if (changes === before) remember(id, principal, session.expiresAt, at.getTime());
      return principal;
    },
    end: async (id, by) => {
      const head = await store.transaction(async (tx) => {
        const person = await deleteSession(tx, secretHash(id));
        return person === undefined ? undefined : trail.record(tx, by, { action: 'signed-out', subject: { kind: 'person', id: person } });
      });
      changes += 1;
      known.delete(id);
      return head;
    },
    forget: () => {
      changes += 1;
      known.clear();
    },
  };
}

function principalOf({ person: { id, name, roles, partner } }: StoredSession): Principal {
  return { kind: 'person', id, name, roles: rolesOf(roles), ...(partner !== null && { partner }) };
}

const endOf = (began: Date, seen: Date): Date =>
  new Date(Math.min(seen.getTime() + SESSION_LIMITS.idleMs, began.getTime() + SESSION_LIMITS.wholeMs));
