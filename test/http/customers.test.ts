import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { serveRegistry } from './registry-support.ts';
import { problemOf } from './support.ts';

describe.each(databases)('kept in $name:', (database) => {
  test('customers that may be the same are shown with why, and never merged', async () => {
    const { crm, ada, olga } = await serveRegistry(database);
    const put = async (id: string, body: object, headers = {}) => {
      const answer = await crm.ask(`PUT /v1/customers/${id}`, body, headers);
      expect(answer.statusCode, answer.body).toBeLessThan(300);
      return answer.json();
    };
    expect(
      (
        await put('z1', {
          name: 'Zénith Bank, A.G.',
          domain: 'zenith.example',
          registryNumber: 'HRB 123',
          country: 'DE',
          affiliation: 'zenith',
        })
      ).similar,
    ).toEqual([]);
    expect((await put('z2', { name: 'ZENITH  BANK' })).similar).toMatchObject([{ id: 'z1', why: ['name'] }]);
    expect((await put('z3', { name: 'Something else', domain: 'www.zenith.example' })).similar).toMatchObject([
      { id: 'z1', why: ['domain'] },
    ]);
    expect((await put('z4', { name: 'Zenit Bank', registryNumber: 'hrb-123' })).similar).toMatchObject([
      { id: 'z1', why: ['registry-number', 'similar-name'] },
      { id: 'z2', why: ['similar-name'] },
    ]);
    await put('other', { name: 'Zebra Bank' });
    const { matches } = (await crm.ask('POST /v1/customers/matches', { name: 'The Zenith Bank Ltd', domain: 'zenith.example' })).json();
    expect(matches.map(({ id, why }: { id: string; why: string[] }) => [id, why])).toEqual([
      ['z1', ['domain', 'name']],
      ['z3', ['domain']],
      ['z2', ['name']],
      ['z4', ['similar-name']],
    ]);
    const ids = async (query: string) => (await ada.ask(`GET /v1/customers?${query}`)).json().customers.map(({ id }: { id: string }) => id);
    expect(await ids('search=zenith')).toEqual(['z1', 'z2', 'z3']);
    expect(await ids('affiliation=zenith')).toEqual(['z1']);
    expect(await ids('limit=2&after=z1')).toEqual(['z2', 'z3']);
    const read = await ada.ask('GET /v1/customers/z1');
    expect([read.headers.etag, read.json().affiliation]).toEqual(['"1"', 'zenith']);
    const changed = await olga.ask('PUT /v1/customers/z1', { name: 'Zenith Bank' }, { 'if-match': '"1"' });
    expect([changed.headers.etag, changed.json().country]).toEqual(['"2"', undefined]);
    problemOf(await olga.ask('PUT /v1/customers/z1', { name: 'Zenith' }, { 'if-match': '"1"' }), 'changed-meanwhile', { current: 2 });
    problemOf(await olga.ask('PUT /v1/customers/z1', { name: 'Zenith' }), 'precondition-required', { current: 2 });
    problemOf(await ada.ask('GET /v1/customers/nosuch'), 'unknown-customer');
    problemOf(await ada.ask('PUT /v1/customers/z9', { name: 'Zenith' }), 'not-allowed');
    for (const body of [{ name: '' }, { name: 'A', country: 'Germany' }, { name: 'A', domain: 'localhost' }, { name: 'A', vat: '1' }])
      problemOf(await olga.ask('PUT /v1/customers/z9', body), 'invalid-request');
  });
});
