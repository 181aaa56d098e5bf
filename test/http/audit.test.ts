import { createPublicKey, verify } from 'node:crypto';
import { Ajv2020 } from 'ajv/dist/2020.js';
import ajvFormats from 'ajv-formats';
import { describe, expect, test } from 'vitest';
import { headText } from '../../server/audit/chain.ts';
import { receiptsIn } from '../../server/audit/witness.ts';
import { accessOf, holderOf } from '../support/access.ts';
import { databases, emptyStore } from '../support/databases.ts';
import { ada } from '../support/trail.ts';
import { problemOf, testApp } from './support.ts';

const thing = (action: string, id: string, more: object = {}) => ({ action, subject: { kind: 'thing', id }, ...more });

describe.each(databases)('the audit trail over HTTP, in $name', (database) => {
  async function served() {
    const store = await emptyStore(database);
    const access = await accessOf(store);
    const admin = await holderOf(access, { roles: ['admin'] });
    const viewer = await holderOf(access, { roles: ['viewer'] });
    const app = testApp({ access });
    const get = (url: string, headers: Record<string, string> = admin.headers) => app.inject({ url, headers });
    return { store, access, admin, viewer, app, get };
  }

  test('is read by admins: page by page, by subject, action, person and time', async () => {
    const { store, access, get } = await served();
    for (let index = 0; index < 5; index += 1) {
      const by = index === 4 ? { ...ada, id: 'bob', name: 'Bob' } : ada;
      await store.transaction((tx) =>
        access.trail.record(tx, by, thing(index % 2 === 0 ? 'made' : 'changed', `t/${index % 2}`, { after: { index } })),
      );
    }
    const first = (await get('/v1/audit?limit=2')).json();
    expect(first.entries).toMatchObject([
      { by: { kind: 'person', id: 'bob', name: 'Bob' }, action: 'made', subject: { kind: 'thing', id: 't/0' }, after: { index: 4 } },
      { by: { id: 'ada' }, after: { index: 3 } },
    ]);
    const second = (await get(`/v1/audit?limit=2&after=${first.next}`)).json();
    expect(second.entries.map(({ after }: { after: { index: number } }) => after.index)).toEqual([2, 1]);
    const found = async (query: string) =>
      (await get(`/v1/audit?${query}`)).json().entries.map(({ after }: { after: { index: number } }) => after.index);
    expect(await found('subject=thing/t/1')).toEqual([3, 1]);
    expect(await found('subject=thing')).toEqual([4, 3, 2, 1, 0]);
    expect(await found('subject=thing&action=changed')).toEqual([3, 1]);
    expect(await found('person=bob')).toEqual([4]);
    expect(await found(`subject=thing&to=${first.entries[1].at}`)).toEqual(expect.arrayContaining([0]));
    expect(await found('from=2999-01-01T00:00:00Z')).toEqual([]);
    for (const query of ['after=x', 'limit=0', 'subject=/x', 'from=yesterday', 'from=2026-06-30T23:59:60Z', 'colour=red'])
      problemOf(await get(`/v1/audit?${query}`), 'invalid-request');
  });

  test('is read by nobody else', async () => {
    const { viewer, app, get } = await served();
    problemOf(await get('/v1/audit', viewer.headers), 'not-allowed');
    problemOf(await app.inject({ url: '/v1/audit', headers: { authorization: 'Bearer dw_x_y' } }), 'not-signed-in');
  });

  test('every change answers with where the trail stands, signed by the key that the head tells', async () => {
    const { app, admin, viewer, get } = await served();
    const made = await app.inject({
      method: 'POST',
      url: '/v1/people',
      headers: admin.headers,
      payload: { name: 'Zoe', roles: ['viewer'] },
    });
    expect(made.statusCode).toBe(201);
    const [receipt] = receiptsIn(`audit-head: ${String(made.headers['audit-head'])}`);
    if (receipt === undefined) throw new Error('there is no receipt');
    const { publicKey, ...head } = (await get('/v1/audit/head', viewer.headers)).json();
    expect(head).toEqual(receipt);
    expect(verify(null, Buffer.from(headText(head)), createPublicKey(publicKey), Buffer.from(head.signature, 'base64url'))).toBe(true);
    const [entry] = (await get('/v1/audit?limit=1')).json().entries;
    expect(entry).toMatchObject({
      entry: head.entry,
      hash: head.hash,
      by: { id: admin.id, key: expect.any(String) },
      subject: { kind: 'person' },
    });
  });

  test('answers as it is described, and so do the examples', async () => {
    const { app, get } = await served();
    const document = (await app.inject('/openapi.json')).json();
    const ajv = ajvFormats.default(new Ajv2020({ strict: false, allErrors: true })).addSchema({ ...document, $id: 'openapi' });
    const faults = (component: string, value: unknown) => {
      ajv.validate({ $ref: `openapi#/components/schemas/${component}` }, value);
      return ajv.errors ?? null;
    };
    expect(faults('AuditPage', (await get('/v1/audit')).json())).toBeNull();
    expect(faults('AuditHead', (await get('/v1/audit/head')).json())).toBeNull();
    for (const component of ['AuditHead', 'AuditEntry', 'AuditPage']) {
      const { examples } = document.components.schemas[component];
      expect(examples).not.toEqual([]);
      for (const example of examples) expect(faults(component, example)).toBeNull();
    }
    const [{ publicKey, ...head }] = document.components.schemas.AuditHead.examples;
    expect(verify(null, Buffer.from(headText(head)), createPublicKey(publicKey), Buffer.from(head.signature, 'base64url'))).toBe(true);
  });
});
