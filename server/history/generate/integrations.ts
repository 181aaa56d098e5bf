import type { Value } from '../../engine/facts/value.ts';
import { type Firm, type Integration, remember } from './firm.ts';
import type { World } from './world.ts';

const DAYS = { certified: 45, launched: 30 } as const;
const MONTHS_CERTIFIED = 12;
/** In a thousand. */
const TESTED_SAID = 950;
const CERTIFIED_AT_ALL = 880;
const CERTIFIED_AGAIN = 850;
const ADOPTED = 680;
const SAID = { users: 800, joint: 300 } as const;
/** Of what a firm does with an integration: with a new one. */
const ANOTHER = 12;
const PREFERRED = 600;
/** Nothing is certified of it. */
const LEAST_LEVEL = 'listed';

/** An integration is built, certified where its level asks for it, launched, and certified again each year. */
export function buildIntegration(world: World, firm: Firm): Integration {
  const { random, words } = world;
  const levels = firm.type === 'oem' ? words.integrationLevels.filter((level) => level !== LEAST_LEVEL) : words.integrationLevels;
  const integration: Integration = { id: world.name('i'), level: random.pickOr(levels, 'certified'), certifiedUntil: 0 };
  firm.integrations.push(integration);
  reach(world, firm, integration, 'built');
  if (firm.type === 'oem' || random.chance(CERTIFIED_AT_ALL))
    world.laterBy(firm, random.tailed(DAYS.certified), () => certify(world, firm, integration));
  if (firm.type !== 'oem')
    world.laterBy(firm, random.tailed(DAYS.certified + DAYS.launched), () => reach(world, firm, integration, 'launched'));
  return integration;
}

function certify(world: World, firm: Firm, integration: Integration): void {
  const { random } = world;
  const until = world.months(MONTHS_CERTIFIED) - 1;
  integration.certifiedUntil = until;
  reach(world, firm, integration, 'certified');
  if (random.chance(Math.round((firm.quality * CERTIFIED_AGAIN) / 800))) {
    world.laterBy(firm, until - world.today + random.between(-30, 25), () => certify(world, firm, integration));
  }
}

function reach(world: World, firm: Firm, integration: Integration, milestone: 'built' | 'certified' | 'launched' | 'adopted'): void {
  const { random } = world;
  const facts = new Map<string, Value>([
    ['integration.id', integration.id],
    ['integration.level', integration.level],
    ['integration.milestone', milestone],
  ]);
  if (random.chance(TESTED_SAID))
    facts.set('integration.testedVersion', `${random.pick(world.words.lines)} ${random.between(5, 9)}.${random.below(10)}`);
  if (milestone === 'certified' && integration.certifiedUntil > world.today) facts.set('integration.expiresOn', integration.certifiedUntil);
  if (milestone !== 'built' && random.chance(SAID.joint)) facts.set('integration.jointCustomers', random.below(80));
  world.tell('integration-milestone', firm, facts);
}

/** An integration of the firm, its best certified one as often as not; its first where it has none yet. */
export function anIntegration(world: World, firm: Firm): Integration {
  const { random, today } = world;
  const drawn = random.chance(ANOTHER) ? undefined : random.pickOr(firm.integrations, undefined);
  if (drawn === undefined) return buildIntegration(world, firm);
  const proven = firm.integrations.find(({ certifiedUntil, level }) => certifiedUntil >= today && level !== LEAST_LEVEL);
  return proven !== undefined && random.chance(PREFERRED) ? proven : drawn;
}

/** A joint customer is seen to use an integration, or not to. */
export function adopt(world: World, firm: Firm): void {
  const { random, customers } = world;
  const integration = anIntegration(world, firm);
  const before = firm.customers[random.below(firm.customers.length)] ?? -1;
  const customer = before >= 0 && random.chance(400) ? before : world.buyer();
  const facts = new Map<string, Value>([['integration.id', integration.id]]);
  customers.describe(facts, customer, world.today, random);
  const adopted = random.chance(ADOPTED);
  facts.set('usage.adopted', adopted);
  if (random.chance(SAID.users)) facts.set('usage.users', adopted ? random.tailed(40) : 0);
  world.tell('integration-adoption', firm, facts);
  remember(firm, customer);
}
