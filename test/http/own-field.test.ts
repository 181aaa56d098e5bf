import { describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { databases } from '../support/databases.ts';
import { always, commissionRule, goldRule } from '../support/small-program.ts';
import { acmeDeal, serveLedger } from './ledger-support.ts';
import { problemOf } from './support.ts';

const credit = {
  name: 'field-credit',
  decides: 'incentive',
  for: ['reseller'],
  on: ['deal-closed'],
  moves: 'partner-sourced-new-customer-rate',
  conditions: always,
  event: { type: 'incentive', params: { incentive: 'field-credit', payee: 'vendor-field', amount: 'deal.amount * 0.03' } },
} as ProgramDocument['rules'][number];

/** Doesn't hold; what would have had to be otherwise is nobody's business either. */
const large = {
  ...credit,
  name: 'field-credit-large',
  conditions: { all: [{ fact: 'deal.amount', operator: 'greaterThan', value: '900000.00' }] },
  event: { type: 'incentive', params: { incentive: 'field-credit-large', payee: 'vendor-field', amount: 'deal.amount * 0.05' } },
} as ProgramDocument['rules'][number];

describe.each(databases)('what the vendor’s own field is credited, kept in $name', (database) => {
  test('is seen by the vendor, and nowhere by the partner', async () => {
    const served = await serveLedger(database, { rules: [goldRule(), commissionRule(), credit, large] });
    const { olga, ada, asker, passTo, download } = served;
    await served.enroll('acme');
    await served.record(acmeDeal('d1', '2026-05-04', '1000.00'));
    const acme = await asker({ roles: ['partner'], partner: 'acme' });
    const lines = (await olga.ask('GET /v1/ledger')).json().lines as readonly { id: string; payee: string }[];
    expect(lines.map(({ payee }) => payee).sort()).toEqual(['partner', 'vendor-field']);
    const field = lines.find(({ payee }) => payee === 'vendor-field')?.id;

    expect((await acme.ask('GET /v1/ledger')).json().lines).toMatchObject([{ payee: 'partner', amount: '100.00' }]);
    for (const query of ['payee=vendor-field', 'incentive=field-credit', 'activity=d1&payee=vendor-field'])
      expect((await acme.ask(`GET /v1/ledger?${query}`)).json().lines).toEqual([]);
    expect((await acme.ask('GET /v1/ledger/totals?by=payee')).json().totals).toMatchObject([{ payee: 'partner', lines: 1 }]);
    problemOf(await acme.ask(`GET /v1/ledger/${field}`), 'unknown-line');
    problemOf(await acme.ask(`POST /v1/ledger/${field}/disputes`, { reason: 'Not theirs.' }), 'unknown-line');
    const dispute = (await ada.ask(`POST /v1/ledger/${field}/disputes`, { reason: 'Too much.' })).json();
    expect((await acme.ask('GET /v1/disputes')).json().disputes).toEqual([]);
    problemOf(await acme.ask(`GET /v1/disputes/${dispute.id}`), 'unknown-dispute');
    expect((await olga.ask('GET /v1/disputes')).json().disputes).toHaveLength(1);

    // statements, also once it was paid
    const bert = await asker({ name: 'Bert', roles: ['approver'] });
    await bert.ask(`POST /v1/disputes/${dispute.id}/resolution`, { outcome: 'rejected', resolution: 'It is right.' });
    await passTo('2026-06-02');
    const batch = (await olga.ask('POST /v1/payouts', { program: 'small', payees: 'vendor-field', through: '2026-06-02' })).json();
    await ada.ask(`POST /v1/payouts/${batch.id}/approval`);
    await olga.ask(`POST /v1/payouts/${batch.id}/export`);
    expect((await olga.ask(`POST /v1/payouts/${batch.id}/confirmation`, { reference: 'B-1' })).json()).toMatchObject({ total: '30.00' });
    for (const month of ['2026-05', '2026-06', '2026-07']) {
      const url = `/v1/statements?program=small&partner=acme&month=${month}`;
      const accounts = (await acme.ask(`GET ${url}`)).json().accounts as readonly { payee: string }[];
      expect(accounts.map(({ payee }) => payee)).toEqual(['partner']);
      for (const format of ['csv', 'html']) expect((await download(acme, `${url}&format=${format}`)).body).not.toMatch(/field|30\.00/);
    }
    const theirs = (await olga.ask('GET /v1/statements?program=small&partner=acme&month=2026-05')).json().accounts;
    expect(theirs).toMatchObject([{ payee: 'partner' }, { payee: 'vendor-field', closing: '30.00' }]);

    // decisions
    const [head] = (await acme.ask('GET /v1/decisions?kind=deal-closed')).json().decisions;
    expect(JSON.stringify(head)).not.toContain('field');
    const whole = (await acme.ask(`GET /v1/decisions/${head.id}`)).body;
    expect(whole).toContain('commission');
    expect(whole).not.toMatch(/field|30\.00/);
    expect((await olga.ask(`GET /v1/decisions/${head.id}`)).body).toContain('field-credit');
  });
});
