import type { Day, Value } from '../../engine/facts/value.ts';
import { CUSTOMERS_REMEMBERED, type Firm, type Segment, WHOLE } from './firm.ts';
import type { Random } from './random.ts';
import { countriesOf, REGIONS } from './regions.ts';

/** Shares of the partner types, in a thousand firms; a type of another name has `OTHER`. */
const SHARES: Readonly<Record<string, number>> = { reseller: 520, si: 170, isv: 170, oem: 60, distributor: 50, 'vendor-field': 10 };
const OTHER = 200;
/** The least of each type, so that small histories have them all. */
const FEWEST = 3;
/** Firms that the program had before the history begins, and those that leave within it; in a thousand. */
const EARLIER = 550;
const EARLIER_DAYS = 1500;
const LEAVING = 140;
/** Nobody leaves sooner after joining. */
const STAYS_DAYS = 200;
/** SIs that resell as well, under the same name. */
const BOTH = 200;
const QUALITY = { least: 520, most: 970 } as const;

/** Which part of a type's firms, the largest first, is at least so large. */
const SIZES: readonly { readonly segment: Segment; readonly upTo: number; readonly scale: number; readonly employees: number }[] = [
  { segment: 'global', upTo: 0.04, scale: 6, employees: 9000 },
  { segment: 'national', upTo: 0.2, scale: 3, employees: 700 },
  { segment: 'regional', upTo: 0.5, scale: 2, employees: 90 },
  { segment: 'boutique', upTo: 1, scale: 1, employees: 12 },
];
const PRACTICES = ['hospital logistics', 'retail planning', 'claims handling', 'grid operation', 'public archives'] as const;
/** Of small firms; the others keep silent about what they are good at. In a thousand. */
const WITH_PRACTICE = 550;
const PROFILE_KNOWN = { region: 960, country: 930, segment: 940, employees: 800, accredited: 300 } as const;

export interface Founding {
  readonly random: Random;
  readonly types: readonly string[];
  /** Firms of all types, about. */
  readonly count: number;
  readonly first: Day;
  readonly last: Day;
}

/** A firm, and its rank by size among those of its type, 0 the largest. */
export interface Ranked {
  readonly firm: Firm;
  readonly rank: number;
}

/** The vendor's own field: there from the beginning, and for good. */
export const isOwnField = (type: string): boolean => type === 'vendor-field';

/** By partner type, in the order in which they join. */
export function foundFirms(founding: Founding): ReadonlyMap<string, readonly Ranked[]> {
  const { random, types, count } = founding;
  const share = (type: string): number => SHARES[type] ?? OTHER;
  const total = types.reduce((sum, type) => sum + share(type), 0);
  const firms = new Map<string, readonly Ranked[]>();
  for (const type of types) {
    const of = Math.max(FEWEST, Math.round((count * share(type)) / total));
    const days = Array.from({ length: of }, () => joiningDay(founding, type)).sort((a, b) => a - b);
    const ranks = shuffled(random, of);
    firms.set(
      type,
      days.map((enrolledOn, number) => {
        const rank = ranks[number] ?? 0;
        return { firm: foundFirm(founding, type, number, rank / of, enrolledOn), rank };
      }),
    );
  }
  return firms;
}

function joiningDay({ random, first, last }: Founding, type: string): Day {
  if (isOwnField(type) || random.chance(EARLIER)) return first - random.between(1, EARLIER_DAYS);
  return random.between(first, last);
}

function foundFirm({ random, last }: Founding, type: string, number: number, size: number, enrolledOn: Day): Firm {
  const { segment, scale, employees } = SIZES.find(({ upTo }) => size < upTo) ?? { segment: 'boutique', scale: 1, employees: 12 };
  const partner = `${type === 'si' && random.chance(BOTH) ? 'reseller' : type}-${number + 1}`;
  const region = random.pick(REGIONS);
  const country = random.pick(countriesOf(region));
  const profile = new Map<string, Value>();
  if (random.chance(PROFILE_KNOWN.region)) profile.set('partner.region', region);
  if (random.chance(PROFILE_KNOWN.country)) profile.set('partner.country', country);
  if (random.chance(PROFILE_KNOWN.segment)) profile.set('partner.segment', segment);
  if (random.chance(PROFILE_KNOWN.employees)) profile.set('partner.employees', random.tailed(employees));
  if (scale <= 2 && random.chance(WITH_PRACTICE)) profile.set('partner.practice', random.pick(PRACTICES));
  if (random.chance(PROFILE_KNOWN.accredited)) profile.set('partner.accredited', random.below(10 * scale));
  return {
    partner,
    type,
    parties: Object.freeze([Object.freeze({ partner, partnerType: type, role: 'principal', share: WHOLE })]),
    enrolledOn,
    gone: isOwnField(type) || !random.chance(LEAVING) ? Number.POSITIVE_INFINITY : leavingDay(random, enrolledOn, last),
    segment,
    scale,
    region,
    country,
    profile,
    quality: random.between(QUALITY.least, QUALITY.most),
    people: [],
    customers: new Int32Array(CUSTOMERS_REMEMBERED).fill(-1),
    customersSeen: 0,
    integrations: [],
    solutions: [],
    sold: 0,
    soldInYear: 0,
  };
}

const leavingDay = (random: Random, enrolledOn: Day, last: Day): Day => {
  const earliest = enrolledOn + STAYS_DAYS;
  return earliest >= last ? Number.POSITIVE_INFINITY : random.between(earliest, last);
};

function shuffled(random: Random, count: number): Int32Array {
  const order = Int32Array.from({ length: count }, (_, at) => at);
  for (let at = count - 1; at > 0; at -= 1) {
    const other = random.below(at + 1);
    const moved = order[at] ?? 0;
    order[at] = order[other] ?? 0;
    order[other] = moved;
  }
  return order;
}
