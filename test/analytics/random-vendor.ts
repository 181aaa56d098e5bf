import fc from 'fast-check';
import type { Store } from '../../server/store/open-store.ts';
import { batch, firm } from '../store/support.ts';
import { readsHistory, told } from './support.ts';

const PARTNERS = ['acme', 'zenith', 'orbit', 'nova', 'quay'] as const;
const TYPES = ['reseller', 'reseller', 'reseller', 'isv', 'isv'] as const;
const [FIRST, DAYS] = [Date.UTC(2025, 0, 1), 540];

const day = (offset: number): string => new Date(FIRST + offset * 86_400_000).toISOString().slice(0, 10);
const offset = fc.integer({ min: 0, max: DAYS });
const optional = <T>(of: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(of, { nil: undefined });
const region = optional(fc.constantFrom('EMEA', 'AMER', 'APAC'));
const segment = optional(fc.constantFrom('small', 'enterprise'));
const partner = fc.nat({ max: PARTNERS.length - 1 });
const amount = fc.integer({ min: 0, max: 5_000_000 }).map((minor) => (minor / 100).toFixed(2));

const who = (index: number) => ({ partner: PARTNERS[index], partnerType: TYPES[index] });
const plain = (record: object) => Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));

const opportunity = fc
  .record({
    created: offset,
    open: fc.integer({ min: 0, max: 200 }),
    outcome: fc.constantFrom('won', 'won', 'lost', 'open'),
    amount: optional(amount),
    grossMargin: optional(amount),
    newCustomer: optional(fc.boolean()),
    competitor: optional(fc.boolean()),
    region,
    segment,
    integration: optional(fc.constantFrom('int-1', 'int-2')),
    sourcedBy: optional(partner),
    approved: fc.boolean(),
    actedBy: optional(partner),
    actedAfter: fc.integer({ min: -10, max: 220 }),
  })
  .map(({ created, open, outcome, sourcedBy, approved, actedBy, actedAfter, ...more }) => ({
    opportunity: plain({
      ...more,
      outcome,
      createdOn: day(created),
      ...(outcome !== 'open' && { closedOn: day(created + open) }),
      ...(sourcedBy !== undefined && { ...who(sourcedBy), ...(approved && { registrationApprovedOn: day(created) }) }),
    }),
    action: actedBy === undefined ? undefined : { ...who(actedBy), kind: 'meeting', doneOn: day(Math.max(0, created + actedAfter)) },
  }));

const investment = fc
  .record({
    kind: fc.constantFrom('enablement', 'mdf', 'administration', 'co-sell', 'integration', 'incentives'),
    spent: offset,
    amount,
    by: optional(partner),
  })
  .map(({ spent, by, ...more }) => ({ ...more, spentOn: day(spent), ...(by !== undefined && who(by)) }));

const renewal = fc
  .record({
    due: amount,
    dueOn: offset.map(day),
    renewed: optional(fc.boolean()),
    amount,
    region,
    segment,
    by: optional(partner),
    customer: fc.constantFrom('c1', 'c2', 'c3'),
  })
  .map(({ by, ...more }) => plain({ ...more, ...(by !== undefined && who(by)) }));

const use = fc
  .record({
    integration: fc.constantFrom('int-1', 'int-2'),
    customer: fc.constantFrom('c1', 'c2', 'c3', 'c4'),
    since: offset,
    after: optional(fc.nat({ max: 200 })),
    by: partner,
    region,
    segment,
  })
  .map(({ since, after, by, ...more }) =>
    plain({ ...more, ...who(by), since: day(since), ...(after !== undefined && { adoptedOn: day(since + after) }) }),
  );

export interface RandomVendor {
  readonly opportunities: readonly { readonly opportunity: Record<string, unknown>; readonly action: object | undefined }[];
  readonly investments: readonly object[];
  readonly renewals: readonly object[];
  readonly uses: readonly object[];
  readonly enrolled: readonly number[];
  readonly departed: readonly (number | undefined)[];
  readonly moved: readonly { readonly by: number; readonly since: number; readonly tier: string }[];
}

export const randomVendor: fc.Arbitrary<RandomVendor> = fc.record({
  opportunities: fc.array(opportunity, { minLength: 60, maxLength: 160 }),
  investments: fc.array(investment, { maxLength: 40 }),
  renewals: fc.array(renewal, { maxLength: 40 }),
  uses: fc.uniqueArray(use, { maxLength: 6, selector: ({ integration, customer }) => `${integration} ${customer}` }),
  enrolled: fc.array(offset, { minLength: PARTNERS.length, maxLength: PARTNERS.length }),
  departed: fc.array(optional(fc.nat({ max: 300 })), { minLength: PARTNERS.length, maxLength: PARTNERS.length }),
  moved: fc.uniqueArray(fc.record({ by: partner, since: offset, tier: fc.constantFrom('registered', 'silver', 'gold') }), {
    maxLength: 12,
    selector: ({ by, since }) => `${by} ${since}`,
  }),
});

/** Tells a store all of it. */
export async function tellVendor(store: Store, vendor: RandomVendor): Promise<void> {
  const partners = PARTNERS.flatMap((id, index) =>
    TYPES[index] === 'reseller'
      ? [
          {
            ...firm(id, { 'partner.region': index % 2 === 0 ? 'EMEA' : 'AMER' }),
            enrollments: [
              {
                partnerType: 'reseller',
                enrolledOn: day(vendor.enrolled[index] ?? 0),
                ...(index === 0 && { tier: 'gold' }),
              },
            ],
          } as ReturnType<typeof firm>,
        ]
      : [],
  );
  await readsHistory(store, batch({ partners }));
  const named = <T extends object>(records: readonly T[], prefix: string) =>
    records.map((record, index) => ({ id: `${prefix}${index}`, ...record }));
  await told(store, {
    opportunity: named(
      vendor.opportunities.map(({ opportunity }) => opportunity),
      'o',
    ),
    action: vendor.opportunities.flatMap(({ action }, index) =>
      action === undefined ? [] : [{ id: `a${index}`, opportunity: `o${index}`, ...action }],
    ),
    investment: named(vendor.investments, 'i'),
    renewal: named(vendor.renewals, 'r'),
    'integration-use': vendor.uses as Record<string, unknown>[],
    'tier-change': vendor.moved.map(({ by, since, tier }) => ({ ...who(by), since: day(since), tier })),
    departure: vendor.departed.flatMap((days, index) =>
      days === undefined || TYPES[index] !== 'reseller' ? [] : [{ ...who(index), endedOn: day((vendor.enrolled[index] ?? 0) + days) }],
    ),
  });
}
