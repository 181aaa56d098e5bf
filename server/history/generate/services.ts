import type { Value } from '../../engine/facts/value.ts';
import { type Firm, remember } from './firm.ts';
import type { World } from './world.ts';

const ORDINARY = 14_000;
const KINDS = ['implementation', 'implementation', 'migration', 'training', 'advisory', 'support'] as const;
/** In a thousand. */
const AT_A_BUYER = 880;
const INDEPENDENT = 840;
const SAID = { amount: 900, kind: 950, independent: 960, competency: 950, line: 600 } as const;
const REFERENCE_CUSTOMER = 800;

/** An integrator works for a customer that bought not long ago. */
export function engage(world: World, firm: Firm): void {
  const { random, customers } = world;
  const before = firm.customers[random.below(firm.customers.length)] ?? -1;
  const customer = random.chance(AT_A_BUYER) ? (before >= 0 && random.chance(350) ? before : world.buyer()) : customers.appear(random);
  const facts = new Map<string, Value>([['engagement.id', world.name('e')]]);
  customers.describe(facts, customer, world.today, random);
  if (random.chance(SAID.amount)) facts.set('engagement.amount', world.money(random.tailed(ORDINARY * firm.scale)));
  if (random.chance(SAID.kind)) facts.set('engagement.kind', random.pick(KINDS));
  if (random.chance(SAID.independent)) facts.set('engagement.independent', random.chance(INDEPENDENT));
  if (random.chance(SAID.competency)) facts.set('engagement.competency', random.pick(world.words.competencies));
  if (random.chance(SAID.line)) facts.set('deal.productLine', random.pick(world.words.lines));
  world.tell('service-engagement', firm, facts);
  remember(firm, customer);
}

/** A customer says in public that it was worth it. */
export function refer(world: World, firm: Firm): void {
  const { random } = world;
  const facts = new Map<string, Value>([['reference.id', world.name('q')]]);
  const customer = firm.customers[random.below(firm.customers.length)] ?? -1;
  if (customer >= 0 && random.chance(REFERENCE_CUSTOMER)) world.customers.describe(facts, customer, world.today, random);
  world.tell('reference-given', firm, facts);
}
