import { expect, test } from 'vitest';
import type { ActivityDocument } from '../../../schemas/types.ts';
import { createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import { leavesNamed } from '../../../server/engine/compiled/leaves.ts';
import { registrationOf, registrationsHolding, registrationsWaitingFor, standingOf } from '../../../server/engine/compiled/standing.ts';
import { prepare } from '../../differential/compare.ts';
import { act, day, partnerType, program, reseller, rule, when } from '../reference/support.ts';

const KINDS = ['registration-submitted', 'registration-approved', 'registration-extended', 'registration-withdrawn', 'deal-closed'];
const document = program({
  partnerTypes: {
    reseller: partnerType([...KINDS, 'agreement-signed'], {
      levels: ['registered', 'gold'],
      upgrade: 'at-once',
      downgrade: 'at-once',
      graceDays: 30,
    }),
    plain: partnerType(KINDS),
  },
  parameters: { discount: { type: 'rate', value: '0.1', perAgreement: true } },
  measures: { revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'fiscal-year' } },
  protections: { customer: { scope: ['customer.id', 'deal.productLine'], days: 'days(10)', extensionDays: 'days(5)' } },
  rules: [
    rule('gold', 'tier', [], { level: 'gold' }, when('measure.revenue', 'greaterThanInclusive', '1000')),
    rule(
      'big',
      'registration',
      ['registration-submitted'],
      { outcome: 'review', protection: 'customer', stages: ['desk', 'director'] },
      when('registration.amount', 'greaterThan', '1000'),
    ),
    rule(
      'small',
      'registration',
      ['registration-submitted'],
      { outcome: 'approve', protection: 'customer' },
      when('registration.amount', 'lessThanInclusive', '1000'),
    ),
  ],
});

const [LEAF = ''] = leavesNamed('customer', ['c1', 'db']) ?? [];
const submit = (on: string, partner: string, id: string, amount: string): ActivityDocument =>
  act(
    'registration-submitted',
    on,
    { 'registration.id': id, 'customer.id': 'c1', 'deal.productLine': 'db', 'registration.amount': amount },
    { partner },
  );
const person = (kind: string, on: string, partner: string, id: string): ActivityDocument =>
  act(`registration-${kind}`, on, { 'registration.id': id }, { partner });

function after(activities: readonly ActivityDocument[]) {
  const prepared = prepare({
    program: document,
    partners: ['acme', 'bolt', 'cord'].map((id) => reseller(id)),
    activities,
    until: '2026-12-31',
  });
  const evaluator = createCompiled(prepared.timeline);
  const state = evaluator.begin(prepared.enrollments);
  for (const activity of prepared.activities) evaluator.remember(state, activity);
  return { evaluator, state };
}

test('an enrollment stands at its tier, in grace, under the agreements in force', () => {
  const { evaluator, state } = after([
    act('deal-closed', '2026-02-01', { 'deal.amount': '1000' }),
    act('agreement-signed', '2026-02-01', { 'agreement.id': 'g1', 'agreement.startsOn': '2026-03-01', 'agreement.endsOn': '2026-03-31' }),
    act('agreement-signed', '2026-02-02', { 'agreement.id': 'g2' }, { terms: { discount: '0.2' } }),
  ]);
  expect(standingOf(state, 'acme', 'reseller')).toEqual({
    enrolledOn: day('2026-01-01'),
    tier: 'gold',
    provisional: false,
    profile: new Map(),
    agreements: [{ id: 'g2', signedOn: day('2026-02-02'), terms: new Map([['discount', 200_000_000]]) }],
  });
  const march = standingOf(state, 'acme', 'reseller', day('2026-03-31'));
  expect(march?.agreements.map(({ id, startsOn, endsOn }) => [id, startsOn, endsOn])).toEqual([
    ['g1', day('2026-03-01'), day('2026-03-31')],
    ['g2', undefined, undefined],
  ]);
  const [next] = prepare({
    program: document,
    partners: [],
    activities: [act('deal-closed', '2027-01-05', { 'deal.amount': '1' })],
    until: '2027-01-05',
  }).activities;
  if (next !== undefined) evaluator.remember(state, next);
  expect(standingOf(state, 'acme', 'reseller')).toMatchObject({ tier: 'gold', graceUntil: day('2027-02-04') });
  expect(standingOf(state, 'acme', 'plain')).toBeUndefined();
  expect(standingOf(state, 'nobody', 'reseller')).toBeUndefined();
});

test('a registration stands in review, holds, waits and gives back', () => {
  const reviewed = after([submit('2026-02-01', 'acme', 'r1', '2000'), person('approved', '2026-02-02', 'acme', 'r1')]);
  expect(registrationOf(reviewed.state, 'acme', 'reseller', 'r1')).toEqual({
    partner: 'acme',
    partnerType: 'reseller',
    id: 'r1',
    order: 1,
    status: 'review',
    review: { stage: 1, stages: 2, name: 'director', protection: 'customer' },
    leaves: [],
    won: false,
  });

  const history = [
    submit('2026-02-01', 'acme', 'r1', '500'),
    submit('2026-02-02', 'bolt', 'r2', '500'),
    submit('2026-02-03', 'cord', 'r3', '500'),
    act('deal-closed', '2026-02-04', { 'deal.amount': '5', 'deal.registration': 'r1' }),
    person('extended', '2026-02-05', 'acme', 'r1'),
  ];
  const { evaluator, state } = after(history);
  const until = day('2026-02-16');
  expect(registrationOf(state, 'acme', 'reseller', 'r1')).toMatchObject({
    status: 'approved',
    granted: { protection: 'customer', from: day('2026-02-01'), until, extensions: 1 },
    leaves: [{ leaf: LEAF, from: day('2026-02-01'), until }],
    won: true,
  });
  expect(registrationOf(state, 'cord', 'reseller', 'r3')).toMatchObject({
    status: 'refused',
    leaves: [],
    waits: { leaves: [LEAF], place: 2 },
  });
  expect(registrationsHolding(state, LEAF).map(({ partner, id }) => [partner, id])).toEqual([['acme', 'r1']]);
  expect(registrationsHolding(state, 'another')).toEqual([]);
  expect(registrationsWaitingFor(state, [LEAF]).map(({ id }) => id)).toEqual(['r2', 'r3']);
  expect(registrationOf(state, 'cord', 'reseller', 'r1')).toBeUndefined();

  const given = evaluator.copy(state);
  for (const activity of prepare({
    program: document,
    partners: [],
    activities: [person('withdrawn', '2026-02-06', 'acme', 'r1')],
    until: '2026-02-06',
  }).activities) {
    evaluator.remember(given, activity);
  }
  evaluator.open(given, day('2026-02-07'));
  expect(registrationOf(given, 'acme', 'reseller', 'r1')).toMatchObject({
    status: 'withdrawn',
    granted: { protection: 'customer', from: day('2026-02-01'), extensions: 1 },
    leaves: [],
  });
  expect(registrationsHolding(given, LEAF).map(({ id }) => id)).toEqual(['r2']);
  expect(registrationOf(given, 'cord', 'reseller', 'r3')?.waits).toEqual({ leaves: [LEAF], place: 1 });
  expect(registrationOf(state, 'acme', 'reseller', 'r1')?.status).toBe('approved');
});
