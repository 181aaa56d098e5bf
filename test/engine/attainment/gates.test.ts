import { expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../schemas/types.ts';
import { gatesOf } from '../../../server/engine/attainment/gates.ts';
import { sayGate, sayHorizon } from '../../../server/engine/attainment/sentences.ts';
import { gateHorizons } from '../../../server/engine/attainment/until.ts';
import { type CompiledState, createCompiled } from '../../../server/engine/compiled/evaluator.ts';
import { excerptOf } from '../../../server/engine/compiled/excerpt.ts';
import { prepare } from '../../differential/compare.ts';
import { act, day, partnerType, program, reseller, rule } from '../reference/support.ts';

const atLeast = (fact: string, value: unknown) => ({ fact, operator: 'greaterThanInclusive', value });
const ASKED = ['gate-question'];
const gate = (name: string, params: object, conditions: object, more: object = {}) =>
  rule(name, 'gate', ASKED, { gate: 'sell', ...params }, { conditions, ...more });

const document = (rules: ProgramDocument['rules'], more: Partial<ProgramDocument> = {}): ProgramDocument =>
  program({
    partnerTypes: {
      reseller: partnerType([
        'gate-question',
        'certificate-earned',
        'document-received',
        'agreement-signed',
        'deal-closed',
        'registration-submitted',
      ]),
    },
    measures: {
      certified: { countDistinct: 'certificate.person', of: ['certificate-earned'], window: 'valid', description: 'Certified sellers.' },
      attestations: { count: true, of: ['document-received'], window: 'valid', description: 'Security attestations in force.' },
      sold: { sum: 'deal.amount', of: ['deal-closed'], window: 'trailing-90-days', description: 'Sold in 90 days.' },
      licences: { count: true, of: ['agreement-signed'], window: 'valid', description: 'Agreements in force.' },
      asked: { count: true, of: ['gate-question'], window: 'lifetime' },
    },
    rules,
    ...more,
  });

const SELL = gate('sell-certified', { effect: 'open' }, { all: [atLeast('measure.certified', 2)] });
const REGULATED = gate(
  'regulated',
  { effect: 'close', reason: 'attestation missing or expired' },
  {
    all: [
      { fact: 'customer.regulated', operator: 'equal', value: true },
      { fact: 'measure.attestations', operator: 'equal', value: 0 },
    ],
  },
);

const certified = (person: string, expiresOn: string, partner = 'acme'): ActivityDocument =>
  act(
    'certificate-earned',
    '2026-02-01',
    { 'certificate.id': person, 'certificate.person': person, 'certificate.expiresOn': expiresOn },
    { partner },
  );

function setUp(rules: ProgramDocument['rules'], activities: readonly ActivityDocument[], more: Partial<ProgramDocument> = {}) {
  const question = act('gate-question', '2026-03-01', { 'customer.regulated': true });
  const prepared = prepare({
    program: document(rules, more),
    partners: [reseller('acme'), reseller('bolt')],
    activities: [...activities, question],
    until: '2026-03-01',
  });
  const evaluator = createCompiled(prepared.timeline);
  const state = evaluator.begin(prepared.enrollments);
  for (const activity of prepared.activities.slice(0, -1)) evaluator.remember(state, activity);
  const asked = prepared.activities.at(-1);
  if (asked === undefined) throw new Error('no question');
  return { evaluator, state, question: asked };
}

test('a closed gate names the rules that close it, and everything that would open it', () => {
  const { evaluator, state, question } = setUp([SELL, REGULATED], [certified('ann', '2026-12-31')]);
  const [answer, ...none] = gatesOf(evaluator, state, question) ?? [];
  expect(none).toEqual([]);
  expect(answer).toMatchObject({
    gate: 'sell',
    open: false,
    opening: [{ rule: 'sell-certified', holds: false }],
    closedBy: [{ rule: 'regulated', reason: 'attestation missing or expired' }],
  });
  expect(
    answer?.sets.map(({ changes }) => changes.map(({ fact, operator, needs, gap, whose }) => [fact, operator, needs, gap, whose])),
  ).toEqual([
    [
      ['measure.certified', 'greaterThanInclusive', 2, 1, 'partner'],
      ['measure.attestations', 'greaterThanInclusive', 1, 1, 'partner'],
    ],
    [
      ['measure.certified', 'greaterThanInclusive', 2, 1, 'partner'],
      ['customer.regulated', 'equal', false, undefined, 'question'],
    ],
  ]);
  expect(answer && sayGate(answer)).toEqual([
    'The gate sell is closed: attestation missing or expired. It would be open with:',
    '  Certified sellers: at least 2 (1 more); now 1',
    '  Security attestations in force: at least 1 (1 more); now 0',
    '  or',
    '  Certified sellers: at least 2 (1 more); now 1',
    '  Whether the customer asks for compliance documents: is no; now yes; that lies in what is asked for',
  ]);
  expect(
    gatesOf(evaluator, state, { ...question, parties: question.parties.map((party) => ({ ...party, partner: 'cord' })) }),
  ).toBeUndefined();
});

test('an open gate stays open until what it rests on ends, and then it is told what is missing', () => {
  const { evaluator, state, question } = setUp(
    [SELL, REGULATED, gate('implement', { gate: 'implement', effect: 'open' }, { all: [atLeast('measure.certified', 1)] })],
    [
      certified('ann', '2026-09-14'),
      certified('bob', '2027-01-31'),
      act('document-received', '2026-02-01', { 'document.kind': 'attestation', 'document.id': 'd1', 'document.expiresOn': '2027-06-30' }),
    ],
  );
  const before = evaluator.save(state);
  const horizons = gateHorizons(evaluator, state, question);
  expect(horizons.map(({ gate: name, until, asFarAs }) => [name, until, asFarAs])).toEqual([
    ['sell', '2026-09-14', '2028-03-01'],
    ['implement', '2027-01-31', '2028-03-01'],
  ]);
  expect(horizons[0] && sayHorizon(horizons[0])).toEqual([
    'The gate sell stays open through 2026-09-14, as far as is known now.',
    'After that:',
    '  The gate sell is closed: nothing opens it. It would be open with:',
    '    Certified sellers: at least 2 (1 more); now 1',
  ]);
  expect(evaluator.save(state)).toBe(before);
});

test('windows, agreements, rules and versions end a yes on their own day; asking is not counted', () => {
  const open = (name: string, conditions: object, more: object = {}) => gate(name, { gate: name, effect: 'open' }, conditions, more);
  const { evaluator, state, question } = setUp(
    [
      open('window', { all: [atLeast('measure.sold', '100')] }),
      open('agreement', { all: [atLeast('measure.licences', 1)] }),
      open('rule', { all: [atLeast('measure.sold', '0')] }, { effective: { from: '2026-01-01', to: '2026-05-20' } }),
      open('date', { all: [{ fact: 'activity.date', operator: 'lessThan', value: '2026-07-04' }] }),
      open('asked', { all: [{ fact: 'measure.asked', operator: 'equal', value: 1 }] }),
      open('shut', { all: [atLeast('measure.sold', '101')] }),
    ],
    [
      act('deal-closed', '2026-02-10', { 'deal.amount': '100' }),
      act('agreement-signed', '2026-02-10', { 'agreement.id': 'g1', 'agreement.endsOn': '2026-08-15' }),
    ],
  );
  expect(gateHorizons(evaluator, state, question).map(({ gate: name, until }) => [name, until])).toEqual([
    // 10 February is the first of the 90 days to 10 May
    ['window', '2026-05-10'],
    ['agreement', '2026-08-15'],
    ['rule', '2026-05-19'],
    ['date', '2026-07-03'],
    ['asked', undefined],
  ]);
});

test('of a state that many share only the part of the one asked about is taken, and protections of others run out in it', () => {
  const submitted = (partner: string): ActivityDocument =>
    act('registration-submitted', '2026-02-20', { 'registration.id': 'r1', 'customer.id': 'c1' }, { partner });
  const { evaluator, state } = setUp(
    [
      rule('register', 'registration', ['registration-submitted'], { outcome: 'approve', protection: 'customer' }),
      gate('free', { effect: 'open' }, { all: [{ fact: 'protection.customer', operator: 'notEqual', value: 'rival' }] }),
    ],
    [submitted('acme'), submitted('bolt')],
    { protections: { customer: { scope: ['customer.id'], days: 'days(30)' } } },
  );
  const ask = (partner: string, on: string) =>
    prepare({
      program: document([]),
      partners: [],
      activities: [act('gate-question', on, { 'customer.id': 'c1' }, { partner })],
      until: on,
    }).activities.flatMap((question) => gatesOf(evaluator, state, question)?.map(({ open }) => open) ?? []);
  expect([ask('acme', '2026-03-01'), ask('bolt', '2026-03-01')]).toEqual([[true], [false]]);
  expect([ask('bolt', '2026-03-22'), ask('bolt', '2026-03-23')]).toEqual([[false], [true]]);
  const part = excerptOf(state, 'bolt', 'reseller') as CompiledState;
  expect(evaluator.advance(part, day('2026-12-31')).flatMap(({ parties }) => parties.map(({ partner }) => partner))).toEqual([]);
  expect(state.registrations.size).toBe(2);
});
