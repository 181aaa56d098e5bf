import type { LightMyRequestResponse } from 'fastify';
import { describe, expect, test } from 'vitest';
import { createHistory } from '../../server/store/histories.ts';
import { beginImport, importInto } from '../../server/store/imports.ts';
import { holderOf } from '../support/access.ts';
import { databases } from '../support/databases.ts';
import { made, making, quoting, served } from './access-support.ts';
import { BATCH, document, EVALUATE, problemOf, timelineOf } from './support.ts';

describe.each(databases)('kept in $name:', (database) => {
  test('a system asks the programs that it is bound to, and nothing else', async () => {
    const { ask, access } = await served(database);
    const operator = await holderOf(access, { roles: ['operator'] });
    const desk = made(await ask(operator, making({ name: 'desk', roles: ['system'], programs: ['small'] })));
    const other = made(await ask(operator, making({ name: 'other', roles: ['system'], programs: ['other', 'another'] })));
    for (const url of [EVALUATE, BATCH]) {
      expect((await ask(desk, quoting(url))).statusCode).toBe(200);
      expect(problemOf(await ask(other, quoting(url)), 'not-allowed').detail).toContain('other, another');
    }
    expect((await ask(desk, '/v1/programs')).json().programs).toHaveLength(1);
    expect((await ask(other, '/v1/programs')).json().programs).toEqual([]);
    expect((await ask(desk, '/v1/programs/small')).statusCode).toBe(200);
    problemOf(await ask(other, '/v1/programs/small'), 'not-allowed');
    expect((await ask(other, { method: 'HEAD', url: '/v1/programs/small' })).statusCode).toBe(403);
    // what it is not bound to looks the same whether it is there or not
    problemOf(await ask(desk, '/v1/programs/nosuch'), 'not-allowed');
    for (const url of ['/v1/histories', '/v1/simulations', '/v1/keys', '/v1/people']) problemOf(await ask(desk, url), 'not-allowed');
  });

  test('a partner sees its own enrollments, and nothing else', async () => {
    const { ask, access } = await served(database);
    const timeline = timelineOf(document);
    const history = await createHistory(access.store, { name: 'partners', timeline });
    const enrolled = (id: string) => ({
      line: 1,
      rows: 1,
      bytes: new Uint8Array(),
      document: { id, enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] },
    });
    const partners = ['acme', 'acme2', 'zenith'].map(enrolled);
    const id = await beginImport(access.store, { history: history.id, name: 'partners' });
    await importInto(access.store, id, [{ partners, activities: [], rejects: [] }], { history: history.id, timeline, name: 'partners' });
    const url = `/v1/histories/${history.id}/enrollments`;
    const idsOf = (response: LightMyRequestResponse) => response.json().enrollments.map((each: { id: string }) => each.id);

    const viewer = await holderOf(access, { roles: ['viewer'] });
    expect(idsOf(await ask(viewer, url))).toEqual(['acme', 'acme2', 'zenith']);
    const first = (await ask(viewer, `${url}?limit=2`)).json();
    expect(idsOf(await ask(viewer, `${url}?limit=2&after=${first.next}`))).toEqual(['zenith']);
    for (const [partner, seen] of [
      ['acme', ['acme']],
      ['zenith', ['zenith']],
      ['ACME', []],
      ['%', []],
      ["' or true --", []],
    ] as const) {
      const key = await holderOf(access, { roles: ['partner'], partner });
      expect(idsOf(await ask(key, url))).toEqual(seen);
      expect(idsOf(await ask(key, `${url}?limit=1`))).toEqual(seen);
      expect((await ask(key, `${url}?limit=1`)).json().next).toBeUndefined();
      problemOf(await ask(key, `${url}?partner=zenith`), 'invalid-request');
      for (const other of [
        `/v1/histories/${history.id}`,
        `/v1/histories/${history.id}/facts`,
        '/v1/histories',
        '/v1/programs',
        '/v1/simulations',
        '/v1/keys',
      ])
        problemOf(await ask(key, other), 'not-allowed');
      problemOf(await ask(key, quoting()), 'not-allowed');
    }
  });

  test('a role that the database was given by hand gives nothing more', async () => {
    const { ask, access } = await served(database);
    const ada = await holderOf(access, { roles: ['viewer'] });
    const [, id = ''] = ada.key.split('_');
    const update = (roles: string[]) => access.store.db.updateTable('keys').set({ roles }).where('id', '=', id).execute();
    await update(['admin']);
    access.forget();
    problemOf(await ask(ada, '/v1/people'), 'not-allowed');
    await expect(update(['system'])).rejects.toThrow();
    await expect(update(['root'])).rejects.toThrow();
  });
});
