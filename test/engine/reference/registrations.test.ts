import { expect, test } from 'vitest';
import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Decision } from '../../../server/engine/decisions/model.ts';
import { act, deal, fold, partnerType, party, program, reseller, rule, when } from './support.ts';

const kinds = [
  'registration-submitted',
  'registration-approved',
  'registration-refused',
  'registration-extended',
  'registration-withdrawn',
  'deal-closed',
];

const registering = (more: Partial<ProgramDocument> = {}): ProgramDocument =>
  program({
    partnerTypes: { reseller: partnerType(kinds) },
    protections: { customer: { scope: ['customer.id', 'deal.productLine'], days: 'days(10)', extensionDays: 'days(5)' } },
    rules: [
      rule(
        'small',
        'registration',
        ['registration-submitted'],
        { outcome: 'refuse', reason: 'below minimum' },
        when('registration.amount', 'lessThan', '100'),
      ),
      rule(
        'big',
        'registration',
        ['registration-submitted'],
        { outcome: 'review', protection: 'customer' },
        when('registration.amount', 'greaterThan', '1000'),
      ),
      rule(
        'plain',
        'registration',
        ['registration-submitted'],
        { outcome: 'approve', protection: 'customer' },
        when('registration.amount', 'greaterThanInclusive', '100'),
      ),
    ],
    ...more,
  });

const partners = [reseller('acme'), reseller('bolt'), reseller('cord')];
const submit = (on: string, partner: string, id: string, more: Record<string, unknown> = {}) =>
  act(
    'registration-submitted',
    on,
    { 'registration.id': id, 'customer.id': 'c1', 'deal.productLine': 'db', 'registration.amount': '500', ...more },
    { partner },
  );
const person = (kind: string, on: string, partner: string, id: string) =>
  act(`registration-${kind}`, on, { 'registration.id': id }, { partner });

const outcomes = (decisions: readonly Decision[]): readonly (readonly unknown[])[] =>
  decisions.map((each) => {
    const { partner, registration } = party(each);
    return [
      each.on.slice(5),
      each.kind.replace('registration-', ''),
      partner,
      registration?.outcome,
      ...(registration?.reasons ?? []),
      ...(registration?.protection === undefined ? [] : [registration.protection.until]),
      ...(registration?.runnerUp === undefined ? [] : [registration.runnerUp]),
    ];
  });

test('the runner-up gets what runs out, in order of submission', async () => {
  const decisions = await fold(
    registering(),
    partners,
    [
      submit('2026-01-01', 'acme', 'r1'),
      submit('2026-01-02', 'cord', 'r2'),
      submit('2026-01-03', 'bolt', 'r3'),
      submit('2026-01-03', 'bolt', 'r4', { 'customer.id': 'c2' }),
      submit('2026-01-04', 'bolt', 'r5', { 'registration.amount': '50' }),
    ],
    '2026-01-13',
  );
  expect(outcomes(decisions)).toEqual([
    ['01-01', 'submitted', 'acme', 'approved', 'plain', '2026-01-11'],
    ['01-02', 'submitted', 'cord', 'refused', 'duplicate', 1],
    ['01-03', 'submitted', 'bolt', 'refused', 'duplicate', 2],
    ['01-03', 'submitted', 'bolt', 'approved', 'plain', '2026-01-13'],
    ['01-04', 'submitted', 'bolt', 'refused', 'below minimum'],
    ['01-11', 'protection-expired', 'acme', undefined],
    ['01-12', 'reconsidered', 'cord', 'approved', 'plain', '2026-01-22'],
    ['01-12', 'reconsidered', 'bolt', 'refused', 'duplicate', 1],
    ['01-13', 'protection-expired', 'bolt', undefined],
  ]);
  expect(decisions[6]?.activity.id).toBe('registration-reconsidered:2026-01-12:reseller:cord:r2');
});

test('what was won is not offered when it runs out; what was withdrawn is on the next day', async () => {
  const won = await fold(
    registering(),
    partners,
    [submit('2026-01-01', 'acme', 'r1'), submit('2026-01-02', 'bolt', 'r2'), deal('2026-01-05', '100', { 'deal.registration': 'r1' })],
    '2026-02-01',
  );
  expect(outcomes(won).slice(3)).toEqual([['01-11', 'protection-expired', 'acme', undefined]]);
  const withdrawn = await fold(
    registering(),
    partners,
    [submit('2026-01-01', 'acme', 'r1'), submit('2026-01-02', 'bolt', 'r2'), person('withdrawn', '2026-01-03', 'acme', 'r1')],
    '2026-01-04',
  );
  expect(outcomes(withdrawn).slice(2)).toEqual([
    ['01-03', 'withdrawn', 'acme', 'withdrawn'],
    ['01-04', 'reconsidered', 'bolt', 'approved', 'plain', '2026-01-14'],
  ]);
});

test('persons approve, stage by stage, extend once, and know only what is the partner’s own', async () => {
  const document = registering();
  const staged: ProgramDocument = JSON.parse(
    JSON.stringify(document).replace('"outcome":"review"', '"outcome":"review","stages":["sales","manager"]'),
  );
  const decisions = await fold(
    staged,
    partners,
    [
      submit('2026-01-01', 'acme', 'r1', { 'registration.amount': '5000' }),
      person('approved', '2026-01-02', 'acme', 'r1'),
      person('approved', '2026-01-03', 'acme', 'r1'),
      person('approved', '2026-01-03', 'acme', 'r1'),
      person('approved', '2026-01-03', 'bolt', 'r1'),
      submit('2026-01-04', 'bolt', 'r2', { 'registration.amount': '5000' }),
      person('approved', '2026-01-04', 'bolt', 'r2'),
      person('approved', '2026-01-04', 'bolt', 'r2'),
      person('extended', '2026-01-05', 'acme', 'r1'),
      person('extended', '2026-01-06', 'acme', 'r1'),
      person('refused', '2026-01-07', 'acme', 'r1'),
    ],
    '2026-01-08',
  );
  expect(outcomes(decisions)).toEqual([
    ['01-01', 'submitted', 'acme', 'review', 'sales'],
    ['01-02', 'approved', 'acme', 'review', 'manager'],
    ['01-03', 'approved', 'acme', 'approved', '2026-01-13'],
    ['01-03', 'approved', 'acme', 'refused', 'not-in-review'],
    ['01-03', 'approved', 'bolt', 'refused', 'unknown-registration'],
    ['01-04', 'submitted', 'bolt', 'review', 'sales'],
    ['01-04', 'approved', 'bolt', 'review', 'manager'],
    ['01-04', 'approved', 'bolt', 'refused', 'duplicate', 1],
    ['01-05', 'extended', 'acme', 'extended', '2026-01-18'],
    ['01-06', 'extended', 'acme', 'refused', 'not-extendable'],
    ['01-07', 'refused', 'acme', 'refused'],
    ['01-08', 'reconsidered', 'bolt', 'review', 'sales'],
  ]);
});

test('protection is seen as rival, own or none; a missing scope fact leaves it to review', async () => {
  const document = registering();
  const gated: ProgramDocument = {
    ...document,
    rules: [
      ...document.rules,
      rule('free', 'gate', ['deal-closed'], { gate: 'sell', effect: 'open' }, when('protection.customer', 'in', ['none', 'own'])),
      rule('taken', 'gate', ['deal-closed'], { gate: 'sell', effect: 'close' }, when('protection.customer', 'equal', 'rival')),
    ],
  };
  const sale = (on: string, partner: string) => deal(on, '10', { 'customer.id': 'c1', 'deal.productLine': 'db' }, { partner });
  const decisions = await fold(gated, partners, [
    sale('2026-01-01', 'acme'),
    submit('2026-01-01', 'acme', 'r1'),
    sale('2026-01-02', 'acme'),
    sale('2026-01-02', 'bolt'),
    act('registration-submitted', '2026-01-03', { 'registration.id': 'r9', 'customer.id': 'c1', 'registration.amount': '500' }),
  ]);
  expect(decisions.flatMap((each) => party(each).gates).map(({ open, reasons }) => [open, ...reasons])).toEqual([
    [true],
    [true],
    [false, 'taken'],
  ]);
  expect(party(decisions[4]).registration).toEqual({ outcome: 'review', reasons: ['scope-missing'] });
});

test('two parties of one registration: what the first is granted is held against the second', async () => {
  const parties = [
    { partner: 'acme', partnerType: 'reseller', role: 'seller' },
    { partner: 'bolt', partnerType: 'reseller', role: 'distributor' },
  ];
  const { partner: _partner, partnerType: _type, ...shared } = submit('2026-01-01', 'acme', 'r1');
  const [decision] = await fold(registering(), partners, [{ ...shared, parties } as typeof shared]);
  expect(
    decision?.parties.map(({ registration }) => [registration?.outcome, ...(registration?.reasons ?? []), registration?.runnerUp]),
  ).toEqual([
    ['approved', 'plain', undefined],
    ['refused', 'duplicate', 1],
  ]);
});

test('a registration that is reconsidered goes through the gates of one submitted', async () => {
  const document = registering();
  const gated: ProgramDocument = {
    ...document,
    rules: [
      rule('certified', 'gate', ['registration-submitted'], { gate: 'sell', effect: 'open' }, when('deal.productLine', 'equal', 'db')),
      rule(
        'through',
        'registration',
        ['registration-submitted'],
        { outcome: 'approve', protection: 'customer' },
        when('gate.sell', 'equal', true),
      ),
    ],
  };
  const decisions = await fold(gated, partners, [submit('2026-01-01', 'acme', 'r1'), submit('2026-01-02', 'bolt', 'r2')], '2026-01-12');
  expect(outcomes(decisions).at(-1)).toEqual(['01-12', 'reconsidered', 'bolt', 'approved', 'through', '2026-01-22']);
  expect(party(decisions.at(-1)).gates).toEqual([{ gate: 'sell', open: true, reasons: [] }]);
});
