import type { Day, Value } from '../../engine/facts/value.ts';
import { type Firm, remember } from './firm.ts';
import type { Told, World } from './world.ts';

/** What a customer pays for, and may end. */
export interface Subscription {
  readonly customer: number;
  readonly line: string;
  readonly months: number;
  /** Smallest units, for the whole time. */
  amount: number;
  ended: boolean;
}

/** In a thousand sales: taken back later. */
const CANCELLED = 45;
const WHOLLY = 700;
const PARTS = [250_000_000, 500_000_000, 750_000_000] as const;
const WHOLE = 1_000_000_000;
const REASONS = ['not delivered', 'customer insolvent', 'ordered twice', 'budget withdrawn'] as const;
/** Middle of the days after which a sale is taken back. */
const CANCELLED_AFTER_DAYS = 70;

/** Subscriptions that nobody reports on when they end, and renewals that come late; in a thousand. */
const LAPSING = 60;
const LATE = 250;
const LATE_DAYS = 40;
const EARLY_DAYS = 25;
/** An earlier sale of a small firm, in units of the currency. */
const EARLIER = 9_000;
const YEAR_DAYS = 365;
/** A renewal against what was due, in a thousand. */
const RENEWED = { least: 880, most: 1180 } as const;
const SAID = { due: 960, dueOn: 800, kept: 970, users: 500, months: 800, line: 900, person: 600 } as const;

/** What remains of a sale that is cancelled renews no more. */
export function cancelLater(
  world: World,
  firm: Firm,
  sale: { readonly told: Told; readonly amount: number; readonly subscription?: Subscription; readonly customer: number },
): void {
  const { random } = world;
  if (!random.chance(CANCELLED)) return;
  world.later(random.tailed(CANCELLED_AFTER_DAYS), () => {
    const share = random.chance(WHOLLY) ? WHOLE : random.pick(PARTS);
    const facts = new Map<string, Value>([['cancelled.activity', sale.told.id]]);
    world.customers.describe(facts, sale.customer, world.today, random);
    if (share < WHOLE || random.chance(600)) facts.set('cancelled.share', share);
    facts.set('cancelled.amount', Math.round(sale.amount * (share / WHOLE)));
    if (random.chance(500)) facts.set('cancelled.reason', random.pick(REASONS));
    world.tell('cancellation', firm, facts, { source: sale.told.source });
    if (sale.subscription !== undefined && share === WHOLE) sale.subscription.ended = true;
  });
}

/** Before the subscription runs out somebody asks the customer whether it stays; a good firm is told yes more often. */
export function renewLater(world: World, firm: Firm, subscription: Subscription): void {
  renewAround(world, firm, subscription, world.months(subscription.months));
}

/** What was sold before the history begins comes up in its first year. */
export function soldEarlier(world: World, firm: Firm): void {
  const { random, customers, first } = world;
  const customer = customers.appear(random);
  const due = first + random.below(YEAR_DAYS);
  customers.bought(customer, due - YEAR_DAYS);
  remember(firm, customer);
  const amount = world.money(random.tailed(EARLIER * firm.scale));
  renewAround(world, firm, { customer, line: random.pick(world.words.lines), months: 12, amount, ended: false }, due);
}

function renewAround(world: World, firm: Firm, subscription: Subscription, due: Day): void {
  const { random, today } = world;
  const days = due - today + (random.chance(LATE) ? random.between(1, LATE_DAYS) : -random.below(EARLY_DAYS));
  if (days <= 0) return;
  world.laterBy(firm, days, () => {
    if (!subscription.ended && !random.chance(LAPSING)) renew(world, firm, subscription, due);
  });
}

function renew(world: World, firm: Firm, subscription: Subscription, due: Day): void {
  const { random, customers, today } = world;
  const { customer, line, amount } = subscription;
  const kept = random.chance(firm.quality);
  const renewed = kept ? Math.round((amount * random.between(RENEWED.least, RENEWED.most)) / 1000) : 0;
  const facts = new Map<string, Value>([['renewal.amount', renewed]]);
  customers.describe(facts, customer, today, random);
  if (random.chance(SAID.due)) facts.set('renewal.due', amount);
  if (random.chance(SAID.dueOn)) facts.set('renewal.dueOn', due);
  if (random.chance(SAID.kept)) facts.set('renewal.kept', kept);
  if (random.chance(SAID.users)) facts.set('renewal.users', random.tailed(60));
  if (random.chance(SAID.months)) facts.set('renewal.months', subscription.months);
  if (random.chance(SAID.line)) facts.set('deal.productLine', line);
  const seller = random.pickOr(firm.people, undefined);
  if (seller !== undefined && random.chance(SAID.person)) facts.set('deal.person', seller.id);
  const told = world.tell('renewal', firm, facts);
  if (!kept || told === undefined) return;
  customers.bought(customer, today);
  remember(firm, customer);
  subscription.amount = renewed;
  cancelLater(world, firm, { told, amount: renewed, customer, subscription });
  renewLater(world, firm, subscription);
}
