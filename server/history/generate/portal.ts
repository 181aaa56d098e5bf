import type { Value } from '../../engine/facts/value.ts';
import { type Firm, SEGMENTS, WHOLE } from './firm.ts';
import { hasCompetencies } from './people.ts';
import type { World } from './world.ts';

const HALF_YEAR_DAYS = 182;
/** In a thousand. */
const REVIEWED = 850;
const SCORED = 950;
const SAID = { customer: 600, person: 500 } as const;
const ORDINARY_INVOICE = 2_500;

/** Somebody at the firm looks up what it may do. */
export function ask(world: World, firm: Firm): void {
  const { random, words, customers } = world;
  const facts = new Map<string, Value>();
  const customer = firm.customers[random.below(firm.customers.length)] ?? -1;
  if (customer >= 0 && random.chance(SAID.customer)) customers.describe(facts, customer, world.today, random);
  const person = random.pickOr(firm.people, undefined);
  if (person !== undefined && random.chance(SAID.person)) facts.set('certificate.person', person.id);
  const integration = random.pickOr(firm.integrations, undefined);
  if (integration !== undefined) facts.set('integration.id', integration.id);
  const solution = random.pickOr(firm.solutions, undefined);
  if (solution !== undefined) facts.set('solution.id', solution);
  if (hasCompetencies(firm)) facts.set('question.competency', random.pick(words.competencies));
  else if (integration === undefined) {
    const line = random.pick(words.lines);
    facts.set('deal.productLine', line);
    if (random.chance(300)) facts.set('question.product', line);
  }
  world.tell('gate-question', firm, facts);
}

/** A firm moves, grows, or finds out what it is good at. */
export function changeProfile(world: World, firm: Firm): void {
  const { random } = world;
  const facts = new Map<string, Value>();
  const what = random.below(4);
  const place = SEGMENTS.indexOf(firm.segment);
  if (what === 0) facts.set('partner.segment', SEGMENTS[Math.min(SEGMENTS.length - 1, place + 1)] ?? firm.segment);
  else if (what === 1) facts.set('partner.accredited', random.below(12 * firm.scale));
  else if (what === 2) facts.set('partner.practice', random.pick(['hospital logistics', 'retail planning', 'grid operation']));
  else facts.set('partner.region', firm.region);
  if (what !== 2) facts.set('partner.employees', random.tailed(20 * firm.scale * firm.scale));
  world.tell('profile-changed', firm, facts);
}

/** The vendor and the firm sit down twice a year, mostly. */
export function reviewHalfYearly(world: World, firm: Firm): void {
  world.laterBy(firm, HALF_YEAR_DAYS + world.random.between(-20, 20), () => {
    reviewHalfYearly(world, firm);
    if (world.random.chance(REVIEWED)) review(world, firm);
  });
}

export function review(world: World, firm: Firm): void {
  const { random } = world;
  const facts = new Map<string, Value>([['review.id', world.name('v')]]);
  const score = Math.min(1000, Math.max(0, firm.quality + random.between(-180, 120)));
  if (random.chance(SCORED)) facts.set('review.score', score * (WHOLE / 1000));
  world.tell('business-review', firm, facts);
}

/** Users of a customer, counted. */
export function countUsers(world: World, firm: Firm): void {
  const { random } = world;
  const facts = new Map<string, Value>();
  world.customers.describe(facts, world.buyer(), world.today, random);
  facts.set('usage.users', random.tailed(80));
  if (random.chance(400)) facts.set('deal.product', `${random.pick(world.words.lines)}-standard`);
  world.tell('usage-report', firm, facts);
}

/** A month of a subscription is billed. */
export function bill(world: World, firm: Firm): void {
  const { random } = world;
  const facts = new Map<string, Value>([['deal.amount', world.money(random.tailed(ORDINARY_INVOICE * firm.scale))]]);
  world.customers.describe(facts, world.buyer(), world.today, random);
  if (random.chance(700)) facts.set('deal.kind', 'expansion');
  if (random.chance(800)) facts.set('deal.productLine', random.pick(world.words.lines));
  if (random.chance(500)) facts.set('deal.months', 1);
  world.tell('invoice', firm, facts);
}
