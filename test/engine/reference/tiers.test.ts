import { expect, test } from 'vitest';
import type { ProgramDocument } from '../../../schemas/types.ts';
import type { Decision } from '../../../server/engine/decisions/model.ts';
import { act, deal, fold, incentive, ofKind, partnerType, party, program, reseller, rule, timeline, when } from './support.ts';

type Tiers = NonNullable<ProgramDocument['partnerTypes'][string]['tiers']>;
const kinds = ['deal-closed', 'certificate-earned', 'certificate-revoked', 'person-left'];

const tiered = (tiers: Partial<Tiers>, more: Partial<ProgramDocument> = {}): ProgramDocument =>
  program({
    partnerTypes: {
      reseller: partnerType(kinds, { levels: ['base', 'silver', 'gold'], upgrade: 'at-once', downgrade: 'at-once', ...tiers } as Tiers),
    },
    measures: { revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'trailing-30-days' } },
    rules: [
      rule('silver', 'tier', [], { level: 'silver' }, when('measure.revenue', 'greaterThanInclusive', '100')),
      rule('gold', 'tier', [], { level: 'gold' }, when('measure.revenue', 'greaterThanInclusive', '200.00')),
    ],
    ...more,
  });

const tiersOf = (decisions: readonly Decision[]): readonly (readonly (string | undefined)[])[] =>
  decisions.map((each) => {
    const { tier } = party(each);
    return [each.on, each.kind, tier?.before, tier?.qualified, tier?.after, ...(tier?.graceUntil === undefined ? [] : [tier.graceUntil])];
  });

test('at once, up and down', async () => {
  const decisions = await fold(tiered({}), [reseller()], [deal('2026-01-10', '100'), deal('2026-01-20', '150'), deal('2026-02-15', '1')]);
  expect(tiersOf(decisions)).toEqual([
    ['2026-01-10', 'deal-closed', 'base', 'silver', 'silver'],
    ['2026-01-20', 'deal-closed', 'silver', 'gold', 'gold'],
    ['2026-02-15', 'deal-closed', 'gold', 'silver', 'silver'],
  ]);
});

test('at review, with grace: what holds when the grace ends is taken', async () => {
  const document = tiered({ downgrade: 'at-review', review: 'fiscal-month', graceDays: 20 });
  const decisions = await fold(document, [reseller('acme', '2026-01-05', { tier: 'gold' })], [deal('2026-02-10', '120')], '2026-03-31');
  expect(tiersOf(decisions)).toEqual([
    ['2026-01-31', 'tier-reviewed', 'gold', 'base', 'gold', '2026-02-20'],
    ['2026-02-10', 'deal-closed', 'gold', 'silver', 'gold', '2026-02-20'],
    ['2026-02-20', 'grace-ended', 'gold', 'silver', 'silver'],
    ['2026-02-28', 'tier-reviewed', 'silver', 'silver', 'silver'],
    ['2026-03-31', 'tier-reviewed', 'silver', 'base', 'silver', '2026-04-20'],
  ]);
});

test('a grace ends when the requirements are met again', async () => {
  const document = tiered({ graceDays: 20 });
  const decisions = await fold(
    document,
    [reseller('acme', '2026-01-05', { tier: 'silver' })],
    [deal('2026-01-10', '1'), deal('2026-01-12', '99'), deal('2026-02-11', '1')],
    '2026-03-10',
  );
  expect(tiersOf(decisions)).toEqual([
    ['2026-01-10', 'deal-closed', 'silver', 'base', 'silver', '2026-01-30'],
    ['2026-01-12', 'deal-closed', 'silver', 'silver', 'silver'],
    ['2026-02-11', 'deal-closed', 'silver', 'base', 'silver', '2026-03-03'],
    ['2026-03-03', 'grace-ended', 'silver', 'base', 'base'],
  ]);
});

test('a ratchet until year end', async () => {
  const document = tiered({ downgrade: 'at-year-end', upgrade: 'at-review', review: 'fiscal-quarter' });
  const decisions = await fold(document, [reseller('acme', '2026-08-01')], [deal('2026-09-20', '250')], '2026-12-31');
  expect(tiersOf(decisions)).toEqual([
    ['2026-09-20', 'deal-closed', 'base', 'gold', 'base'],
    ['2026-09-30', 'tier-reviewed', 'base', 'gold', 'gold'],
    ['2026-12-31', 'tier-reviewed', 'gold', 'base', 'base'],
  ]);
});

test('an expired certificate, a revoked one and a person who left count no more', async () => {
  const document = tiered(
    {},
    {
      measures: { sellers: { countDistinct: 'certificate.person', of: ['certificate-earned'], window: 'valid' } },
      rules: [
        rule('silver', 'tier', [], { level: 'silver' }, when('measure.sellers', 'greaterThanInclusive', 1)),
        rule('gold', 'tier', [], { level: 'gold' }, when('measure.sellers', 'greaterThanInclusive', 2)),
      ],
    },
  );
  const earn = (on: string, person: string, id: string, expiresOn: string) =>
    act('certificate-earned', on, { 'certificate.person': person, 'certificate.id': id, 'certificate.expiresOn': expiresOn });
  const decisions = await fold(
    document,
    [reseller()],
    [
      earn('2026-01-10', 'ann', 'c1', '2026-02-15'),
      earn('2026-01-11', 'bob', 'c2', '2026-12-31'),
      earn('2026-03-01', 'cid', 'c3', '2026-03-05'),
      act('certificate-revoked', '2026-03-04', { 'certificate.id': 'c3' }),
      act('person-left', '2026-04-01', { 'person.id': 'bob' }),
    ],
    '2026-12-31',
  );
  expect(tiersOf(decisions)).toEqual([
    ['2026-01-10', 'certificate-earned', 'base', 'silver', 'silver'],
    ['2026-01-11', 'certificate-earned', 'silver', 'gold', 'gold'],
    ['2026-02-15', 'validity-expired', 'gold', 'silver', 'silver'],
    ['2026-03-01', 'certificate-earned', 'silver', 'gold', 'gold'],
    ['2026-03-04', 'certificate-revoked', 'gold', 'silver', 'silver'],
    ['2026-04-01', 'person-left', 'silver', 'base', 'base'],
  ]);
});

test('a new version is a review, and decides from its first day', async () => {
  const first = tiered({ downgrade: 'at-review', review: 'fiscal-year' }, { effectiveFrom: '2026-01-01' });
  const second: ProgramDocument = {
    ...tiered({ downgrade: 'at-review', review: 'fiscal-year' }),
    effectiveFrom: '2026-02-01',
    rules: [
      rule('silver', 'tier', [], { level: 'silver' }, when('measure.revenue', 'greaterThanInclusive', '500')),
      rule('gold', 'tier', [], { level: 'gold' }, when('measure.revenue', 'greaterThanInclusive', '900')),
      incentive('new', 'measure.revenue * 0.1'),
    ],
  };
  const decisions = await fold(
    timeline(first, second),
    [reseller('acme', '2025-12-01')],
    [deal('2025-12-31', '100'), deal('2026-01-10', '150'), deal('2026-02-01', '250')],
  );
  expect(decisions.map(({ on, kind, status }) => [on, kind, status])).toEqual([
    ['2025-12-31', 'deal-closed', 'not-in-force'],
    ['2026-01-10', 'deal-closed', 'decided'],
    ['2026-02-01', 'version-started', 'decided'],
    ['2026-02-01', 'deal-closed', 'decided'],
  ]);
  expect(decisions[0]?.parties).toEqual([]);
  expect(tiersOf(decisions.slice(1))).toEqual([
    ['2026-01-10', 'deal-closed', 'base', 'gold', 'gold'],
    ['2026-02-01', 'version-started', 'gold', 'base', 'base'],
    ['2026-02-01', 'deal-closed', 'base', 'base', 'base'],
  ]);
  expect(party(decisions[3]).lines[0]?.amount).toBe('40.00');
  expect(party(decisions[3]).reasoning?.measures).toEqual({ revenue: { before: '150.00', with: '400.00' } });
});

test('closes come for those who are enrolled, where a rule listens', async () => {
  const document = tiered({}, {});
  const listening: ProgramDocument = {
    ...document,
    rules: [
      ...document.rules,
      rule('true-up', 'incentive', ['month-closed'], { incentive: 'true-up', payee: 'partner', amount: 'measure.revenue * 0.01' }),
    ],
  };
  const decisions = await fold(
    listening,
    [reseller('zeta', '2026-01-31'), reseller('acme', '2026-01-01')],
    [deal('2026-02-10', '100', {}, { partner: 'zeta' })],
    '2026-02-28',
  );
  expect(ofKind(decisions, 'month-closed').map((each) => [each.on, party(each).partner, party(each).lines[0]?.amount])).toEqual([
    ['2026-01-31', 'acme', '0.00'],
    ['2026-01-31', 'zeta', '0.00'],
    ['2026-02-28', 'acme', '0.00'],
    ['2026-02-28', 'zeta', '1.00'],
  ]);
});
