import { describe, expect, test } from 'vitest';
import { LOCAL_OWNER } from '../../server/access/local-owner.ts';
import { updatePerson } from '../../server/store/access/people.ts';
import { type Holder, holderOf } from '../support/access.ts';
import { databases } from '../support/databases.ts';
import { DAY_MS, made, making, patching, served } from './access-support.ts';
import { problemOf } from './support.ts';

describe.each(databases)('keys kept in $name', (database) => {
  test('are shown once, kept as a hash, listed, used and revoked', async () => {
    const { ask, admin, access } = await served(database);
    const ada = await holderOf(access, { roles: ['designer'], name: 'Ada' });
    const response = await ask(ada, making({ name: 'scripts', roles: ['analyst'], days: 7 }));
    const key = made(response);
    expect(response.headers['cache-control']).toBe('no-store');
    expect(response.headers['audit-head']).toBeDefined();
    expect(response.json()).toMatchObject({ name: 'scripts', person: ada.id, roles: ['analyst'], madeBy: { id: ada.id, name: 'Ada' } });
    expect((await ask(key, '/v1/programs')).statusCode).toBe(200);
    problemOf(await ask(key, { method: 'POST', url: '/v1/people', payload: {} }), 'not-allowed');
    await expect.poll(async () => (await ask(ada, `/v1/keys/${key.id}`)).json().lastUsedAt).toBeDefined();
    const secret = key.key.split('_').slice(2).join('_');
    for (const table of ['keys', 'audit_entries'] as const)
      expect(JSON.stringify(await access.store.db.selectFrom(table).selectAll().execute())).not.toContain(secret);
    const seen = async (who: Holder) => (await ask(who, '/v1/keys')).json().keys.map(({ name }: { name: string }) => name);
    expect(await seen(ada)).toEqual(['Ada', 'scripts']);
    expect(await seen(admin)).toEqual(['Grace', 'Ada', 'scripts']);
    expect(JSON.stringify((await ask(admin, '/v1/keys')).json())).not.toContain(secret);
    const revoked = await ask(ada, { method: 'DELETE', url: `/v1/keys/${key.id}` });
    expect(revoked.json()).toMatchObject({ id: key.id, revokedAt: expect.any(String) });
    expect(problemOf(await ask(key, '/v1/programs'), 'not-signed-in').detail).toContain('scripts was revoked');
    const again = await ask(ada, { method: 'DELETE', url: `/v1/keys/${key.id}` });
    expect([again.statusCode, again.headers['audit-head']]).toEqual([200, undefined]);
  });

  test('are made once under an idempotency key, and shown once', async () => {
    const { ask, access } = await served(database);
    const ada = await holderOf(access, { roles: ['viewer'] });
    const idempotent = { ...ada, headers: { ...ada.headers, 'idempotency-key': 'one' } };
    const first = await ask(idempotent, making({ name: 'x', roles: ['viewer'] }));
    const second = await ask(idempotent, making({ name: 'x', roles: ['viewer'] }));
    const { key, ...shown } = first.json();
    expect(key).toBe(made(first).key);
    expect([second.statusCode, second.headers['audit-head'], second.json()]).toEqual([201, first.headers['audit-head'], shown]);
    expect((await ask(ada, '/v1/keys')).json().keys).toHaveLength(2);
    for (const table of ['kept_answers', 'keys'] as const)
      expect(JSON.stringify(await access.store.db.selectFrom(table).selectAll().execute())).not.toContain(key.slice(-40));
  });

  test('of others are not there', async () => {
    const { ask, access } = await served(database);
    const [ada, bob] = [await holderOf(access, { roles: ['viewer'] }), await holderOf(access, { roles: ['viewer'] })];
    const [, id = ''] = bob.key.split('_');
    problemOf(await ask(ada, `/v1/keys/${id}`), 'unknown-key');
    problemOf(await ask(ada, { method: 'DELETE', url: `/v1/keys/${id}` }), 'unknown-key');
    expect((await ask(bob, `/v1/keys/${id}`)).statusCode).toBe(200);
    const operator = await holderOf(access, { roles: ['operator'] });
    expect((await ask(operator, { method: 'DELETE', url: `/v1/keys/${id}` })).statusCode).toBe(200);
    problemOf(await ask(bob, '/v1/programs'), 'not-signed-in');
  });

  test('have no more roles than who makes them', async () => {
    const { ask, admin, access } = await served(database);
    const designer = await holderOf(access, { roles: ['designer'] });
    for (const roles of [['approver'], ['admin'], ['operator'], ['viewer', 'admin']])
      problemOf(await ask(designer, making({ name: 'more', roles })), 'not-allowed');
    const less = made(await ask(designer, making({ name: 'less', roles: ['viewer'] })));
    problemOf(await ask(less, making({ name: 'back', roles: ['designer'] })), 'not-allowed');
    problemOf(await ask(designer, making({ name: 'x', roles: ['viewer'], person: admin.id })), 'not-allowed');
    problemOf(await ask(admin, making({ name: 'x', roles: ['approver'] })), 'not-allowed');
    problemOf(await ask(admin, making({ name: 'x', roles: ['approver'], person: designer.id })), 'not-allowed');
    const theirs = made(await ask(admin, making({ name: 'x', roles: ['designer'], person: designer.id })));
    expect((await ask(theirs, '/v1/keys')).json().keys).toHaveLength(3);
    // who signs in themselves is nobody's to act for
    await access.store.transaction((tx) => updatePerson(tx, designer.id, { identity: { issuer: 'https://id.example', subject: 'ada' } }));
    problemOf(await ask(admin, making({ name: 'x', roles: ['designer'], person: designer.id })), 'not-allowed');
    for (const roles of [['system'], ['partner']]) {
      const given = { name: 'x', roles, ...(roles[0] === 'system' ? { programs: ['small'] } : { partner: 'acme' }) };
      problemOf(await ask(designer, making(given)), 'not-allowed');
    }
  });

  test('lose what their person loses, and get none of it back', async () => {
    const { ask, admin, access } = await served(database);
    const ada = await holderOf(access, { roles: ['designer', 'operator'] });
    const design = made(await ask(ada, making({ name: 'design', roles: ['designer'] })));
    const operate = made(await ask(ada, making({ name: 'operate', roles: ['operator'] })));
    const changed = await ask(admin, patching(ada.id, { roles: ['analyst'] }));
    expect(changed.statusCode).toBe(200);
    expect((await ask(design, '/v1/keys')).json().keys.map(({ roles }: { roles: string[] }) => roles)).toEqual([
      ['analyst'],
      ['analyst'],
      ['viewer'],
    ]);
    problemOf(await ask(operate, { method: 'DELETE', url: '/v1/histories/nosuch' }), 'not-allowed');
    await ask(admin, patching(ada.id, { roles: ['designer', 'operator'] }));
    problemOf(await ask(operate, { method: 'DELETE', url: '/v1/histories/nosuch' }), 'not-allowed');
    await ask(admin, patching(ada.id, { roles: [] }));
    problemOf(await ask(design, '/v1/programs'), 'not-signed-in');
  });

  test('of one who may no longer sign in are revoked for good', async () => {
    const { ask, admin, access } = await served(database);
    const ada = await holderOf(access, { roles: ['viewer'] });
    expect((await ask(ada, '/v1/programs')).statusCode).toBe(200);
    await ask(admin, patching(ada.id, { active: false }));
    problemOf(await ask(ada, '/v1/programs'), 'not-signed-in');
    problemOf(await ask(admin, making({ name: 'x', roles: ['viewer'], person: ada.id })), 'invalid-request');
    await ask(admin, patching(ada.id, { active: true }));
    problemOf(await ask(ada, '/v1/programs'), 'not-signed-in');
  });

  test('expire, and make none that lasts longer in the same name', async () => {
    const { ask, access, pass } = await served(database);
    const ada = await holderOf(access, { roles: ['admin'] });
    const week = made(await ask(ada, making({ name: 'week', roles: ['viewer'], days: 7 })));
    problemOf(await ask(week, making({ name: 'year', roles: ['viewer'], days: 365 })), 'invalid-request');
    const child = made(await ask(week, making({ name: 'as long', roles: ['viewer'] })));
    expect((await ask(child, '/v1/programs')).statusCode).toBe(200);
    pass(7 * DAY_MS - 1000 * 60);
    expect((await ask(week, '/v1/programs')).statusCode).toBe(200);
    pass(1000 * 61);
    for (const key of [week, child]) expect(problemOf(await ask(key, '/v1/programs'), 'not-signed-in').detail).toContain('expired');
  });

  test('that make no sense are refused', async () => {
    const { ask, admin } = await served(database);
    for (const [name, given] of [
      ['no role', { roles: [] }],
      ['a role that nobody knows', { roles: ['root'] }],
      ['a life of 3 years', { roles: ['viewer'], days: 1096 }],
      ['no day to live', { roles: ['viewer'], days: 0 }],
      ['programs, of a person', { roles: ['viewer'], programs: ['small'] }],
      ['a partner, of a person', { roles: ['viewer'], partner: 'acme' }],
      ['no programs, of a system', { roles: ['system'] }],
      ['another role, of a system', { roles: ['system', 'viewer'], programs: ['small'] }],
      ['a person, of a system', { roles: ['system'], programs: ['small'], person: LOCAL_OWNER }],
      ['no id, of a partner', { roles: ['partner'] }],
      ['another role, of a partner', { roles: ['partner', 'system'], partner: 'acme' }],
      ['a name that rings the bell', { name: 'x\u0007', roles: ['viewer'] }],
      ['a secret of their own', { roles: ['viewer'], key: `dw_${'0'.repeat(20)}_${'x'.repeat(43)}` }],
    ] as const)
      expect([name, problemOf(await ask(admin, making({ name: 'x', ...given })), 'invalid-request').code]).toEqual([
        name,
        'invalid-request',
      ]);
  });
});
