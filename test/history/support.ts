import fc from 'fast-check';
import type { Activity, Enrollment } from '../../server/engine/facts/activity.ts';
import { baseCatalogue } from '../../server/engine/facts/schema-catalogue.ts';
import type { FactType, Value } from '../../server/engine/facts/value.ts';
import type { HistorySetting } from '../../server/history/setting.ts';

export const setting: HistorySetting = {
  currency: { code: 'USD', digits: 2 },
  timeZone: 'UTC',
  attributes: {
    'deal.won': { type: 'boolean' },
    'deal.rivals': { type: 'list' },
    'deal.mood': { type: 'choice', choices: ['good', 'bad'] },
  },
};

const PARTNERS = ['acme', 'Zeta', 'émile', 'b', '漢字', '😀', '\uFFFD'] as const;
const TYPES = ['reseller', 'si'] as const;
const FIRST_DAY = 19_000;

const text = fc.oneof(
  fc.constantFrom('a', 'b', 'c', 'ä', 'a longer text, so that it is decoded in the other way than short ones are'),
  fc.string({ minLength: 1, maxLength: 12, unit: 'grapheme' }).filter((one) => !/\p{Surrogate}/u.test(one)),
);

function aValue(type: FactType, choices: readonly string[] | undefined): fc.Arbitrary<Value> {
  switch (type) {
    case 'boolean':
      return fc.boolean();
    case 'text':
      return text;
    case 'choice':
      return fc.constantFrom(...(choices ?? ['a']));
    case 'list':
      return fc.uniqueArray(text, { maxLength: 3 });
    case 'date':
      return fc.integer({ min: 7305, max: 84_005 });
    default:
      return fc.oneof(
        { weight: 3, arbitrary: fc.integer({ min: -100, max: 100 }) },
        fc.constantFrom(2 ** 31 - 1, 2 ** 31, -(2 ** 31), -(2 ** 31) - 1, 1e15, Number.MAX_SAFE_INTEGER),
      );
  }
}

const facts = new Map<string, { readonly type: FactType; readonly choices?: readonly string[] }>(baseCatalogue.facts);
for (const [name, attribute] of Object.entries(setting.attributes)) facts.set(name, attribute);

const values = (names: readonly string[]): fc.Arbitrary<ReadonlyMap<string, Value>> =>
  fc
    .tuple(
      ...names.map((name) => {
        const fact = facts.get(name);
        return fc.option(aValue(fact?.type ?? 'text', fact?.choices), { nil: undefined, freq: 2 });
      }),
    )
    .map((all) => new Map(all.flatMap((value, index) => (value === undefined ? [] : [[names[index] ?? '', value] as const]))));

const itemFacts = [...facts.keys()].filter((name) => name.startsWith('item.'));
const profileFacts = ['partner.region', 'partner.employees'];
const kinds = [...baseCatalogue.kinds.values()].filter(({ generated }) => !generated);

const party = fc.record({
  partner: fc.constantFrom(...PARTNERS),
  partnerType: fc.constantFrom(...TYPES),
  role: fc.constantFrom('principal', 'influencer'),
  share: fc.constantFrom(1e9, 0, 5e8),
});

const parties: fc.Arbitrary<Activity['parties']> = fc.oneof(
  { weight: 4, arbitrary: party.map((one) => [{ ...one, role: 'principal', share: 1e9 }]) },
  fc.uniqueArray(party, { minLength: 1, maxLength: 3, selector: ({ partner, partnerType }) => `${partnerType} ${partner}` }),
);

export const anActivity: fc.Arbitrary<Activity> = fc.constantFrom(...kinds).chain((kind) => {
  const carried = [...kind.facts, ...(kind.name === 'deal-closed' ? Object.keys(setting.attributes) : [])];
  return fc.record(
    {
      source: fc.constantFrom('crm', 'shop'),
      id: fc.oneof(fc.constantFrom('1', '2', '3', 'ä'), fc.string({ minLength: 1, maxLength: 9 })),
      revision: fc.constantFrom(1, 1, 1, 2, 3),
      kind: fc.constant(kind.name),
      day: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 20 }),
      at: fc.integer({ min: 0, max: 5 }),
      parties,
      facts: values(carried),
      items: kind.items ? fc.array(values(itemFacts), { maxLength: 3 }) : fc.constant([]),
      terms:
        kind.name === 'agreement-signed'
          ? values(['deal.amount', 'deal.won', 'deal.rivals', 'customer.id'])
          : fc.constant(new Map<string, Value>()),
      exchange: fc.record({
        currency: fc.constantFrom('EUR', 'JPY'),
        rate: fc.constantFrom('1.1', '0.00631'),
        on: fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 2 }),
      }),
    },
    { requiredKeys: ['source', 'id', 'revision', 'kind', 'day', 'parties', 'facts', 'items', 'terms'] },
  ) as fc.Arbitrary<Activity>;
});

/** Few kinds and identifiers, so that activities meet. */
export const activities = (maxLength = 40): fc.Arbitrary<Activity[]> => fc.array(anActivity, { maxLength });

export const enrollments: fc.Arbitrary<Enrollment[]> = fc.uniqueArray(
  fc.record(
    {
      partner: fc.constantFrom(...PARTNERS),
      partnerType: fc.constantFrom(...TYPES),
      enrolledOn: fc.integer({ min: FIRST_DAY - 100, max: FIRST_DAY + 100 }),
      tier: fc.constantFrom('gold', 'silver'),
      profile: values(profileFacts),
    },
    { requiredKeys: ['partner', 'partnerType', 'enrolledOn', 'profile'] },
  ) as fc.Arbitrary<Enrollment>,
  { selector: ({ partner, partnerType }) => `${partnerType} ${partner}` },
);

/** A deal. */
export const plain = (id: string, changes: Partial<Activity> = {}): Activity => ({
  source: 'crm',
  id,
  revision: 1,
  kind: 'deal-closed',
  day: 19_000,
  parties: [{ partner: 'acme', partnerType: 'reseller', role: 'principal', share: 1e9 }],
  facts: new Map([['deal.amount', 100]]),
  items: [],
  terms: new Map(),
  ...changes,
});
