import type { Value } from '../../engine/facts/value.ts';
import { itemsOf } from './deals.ts';
import type { Firm } from './firm.ts';
import type { World } from './world.ts';

const ORDINARY = 60_000;
const REPORTS_DAYS = 35;
const MOST_REPORTS = 4;
/** What a report says was sold through, in a thousand of what was sold in; together sometimes more than that. */
const PART = { least: 120, most: 480 } as const;
const DISCOUNT = 18;
const ORDER = 'order.number';
/** In a thousand. */
const SAID = { kind: 800, units: 900, amount: 970, order: 980 } as const;
const PERMILLE = 10_000_000;

/** A distributor buys in volume, and reports what its resellers bought of it. */
export function sellIn(world: World, firm: Firm): void {
  const { random } = world;
  const amount = world.money(random.tailed(ORDINARY * firm.scale));
  const order = world.name('n');
  const facts = new Map<string, Value>([['deal.amount', amount]]);
  if (random.chance(SAID.kind)) facts.set('deal.kind', random.chance(700) ? 'expansion' : 'new');
  facts.set('deal.discount', DISCOUNT * PERMILLE);
  if (world.carries('deal-closed', ORDER) && random.chance(SAID.order)) facts.set(ORDER, order);
  const told = world.tell('deal-closed', firm, facts, { items: itemsOf(world, amount, random.pick(world.words.lines), DISCOUNT * 10) });
  if (told === undefined) return;
  let days = 0;
  for (let reports = random.between(1, MOST_REPORTS); reports > 0; reports -= 1) {
    days += random.tailed(REPORTS_DAYS);
    world.laterBy(firm, days, () => sellThrough(world, firm, told.id, order, amount));
  }
}

function sellThrough(world: World, firm: Firm, sellIn: string, order: string, amount: number): void {
  const { random } = world;
  const facts = new Map<string, Value>([['sellThrough.sellIn', sellIn]]);
  if (random.chance(SAID.units)) facts.set('sellThrough.units', random.tailed(60));
  if (random.chance(SAID.amount)) facts.set('sellThrough.amount', Math.round((amount * random.between(PART.least, PART.most)) / 1000));
  if (world.carries('sell-through-report', ORDER) && random.chance(SAID.order)) facts.set(ORDER, order);
  world.tell('sell-through-report', firm, facts);
}
