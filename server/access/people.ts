import type { AuditHead } from '../audit/entry.ts';
import type { Trail } from '../audit/trail.ts';
import { lockValidKeysOf, revokeKey, setKeyRoles } from '../store/access/keys.ts';
import { insertPerson, lockPersonAndAdmins, PEOPLE_LIMITS, type StoredPerson, updatePerson } from '../store/access/people.ts';
import { afterCommit } from '../store/after-commit.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import { newId } from '../store/id.ts';
import { AccessError } from './access-error.ts';
import { isMisleading, isUnseen } from './names.ts';
import { hasRole, type Principal, type Role } from './principal.ts';
import { cutDown, rolesOf } from './roles.ts';

export interface Changed<T> {
  readonly value: T;
  /** undefined: nothing was changed. */
  readonly head: AuditHead | undefined;
}

/** What changing who may do what takes. */
export interface AccessContext {
  readonly trail: Pick<Trail, 'record'>;
  readonly now: () => Date;
  /** What is remembered of keys no longer holds. */
  forget(): void;
}

export interface PersonGiven {
  readonly name: string;
  /** By it they are found when they first sign in. */
  readonly email?: string;
  readonly roles: readonly Role[];
  /** Id of the partner, of those with the role `partner`. */
  readonly partner?: string;
}

/** Somebody who shall be able to sign in, or in whose name a key shall act. Admins alone add people. */
export async function addPerson(
  context: AccessContext,
  tx: Transaction,
  by: Principal,
  given: PersonGiven,
): Promise<Changed<StoredPerson>> {
  adminsOnly(by);
  const { name, email, roles, partner } = given;
  const person = {
    id: newId(),
    identity: null,
    name: nameOf(name, 'A name'),
    email: email ?? null,
    roles: distinct(roles),
    partner: partner ?? null,
  };
  refuseOdd(person);
  const value = await insertPerson(tx, person);
  const head = await context.trail.record(tx, by, {
    action: 'person-added',
    subject: { kind: 'person', id: value.id },
    after: shown(value),
  });
  return { value, head };
}

export interface PersonChange {
  readonly name?: string;
  readonly email?: string | null;
  readonly roles?: readonly Role[];
  /** Missing: as it is, where they stay a partner. */
  readonly partner?: string;
  readonly active?: boolean;
}

/**
 * Changes a person. Keys in their name keep no role that they lose, and those of one who may no longer sign in are
 * revoked. Admins alone change people, and one of them always stays.
 */
export async function changePerson(
  context: AccessContext,
  tx: Transaction,
  by: Principal,
  id: string,
  { name, email, roles, partner, active }: PersonChange,
): Promise<Changed<StoredPerson>> {
  adminsOnly(by);
  const { person: before, admins } = await lockPersonAndAdmins(tx, id);
  const next = {
    identity: before.identity,
    name: name === undefined ? before.name : nameOf(name, 'A name'),
    email: email === undefined ? before.email : email,
    roles: roles === undefined ? before.roles : distinct(roles),
    partner: (roles ?? before.roles).includes('partner') ? (partner ?? before.partner) : (partner ?? null),
    active: active ?? before.active,
  };
  refuseOdd(next);
  const isAdmin = next.active && next.roles.includes('admin');
  if (!isAdmin && admins.length === 1 && admins[0]?.id === id)
    throw new StoreError('refused', `${before.name} is the last admin; make somebody else one first.`);
  if (same(shown(before), shown({ ...before, ...next }))) return { value: before, head: undefined };
  const value = await updatePerson(tx, id, next);
  const keys = await cutKeys(tx, value);
  const head = await context.trail.record(tx, by, {
    action: 'person-changed',
    subject: { kind: 'person', id },
    before: shown(before),
    after: { ...shown(value), ...keys },
  });
  afterCommit(tx, () => context.forget());
  return { value, head };
}

/** Keys of a person have no role that the person lacks; those that are left with none are revoked. Tells which. */
async function cutKeys(tx: Transaction, { id, roles, active }: StoredPerson): Promise<{ cutKeys?: string[]; revokedKeys?: string[] }> {
  const [cut, revoked]: [string[], string[]] = [[], []];
  const most = rolesOf(roles);
  for (const key of await lockValidKeysOf(tx, id)) {
    const had = rolesOf(key.roles);
    const left = cutDown(had, most);
    if (!active || left.size === 0) {
      await revokeKey(tx, key.id);
      revoked.push(key.id);
    } else if (left !== had) {
      await setKeyRoles(tx, key.id, [...left]);
      cut.push(key.id);
    }
  }
  return { ...(cut.length > 0 && { cutKeys: cut }), ...(revoked.length > 0 && { revokedKeys: revoked }) };
}

function adminsOnly(by: Principal): void {
  if (by.kind === 'server' || hasRole(by, ['admin'])) return;
  throw new AccessError('Admins alone add people and give them roles.');
}

/** No database keeps these. */
export const UNKEPT = /[\0\p{Cs}]/u;

function refuseOdd({ roles, partner, email }: Pick<StoredPerson, 'roles' | 'partner' | 'email'>): void {
  if (roles.includes('system')) throw new StoreError('refused', 'The role system is for keys, not for people.');
  if (roles.includes('partner') !== (partner !== null))
    throw new StoreError('refused', 'The role partner comes with the id of the partner, and the id with the role.');
  if (partner !== null && roles.length > 1)
    throw new StoreError('refused', 'A partner sees its own enrollments and nothing else: the role partner comes alone.');
  if (partner !== null && (partner.trim() === '' || partner.length > PEOPLE_LIMITS.partnerLength || UNKEPT.test(partner)))
    throw new StoreError('refused', `The id of a partner has 1 to ${PEOPLE_LIMITS.partnerLength} characters, each of them whole.`);
  if (email !== null && !(email.length <= PEOPLE_LIMITS.emailLength && /^[^\s@]+@[^\s@]+$/.test(email) && !isMisleading(email)))
    throw new StoreError('refused', `${JSON.stringify(email.slice(0, 80))} is no e-mail address.`);
}

/** As it stands on consoles and in the trail: a line. */
export function nameOf(name: string, what: string): string {
  const trimmed = name.trim();
  if (trimmed.length > PEOPLE_LIMITS.nameLength || isUnseen(trimmed) || isMisleading(trimmed))
    throw new StoreError(
      'refused',
      `${what} has 1 to ${PEOPLE_LIMITS.nameLength} characters that can be seen, in one line, and none that turns the others around.`,
    );
  return trimmed;
}

const distinct = (roles: readonly Role[]): readonly Role[] => [...rolesOf(roles)];

/** What the trail keeps of a person. */
const shown = ({ name, email, roles, partner, active }: Pick<StoredPerson, 'name' | 'email' | 'roles' | 'partner' | 'active'>) => ({
  name,
  ...(email !== null && { email }),
  roles,
  ...(partner !== null && { partner }),
  active,
});

const same = (one: object, other: object): boolean => JSON.stringify(one) === JSON.stringify(other);
