import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../../schemas/types.ts';
import { baseCatalogue } from '../../../server/engine/facts/schema-catalogue.ts';
import type { Choices } from './choices.ts';
import { aDate, aValue, digitsOf, rate } from './values.ts';

const TYPES = ['alpha', 'beta'] as const;
const PARTNERS = ['p1', 'p2', 'p3'] as const;
const CALM_KINDS = [...baseCatalogue.kinds.values()]
  .filter((kind) => !kind.generated && kind.name !== 'integration-milestone')
  .map((kind) => kind.name);
const BUSY_KINDS = [
  ...Array.from({ length: 9 }, () => 'deal-closed'),
  ...Array.from({ length: 5 }, () => 'registration-submitted'),
  ...Array.from({ length: 4 }, () => 'cancellation'),
  'renewal',
  'renewal',
  'shipment-report',
  'service-engagement',
  'usage-report',
  'marketplace-offer',
  'marketplace-sale',
  'registration-approved',
  'registration-approved',
  'registration-extended',
  'registration-extended',
  'registration-withdrawn',
  'certificate-earned',
  'certificate-earned',
  'agreement-signed',
  'enrollment',
  'mdf-request',
  'mdf-claim',
  'co-sell-request',
  'document-received',
];
/** Kinds that come after another one, of the same partner. */
const FOLLOWS: Readonly<Record<string, string>> = {
  cancellation: 'deal-closed',
  'registration-approved': 'registration-submitted',
  'registration-refused': 'registration-submitted',
  'registration-extended': 'registration-submitted',
  'registration-withdrawn': 'registration-submitted',
};

/** Identifiers that activities of different kinds must share to meet. */
const SMALL_POOLS: Readonly<Record<string, readonly string[]>> = {
  'registration.id': ['r1', 'r2', 'r3', 'r4'],
  'deal.registration': ['r1', 'r2', 'r3'],
  'agreement.id': ['g1', 'g2'],
  'certificate.id': ['c1', 'c2', 'c3'],
  'certificate.person': ['ann', 'bob', 'cy'],
  'person.id': ['ann', 'bob', 'cy'],
  'offer.id': ['o1', 'o2'],
  'customer.id': ['k1', 'k2'],
};

export interface History {
  readonly partners: readonly PartnerDocument[];
  readonly activities: readonly ActivityDocument[];
  readonly until: string;
}

export function aHistory(choices: Choices, program: ProgramDocument): History {
  const partners = PARTNERS.map((id) => ({
    id,
    facts: choices.oneIn(2) ? { 'partner.region': choices.pick(['a', 'b', 'c']), 'partner.employees': choices.below(500) } : {},
    enrollments: TYPES.map((partnerType) => ({
      partnerType,
      enrolledOn: choices.pick(['2023-11-01', '2024-02-29', '2024-05-31']),
      ...(program.partnerTypes[partnerType]?.tiers !== undefined && choices.oneIn(4)
        ? { tier: choices.pick(['base', 'silver', 'gold']) }
        : {}),
    })),
  }));
  const digits = digitsOf(program.currency);
  const activities: ActivityDocument[] = [];
  for (let index = 0; index < choices.between(3, 24); index += 1) activities.push(anActivity(choices, index, activities, program, digits));
  return { partners, activities, until: choices.pick(['2025-07-31', '2024-12-31', '2025-02-14']) };
}

function anActivity(
  choices: Choices,
  index: number,
  earlier: readonly ActivityDocument[],
  program: ProgramDocument,
  digits: number,
): ActivityDocument {
  const kind = choices.oneIn(5) ? choices.pick(CALM_KINDS) : choices.pick(BUSY_KINDS);
  const spec = baseCatalogue.kinds.get(kind);
  const followed = earlier.filter((one) => one.kind === FOLLOWS[kind]);
  const cancels = kind === 'cancellation' && followed.length > 0 ? choices.pick(followed) : undefined;
  const registration = kind !== 'cancellation' && followed.length > 0 ? choices.pick(followed) : undefined;
  const found = aDate(choices);
  const before = cancels ?? registration;
  const occurredOn = before !== undefined && !choices.oneIn(6) ? soonAfter(choices, before.occurredOn) : found;
  const facts: Record<string, unknown> = {};
  for (const name of spec?.facts ?? []) {
    if (spec?.required.has(name) !== true && choices.oneIn(3)) continue;
    const fact = baseCatalogue.facts.get(name);
    if (fact === undefined) continue;
    facts[name] = aValue(choices, fact.type, digits, fact.choices ?? SMALL_POOLS[name]);
  }
  if (registration !== undefined) facts['registration.id'] = registration.facts?.['registration.id'];
  if (cancels !== undefined) {
    facts['cancelled.activity'] = cancels.id;
    facts['cancelled.share'] = choices.pick(['1', '0.5', '0.333']);
  }
  if (choices.oneIn(6) && typeof facts['deal.amount'] === 'string' && facts['deal.amount'] !== '0')
    facts['deal.amount'] = `-${facts['deal.amount']}`;
  return {
    source: 'test',
    id: `a${index}`,
    kind,
    occurredOn,
    ...(choices.oneIn(6) ? { at: `${occurredOn}T0${choices.below(10)}:00:00Z` } : {}),
    ...parties(choices, before),
    ...(choices.oneIn(8) && program.currency !== 'EUR'
      ? { currency: 'EUR', exchange: { rate: choices.pick(['1.0837', '0.9', '151.23']), on: '2024-01-02' } }
      : {}),
    facts,
    ...(spec?.items === true && choices.oneIn(2) ? { items: choices.times(choices.between(1, 3), () => anItem(choices, digits)) } : {}),
    ...(kind === 'agreement-signed' && choices.oneIn(2) ? { terms: { sum: choices.pick(['12', '500', '99999']) } } : {}),
  };
}

const soonAfter = (choices: Choices, day: string): string =>
  new Date(Date.parse(`${day}T00:00:00Z`) + choices.below(40) * 86_400_000).toISOString().slice(0, 10);

function parties(choices: Choices, cancels: ActivityDocument | undefined): Partial<ActivityDocument> {
  if (cancels !== undefined && !choices.oneIn(4)) return cancels.parties === undefined ? pick(cancels) : { parties: cancels.parties };
  const one = () => ({ partner: choices.pick(PARTNERS), partnerType: choices.pick(TYPES) });
  if (!choices.oneIn(5)) return one();
  const [first, second] = [one(), one()];
  if (first.partner === second.partner && first.partnerType === second.partnerType) return first;
  return {
    parties: [
      { ...first, role: 'seller', share: '0.6' },
      { ...second, role: 'influenced', share: choices.pick(['0.4', '0.333']) },
    ],
  };
}

const pick = ({ partner, partnerType }: ActivityDocument): Partial<ActivityDocument> => ({
  ...(partner === undefined ? {} : { partner }),
  ...(partnerType === undefined ? {} : { partnerType }),
});

function anItem(choices: Choices, digits: number): Record<string, unknown> {
  const item: Record<string, unknown> = {};
  for (const fact of baseCatalogue.facts.values()) {
    if (fact.scope !== 'item' || choices.oneIn(4)) continue;
    item[fact.name] = fact.type === 'rate' ? rate(choices) : aValue(choices, fact.type, digits, fact.choices);
  }
  return item;
}
