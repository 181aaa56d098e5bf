import { lockValidKeysOf } from '../store/access/keys.ts';
import { findPerson, insertPerson, type StoredPerson, updatePerson } from '../store/access/people.ts';
import type { Transaction } from '../store/database.ts';
import type { MadeKey } from './keys.ts';
import { makeKey, revokeKey } from './keys.ts';
import type { AccessContext } from './people.ts';
import { type Role, SERVER } from './principal.ts';

/*
 * On a machine of one's own nobody has to be asked who one is: whoever can start the server on its folder can read all
 * that it keeps. They are the local owner, with every role that people may have.
 */

export const LOCAL_OWNER = 'local';

const ROLES: readonly Role[] = ['viewer', 'analyst', 'designer', 'approver', 'operator', 'admin'];

/** The local owner, made where there is none, and with all roles again where somebody took them away. */
export async function localOwner({ trail }: AccessContext, tx: Transaction): Promise<StoredPerson> {
  const before = await findPerson(tx, LOCAL_OWNER);
  if (before?.active && ROLES.every((role) => before.roles.includes(role))) return before;
  const person =
    before === undefined
      ? await insertPerson(tx, { id: LOCAL_OWNER, identity: null, name: 'Local owner', email: null, roles: ROLES, partner: null })
      : await updatePerson(tx, LOCAL_OWNER, { roles: ROLES, partner: null, active: true });
  const { name, roles, active } = person;
  await trail.record(tx, SERVER, {
    action: before === undefined ? 'person-added' : 'person-changed',
    subject: { kind: 'person', id: LOCAL_OWNER },
    ...(before !== undefined && { before: { name: before.name, roles: before.roles, active: before.active } }),
    after: { name, roles, active },
  });
  return person;
}

const CONSOLE_KEY_MS = 12 * 3_600_000;
const CONSOLE_KEY = 'console';
/** Of the starts before, so many keys stay valid: who restarts need not take up the new one at once. */
const CONSOLE_KEYS_KEPT = 9;

/** A key of the local owner for the console: valid for 12 hours, or until ten starts later. */
export async function consoleKey(context: AccessContext, tx: Transaction): Promise<MadeKey> {
  const { id, roles } = await localOwner(context, tx);
  const earlier = (await lockValidKeysOf(tx, id)).filter(({ name }) => name === CONSOLE_KEY).map((key) => key.id);
  // ids sort by the time they were made in
  for (const old of earlier.sort().slice(0, Math.max(0, earlier.length - CONSOLE_KEYS_KEPT))) await revokeKey(context, tx, SERVER, old);
  const expiresAt = new Date(context.now().getTime() + CONSOLE_KEY_MS);
  const given = { name: CONSOLE_KEY, person: id, roles: ROLES.filter((role) => roles.includes(role)), expiresAt };
  return (await makeKey(context, tx, SERVER, given)).value;
}
