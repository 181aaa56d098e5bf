import type { Value } from '../../engine/facts/value.ts';
import type { Firm, Segment } from './firm.ts';
import type { World } from './world.ts';

const UNITS_A_MONTH: Readonly<Record<Segment, number>> = { boutique: 160, regional: 900, national: 3200, global: 14_000 };
const PRODUCTS = ['gateway', 'controller', 'terminal'] as const;
const MONTH_DAYS = 30;
/** In a thousand months: nothing reported. */
const SILENT = 40;
/** Against an ordinary month, in a thousand. */
const SWING = { least: 550, most: 1500 } as const;
const SAID = { activated: 700, product: 800, amount: 400 } as const;
const PRICE = 90;
const MILESTONES = ['prototype', 'field trial', 'first series', 'second source'] as const;
const MILESTONE_DAYS = 170;

export const unitsAMonth = (firm: Firm): number => UNITS_A_MONTH[firm.segment];

/** From now on a report each month, whether the licence still runs or not. */
export function shipMonthly(world: World, firm: Firm): void {
  world.laterBy(firm, MONTH_DAYS + world.random.between(-3, 3), () => {
    shipMonthly(world, firm);
    if (!world.random.chance(SILENT)) ship(world, firm);
  });
}

export function ship(world: World, firm: Firm): void {
  const { random } = world;
  const units = Math.round((unitsAMonth(firm) * random.between(SWING.least, SWING.most)) / 1000);
  const facts = new Map<string, Value>([['shipment.units', units]]);
  if (random.chance(SAID.activated)) facts.set('shipment.activated', Math.round((units * random.between(350, 980)) / 1000));
  if (random.chance(SAID.product)) facts.set('shipment.product', random.pick(PRODUCTS));
  if (random.chance(SAID.amount)) facts.set('shipment.amount', world.money(units * PRICE));
  world.tell('shipment-report', firm, facts);
}

/** Milestones of a roadmap, one after the other. */
export function reachMilestones(world: World, firm: Firm): void {
  world.laterBy(firm, world.random.tailed(MILESTONE_DAYS), () => {
    const { random } = world;
    const facts = new Map<string, Value>([['milestone.id', world.name('m')]]);
    if (random.chance(900)) facts.set('milestone.name', random.pick(MILESTONES));
    if (random.chance(920)) facts.set('milestone.amount', world.money(random.tailed(20_000 * firm.scale)));
    world.tell('milestone-reached', firm, facts);
    reachMilestones(world, firm);
  });
}
