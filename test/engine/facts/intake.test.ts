import { describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../../schemas/types.ts';
import { readActivity, readPartner } from '../../../server/engine/facts/intake.ts';
import { loadProgramDocument } from '../../../server/engine/program/load.ts';
import type { Program } from '../../../server/engine/program/model.ts';
import { commissionRule, resellerType, smallProgram } from '../../support/small-program.ts';

function program(changes: Partial<ProgramDocument> = {}): Program {
  const result = loadProgramDocument({
    ...smallProgram(),
    partnerTypes: {
      reseller: resellerType({ produces: ['deal-closed', 'agreement-signed', 'profile-changed', 'mdf-claim'] }),
      isv: { ...resellerType({ objective: 'Be there.', judgedBy: 'win-rate', produces: ['deal-closed'] }) },
    },
    attributes: {
      'deal.tags': { type: 'list', of: ['deal-closed'] },
      'deal.weight': { type: 'price', of: ['deal-closed'] },
      'item.colour': { type: 'choice', of: ['deal-closed'], choices: ['red', 'blue'], required: true },
      'partner.since': { type: 'date', of: ['partner'], required: true },
    },
    parameters: {
      goldRevenue: { type: 'money', value: '1000.00' },
      minimum: { type: 'money', value: '0', min: '0', max: '500', perAgreement: true },
    },
    rules: smallProgram().rules.map((rule) => ({ ...rule, for: ['reseller', 'isv'] })),
    ...changes,
  });
  if (result.ok) return result.program;
  throw new Error(JSON.stringify(result.diagnostics, null, 1));
}

const small = program();
const deal = (changes: object = {}): object => ({
  id: 'd1',
  kind: 'deal-closed',
  occurredOn: '2026-03-01',
  partner: 'p1',
  partnerType: 'reseller',
  facts: { 'deal.amount': '100.00' },
  ...changes,
});
const read = (document: unknown, by = small) => {
  const result = readActivity(by, document);
  if (!result.ok) throw new Error(JSON.stringify(result.findings, null, 1));
  return result.activity;
};
const refused = (document: unknown, by = small): string[] => {
  const result = readActivity(by, document);
  return result.ok ? [] : result.findings.map(({ code, pointer }) => `${code} ${pointer}`);
};

describe('an activity', () => {
  test('comes in typed, in smallest steps, and frozen', () => {
    const activity = read(
      deal({
        source: 'crm',
        revision: 2,
        at: '2026-03-01T10:00:00+01:00',
        facts: {
          'deal.amount': '100.5',
          'deal.discount': '0.15',
          'deal.weight': '2.5',
          'deal.quantity': 3,
          'deal.kind': 'new',
          'deal.tender': false,
          'customer.lastPurchase': '1970-01-01'.replace('1970', '2020'),
          'deal.tags': ['a', 'b'],
        },
        items: [{ 'item.amount': '1.01', 'item.colour': 'red' }],
      }),
    );
    expect(activity).toMatchObject({ source: 'crm', id: 'd1', revision: 2, kind: 'deal-closed', day: 20_513, at: 1_772_355_600_000 });
    expect(Object.fromEntries(activity.facts)).toEqual({
      'deal.amount': 10_050,
      'deal.discount': 150_000_000,
      'deal.weight': 2_500_000,
      'deal.quantity': 3,
      'deal.kind': 'new',
      'deal.tender': false,
      'customer.lastPurchase': 18_262,
      'deal.tags': ['a', 'b'],
    });
    expect(activity.items).toEqual([
      new Map<string, unknown>([
        ['item.amount', 101],
        ['item.colour', 'red'],
      ]),
    ]);
    for (const part of [activity, activity.parties, activity.parties[0], activity.items, activity.facts.get('deal.tags')]) {
      expect(Object.isFrozen(part)).toBe(true);
    }
  });

  test('of one partner has one party with all of it', () => {
    expect(read(deal())).toMatchObject({
      source: 'direct',
      revision: 1,
      parties: [{ partner: 'p1', partnerType: 'reseller', role: 'principal', share: 1_000_000_000 }],
    });
  });

  test('of several has their shares; those that name none have none', () => {
    const parties = [
      { partner: 'p1', partnerType: 'reseller', role: 'seller', share: '0.6' },
      { partner: 'p2', partnerType: 'isv', role: 'influenced' },
    ];
    const { partner: _, partnerType: __, ...rest } = deal() as Record<string, unknown>;
    expect(read({ ...rest, parties }).parties.map((party) => party.share)).toEqual([600_000_000, 0]);
    expect(read({ ...rest, parties: parties.slice(1) }).parties.map((party) => party.share)).toEqual([1_000_000_000]);
  });

  test('in another currency is converted exactly and rounded once an amount', () => {
    const facts = { 'deal.amount': '100.055', 'deal.weight': '0.000001', 'deal.discount': '0.1' };
    const document = deal({
      currency: 'EUR',
      exchange: { rate: '1.1', on: '2026-02-28' },
      facts,
      items: [{ 'item.amount': '0.05', 'item.colour': 'red' }],
    });
    const activity = read(document);
    // 110.0605 and 0.0000011 and 0.055
    expect(Object.fromEntries(activity.facts)).toEqual({ 'deal.amount': 11_006, 'deal.weight': 1, 'deal.discount': 100_000_000 });
    expect(activity.items[0]?.get('item.amount')).toBe(6);
    expect(activity.exchange).toEqual({ currency: 'EUR', rate: '1.1', on: 20_512 });
    const down = read(document, program({ rounding: 'down' }));
    expect(down.items[0]?.get('item.amount')).toBe(5);
  });

  test('may name the program’s own currency', () => {
    expect(read(deal({ currency: 'USD' })).exchange).toBeUndefined();
  });

  test('that signs an agreement sets terms', () => {
    const signed = { kind: 'agreement-signed', facts: { 'agreement.id': 'a' }, terms: { minimum: '250' } };
    expect(read(deal(signed)).terms).toEqual(new Map([['minimum', 25_000]]));
  });

  test('that changes the profile carries facts of the partner', () => {
    const changed = { kind: 'profile-changed', facts: { 'partner.employees': 5, 'partner.since': '2020-01-01' } };
    expect(read(deal(changed)).facts.get('partner.employees')).toBe(5);
  });
});

describe('each fault of an activity is told', () => {
  const withFacts = (facts: object): object => deal({ facts: { 'deal.amount': '1', ...facts } });
  const signed = (terms: object): object => deal({ kind: 'agreement-signed', facts: { 'agreement.id': 'a' }, terms });
  const parties = (...list: object[]): object => {
    const { partner: _, partnerType: __, ...rest } = deal() as Record<string, unknown>;
    return { ...rest, parties: list };
  };
  const seller = { partner: 'p1', partnerType: 'reseller', role: 'seller' };

  test.each<[string, unknown]>([
    ['wrong-type ', 'nothing'],
    ['missing-field ', deal({ id: undefined }) && { kind: 'deal-closed', occurredOn: '2026-01-01', partner: 'p', partnerType: 'reseller' }],
    ['unknown-field /occuredOn', deal({ occuredOn: '2026-01-01' })],
    ['wrong-format /occurredOn', deal({ occurredOn: '2026-02-30' })],
    ['out-of-range /occurredOn', deal({ occurredOn: '1989-12-31' })],
    ['out-of-range /revision', deal({ revision: 0 })],
    ['wrong-format /at', deal({ at: 'noon' })],
    ['wrong-format /at', deal({ at: '2026-03-01T23:59:60Z' })],
    ['instant-day /at', deal({ at: '2026-03-02T00:00:00Z' })],
    ['reserved-source /source', deal({ source: 'dealwright' })],
    ['control-character /id', deal({ id: 'a\u0000b' })],
    ['control-character /partner', deal({ partner: 'a\nb' })],
    ['unknown-kind /kind', deal({ kind: 'deal-close' })],
    ['generated-kind /kind', deal({ kind: 'year-closed' })],
    ['unknown-partner-type /partnerType', deal({ partnerType: 'resler' })],
    ['kind-not-produced /partnerType', deal({ partnerType: 'isv', kind: 'mdf-claim', facts: { 'mdf.id': 'm', 'mdf.cost': '1' } })],
    ['missing-field ', { id: 'd', kind: 'deal-closed', occurredOn: '2026-01-01', partner: 'p', facts: { 'deal.amount': '1' } }],
    ['parties-mixed /partner', deal({ parties: [seller] })],
    ['party-twice /parties/1', parties(seller, { ...seller, role: 'sourced' })],
    ['shares-above-one /parties', parties({ ...seller, share: '0.7' }, { ...seller, partner: 'p2', share: '0.300000001' })],
    ['out-of-range /parties/0/share', parties({ ...seller, share: '-0.1' })],
    ['unknown-partner-type /parties/0/partnerType', parties({ ...seller, partnerType: 'x' })],
    ['unknown-fact /facts/deal.amont', withFacts({ 'deal.amont': '1' })],
    ['fact-of-other-kind /facts/mdf.cost', withFacts({ 'mdf.cost': '1' })],
    ['fact-not-recorded /facts/measure.revenue', withFacts({ 'measure.revenue': '1' })],
    ['fact-not-recorded /facts/partner.tier', withFacts({ 'partner.tier': 'gold' })],
    ['missing-fact /facts', deal({ facts: {} })],
    ['missing-fact /facts', deal({ facts: undefined }) && { ...deal(), facts: { 'deal.kind': 'new' } }],
    ['wrong-type /facts/deal.amount', withFacts({ 'deal.amount': 1 })],
    ['wrong-type /facts/deal.amount', withFacts({ 'deal.amount': null })],
    ['not-a-decimal /facts/deal.amount', withFacts({ 'deal.amount': '1,5' })],
    ['too-many-decimals /facts/deal.amount', withFacts({ 'deal.amount': '1.005' })],
    ['out-of-range /facts/deal.amount', withFacts({ 'deal.amount': '10000000000000.01' })],
    ['out-of-range /facts/deal.quantity', withFacts({ 'deal.quantity': 1e13 })],
    ['wrong-type /facts/deal.quantity', withFacts({ 'deal.quantity': 1.5 })],
    ['wrong-type /facts/deal.quantity', withFacts({ 'deal.quantity': Number.NaN })],
    ['not-a-date /facts/customer.lastPurchase', withFacts({ 'customer.lastPurchase': '2026-02-30' })],
    ['unknown-choice /facts/deal.kind', withFacts({ 'deal.kind': 'nwe' })],
    ['wrong-type /facts/deal.tender', withFacts({ 'deal.tender': 'yes' })],
    ['wrong-type /facts/customer.id', withFacts({ 'customer.id': '' })],
    ['too-long /facts/customer.id', withFacts({ 'customer.id': 'x'.repeat(201) })],
    ['control-character /facts/customer.id', withFacts({ 'customer.id': 'a\u0000' })],
    ['control-character /facts/customer.id', withFacts({ 'customer.id': '\ud800' })],
    ['wrong-type /facts/deal.tags', withFacts({ 'deal.tags': ['a', 'a'] })],
    ['wrong-type /facts/deal.tags', withFacts({ 'deal.tags': 'a' })],
    ['wrong-type /facts/deal.tags', withFacts({ 'deal.tags': [1] })],
    ['too-long /facts/deal.tags', withFacts({ 'deal.tags': Array.from({ length: 201 }, (_, index) => `t${index}`) })],
    ['missing-fact /items/0', deal({ items: [{ 'item.amount': '1' }] })],
    ['unknown-fact /items/0/item.amont', deal({ items: [{ 'item.colour': 'red', 'item.amont': '1' }] })],
    ['unknown-choice /items/0/item.colour', deal({ items: [{ 'item.colour': 'green' }] })],
    ['items-not-carried /items', deal({ kind: 'mdf-claim', facts: { 'mdf.id': 'm', 'mdf.cost': '1' }, items: [{}] })],
    ['exchange-missing /currency', deal({ currency: 'EUR' })],
    ['exchange-without-currency /exchange', deal({ exchange: { rate: '1', on: '2026-01-01' } })],
    ['out-of-range /exchange/rate', deal({ currency: 'EUR', exchange: { rate: '0', on: '2026-01-01' } })],
    [
      'out-of-range /facts/deal.amount',
      deal({ currency: 'EUR', exchange: { rate: '1000', on: '2026-01-01' }, facts: { 'deal.amount': '999999999999.99' } }),
    ],
    [
      'not-a-decimal /facts/deal.amount',
      deal({ currency: 'EUR', exchange: { rate: '1', on: '2026-01-01' }, facts: { 'deal.amount': 'x' } }),
    ],
    [
      'too-long /facts/deal.amount',
      deal({ currency: 'EUR', exchange: { rate: '1', on: '2026-01-01' }, facts: { 'deal.amount': `0.${'1'.repeat(40)}` } }),
    ],
    ['terms-not-carried /terms', deal({ terms: { minimum: '1' } })],
    ['unknown-parameter /terms/minimun', signed({ minimun: '1' })],
    ['not-per-agreement /terms/goldRevenue', signed({ goldRevenue: '1' })],
    ['out-of-range /terms/minimum', signed({ minimum: '500.01' })],
    ['out-of-range /terms/minimum', signed({ minimum: '-1' })],
    ['too-many-decimals /terms/minimum', signed({ minimum: '0.001' })],
  ])('%s', (expected, document) => {
    expect(refused(document)).toEqual([expected]);
  });

  test('all at once, and each says what was found and expected', () => {
    const result = readActivity(
      small,
      deal({ partnerType: 'resler', facts: { 'deal.amont': '1', 'deal.kind': 'nwe', 'deal.quantity': '3' } }),
    );
    if (result.ok) throw new Error('it should have been refused');
    expect(result.findings.map(({ message, hint }) => [message, hint])).toEqual([
      ['There is no partner type resler.', 'Did you mean reseller?'],
      ['There is no fact deal.amont.', 'Did you mean deal.amount?'],
      ['deal.kind is “nwe”; one of new, expansion, renewal was expected.', 'Did you mean new?'],
      ['deal.quantity is “3”; a whole number was expected.', undefined],
      ['deal.amount is missing; deal-closed must carry it (money).', 'Add "deal.amount".'],
    ]);
  });

  test('names that reach into JavaScript are names like others', () => {
    for (const name of ['constructor.name', 'deal.constructor', 'deal.toString']) {
      expect(refused(withFacts({ [name]: '1' }))).toEqual([`unknown-fact /facts/${name}`]);
    }
    const facts = JSON.parse('{"deal.amount":"1","__proto__":{"x":1}}');
    expect(refused(deal({ facts }))).toEqual(['invalid-name /facts/__proto__']);
    expect(refused(deal({ kind: 'constructor' }))).toEqual(['unknown-kind /kind']);
    expect(refused(deal({ partnerType: 'constructor' }))).toEqual(['unknown-partner-type /partnerType']);
  });
});

describe('the instant of an activity', () => {
  const refusedIn = (timeZone: string, at: string, occurredOn: string): string[] =>
    refused(deal({ at, occurredOn }), program({ calendar: { fiscalYearStart: '01-01', timeZone } }));

  test.each<[zone: string, what: string, occurredOn: string, first: string, last: string]>([
    ['UTC', 'a day', '2026-03-01', '2026-03-01T00:00:00Z', '2026-03-01T23:59:59.999Z'],
    ['America/New_York', 'a day behind UTC', '2026-03-01', '2026-03-01T05:00:00Z', '2026-03-02T04:59:59.999Z'],
    ['America/New_York', 'a day in an offset of its own', '2026-03-01', '2026-03-01T14:00:00+09:00', '2026-03-01T23:59:59-05:00'],
    ['Asia/Kolkata', 'a day ahead of UTC', '2026-03-01', '2026-02-28T18:30:00Z', '2026-03-01T18:29:59.999Z'],
    ['Pacific/Kiritimati', 'the first day of all', '2026-01-01', '2025-12-31T10:00:00Z', '2026-01-01T09:59:59.999Z'],
    ['America/New_York', 'a day of 23 hours', '2026-03-08', '2026-03-08T05:00:00Z', '2026-03-09T03:59:59.999Z'],
    ['America/New_York', 'a day of 25 hours', '2026-11-01', '2026-11-01T04:00:00Z', '2026-11-02T04:59:59.999Z'],
    ['Europe/Berlin', 'a day of 25 hours', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59.999Z'],
  ])('falls on the day in %s: %s', (zone, _, occurredOn, first, last) => {
    expect(refusedIn(zone, first, occurredOn)).toEqual([]);
    expect(refusedIn(zone, last, occurredOn)).toEqual([]);
    expect(refusedIn(zone, new Date(Date.parse(first) - 1).toISOString(), occurredOn)).toEqual(['instant-day /at']);
    expect(refusedIn(zone, new Date(Date.parse(last) + 1000).toISOString(), occurredOn)).toEqual(['instant-day /at']);
  });

  test('on another day is told with both days and the zone', () => {
    const berlin = program({ calendar: { fiscalYearStart: '01-01', timeZone: 'Europe/Berlin' } });
    const result = readActivity(berlin, deal({ at: '2026-03-01T23:30:00Z' }));
    expect(result).toMatchObject({
      findings: [
        {
          message: 'at is “2026-03-01T23:30:00Z”, which is on 2026-03-02 in Europe/Berlin; occurredOn is 2026-03-01.',
          hint: 'occurredOn is the day in the program\'s time zone: write "2026-03-02" if the instant is right.',
        },
      ],
    });
  });

  test('is not asked for', () => {
    expect(read(deal())).not.toHaveProperty('at');
  });
});

describe('a partner', () => {
  const partner = (changes: object = {}): object => ({
    id: 'p1',
    facts: { 'partner.since': '2020-01-01', 'partner.employees': 3 },
    enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01', tier: 'gold', facts: { 'partner.employees': 5 } }],
    ...changes,
  });
  const enrolled = (changes: object): object =>
    partner({ enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01', ...changes }] });
  const codes = (document: unknown): string[] => {
    const result = readPartner(small, document);
    return result.ok ? [] : result.findings.map(({ code, pointer }) => `${code} ${pointer}`);
  };

  test('comes in as its enrollments, whose own facts go first', () => {
    const result = readPartner(small, partner());
    expect(result).toEqual({
      ok: true,
      enrollments: [
        {
          partner: 'p1',
          partnerType: 'reseller',
          enrolledOn: 20_454,
          tier: 'gold',
          profile: new Map([
            ['partner.since', 18_262],
            ['partner.employees', 5],
          ]),
        },
      ],
    });
  });

  test.each<[string, unknown]>([
    ['missing-field ', { enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01' }] }],
    ['control-character /id', partner({ id: '\u0001' })],
    ['unknown-partner-type /enrollments/0/partnerType', enrolled({ partnerType: 'resler' })],
    [
      'enrolled-twice /enrollments/1/partnerType',
      partner({ enrollments: [1, 2].map(() => ({ partnerType: 'reseller', enrolledOn: '2026-01-01' })) }),
    ],
    ['out-of-range /enrollments/0/enrolledOn', enrolled({ enrolledOn: '2200-01-01' })],
    ['unknown-level /enrollments/0/tier', enrolled({ tier: 'golden' })],
    ['unknown-fact /facts/partner.emploees', partner({ facts: { 'partner.since': '2020-01-01', 'partner.emploees': 3 } })],
    ['fact-not-recorded /facts/partner.tier', partner({ facts: { 'partner.since': '2020-01-01', 'partner.tier': 'gold' } })],
    ['wrong-type /enrollments/0/facts/partner.employees', enrolled({ facts: { 'partner.employees': '3' } })],
    ['missing-fact /enrollments/0', partner({ facts: {} })],
  ])('%s', (expected, document) => {
    expect(codes(document)).toEqual([expected]);
  });

  test('of a type without tiers has none', () => {
    const { tiers: _, ...plain } = resellerType({ produces: ['deal-closed'] });
    const by = program({ partnerTypes: { reseller: plain }, attributes: {}, rules: [commissionRule()] });
    const result = readPartner(by, { id: 'p', enrollments: [{ partnerType: 'reseller', enrolledOn: '2026-01-01', tier: 'gold' }] });
    expect(result.ok ? [] : result.findings.map((finding) => finding.code)).toEqual(['no-tiers']);
  });
});
