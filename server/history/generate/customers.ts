import type { Day, Value } from '../../engine/facts/value.ts';
import { mixed, type Random } from './random.ts';
import { countriesOf, REGIONS } from './regions.ts';

const SEGMENTS = [
  'small',
  'small',
  'small',
  'small',
  'small',
  'mid-market',
  'mid-market',
  'mid-market',
  'enterprise',
  'public-sector',
] as const;
/** In a thousand customers. */
const REGULATED = 160;
const IN_A_GROUP = 120;
/** Customers of one group. */
const GROUP = 7;
/** How often an activity says it, in a thousand. */
const SAID = { segment: 920, region: 850, country: 700, regulated: 650, group: 900, lastPurchase: 800, isNew: 750 } as const;
/** A customer counts as new after so many days without a purchase. */
const NEW_AFTER_DAYS = 365;
/** What a customer bought before the history begins: in a thousand, and how long ago at most. */
const BOUGHT_EARLIER = 250;
const EARLIER_DAYS = 900;

/**
 * The vendor's customers, numbered as they appear. What they are follows from number and seed; only their last purchases
 * are kept.
 */
export class Customers {
  private readonly seed: number;
  private readonly begin: Day;
  /** 0: never. */
  private lastPurchase = new Int32Array(1024);
  private count = 0;

  constructor(seed: number, begin: Day) {
    this.seed = seed;
    this.begin = begin;
  }

  /** A customer that nobody has spoken of. */
  appear(random: Random): number {
    const customer = this.count;
    this.count += 1;
    if (customer === this.lastPurchase.length) {
      const more = new Int32Array(this.lastPurchase.length * 2);
      more.set(this.lastPurchase);
      this.lastPurchase = more;
    }
    if (random.chance(BOUGHT_EARLIER)) this.lastPurchase[customer] = this.begin - random.between(1, EARLIER_DAYS);
    return customer;
  }

  /** One of those known; undefined: there is none yet. */
  any(random: Random): number | undefined {
    return this.count === 0 ? undefined : random.below(this.count);
  }

  bought(customer: number, day: Day): void {
    this.lastPurchase[customer] = day;
  }

  isNew(customer: number, day: Day): boolean {
    const last = this.lastPurchase[customer] ?? 0;
    return last === 0 || day - last > NEW_AFTER_DAYS;
  }

  isPublic(customer: number): boolean {
    return this.segment(customer) === 'public-sector';
  }

  isLarge(customer: number): boolean {
    return this.segment(customer) === 'enterprise';
  }

  idOf(customer: number): string {
    return `c${customer + 1}`;
  }

  /** What an activity says of its customer: always who it is, the rest now and then. */
  describe(facts: Map<string, Value>, customer: number, day: Day, random: Random): void {
    facts.set('customer.id', this.idOf(customer));
    if (random.chance(SAID.segment)) facts.set('customer.segment', this.segment(customer));
    const region = REGIONS[this.of(customer, 2) % REGIONS.length] ?? REGIONS[0];
    if (random.chance(SAID.region)) facts.set('customer.region', region);
    const countries = countriesOf(region);
    if (random.chance(SAID.country)) facts.set('customer.country', countries[this.of(customer, 3) % countries.length] ?? countries[0]);
    if (random.chance(SAID.regulated)) facts.set('customer.regulated', this.of(customer, 4) % 1000 < REGULATED);
    if (this.of(customer, 5) % 1000 < IN_A_GROUP && random.chance(SAID.group))
      facts.set('customer.group', `g${Math.floor(customer / GROUP) + 1}`);
    if (random.chance(SAID.isNew)) facts.set('customer.new', this.isNew(customer, day));
    const last = this.lastPurchase[customer] ?? 0;
    if (last !== 0 && random.chance(SAID.lastPurchase)) facts.set('customer.lastPurchase', last);
  }

  private segment(customer: number): string {
    return SEGMENTS[this.of(customer, 1) % SEGMENTS.length] ?? SEGMENTS[0];
  }

  private of(customer: number, what: number): number {
    return mixed(this.seed + what, customer);
  }
}
