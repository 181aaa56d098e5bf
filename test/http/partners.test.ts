import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { activity, reseller, serveRegistry } from './registry-support.ts';
import { problemOf } from './support.ts';

describe.each(databases)('kept in $name:', (database) => {
  test('a partner is added, enrolled, changed of what was read, and found', async () => {
    const { crm, olga, ada, life } = await serveRegistry(database);
    const given = reseller('Acme Systems, Inc.', { domain: 'https://www.Acme.example/about', registryNumber: 'us 84-12' });
    const added = await crm.ask('PUT /v1/partners/acme', given);
    expect([added.statusCode, added.headers.etag, added.headers.location]).toEqual([201, '"1"', '/v1/partners/acme']);
    expect(added.json()).toMatchObject({
      id: 'acme',
      revision: 1,
      name: 'Acme Systems, Inc.',
      domain: 'acme.example',
      registryNumber: 'US8412',
      enrollments: [
        {
          program: 'small',
          partnerType: 'reseller',
          enrolledOn: '2026-01-01',
          tier: 'registered',
          facts: {},
          benefits: [],
          provisional: false,
        },
      ],
      similar: [],
    });
    expect(added.headers['audit-head']).toBeDefined();
    expect(problemOf(await crm.ask('PUT /v1/partners/acme', given), 'precondition-required', { current: 1 }).detail).toContain('If-Match');
    const same = await crm.ask('PUT /v1/partners/acme', given, { 'if-match': '"1"' });
    expect([same.statusCode, same.headers.etag, same.headers['audit-head']]).toEqual([200, '"1"', undefined]);
    const changed = await olga.ask('PUT /v1/partners/acme', reseller('Acme Group'), { 'if-match': '"1"' });
    expect([changed.statusCode, changed.headers.etag, changed.json().name, changed.json().domain]).toEqual([
      200,
      '"2"',
      'Acme Group',
      undefined,
    ]);
    problemOf(await crm.ask('PUT /v1/partners/acme', given, { 'if-match': '"1"' }), 'changed-meanwhile', { current: 2 });
    problemOf(await crm.ask('PUT /v1/partners/nobody', given, { 'if-match': '"1"' }), 'unknown-partner');
    const { rows } = {
      rows: await life.store.db.selectFrom('audit_entries').select('action').where('subject_kind', '=', 'partner').execute(),
    };
    expect(rows.map(({ action }) => action)).toEqual(['partner-added', 'partner-changed']);

    await olga.ask('PUT /v1/partners/acme-de', { name: 'ACME Systems GmbH', domain: 'acme-de.example', parent: 'acme' });
    await olga.ask('PUT /v1/partners/beta', reseller('Beta 100% Ltd'));
    const ids = async (query: string) => (await ada.ask(`GET /v1/partners?${query}`)).json().partners.map(({ id }: { id: string }) => id);
    expect(await ids('limit=2')).toEqual(['acme', 'acme-de']);
    expect(await ids('limit=2&after=acme-de')).toEqual(['beta']);
    expect(await ids('search=ACME')).toEqual(['acme', 'acme-de']);
    expect(await ids('search=100%25')).toEqual(['beta']);
    expect(await ids('search=_')).toEqual([]);
    expect(await ids('parent=acme')).toEqual(['acme-de']);
    expect(await ids('program=small&tier=registered')).toEqual(['acme', 'beta']);
    expect(await ids('partnerType=isv')).toEqual([]);
    expect(
      problemOf(await olga.ask('PUT /v1/partners/acme', { name: 'A', parent: 'acme-de' }, { 'if-match': '"2"' }), 'invalid-request')
        .findings,
    ).toEqual([{ pointer: '/parent', message: 'acme-de stands below it.' }]);
    expect((await ada.ask('GET /v1/partners/acme-de')).json().similar).toEqual([]);
  });

  test('what is wrong is told by field, and nothing is kept', async () => {
    const { olga, crm, system, life } = await serveRegistry(database);
    const wrong = async (body: object) =>
      problemOf(await olga.ask('PUT /v1/partners/acme', body), 'invalid-request').findings.map(({ pointer }) => pointer);
    expect(await wrong({ name: ' ', domain: 'not a host', registryNumber: '--' })).toEqual(['/name', '/domain', '/registryNumber']);
    expect(await wrong({ name: 'A', parent: 'nobody' })).toEqual(['/parent']);
    expect(await wrong({ name: 'A', parent: 'acme' })).toEqual(['/parent']);
    expect(await wrong({})).toEqual(['']);
    expect(await wrong({ name: 'A', revenue: 5 })).toEqual(['/revenue']);
    expect(await wrong({ name: 'a\u0000b' })).toEqual(['/name']);
    const unknown = { program: 'nosuch', partnerType: 'reseller', enrolledOn: '2026-01-01' };
    expect(await wrong({ name: 'A', enrollments: [unknown] })).toEqual(['/enrollments/0/program']);
    for (const enrollment of [
      { partnerType: 'isv', enrolledOn: '2026-01-01' },
      { partnerType: 'reseller', enrolledOn: '2026-13-01' },
      { partnerType: 'reseller', enrolledOn: '2026-01-01', tier: 'diamond' },
      { partnerType: 'reseller', enrolledOn: '2026-01-01', facts: { 'partner.nosuch': 1 } },
    ])
      problemOf(
        await olga.ask('PUT /v1/partners/acme', { name: 'A', enrollments: [{ program: 'small', ...enrollment }] }),
        'invalid-partner',
      );
    expect((await olga.ask('PUT /v1/partners/%00', { name: 'A' })).statusCode).toBe(400);
    expect((await olga.ask("PUT /v1/partners/%20' or true", { name: 'A' })).statusCode).toBe(400);
    problemOf(await (await system('other')).ask('PUT /v1/partners/acme', reseller('A')), 'not-allowed');
    problemOf(await olga.ask('PUT /v1/partners/acme', { name: 'A' }, { 'if-match': 'latest' }), 'invalid-request');
    expect(await life.store.db.selectFrom('partners').selectAll().execute()).toEqual([]);
    expect((await crm.ask('PUT /v1/partners/acme', reseller('A'))).statusCode).toBe(201);
    const other = reseller('A', { enrollments: [{ program: 'small', partnerType: 'reseller', enrolledOn: '2026-02-01' }] });
    problemOf(await crm.ask('PUT /v1/partners/acme', other, { 'if-match': '"1"' }), 'invalid-request');
  });

  test('twenty at once add one partner', async () => {
    const { crm, life } = await serveRegistry(database);
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) => crm.ask('PUT /v1/partners/acme', reseller(`Acme ${index}`))),
    );
    expect(answers.filter(({ statusCode }) => statusCode === 201)).toHaveLength(1);
    for (const answer of answers.filter(({ statusCode }) => statusCode !== 201)) problemOf(answer, 'precondition-required', { current: 1 });
    expect(await life.store.db.selectFrom('enrollments').select('partner').execute()).toHaveLength(1);
  });

  test('a firm is changed and enrolled while it reports, and nobody waits for the other', async () => {
    const { crm, olga, record, life } = await serveRegistry(database);
    await crm.ask('PUT /v1/partners/acme', reseller('Acme'));
    const deal = (index: number) => activity(`d${index}`, 'deal-closed', '2026-05-10', 'acme', { 'deal.amount': '100.00' });
    const changing = async (): Promise<void> => {
      for (let revision = 1; revision <= 8; revision += 1)
        expect((await olga.ask('PUT /v1/partners/acme', reseller(`Acme ${revision}`), { 'if-match': `"${revision}"` })).statusCode).toBe(
          200,
        );
    };
    const reporting = async (): Promise<void> => {
      for (let index = 0; index < 8; index += 1) await record(deal(index));
    };
    const joining = async (): Promise<void> => {
      for (let index = 0; index < 8; index += 1)
        expect((await crm.ask(`PUT /v1/partners/p${index}`, reseller(`P ${index}`))).statusCode).toBe(201);
    };
    await Promise.all([changing(), reporting(), joining()]);
    expect(await life.store.db.selectFrom('enrollments').select('partner').execute()).toHaveLength(9);
    expect((await crm.ask('GET /v1/partners/acme')).json()).toMatchObject({ revision: 9, name: 'Acme 8' });
  });

  test('a partner sees itself alone, a system those of its programs', async () => {
    const { crm, olga, partner, system } = await serveRegistry(database);
    await crm.ask('PUT /v1/partners/acme', reseller('Acme'));
    await crm.ask('PUT /v1/partners/beta', reseller('Acme'));
    await olga.ask('PUT /v1/partners/gamma', { name: 'Gamma' });
    const [acme, other] = [await partner('acme'), await system('other')];
    const ids = async (asker: typeof acme, query = '') =>
      (await asker.ask(`GET /v1/partners${query}`)).json().partners.map(({ id }: { id: string }) => id);
    for (const query of ['', '?search=beta', '?limit=1', '?after=acme', '?program=small'])
      expect(['acme', undefined]).toContain((await ids(acme, query))[0]);
    expect(await ids(acme)).toEqual(['acme']);
    expect(await ids(crm)).toEqual(['acme', 'beta']);
    expect(await ids(other)).toEqual([]);
    expect((await acme.ask('GET /v1/partners/acme')).json()).toMatchObject({ id: 'acme', similar: [] });
    problemOf(await acme.ask('GET /v1/partners/beta'), 'unknown-partner');
    problemOf(await acme.ask('PUT /v1/partners/acme', { name: 'B' }), 'not-allowed');
    expect((await other.ask('GET /v1/partners/acme')).json().enrollments).toEqual([]);
    expect((await olga.ask('GET /v1/partners/acme')).json().similar).toEqual([{ id: 'beta', name: 'Acme', why: ['name'] }]);
    for (const nobody of [await partner('ACME'), await partner('%'), await partner("' or true --")]) expect(await ids(nobody)).toEqual([]);
    for (const line of ['GET /v1/customers', 'GET /v1/customers/zenith']) problemOf(await acme.ask(line), 'not-allowed');
  });
});
