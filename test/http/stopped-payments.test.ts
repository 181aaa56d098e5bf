import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { acmeDeal, serveLedger } from './ledger-support.ts';
import { problemOf } from './support.ts';

describe.each(databases)('a line that comes to be disputed or held in a payout batch, kept in $name', (database) => {
  test('stops its payment until the batch is handed over; others are paid as approved', async () => {
    const served = await serveLedger(database);
    const { olga, ada, passTo, asker } = served;
    await served.enroll('acme', 'bolt', 'core');
    await served.record(acmeDeal('d1', '2026-05-04', '1000.00'), acmeDeal('d2', '2026-05-05', '250.50'));
    await served.record(
      acmeDeal('d3', '2026-05-06', '80.00', { partner: 'bolt' }),
      acmeDeal('d4', '2026-05-06', '50.00', { partner: 'core' }),
    );
    await passTo('2026-06-02');
    const lineOf = async (activity: string) => (await olga.ask(`GET /v1/ledger?activity=${activity}`)).json().lines[0];
    const acme = await asker({ roles: ['partner'], partner: 'acme' });
    const batchOf = async (id: string) => (await olga.ask(`GET /v1/payouts/${id}`)).json();

    const batch = (await olga.ask('POST /v1/payouts', { program: 'small', through: '2026-06-02' })).json();
    expect(batch).toMatchObject({ lines: 4, total: '138.05' });
    await ada.ask(`POST /v1/payouts/${batch.id}/approval`);
    const { id: d1 } = await lineOf('d1');
    expect((await acme.ask(`POST /v1/ledger/${d1}/disputes`, { reason: 'It was twice as much.' })).statusCode).toBe(201);
    // all that it would have been paid waits, and the others' payments stand as approved
    expect(await batchOf(batch.id)).toMatchObject({ state: 'approved', lines: 2, total: '13.00' });
    expect([await lineOf('d1'), await lineOf('d2')]).toMatchObject([{ state: 'payable', disputed: true }, { state: 'payable' }]);
    const { id: d3 } = await lineOf('d3');
    expect((await olga.ask(`POST /v1/ledger/${d3}/hold`, { reason: 'The customer has not paid.' })).json()).toMatchObject({
      state: 'payable',
    });
    expect(await batchOf(batch.id)).toMatchObject({ state: 'approved', lines: 1, total: '5.00' });

    await olga.ask(`POST /v1/payouts/${batch.id}/export`);
    const { id: d4 } = await lineOf('d4');
    problemOf(await olga.ask(`POST /v1/ledger/${d4}/hold`, { reason: 'Wait.' }), 'wrong-state');
    expect((await olga.ask(`POST /v1/ledger/${d4}/disputes`, { reason: 'Not theirs.' })).statusCode).toBe(201);
    expect((await olga.ask(`POST /v1/payouts/${batch.id}/confirmation`, { reference: 'B-1' })).json()).toMatchObject({
      lines: 1,
      total: '5.00',
    });
    expect([await lineOf('d1'), await lineOf('d4')]).toMatchObject([{ state: 'payable' }, { state: 'paid', disputed: true }]);

    // what is left is paid with the next one, and one with no other payment is given up
    const next = (await olga.ask('POST /v1/payouts', { program: 'small', through: '2026-06-02' })).json();
    expect(next).toMatchObject({ lines: 1, total: '25.05' });
    const { id: d2 } = await lineOf('d2');
    await acme.ask(`POST /v1/ledger/${d2}/disputes`, { reason: 'That too.' });
    expect(await batchOf(next.id)).toMatchObject({ state: 'cancelled', cancelledBecause: 'A line of it is disputed.' });
    problemOf(await olga.ask('POST /v1/payouts', { program: 'small', through: '2026-06-02' }), 'wrong-state');
  });
});
