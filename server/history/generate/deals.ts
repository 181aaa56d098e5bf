import type { Party } from '../../engine/facts/activity.ts';
import type { Value } from '../../engine/facts/value.ts';
import { type Firm, party, remember, WHOLE } from './firm.ts';
import { cancelLater, renewLater, type Subscription } from './renewals.ts';
import type { World } from './world.ts';

/** An ordinary small firm's deal, in units of the currency. */
const ORDINARY = 9_000;
/** In a thousand deals: moved just above an amount at which the program changes; made just as large as a year's step needs, in the last weeks of a quarter. */
const ABOVE_A_STEP = 70;
const TO_REACH_A_STEP = 160;
/** How far above, in a thousand; and how far from a step a year may be for a deal to be made to reach it, in deals. */
const BARELY_ABOVE = 25;
const REACH = { least: 0.3, most: 3 } as const;
/** Nobody stretches a small deal to a larger amount than this many times its own. */
const STRETCH = 2.5;

const NEW_CUSTOMER = 380;
const EXPANSION = 850;
const THROUGH_DISTRIBUTOR = 160;
const INFLUENCED = 60;
const MONTHS = [12, 12, 12, 12, 24, 36] as const;
const ITEMS = [1, 1, 1, 1, 1, 2, 2, 3, 3, 4] as const;
const SALE = 'deal-closed';
const EDITIONS = ['standard', 'standard', 'plus', 'enterprise'] as const;
const CATEGORIES = ['subscription', 'subscription', 'licence', 'support'] as const;
/** In a thousand deals that could say it. */
const SAID = {
  kind: 980,
  line: 900,
  quantity: 850,
  discount: 760,
  months: 900,
  person: 820,
  competitor: 620,
  tender: 900,
  margin: 180,
} as const;
const COMPETITOR = 350;
const DISPLACED = 450;
const PUBLIC_TENDER = 300;
const PRICE_STEPS = 1_000_000;
const PERMILLE = 1_000_000;

/** Of a deal that a story knows more about. */
export interface DealKnown {
  readonly customer: number;
  readonly amount?: number;
  readonly line?: string;
  readonly kind?: 'new' | 'expansion';
  readonly registration?: string;
  readonly opportunity?: string;
}

/** The customer of a firm's next deal: one that nobody has spoken of, or one that it sold to before. */
export function nextCustomer(world: World, firm: Firm): number {
  const { random, customers } = world;
  const known = firm.customers[random.below(firm.customers.length)] ?? -1;
  return known < 0 || random.chance(NEW_CUSTOMER) ? customers.appear(random) : known;
}

/** In smallest units. */
export function dealAmount(world: World, firm: Firm, customer: number): number {
  const { random, words, customers } = world;
  let amount = world.money(random.tailed(ORDINARY * firm.scale * (customers.isLarge(customer) ? 2 : 1)));
  if (!random.chance(300)) amount = Math.max(world.money(10), Math.round(amount / world.money(10)) * world.money(10));
  const barely = (step: number): number => step + Math.round((step * random.below(BARELY_ABOVE)) / 1000);
  if (random.chance(ABOVE_A_STEP)) {
    const step = words.steps.find((each) => each >= amount);
    if (step !== undefined && step <= amount * STRETCH) return barely(step);
  }
  if (world.isRush && random.chance(TO_REACH_A_STEP)) {
    const sold = soldThisYear(world, firm);
    const step = words.steps.find((each) => each > sold + amount * REACH.least);
    if (step !== undefined && step - sold <= amount * REACH.most) return step - sold + random.below(world.money(200));
  }
  return amount;
}

export function sale(world: World, firm: Firm): void {
  const customer = nextCustomer(world, firm);
  closeDeal(world, firm, { customer });
}

export function closeDeal(world: World, firm: Firm, known: DealKnown): void {
  const { random, customers, today } = world;
  const { customer } = known;
  const amount = known.amount ?? dealAmount(world, firm, customer);
  const isNew = customers.isNew(customer, today);
  const facts = new Map<string, Value>([['deal.amount', amount]]);
  customers.describe(facts, customer, today, random);
  const line = known.line ?? random.pick(world.words.lines);
  const discount = random.chance(SAID.discount) ? random.below(8) * 50 + random.below(50) : 0;
  const months = random.pick(MONTHS);
  const kind = known.kind ?? (isNew ? 'new' : random.chance(EXPANSION) ? 'expansion' : 'renewal');
  if (random.chance(SAID.kind)) facts.set('deal.kind', kind);
  if (random.chance(SAID.line)) facts.set('deal.productLine', line);
  if (discount > 0) facts.set('deal.discount', discount * PERMILLE);
  if (random.chance(SAID.months)) facts.set('deal.months', months);
  const seller = random.pickOr(firm.people, undefined);
  if (seller !== undefined && random.chance(SAID.person)) facts.set('deal.person', seller.id);
  circumstances(world, facts, customer);
  if (known.registration !== undefined) facts.set('deal.registration', known.registration);
  if (known.opportunity !== undefined) facts.set('deal.opportunity', known.opportunity);
  if (random.chance(SAID.margin)) facts.set('deal.grossMargin', Math.round((amount * random.between(350, 800)) / 1000));
  const items = itemsOf(world, amount, line, discount);
  if (random.chance(SAID.quantity))
    facts.set(
      'deal.quantity',
      items.reduce((sum, item) => sum + Number(item.get('item.quantity') ?? 1), 0),
    );
  const told = world.tell(SALE, firm, facts, { items, parties: partiesOf(world, firm) });
  if (told === undefined) return;
  world.sold(customer);
  remember(firm, customer);
  soldThisYear(world, firm);
  firm.sold += amount;
  const subscription: Subscription = { customer, line, months, amount, ended: false };
  cancelLater(world, firm, { told, amount, customer, subscription });
  renewLater(world, firm, subscription);
}

/** New business of the firm in the fiscal year at hand. */
function soldThisYear(world: World, firm: Firm): number {
  const year = world.fiscalYear();
  if (firm.soldInYear !== year) {
    firm.soldInYear = year;
    firm.sold = 0;
  }
  return firm.sold;
}

function circumstances(world: World, facts: Map<string, Value>, customer: number): void {
  const { random } = world;
  if (random.chance(SAID.competitor)) {
    const present = random.chance(COMPETITOR);
    facts.set('deal.competitorPresent', present);
    if (present && world.carries(SALE, 'deal.competitorDisplaced')) facts.set('deal.competitorDisplaced', random.chance(DISPLACED));
  }
  if (random.chance(SAID.tender)) facts.set('deal.tender', world.customers.isPublic(customer) && random.chance(PUBLIC_TENDER));
}

/** Items that add up to the amount. */
export function itemsOf(world: World, amount: number, line: string, discount: number): readonly ReadonlyMap<string, Value>[] {
  const { random, words } = world;
  const count = amount < world.money(1000) ? 1 : random.pick(ITEMS);
  const items: ReadonlyMap<string, Value>[] = [];
  let left = amount;
  for (let at = 0; at < count; at += 1) {
    const part = at === count - 1 ? left : Math.max(1, Math.round((left * random.between(300, 750)) / 1000));
    left -= part;
    const of = at === 0 ? line : random.pick(words.lines);
    const quantity = random.tailed(40);
    const item = new Map<string, Value>([
      ['item.productLine', of],
      ['item.amount', part],
    ]);
    if (random.chance(800)) item.set('item.product', `${of}-${random.pick(EDITIONS)}`);
    item.set('item.quantity', quantity);
    if (random.chance(500)) item.set('item.listAmount', Math.round((part * 1000) / (1000 - discount)));
    if (random.chance(300)) item.set('item.unitPrice', Math.round((part * PRICE_STEPS) / (world.money(1) * quantity)));
    if (random.chance(250)) item.set('item.category', random.pick(CATEGORIES));
    items.push(item);
  }
  return Object.freeze(items);
}

/** Mostly the firm alone; now and then a distributor stands between, or an integrator has a hand in it. */
function partiesOf(world: World, firm: Firm): readonly Party[] {
  const { random } = world;
  if (random.chance(THROUGH_DISTRIBUTOR) && world.produces('distributor', SALE)) {
    const between = world.firm('distributor');
    if (between !== undefined && between !== firm) return frozen([party(firm, 'seller', WHOLE), party(between, 'distributor', 0)]);
  }
  if (random.chance(INFLUENCED) && world.produces('si', SALE)) {
    const influence = world.firm('si');
    if (influence !== undefined && influence !== firm) {
      return frozen([party(firm, 'sourced', 700_000_000), party(influence, 'influenced', 300_000_000)]);
    }
  }
  return firm.parties;
}

export const frozen = (parties: readonly Party[]): readonly Party[] => Object.freeze(parties.map((each) => Object.freeze(each)));
