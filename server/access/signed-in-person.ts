import { lockValidKeysOf } from '../store/access/keys.ts';
import {
  findPersonByEmail,
  findPersonByIdentity,
  lockPerson,
  lockPersonAndAdmins,
  type StoredPerson,
  updatePerson,
} from '../store/access/people.ts';
import { lockIdentity } from '../store/access/sign-ins.ts';
import type { Transaction } from '../store/database.ts';
import type { Identity } from './identity.ts';
import { revokeKey } from './keys.ts';
import { type AccessContext, addPerson, changePerson } from './people.ts';
import { type Role, SERVER } from './principal.ts';
import { rolesOf } from './roles.ts';

/**
 * The person that a provider vouches for. One who was never here is added; one whom an admin added by e-mail address
 * is found by it at the first sign-in, once, and by the provider's subject from then on: an address may be given to
 * somebody else one day. Name, address and, where the provider tells them, roles are as the provider says today.
 */
export async function personOf(access: AccessContext, tx: Transaction, identity: Identity): Promise<StoredPerson> {
  await lockIdentity(tx, identity);
  const known = (await findPersonByIdentity(tx, identity)) ?? (await invited(access, tx, identity));
  const email = await freeEmail(tx, identity, known?.id);
  const { name } = identity;
  if (known === undefined) {
    const roles = rolesBy(identity, []);
    const { value } = await addPerson(access, tx, SERVER, { name, roles, ...(email !== undefined && { email }) });
    return updatePerson(tx, value.id, { identity: { issuer: identity.issuer, subject: identity.subject } });
  }
  if (!known.active) return known;
  const roles = await lastingRoles(tx, known, rolesBy(identity, known.roles));
  const { value } = await changePerson(access, tx, SERVER, known.id, {
    name,
    ...(email !== undefined && { email }),
    // what partners may see is for admins to say
    ...(known.partner === null && { roles }),
  });
  return value;
}

/** Added by address, and never here before. From now on nobody else acts in their name: keys that admins made in it end. */
async function invited(access: AccessContext, tx: Transaction, { issuer, subject, email }: Identity): Promise<StoredPerson | undefined> {
  const person = email === undefined ? undefined : await findPersonByEmail(tx, email);
  if (person === undefined || person.identity !== null) return undefined;
  await lockPerson(tx, person.id);
  for (const key of await lockValidKeysOf(tx, person.id)) await revokeKey(access, tx, SERVER, key.id);
  return updatePerson(tx, person.id, { identity: { issuer, subject } });
}

/** The address, unless it is somebody else's here. */
async function freeEmail(tx: Transaction, { email }: Identity, id: string | undefined): Promise<string | undefined> {
  const holder = email === undefined ? undefined : await findPersonByEmail(tx, email);
  return holder === undefined || holder.id === id ? email : undefined;
}

function rolesBy({ roles, admin }: Identity, stored: readonly string[]): readonly Role[] {
  const base = roles ?? [...rolesOf(stored)];
  return admin && !base.includes('admin') ? [...base, 'admin'] : base;
}

/** The last admin stays one, whatever the provider says: nobody could give the role again. */
async function lastingRoles(tx: Transaction, { id, roles: before }: StoredPerson, roles: readonly Role[]): Promise<readonly Role[]> {
  if (roles.includes('admin') || !before.includes('admin')) return roles;
  const { admins } = await lockPersonAndAdmins(tx, id);
  return admins.some((admin) => admin.id !== id) ? roles : [...roles, 'admin'];
}
