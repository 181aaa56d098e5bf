import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { type Access, openAccess } from '../../server/access/access.ts';
import { makeKey } from '../../server/access/keys.ts';
import { consoleKey } from '../../server/access/local-owner.ts';
import { addPerson } from '../../server/access/people.ts';
import { type Role, SERVER } from '../../server/access/principal.ts';
import { openTrail } from '../../server/audit/trail.ts';
import { openStore, type Store } from '../../server/store/open-store.ts';
import { packedDatabase } from './databases.ts';
import { trailOf } from './trail.ts';

/** Who may do what in a store, open until the test is over. */
export async function accessOf(store: Store, now?: () => Date): Promise<Access> {
  const access = openAccess({ store, trail: await trailOf(store), ...(now && { now }) });
  onTestFinished(() => access.close());
  return access;
}

export interface Holder {
  /** Of the person; of the key itself, where it stands alone. */
  readonly id: string;
  readonly key: string;
  readonly headers: { readonly authorization: string };
}

export interface HolderGiven {
  readonly roles: readonly Role[];
  readonly name?: string;
  /** Of a key with the role `system`. */
  readonly programs?: readonly string[];
  /** Of a key with the role `partner`. */
  readonly partner?: string;
}

/** Somebody new with a key: a person with these roles, or a system or a partner. */
export async function holderOf(access: Access, { roles, name = roles.join(' and '), programs, partner }: HolderGiven): Promise<Holder> {
  const alone = programs !== undefined || partner !== undefined;
  return access.store.transaction(async (tx) => {
    const person = alone ? undefined : (await addPerson(access, tx, SERVER, { name, roles })).value;
    const given = { name, roles, ...(person && { person: person.id }), ...(programs && { programs }), ...(partner && { partner }) };
    const { key, text } = (await makeKey(access, tx, SERVER, given)).value;
    return { id: person?.id ?? key.id, key: text, headers: headersOf(text) };
  });
}

export const headersOf = (key: string) => ({ authorization: `Bearer ${key}` });

/** A store of its own for a test file, open until the file is done, and the local owner's key to it. */
export async function accessOfFile(): Promise<{ readonly access: Access; readonly key: string }> {
  const folder = await mkdtemp(join(tmpdir(), 'dealwright-access-'));
  const store = await openStore({ folder, template: await packedDatabase() });
  const trail = await openTrail({ store, keys: join(folder, 'keys') });
  const access = openAccess({ store, trail });
  afterAll(async () => {
    await access.close();
    await trail.close();
    await store.close();
    await rm(folder, { recursive: true, force: true });
  });
  return { access, key: (await store.transaction((tx) => consoleKey(access, tx))).text };
}
