import type { Party } from '../../engine/facts/activity.ts';
import type { Day, Value } from '../../engine/facts/value.ts';

/** From the smallest; as the base catalogue's partner.segment. */
export const SEGMENTS = ['boutique', 'regional', 'national', 'global'] as const;
export type Segment = (typeof SEGMENTS)[number];

export interface Person {
  readonly id: string;
  gone: boolean;
}

/** What a firm has built on the vendor's product. */
export interface Integration {
  readonly id: string;
  readonly level: string;
  /** The last day of its certification; 0: it has none. */
  certifiedUntil: Day;
}

/** A partner in one partner type, as the vendor's world knows it. */
export interface Firm {
  readonly partner: string;
  readonly type: string;
  /** The firm alone, as most activities have it. */
  readonly parties: readonly Party[];
  readonly enrolledOn: Day;
  /** The first day on which it has left the program. */
  readonly gone: Day;
  readonly segment: Segment;
  /** How many times an ordinary deal its deals are. */
  readonly scale: number;
  readonly region: string;
  readonly country: string;
  readonly profile: ReadonlyMap<string, Value>;
  /** In a thousand: how well it works. Renewals kept, certificates renewed, forms filled in. */
  readonly quality: number;
  readonly people: Person[];
  /** The customers that it sold to last, in a ring; `customersSeen` ever. */
  readonly customers: Int32Array;
  customersSeen: number;
  readonly integrations: Integration[];
  readonly solutions: string[];
  /** New business in the fiscal year at hand, in smallest units. */
  sold: number;
  soldInYear: number;
}

export const CUSTOMERS_REMEMBERED = 16;

export const party = (firm: Firm, role: string, share: number): Party => ({
  partner: firm.partner,
  partnerType: firm.type,
  role,
  share,
});

/** A whole: shares are in units of 10⁻⁹. */
export const WHOLE = 1_000_000_000;

export function remember(firm: Firm, customer: number): void {
  firm.customers[firm.customersSeen % CUSTOMERS_REMEMBERED] = customer;
  firm.customersSeen += 1;
}
