import { sql } from 'kysely';
import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { acmeDeal, type LedgerServed, serveLedger } from './ledger-support.ts';
import type { Asker } from './life-support.ts';
import { problemOf } from './support.ts';

interface LineOfAnswer {
  readonly id: string;
  readonly amount: string;
  readonly state: string;
  readonly corrects?: string;
}

const linesOf = async (who: Asker, query = ''): Promise<readonly LineOfAnswer[]> =>
  (await who.ask(`GET /v1/ledger${query}`)).json<{ lines: readonly LineOfAnswer[] }>().lines;

/** Three deals of two partners in May, 10 % of each. */
async function inMay(served: LedgerServed): Promise<void> {
  await served.enroll('acme', 'bolt');
  await served.record(acmeDeal('d1', '2026-05-04', '1000.00'), acmeDeal('d2', '2026-05-05', '250.50'));
  await served.record(acmeDeal('d3', '2026-05-06', '80.00', { partner: 'bolt' }));
}

const override = (amount: string, changes: object = {}) => ({
  kind: 'override',
  program: 'small',
  partner: 'acme',
  partnerType: 'reseller',
  source: 'crm',
  activity: 'd1',
  incentive: 'commission',
  payee: 'partner',
  amount,
  reason: 'The customer chose them.',
  ...changes,
});

describe.each(databases)('the ledger over HTTP, kept in $name', (database) => {
  test('lines are listed, filtered, summed and downloaded; a partner sees its own', async () => {
    const served = await serveLedger(database);
    const { olga, asker } = served;
    await inMay(served);
    expect((await linesOf(olga)).map(({ amount, state }) => [amount, state])).toEqual([
      ['8.00', 'accrued'],
      ...(await linesOf(olga, '?partner=acme')).map(({ amount, state }) => [amount, state]),
    ]);
    expect((await linesOf(olga, '?partner=acme')).map(({ amount }) => amount).toSorted()).toEqual(['100.00', '25.05']);
    expect(await linesOf(olga, '?activity=d1&state=accrued&incentive=commission&from=2026-05&to=2026-05&program=small')).toHaveLength(1);
    expect(await linesOf(olga, '?from=2026-06')).toEqual([]);
    const first = (await olga.ask('GET /v1/ledger?limit=2')).json();
    expect(await linesOf(olga, `?limit=2&after=${first.next}`)).toHaveLength(1);

    const acme = await asker({ roles: ['partner'], partner: 'acme' });
    expect(await linesOf(acme)).toHaveLength(2);
    expect(await linesOf(acme, '?partner=bolt')).toHaveLength(2);
    const [bolts] = await linesOf(olga, '?partner=bolt');
    problemOf(await acme.ask(`GET /v1/ledger/${bolts?.id}`), 'unknown-line');
    problemOf(await acme.ask('POST /v1/payouts', { program: 'small', through: '2026-05-10' }), 'not-allowed');
    const other = await asker({ roles: ['system'], programs: ['other'] });
    expect(await linesOf(other)).toEqual([]);
    expect(await linesOf(other, '?program=small')).toEqual([]);

    const sums = async (query: string) => (await olga.ask(`GET /v1/ledger/totals?${query}`)).json().totals;
    expect(await sums('')).toEqual([{ payer: 'vendor', currency: 'USD', lines: 3, amount: '133.05' }]);
    expect(await sums('by=partnerType,period,state,incentive')).toEqual([
      {
        partnerType: 'reseller',
        period: '2026-05',
        state: 'accrued',
        incentive: 'commission',
        payer: 'vendor',
        currency: 'USD',
        lines: 3,
        amount: '133.05',
      },
    ]);
    expect(await sums('by=partner')).toMatchObject([
      { partner: 'acme', amount: '125.05' },
      { partner: 'bolt', amount: '8.00' },
    ]);
    const csv = (await served.download(olga, '/v1/ledger?format=csv&partner=acme')).body.split('\r\n');
    expect(csv[0]).toMatch(/^id,program,partner,/);
    expect(csv).toHaveLength(4);
    problemOf(await olga.ask('GET /v1/ledger?format=csv&limit=3'), 'invalid-request');
    problemOf(await olga.ask('GET /v1/ledger?after=nosuch'), 'unknown-line');
  });

  test('an override takes another person, stands whatever is recorded later, and ends', async () => {
    const served = await serveLedger(database);
    const { olga, ada, deals } = served;
    await inMay(served);
    const proposed = await ada.ask('POST /v1/adjustments', override('150.00'));
    expect(proposed.statusCode).toBe(201);
    const { id } = proposed.json();
    problemOf(await ada.ask(`POST /v1/adjustments/${id}/approval`), 'own-proposal');
    problemOf(await olga.ask(`POST /v1/adjustments/${id}/approval`), 'not-allowed');
    const bert = await served.asker({ name: 'Bert', roles: ['approver'] });
    expect((await bert.ask(`POST /v1/adjustments/${id}/approval`)).json()).toMatchObject({
      adjustment: { state: 'approved', decidedBy: { name: 'Bert' } },
      posted: [{ amount: '50.00', period: '2026-05' }],
    });
    problemOf(await bert.ask(`POST /v1/adjustments/${id}/approval`), 'wrong-state');
    const second = (await olga.ask('POST /v1/adjustments', override('1.00'))).json();
    problemOf(await bert.ask(`POST /v1/adjustments/${second.id}/approval`), 'wrong-state');
    expect((await olga.ask(`POST /v1/adjustments/${second.id}/withdrawal`, { reason: 'One is enough.' })).json().state).toBe('withdrawn');

    // a corrected deal: the program would say 200.00
    await served.record(acmeDeal('d1', '2026-05-04', '2000.00', { revision: 2 }));
    await deals.work();
    const total = async () => (await olga.ask('GET /v1/ledger/totals?activity=d1')).json().totals[0].amount;
    expect(await total()).toBe('150.00');
    problemOf(await bert.ask(`POST /v1/adjustments/${id}/end`, { reason: '' }), 'invalid-request');
    expect((await bert.ask(`POST /v1/adjustments/${id}/end`, { reason: 'It was corrected.' })).json()).toMatchObject({ state: 'ended' });
    await deals.work();
    expect(await total()).toBe('200.00');
    const lines = await linesOf(olga, '?activity=d1');
    const original = lines.find(({ corrects }) => corrects === undefined);
    expect(lines.filter(({ corrects }) => corrects === original?.id).map(({ amount }) => amount)).toEqual(['50.00', '50.00']);
  });

  test('a manual line stands beside all that the program says', async () => {
    const served = await serveLedger(database);
    const { olga, ada, deals, life } = served;
    await inMay(served);
    const manual = { ...override('-12.50', { kind: 'manual', incentive: 'goodwill', source: undefined, activity: undefined }) };
    for (const [wrong, code] of [
      [{ ...manual, partner: 'nobody' }, 'invalid-request'],
      [{ ...manual, amount: '0' }, 'invalid-request'],
      [{ ...manual, amount: '1.005' }, 'invalid-request'],
      [{ ...manual, activity: 'd1' }, 'invalid-request'],
      [{ ...manual, payee: 'person' }, 'invalid-request'],
      [{ ...manual, program: 'other' }, 'unknown-program'],
      [override('1.00', { activity: 'nosuch' }), 'invalid-request'],
      [override('1.00', { partner: 'bolt' }), 'invalid-request'],
    ] as const)
      problemOf(await olga.ask('POST /v1/adjustments', wrong), code);
    const { id } = (await olga.ask('POST /v1/adjustments', manual)).json();
    expect((await ada.ask(`POST /v1/adjustments/${id}/approval`)).json().posted).toMatchObject([{ amount: '-12.50' }]);
    await life.store.db
      .insertInto('reconcile_queue')
      .values({ program: 'small', shard: 'reseller acme', because: 'a test' } as never)
      .execute();
    await deals.work();
    expect((await olga.ask('GET /v1/ledger/totals?partner=acme')).json().totals).toMatchObject([{ lines: 3, amount: '112.55' }]);
    problemOf(await ada.ask(`POST /v1/adjustments/${id}/end`, { reason: 'No.' }), 'wrong-state');
    const refused = (await olga.ask('POST /v1/adjustments', manual)).json();
    expect((await ada.ask(`POST /v1/adjustments/${refused.id}/refusal`, { reason: 'Not twice.' })).json()).toMatchObject({
      state: 'refused',
      because: 'Not twice.',
    });
    expect((await olga.ask('GET /v1/adjustments?state=refused&kind=manual')).json().adjustments).toHaveLength(1);
    expect((await olga.ask(`GET /v1/adjustments/${id}`)).json().state).toBe('approved');
    problemOf(await olga.ask('GET /v1/adjustments/nosuch'), 'unknown-adjustment');
  });

  test('lines become payable, are paid by two people and a bank, and what is held or disputed waits', async () => {
    const served = await serveLedger(database);
    const { olga, ada, passTo, asker } = served;
    await inMay(served);
    const payout = (through: string) => olga.ask('POST /v1/payouts', { program: 'small', through });
    problemOf(await payout('2026-05-10'), 'wrong-state');
    await passTo('2026-06-02');
    expect((await linesOf(olga)).map(({ state }) => state)).toEqual(['payable', 'payable', 'payable']);
    problemOf(await payout('2026-06-03'), 'invalid-request');
    const [d1] = await linesOf(olga, '?activity=d1');
    const [d3] = await linesOf(olga, '?activity=d3');
    const acme = await asker({ name: 'acme portal', roles: ['partner'], partner: 'acme' });
    problemOf(await acme.ask(`POST /v1/ledger/${d3?.id}/disputes`, { reason: 'Mine.' }), 'unknown-line');
    const dispute = (await acme.ask(`POST /v1/ledger/${d1?.id}/disputes`, { reason: 'It was twice as much.' })).json();
    problemOf(await acme.ask(`POST /v1/ledger/${d1?.id}/disputes`, { reason: 'Again.' }), 'wrong-state');
    expect((await olga.ask(`POST /v1/ledger/${d3?.id}/hold`, { reason: 'The customer has not paid.' })).json().held).toBe(
      'The customer has not paid.',
    );
    const batch = (await payout('2026-06-02')).json();
    expect(batch).toMatchObject({ state: 'proposed', lines: 1, total: '25.05' });
    problemOf(await olga.ask(`GET /v1/payouts/${batch.id}/payments?format=csv`), 'wrong-state');
    problemOf(await olga.ask(`POST /v1/payouts/${batch.id}/export`), 'wrong-state');
    expect((await ada.ask(`POST /v1/payouts/${batch.id}/approval`)).json().state).toBe('approved');
    expect((await olga.ask(`POST /v1/payouts/${batch.id}/export`)).json().state).toBe('exported');
    expect((await olga.ask(`GET /v1/payouts/${batch.id}/payments`)).json().payments).toMatchObject([{ partner: 'acme', amount: '25.05' }]);
    expect((await served.download(olga, `/v1/payouts/${batch.id}/payments?format=csv`)).body).toMatch(
      /\r\n.*,acme,.*,partner,,1,25.05,USD\r\n$/,
    );
    problemOf(await olga.ask(`POST /v1/payouts/${batch.id}/confirmation`, { reference: 'B-1', paidOn: '2026-05-31' }), 'invalid-request');
    expect((await olga.ask(`POST /v1/payouts/${batch.id}/confirmation`, { reference: 'B-1' })).json()).toMatchObject({
      state: 'confirmed',
      paidOn: '2026-06-02',
    });
    problemOf(await olga.ask(`POST /v1/payouts/${batch.id}/cancellation`, { reason: 'Too late.' }), 'wrong-state');
    problemOf(await payout('2026-06-02'), 'wrong-state');

    const bert = await asker({ name: 'Bert', roles: ['approver'] });
    const settled = (
      await bert.ask(`POST /v1/disputes/${dispute.id}/resolution`, { outcome: 'upheld', resolution: 'So it was.', amount: '200.00' })
    ).json();
    expect(settled).toMatchObject({
      dispute: { state: 'upheld' },
      adjustment: { state: 'proposed', amount: '200.00', dispute: dispute.id },
    });
    problemOf(await bert.ask(`POST /v1/adjustments/${settled.adjustment.id}/approval`), 'own-proposal');
    expect((await ada.ask(`POST /v1/adjustments/${settled.adjustment.id}/approval`)).json().posted).toMatchObject([
      { amount: '100.00', period: '2026-06' },
    ]);
    expect((await olga.ask(`DELETE /v1/ledger/${d3?.id}/hold`)).json().held).toBeUndefined();
    await passTo('2026-06-03');
    expect((await payout('2026-06-03')).json()).toMatchObject({ lines: 3, total: '208.00' });
    expect((await acme.ask('GET /v1/disputes')).json().disputes).toHaveLength(1);
  });

  test('who owes more than is due to them waits; a batch that is given up gives its lines back', async () => {
    const served = await serveLedger(database);
    const { olga, ada, passTo, deals, life } = served;
    const { db } = life.store;
    await sql`insert into webhooks (id, name, url, secret, events, active, created_by, created_by_name, created_at, changed_at)
      values (gen_random_uuid(), 'bank desk', 'https://example.com', 'x', '["payout.proposed","payout.approved","payout.cancelled"]', true, 'ada', 'Ada', now(), now())`.execute(
      db,
    );
    await inMay(served);
    await passTo('2026-06-02');
    const propose = async () => (await olga.ask('POST /v1/payouts', { program: 'small', through: '2026-06-02' })).json();
    const batch = await propose();
    expect(batch.total).toBe('133.05');
    await ada.ask(`POST /v1/payouts/${batch.id}/approval`);
    expect((await olga.ask(`POST /v1/payouts/${batch.id}/cancellation`, { reason: 'The bank is closed.' })).json()).toMatchObject({
      state: 'cancelled',
      cancelledBecause: 'The bank is closed.',
    });
    const told = await db.selectFrom('events_out').select(['kind', 'body']).orderBy('id').execute();
    expect(told.map(({ kind }) => kind).toSorted()).toEqual(['payout.approved', 'payout.cancelled', 'payout.proposed']);
    expect(JSON.parse(told[0]?.body ?? '')).toMatchObject({
      subject: { payout: batch.id },
      data: { total: '133.05', lines: 3, currency: 'USD' },
    });
    expect((await linesOf(olga, '?state=payable')).length).toBe(3);
    // bolt's only deal was booked wrongly and is taken to nearly nothing, after acme was paid
    await served.record(acmeDeal('d3', '2026-05-06', '0.00', { partner: 'bolt', revision: 2 }));
    await deals.work();
    await passTo('2026-06-02');
    expect(await propose()).toMatchObject({ lines: 2, total: '125.05' });
    expect(await linesOf(olga, '?partner=bolt&state=payable')).toHaveLength(2);
  });

  test('a line can’t be disputed any more once its time is over', async () => {
    const served = await serveLedger(database, { payment: { payable: 'at-once', disputeDays: 5 } });
    const { olga, life } = served;
    await inMay(served);
    const [line] = await linesOf(olga, '?activity=d1');
    expect(line).toMatchObject({ payableOn: '2026-05-10', disputableUntil: '2026-06-05' });
    life.at('2026-06-06');
    expect(problemOf(await olga.ask(`POST /v1/ledger/${line?.id}/disputes`, { reason: 'Late.' }), 'wrong-state').detail).toContain(
      '2026-06-05',
    );
  });
});
