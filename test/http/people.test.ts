import { describe, expect, test } from 'vitest';
import { holderOf } from '../support/access.ts';
import { databases } from '../support/databases.ts';
import { adding, patching, served } from './access-support.ts';
import { problemOf } from './support.ts';

describe.each(databases)('people kept in $name', (database) => {
  test('are added, changed and listed by admins, each change with its entry in the trail', async () => {
    const { ask, admin } = await served(database);
    const added = await ask(admin, adding({ name: 'Ada Ferrara', email: 'Ada@northwind.example', roles: ['designer', 'viewer'] }));
    expect(added.statusCode).toBe(201);
    const { id } = added.json();
    expect(added.headers.location).toBe(`/v1/people/${id}`);
    expect(added.headers['audit-head']).toMatch(/^\d+:[0-9a-f]{64}:[\w-]{86}$/);
    expect(added.json()).toMatchObject({ name: 'Ada Ferrara', roles: ['viewer', 'designer'], active: true, signsIn: false });
    const changed = await ask(admin, patching(id, { roles: ['approver'], name: 'Ada' }));
    expect(changed.json()).toMatchObject({ name: 'Ada', email: 'Ada@northwind.example', roles: ['approver'] });
    expect(Number(String(changed.headers['audit-head']).split(':')[0])).toBe(Number(String(added.headers['audit-head']).split(':')[0]) + 1);
    const again = await ask(admin, patching(id, { roles: ['approver'] }));
    expect([again.statusCode, again.headers['audit-head']]).toEqual([200, undefined]);
    expect((await ask(admin, `/v1/people/${id}`)).json()).toEqual(changed.json());
    const pages: string[] = [];
    for (let after = ''; ; ) {
      const page = (await ask(admin, `/v1/people?limit=1${after && `&after=${after}`}`)).json();
      pages.push(...page.people.map(({ name }: { name: string }) => name));
      if (page.next === undefined) break;
      after = page.next;
    }
    expect(pages).toEqual(['Grace', 'Ada']);
  });

  test('are nobody’s to change but admins’', async () => {
    const { ask, admin, access } = await served(database);
    for (const role of ['viewer', 'designer', 'approver', 'operator'] as const) {
      const other = await holderOf(access, { roles: [role] });
      for (const options of [
        adding({ name: 'x', roles: [] }),
        patching(other.id, { roles: ['admin'] }),
        patching(admin.id, { active: false }),
      ])
        problemOf(await ask(other, options), 'not-allowed');
      problemOf(await ask(other, '/v1/people'), 'not-allowed');
    }
  });

  test('that make no sense are refused', async () => {
    const { ask, admin } = await served(database);
    for (const [name, payload] of [
      ['a name of nothing', { name: ' ', roles: [] }],
      ['a name in two lines', { name: 'a\nb', roles: [] }],
      ['half of a character', { name: 'a\ud800', roles: [] }],
      ['a name that turns others around', { name: '\u202eAda', roles: [] }],
      ['a name that nobody sees', { name: '\u200b', roles: [] }],
      ['an address with half of a character', { name: 'x', roles: [], email: '\ud800@example.com' }],
      ['a partner with half of a character', { name: 'x', roles: ['partner'], partner: '\ud800' }],
      ['a role that nobody knows', { name: 'x', roles: ['owner'] }],
      ['system', { name: 'x', roles: ['system'] }],
      ['a partner without its id', { name: 'x', roles: ['partner'] }],
      ['an id without the role', { name: 'x', roles: [], partner: 'acme' }],
      ['a partner that is more', { name: 'x', roles: ['partner', 'viewer'], partner: 'acme' }],
      ['no address', { name: 'x', roles: [], email: 'nobody' }],
      ['what is unknown', { name: 'x', roles: [], admin: true }],
    ] as const)
      expect([name, problemOf(await ask(admin, adding(payload)), 'invalid-request').code]).toEqual([name, 'invalid-request']);
  });

  test('have an address each', async () => {
    const { ask, admin } = await served(database);
    await ask(admin, adding({ name: 'Ada', email: 'ada@northwind.example', roles: [] }));
    const twice = [1, 2].map(() => ask(admin, adding({ name: 'Other', email: 'ADA@northwind.example', roles: [] })));
    for (const response of await Promise.all(twice)) expect(problemOf(response, 'invalid-request').detail).toContain('Ada has');
  });

  test('keep one admin, however many give up at once', async () => {
    const { ask, admin, access } = await served(database);
    problemOf(await ask(admin, patching(admin.id, { roles: ['viewer'] })), 'invalid-request');
    problemOf(await ask(admin, patching(admin.id, { active: false })), 'invalid-request');
    const other = await holderOf(access, { roles: ['admin'] });
    const both = await Promise.all([ask(admin, patching(other.id, { roles: [] })), ask(other, patching(admin.id, { roles: [] }))]);
    expect(both.map(({ statusCode }) => statusCode).toSorted()).not.toEqual([200, 200]);
    const left = await access.store.db.selectFrom('people').select('roles').execute();
    expect(left.filter(({ roles }) => roles.includes('admin'))).toHaveLength(1);
  });
});
