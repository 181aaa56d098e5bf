import { describe, expect, test } from 'vitest';
import { databases } from '../support/databases.ts';
import { activity, serveFolder } from './registry-support.ts';
import { problemOf } from './support.ts';

const enrolling = (partnerType: string, facts = {}) => ({
  name: partnerType,
  enrollments: [{ program: 'northwind', partnerType, enrolledOn: '2026-02-02', facts }],
});

describe.each(databases)('kept in $name:', (database) => {
  test('a portal asks what a partner may do today, what is missing, and until when a yes holds', async () => {
    const { crm, ada, record, partner, system } = await serveFolder(database, 'rules', 'northwind');
    expect((await crm.ask('PUT /v1/partners/bluewater', enrolling('reseller'))).statusCode).toBe(201);
    const asked = { partner: 'bluewater', partnerType: 'reseller', customer: 'zenith', productLine: 'harbor', person: 'ana' };
    const gates = async (question: object = {}) => {
      const answer = await crm.ask('POST /v1/programs/northwind/gates', { ...asked, ...question });
      expect(answer.statusCode, answer.body).toBe(200);
      return answer.json();
    };
    const closed = await gates();
    expect(closed).toMatchObject({ program: 'northwind', partner: 'bluewater', on: '2026-05-10' });
    expect(closed.gates).toMatchObject([
      {
        gate: 'sell',
        open: false,
        closedBy: [],
        sets: [{ changes: [{ fact: 'measure.sellersOfLine', has: 0, needs: 1, gap: 1, whose: 'partner' }] }],
      },
      { gate: 'sellInPerson', open: false },
    ]);
    expect(closed.gates[0].sentences.join('\n')).toContain('at least 1');
    const certificate = {
      'certificate.person': 'ana',
      'certificate.role': 'sales',
      'certificate.product': 'harbor',
      'certificate.expiresOn': '2026-09-30',
    };
    await record(activity('c1', 'certificate-earned', '2026-03-01', 'bluewater', certificate));
    const open = await gates();
    expect(open.gates).toMatchObject([
      { gate: 'sell', open: true, horizon: { until: '2026-09-30', after: { open: false } } },
      { gate: 'sellInPerson', open: true, horizon: { until: '2026-09-30' } },
    ]);
    expect((await gates({ person: 'bob' })).gates).toMatchObject([{ open: true }, { gate: 'sellInPerson', open: false }]);
    // a regulated customer asks for an attestation
    expect((await gates({ facts: { 'customer.regulated': true } })).gates[0]).toMatchObject({
      open: false,
      closedBy: [{ reason: 'attestation missing or expired' }],
    });
    const items = [
      { 'item.product': 'harbor-enterprise', 'item.productLine': 'harbor', 'item.amount': '10.00' },
      { 'item.product': 'beacon-pro', 'item.productLine': 'beacon', 'item.amount': '10.00' },
    ];
    const deal = await gates({ kind: 'deal-closed', person: undefined, facts: { 'deal.amount': '20.00' }, items });
    expect(deal.gates.map(({ gate, item, open: is }: { gate: string; item: number; open: boolean }) => [gate, item, is])).toEqual([
      ['sell', 0, true],
      ['sell', 1, false],
    ]);
    const wrong = async (question: object) =>
      problemOf(await crm.ask('POST /v1/programs/northwind/gates', { ...asked, ...question }), 'invalid-request').findings.map(
        ({ pointer }) => pointer,
      );
    expect(await wrong({ facts: { 'customer.regulatd': true } })).toEqual(['/facts/customer.regulatd']);
    expect(await wrong({ facts: { 'customer.regulated': 'yes' } })).toEqual(['/facts/customer.regulated']);
    expect(await wrong({ kind: 'renewal', solution: 'S1' })).toEqual(['/solution']);
    expect(await wrong({ kind: 'quarter-closed' })).toEqual(['/kind']);
    expect(await wrong({ kind: 'nosuch', person: undefined })).toEqual(['/kind']);
    expect(await wrong({ customer: 'a\u0000' })).toEqual(['/customer']);
    expect(await wrong({ gate: 'sell' })).toEqual(['/gate']);
    expect((await (await partner('bluewater')).ask('POST /v1/programs/northwind/gates', asked)).statusCode).toBe(200);
    problemOf(await (await partner('rival')).ask('POST /v1/programs/northwind/gates', asked), 'not-allowed');
    problemOf(await (await system('other')).ask('POST /v1/programs/northwind/gates', asked), 'not-allowed');
    problemOf(await ada.ask('POST /v1/programs/nosuch/gates', asked), 'unknown-program');
  });

  test('what a partner has attained, what is missing to the next tier, and what ends soon', async () => {
    const { crm, ada, record, partner, life } = await serveFolder(database, 'rules', 'northwind');
    await crm.ask('PUT /v1/partners/bluewater', enrolling('reseller'));
    const certificate = {
      'certificate.person': 'ana',
      'certificate.role': 'sales',
      'certificate.product': 'harbor',
      'certificate.expiresOn': '2028-09-30',
    };
    await record(activity('c1', 'certificate-earned', '2026-03-01', 'bluewater', certificate));
    const registration = { 'registration.id': 'R1', 'customer.id': 'zenith', 'deal.productLine': 'harbor', 'deal.kind': 'new' };
    await record(
      activity('r1', 'registration-submitted', '2026-05-04', 'bluewater', {
        ...registration,
        'registration.amount': '48000.00',
        'registration.closeOn': '2026-07-31',
        'registration.complete': true,
      }),
    );
    await record(
      activity('d1', 'deal-closed', '2026-05-06', 'bluewater', {
        'customer.id': 'omega',
        'deal.productLine': 'harbor',
        'deal.kind': 'new',
        'deal.amount': '48000.00',
      }),
    );
    const url = 'GET /v1/programs/northwind/attainment?partner=bluewater&partnerType=reseller';
    const told = (await ada.ask(url)).json();
    expect(told).toMatchObject({ program: 'northwind', partner: 'bluewater', on: '2026-05-10', status: 'decided', tier: 'registered' });
    expect(told.levels.map(({ level }: { level: string }) => level)).toEqual(['silver', 'gold', 'platinum']);
    expect(told.sentences[0]).toBe('Tier on 2026-05-10: registered.');
    expect(told.measures).toContainEqual(expect.objectContaining({ measure: 'revenueYtd', type: 'money', value: '48000.00' }));
    expect(told.deadlines).toMatchObject([{ reference: 'R1', status: 'approved', deadline: expect.stringMatching(/^2026-0[78]/) }]);
    for (const { until } of told.ending) expect(until >= '2026-05-10').toBe(true);
    expect((await (await partner('bluewater')).ask(url)).statusCode).toBe(200);
    problemOf(await (await partner('rival')).ask(url), 'not-allowed');
    problemOf(await ada.ask('GET /v1/programs/northwind/attainment?partner=bluewater'), 'invalid-request');
    problemOf(await ada.ask('GET /v1/programs/northwind/attainment?partner=bluewater&partnerType=si'), 'unknown-partner');
    life.at('2026-09-01');
    expect((await ada.ask(url)).json()).toMatchObject({ on: '2026-09-01', deadlines: [] });
  });

  test("an account that an SI owns holds the vendor's own field off", async () => {
    const { crm, ada, record } = await serveFolder(database, 'rules', 'northwind');
    await crm.ask('PUT /v1/partners/advisors', enrolling('si'));
    await crm.ask('PUT /v1/partners/field', enrolling('vendor-field'));
    await crm.ask('PUT /v1/customers/zenith', { name: 'Zenith Bank' });
    const account = {
      'registration.id': 'A1',
      'customer.id': 'zenith',
      'deal.productLine': 'harbor',
      'opportunity.id': 'O1',
      'registration.sourced': true,
      'registration.amount': '90000.00',
      'registration.closeOn': '2026-09-30',
      'registration.complete': true,
    };
    await record({ ...activity('a1', 'registration-submitted', '2026-05-04', 'advisors', account), partnerType: 'si' });
    const { protections } = (await ada.ask('GET /v1/programs/northwind/protections?customer=zenith&productLine=harbor')).json();
    expect(protections).toMatchObject([
      {
        protection: 'account',
        protected: true,
        holders: [{ partner: 'advisors', partnerType: 'si', registration: 'A1' }],
        holdsOff: [
          { partnerType: 'si', reason: 'duplicate' },
          { partnerType: 'vendor-field', reason: 'account owned by an SI' },
        ],
      },
      {
        protection: 'deal',
        protected: false,
        holdsOff: [
          { partnerType: 'reseller', reason: 'duplicate' },
          { partnerType: 'vendor-field', reason: 'deal registered by a reseller' },
        ],
      },
    ]);
    const own = { 'registration.id': 'F1', 'customer.id': 'zenith', 'deal.productLine': 'harbor' };
    await record({ ...activity('f1', 'registration-submitted', '2026-05-05', 'field', own), partnerType: 'vendor-field' });
    expect((await ada.ask('GET /v1/cases?partner=field')).json().cases).toMatchObject([
      { status: 'refused', reasons: ['account owned by an SI'] },
    ]);
  });
});
