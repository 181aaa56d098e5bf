import { expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../schemas/types.ts';
import { sayAttainment } from '../../../server/engine/attainment/sentences.ts';
import { attainmentOf } from '../../../server/engine/attainment/tiers.ts';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import { prepare } from '../../differential/compare.ts';
import { act, day, deal, partnerType, program, reseller, rule } from '../reference/support.ts';

const atLeast = (fact: string, value: unknown) => ({ fact, operator: 'greaterThanInclusive', value });
const levels = { levels: ['registered', 'silver', 'gold', 'platinum'], upgrade: 'at-once', downgrade: 'at-once' } as const;
const tier = (name: string, level: string, conditions: object) => rule(name, 'tier', [], { level }, { conditions });

const document = (rules: ProgramDocument['rules'], more: Partial<ProgramDocument> = {}): ProgramDocument =>
  program({
    partnerTypes: {
      reseller: partnerType(['deal-closed', 'renewal', 'certificate-earned'], levels as unknown as Parameters<typeof partnerType>[1]),
    },
    parameters: { goldRevenue: { type: 'money', value: '500000.00' }, goldRetention: { type: 'rate', value: '0.8' } },
    measures: {
      revenue: {
        sum: 'deal.amount',
        of: ['deal-closed'],
        window: 'trailing-12-months',
        description: 'New business of 12 months; it decides the tier.',
      },
      certifiedSellers: {
        countDistinct: 'certificate.person',
        of: ['certificate-earned'],
        window: 'valid',
        description: 'Certified sellers.',
      },
      renewalsDue: { count: true, of: ['renewal'], window: 'lifetime', description: 'Renewals that came due.' },
      renewalsKept: {
        count: true,
        of: ['renewal'],
        where: { fact: 'renewal.kept', operator: 'equal', value: true },
        window: 'lifetime',
        description: 'Renewals that were kept.',
      },
      bookings: { count: true, of: ['deal-closed'], window: 'lifetime' },
    },
    derived: { retention: { type: 'rate', formula: 'measure.renewalsKept / measure.renewalsDue', description: 'Share of renewals kept.' } },
    rules,
    ...more,
  });

const TIERS = [
  tier('silver', 'silver', { all: [atLeast('measure.certifiedSellers', 1)] }),
  tier('gold', 'gold', {
    all: [
      atLeast('measure.revenue', { fact: 'parameter.goldRevenue' }),
      atLeast('measure.certifiedSellers', 3),
      {
        any: [
          { fact: 'derived.retention', operator: 'exists', value: false },
          atLeast('derived.retention', { fact: 'parameter.goldRetention' }),
        ],
      },
    ],
  }),
  tier('gold-by-deals', 'gold', {
    all: [atLeast('measure.bookings', 50), { not: { fact: 'measure.certifiedSellers', operator: 'lessThan', value: 2 } }],
  }),
  tier('platinum', 'platinum', {
    all: [
      atLeast('partner.daysEnrolled', 365),
      { fact: 'measure.bookings', operator: 'lessThan', value: 2 },
      { fact: 'partner.type', operator: 'equal', value: 'reseller' },
    ],
  }),
];

const certified = (person: string): ActivityDocument =>
  act('certificate-earned', '2026-02-01', {
    'certificate.id': `c-${person}`,
    'certificate.person': person,
    'certificate.expiresOn': '2027-12-31',
    'certificate.role': 'sales',
  });
const renewal = (kept: boolean): ActivityDocument => act('renewal', '2026-02-02', { 'renewal.amount': '100', 'renewal.kept': kept });

function attained(
  rules: ProgramDocument['rules'],
  activities: readonly ActivityDocument[],
  on = '2026-03-01',
  more: Partial<ProgramDocument> = {},
) {
  const prepared = prepare({ program: document(rules, more), partners: [reseller('acme', '2026-01-01')], activities, until: on });
  const evaluator = createCompiled(prepared.timeline);
  const state = evaluator.begin(prepared.enrollments);
  for (const activity of prepared.activities) evaluator.remember(state, activity);
  const found = attainmentOf(evaluator, state, { partner: 'acme', partnerType: 'reseller', on: day(on) });
  expect(attainmentOf(evaluator, state, { partner: 'nobody', partnerType: 'reseller', on: day(on) })).toBeUndefined();
  if (found === undefined) throw new Error('nobody');
  return found;
}

test('what is missing to each level above, in the units of the trade', () => {
  const found = attained(TIERS, [deal('2026-02-03', '485800.00'), certified('ann'), certified('bob'), renewal(true), renewal(false)]);
  expect([found.on, found.status, found.tier]).toEqual(['2026-03-01', 'decided', 'silver']);
  const [gold, platinum, ...none] = found.levels;
  expect(none).toEqual([]);
  expect(gold?.rules).toEqual(['gold', 'gold-by-deals']);
  expect(
    gold?.sets.map(({ rule: name, changes }) => [
      name,
      changes.map(({ fact, has, operator, needs, gap, whose }) => [fact, has, operator, needs, gap, whose]),
    ]),
  ).toEqual([
    ['gold-by-deals', [['measure.bookings', 1, 'greaterThanInclusive', 50, 49, 'partner']]],
    [
      'gold',
      [
        ['measure.revenue', '485800.00', 'greaterThanInclusive', '500000.00', '14200.00', 'partner'],
        ['measure.certifiedSellers', 2, 'greaterThanInclusive', 3, 1, 'partner'],
        ['derived.retention', '0.5', 'greaterThanInclusive', '0.8', '0.3', 'partner'],
      ],
    ],
  ]);
  expect(gold?.sets[1]?.changes[0]).toEqual({
    fact: 'measure.revenue',
    type: 'money',
    description: 'New business of 12 months; it decides the tier.',
    has: '485800.00',
    operator: 'greaterThanInclusive',
    needs: '500000.00',
    needsFact: 'parameter.goldRevenue',
    gap: '14200.00',
    unit: 'USD',
    to: '500000.00',
    whose: 'partner',
  });
  // 0.8 × 2 = 1.6
  expect(gold?.sets[1]?.changes[2]?.ratio).toEqual({
    fact: 'measure.renewalsKept',
    description: 'Renewals that were kept.',
    has: 1,
    more: 1,
  });
  expect(platinum?.sets.map(({ changes }) => changes.map(({ fact, gap, whose, on }) => [fact, gap, whose, on]))).toEqual([
    [['partner.daysEnrolled', 306, 'time', '2027-01-01']],
  ]);
  expect(sayAttainment(found)).toEqual([
    'Tier on 2026-03-01: silver.',
    'gold:',
    '  Bookings: at least 50 (49 more); now 1',
    '  or',
    '  New business of 12 months: at least USD 500,000.00 (USD 14,200.00 more); now USD 485,800.00',
    '  Certified sellers: at least 3 (1 more); now 2',
    '  Share of renewals kept: at least 0.8 (0.3 more); now 0.5 (1 more of: Renewals that were kept)',
    'platinum:',
    '  Days since enrollment: at least 365 days (306 days more); now 59 days; time brings it, on 2027-01-01',
  ]);
});

test('what has been counted for good stays counted, and one who is something else can not become it', () => {
  const found = attained(
    [
      ...TIERS.slice(0, 2),
      tier('platinum', 'platinum', { all: [{ fact: 'measure.bookings', operator: 'lessThan', value: 2 }] }),
      tier('gold-of-old', 'gold', { all: [{ fact: 'partner.enrolledOn', operator: 'lessThan', value: '2020-01-01' }] }),
    ],
    [deal('2026-02-03', '1.00'), deal('2026-02-03', '1.00'), certified('ann'), certified('bob'), certified('cy')],
  );
  const said = found.levels.map(({ level, sets }) => [
    level,
    ...sets.map(({ changes }) => changes.map(({ fact, whose }) => `${fact}: ${whose}`)),
  ]);
  expect(said).toEqual([
    ['gold', ['measure.revenue: partner']],
    ['platinum', ['measure.bookings: nobody']],
  ]);
  expect(sayAttainment(found).slice(-2)).toEqual([
    'platinum:',
    '  Bookings: at most 1 (1 less); now 2; nothing that the partner does changes it',
  ]);
});

test('of two conditions on one measure the one that asks for more is told, and of two ways the shorter', () => {
  const found = attained(
    [
      TIERS[0] as ProgramDocument['rules'][number],
      tier('gold', 'gold', {
        any: [atLeast('measure.bookings', 9), { all: [atLeast('measure.bookings', 3), atLeast('measure.bookings', 5)] }],
      }),
      tier('platinum', 'platinum', {
        all: [
          { fact: 'measure.bookings', operator: 'greaterThan', value: 7 },
          { fact: 'measure.bookings', operator: 'notEqual', value: 8 },
        ],
      }),
    ],
    [certified('ann')],
  );
  expect(found.levels.map(({ sets }) => sets.map(({ changes }) => changes.map(({ to, gap }) => [to, gap])))).toEqual([
    [[[5, 5]]],
    [[[9, 9]]],
  ]);
});

test('without a number where none would be honest', () => {
  const nothingDue = attained(
    [
      TIERS[0] as ProgramDocument['rules'][number],
      tier('gold', 'gold', { all: [atLeast('derived.retention', '0.8')] }),
      TIERS[3] as ProgramDocument['rules'][number],
    ],
    [certified('ann')],
  );
  const [change] = nothingDue.levels[0]?.sets[0]?.changes ?? [];
  expect(change).toMatchObject({ fact: 'derived.retention', operator: 'greaterThanInclusive', needs: '0.8' });
  for (const absent of ['has', 'gap', 'ratio']) expect(change).not.toHaveProperty(absent);
});

test('nor what is needed, where the program has no row for the partner', () => {
  const found = attained(
    [
      TIERS[0] as ProgramDocument['rules'][number],
      tier('gold', 'gold', { all: [atLeast('measure.bookings', { fact: 'parameter.bookingsNeeded' })] }),
      TIERS[3] as ProgramDocument['rules'][number],
    ],
    [certified('ann')],
    '2026-03-01',
    {
      parameters: {
        bookingsNeeded: {
          type: 'table',
          keys: ['partner.region'],
          unit: 'count',
          value: { emea: 5 },
          description: 'Deals needed by region.',
        },
      } as unknown as NonNullable<ProgramDocument['parameters']>,
    },
  );
  expect(found.levels[0]).toMatchObject({ level: 'gold', reached: false, sets: [], unknown: [{ fact: 'parameter.bookingsNeeded' }] });
  expect(sayAttainment(found)[1]).toBe("gold: what it needs can't be told. Not known here: Deals needed by region.");
});

test('a level that is reached waits for its review; where tiers are none, or nothing is in force, that is said', () => {
  const reviewed = { ...levels, upgrade: 'at-review', review: 'fiscal-year' } as const;
  const types = {
    reseller: partnerType(['deal-closed', 'certificate-earned', 'renewal'], reviewed as unknown as Parameters<typeof partnerType>[1]),
  };
  const waiting = attained(TIERS, [certified('ann')], '2026-03-01', { partnerTypes: types });
  expect(waiting.levels[0]).toEqual({ level: 'silver', reached: true, rules: ['silver'], sets: [], unknown: [] });
  expect(sayAttainment(waiting)[1]).toBe('silver: its requirements are met; it is taken at the next review.');
  const without = attained([], [], '2026-03-01', { partnerTypes: { reseller: partnerType(['deal-closed']) } });
  expect(sayAttainment(without)).toEqual(['This partner type has no tiers.']);
  const later = attained(TIERS, [], '2026-03-01', { effectiveFrom: '2026-06-01' });
  expect(later.status).toBe('not-in-force');
  expect(sayAttainment(later)).toEqual(['No version of the program is in force on 2026-03-01.']);
});
