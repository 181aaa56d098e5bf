import { findKey, insertKey, KEY_LIMITS, lockKey, revokeKey as revokeStored, type StoredKey } from '../store/access/keys.ts';
import { lockPerson } from '../store/access/people.ts';
import { afterCommit } from '../store/after-commit.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import { AccessError } from './access-error.ts';
import { keyText, newSecret, secretHash } from './key-text.ts';
import { type AccessContext, type Changed, nameOf, UNKEPT } from './people.ts';
import { hasRole, type Principal, type Role, withIncluded } from './principal.ts';
import { rolesOf, rolesText } from './roles.ts';

export interface KeyGiven {
  readonly name: string;
  /** `system` or `partner` alone: a key that stands alone. Others: roles of the person in whose name it acts. */
  readonly roles: readonly Role[];
  /** In whose name; missing: in that of who makes it. */
  readonly person?: string;
  /** Of a `system`: ids of the programs that it may ask. */
  readonly programs?: readonly string[];
  /** Of a `partner`: its id. */
  readonly partner?: string;
  /** When it expires. Missing: after 90 days, or with the key that it is made with. */
  readonly expiresAt?: Date;
}

export const KEY_DAYS = { missing: 90, most: 731 } as const;
const DAY_MS = 86_400_000;

export interface MadeKey {
  readonly key: StoredKey;
  /** The key itself. It is not kept: nobody can read it again. */
  readonly text: string;
}

/**
 * Makes a key. In one's own name with roles that one has; admins in the name of those
 * who don't sign in, with roles that those have;
 * operators and admins for systems and partners.
 */
export async function makeKey(context: AccessContext, tx: Transaction, by: Principal, given: KeyGiven): Promise<Changed<MadeKey>> {
  const roles = rolesOf(given.roles);
  const secret = newSecret();
  const holder = roles.has('system') || roles.has('partner') ? aloneOf(by, given, roles) : await personOf(tx, by, given, roles);
  const key = await insertKey(tx, {
    name: nameOf(given.name, "A key's name"),
    roles: [...roles],
    ...holder,
    madeBy: { id: by.id, name: by.name },
    expiresAt: await endOf(context, tx, by, given, holder.person),
    secretHash: secretHash(secret),
  });
  const head = await context.trail.record(tx, by, { action: 'key-made', subject: { kind: 'key', id: key.id }, after: shown(key) });
  return { value: { key, text: keyText({ id: key.id, secret }) }, head };
}

type Holder = Pick<StoredKey, 'person' | 'programs' | 'partner'>;

function aloneOf(by: Principal, { person, programs, partner }: KeyGiven, roles: ReadonlySet<Role>): Holder {
  if (by.kind !== 'server' && !hasRole(by, ['operator', 'admin']))
    throw new AccessError('Operators and admins alone make keys for systems and partners.');
  if (roles.size > 1) throw new StoreError('refused', `The role ${roles.has('system') ? 'system' : 'partner'} comes alone.`);
  if (person !== undefined) throw new StoreError('refused', 'A key of a system or a partner acts in nobody’s name; leave person away.');
  if (roles.has('system')) {
    const ids = [...new Set(programs)];
    if (ids.length === 0 || ids.length > KEY_LIMITS.programs || ids.some((id) => !PROGRAM_ID.test(id)))
      throw new StoreError('refused', `A system is bound to programs: give the ids of 1 to ${KEY_LIMITS.programs}.`);
    if (partner !== undefined) throw new StoreError('refused', 'A system is no partner; leave partner away.');
    return { person: null, programs: ids, partner: null };
  }
  if (programs !== undefined)
    throw new StoreError('refused', 'A partner sees its own enrollments, whatever the program; leave programs away.');
  if (partner === undefined || partner.trim() === '' || partner.length > 200 || UNKEPT.test(partner))
    throw new StoreError('refused', 'The key of a partner takes the id of the partner.');
  return { person: null, programs: null, partner };
}

const PROGRAM_ID = /^[a-z][a-z0-9-]{0,99}$/;

async function personOf(tx: Transaction, by: Principal, given: KeyGiven, roles: ReadonlySet<Role>): Promise<Holder> {
  const id = given.person ?? by.id;
  const own = id === by.id;
  if (given.programs !== undefined || given.partner !== undefined)
    throw new StoreError('refused', 'Programs are for keys of systems, a partner for keys of partners; leave them away.');
  if (roles.size === 0) throw new StoreError('refused', 'A key has at least one role.');
  if (!own && by.kind !== 'server' && !hasRole(by, ['admin'])) throw new AccessError('Admins alone make keys in the name of others.');
  const person = await lockPerson(tx, id);
  if (!own && person.identity !== null) throw new AccessError(`${person.name} signs in, and makes keys in their own name.`);
  if (!person.active) throw new StoreError('refused', `${person.name} may no longer sign in, and has no keys.`);
  const has = withIncluded(own ? by.roles : rolesOf(person.roles));
  const lacks = [...roles].filter((role) => !has.has(role));
  if (lacks.length > 0) {
    const message = `${rolesText(lacks)}: ${own ? 'nobody gives a key what they may not do themselves' : `${person.name} may not do that`}. `;
    throw new AccessError(`${message}To give: ${rolesText(has)}.`);
  }
  return { person: id, programs: null, partner: null };
}

/** A key that was stolen doesn't outlive itself: what it makes in the same name ends with it. */
async function endOf(
  { now }: AccessContext,
  tx: Transaction,
  by: Principal,
  { expiresAt }: KeyGiven,
  person: string | null,
): Promise<Date> {
  const at = now().getTime();
  const maker = by.key !== undefined && person === by.id ? await findKey(tx, by.key) : undefined;
  const most = Math.min(at + KEY_DAYS.most * DAY_MS, maker?.expiresAt.getTime() ?? Number.POSITIVE_INFINITY);
  if (expiresAt === undefined) return new Date(Math.min(most, at + KEY_DAYS.missing * DAY_MS));
  const end = expiresAt.getTime();
  if (end > at && end <= most) return expiresAt;
  const because = maker === undefined ? '' : ', when the key that makes it does';
  throw new StoreError('refused', `A key expires after now and by ${new Date(most).toISOString()}${because}.`);
}

/** Revokes a key, one's own; operators and admins any. One that was revoked before stays as it is. */
export async function revokeKey(context: AccessContext, tx: Transaction, by: Principal, id: string): Promise<Changed<StoredKey>> {
  const key = await lockKey(tx, id);
  if (key === undefined || !maySee(by, key)) throw noKey(id);
  if (key.revokedAt !== null) return { value: key, head: undefined };
  const value = await revokeStored(tx, id);
  const head = await context.trail.record(tx, by, { action: 'key-revoked', subject: { kind: 'key', id }, before: shown(key) });
  afterCommit(tx, () => context.forget());
  return { value, head };
}

/** Whether somebody sees a key: their own; operators, admins and the server all. */
export const maySee = (by: Principal, { person }: Pick<StoredKey, 'person'>): boolean =>
  by.kind === 'server' || hasRole(by, ['operator', 'admin']) || person === by.id;

export const noKey = (id: string): StoreError => new StoreError('not-found', `There is no key ${id.slice(0, 100)}.`);

/** What the trail keeps of a key. */
const shown = ({ name, person, roles, programs, partner, expiresAt }: StoredKey) => ({
  name,
  ...(person !== null && { person }),
  roles,
  ...(programs !== null && { programs }),
  ...(partner !== null && { partner }),
  expiresAt: expiresAt.toISOString(),
});
