import type { Party } from '../../engine/facts/activity.ts';
import type { Value } from '../../engine/facts/value.ts';
import { settleSolution } from './agreements.ts';
import { frozen } from './deals.ts';
import { type Firm, party, remember, WHOLE } from './firm.ts';
import { anIntegration } from './integrations.ts';
import type { Registrations } from './registrations.ts';
import { cancelLater } from './renewals.ts';
import type { World } from './world.ts';

const ORDINARY = 45_000;
const HELP = ['introduction', 'introduction', 'technical', 'technical', 'pricing', 'executive'] as const;
const STAGES = ['identified', 'qualified', 'proposed', 'committed'] as const;
/** In a thousand. */
const REGISTERED = 750;
const REALLY_SOURCED = 830;
const WITHOUT_OPPORTUNITY = 60;
const ASKED_BY_SI = 450;
const WITHOUT_SOLUTION = 90;
const TWO_PARTNERS = 300;
const WON = 520;
const SMALL = 120;
const OPENED_DOOR = 400;
const SPONSOR = 260;
const CLOSED_DAYS = 80;
const SAID = { amount: 900, stage: 850, monthly: 300, door: 700, sponsor: 800, line: 700 } as const;

interface Opportunity {
  readonly id: string;
  readonly customer: number;
  readonly amount: number;
}

/** An ISV asks the vendor's field to sell with it; what comes of it is won or lost. */
export function coSell(world: World, firm: Firm): void {
  const { random } = world;
  const opportunity = anOpportunity(world, firm);
  const integration = anIntegration(world, firm).id;
  if (random.chance(500)) source(world, firm, opportunity, integration);
  request(world, firm, opportunity, integration);
  close(world, firm, opportunity, integration);
}

/** An SI brings an opportunity, registers the account, now and then asks for the field's help, and wins it or not. */
export function bringOpportunity(world: World, firm: Firm, registrations: Registrations): void {
  const { random } = world;
  const opportunity = anOpportunity(world, firm);
  source(world, firm, opportunity, undefined);
  if (random.chance(REGISTERED)) {
    registrations.account(world, firm, {
      customer: opportunity.customer,
      opportunity: random.chance(WITHOUT_OPPORTUNITY) ? undefined : opportunity.id,
      amount: opportunity.amount,
      sourced: random.chance(REALLY_SOURCED),
    });
  }
  if (random.chance(ASKED_BY_SI)) world.laterBy(firm, random.between(1, 20), () => request(world, firm, opportunity, undefined));
  close(world, firm, opportunity, undefined);
}

function anOpportunity(world: World, firm: Firm): Opportunity {
  const { random, customers } = world;
  const customer = random.chance(500) ? customers.appear(random) : world.buyer();
  const ordinary = random.chance(SMALL) ? 3_000 : ORDINARY * firm.scale;
  return { id: world.name('o'), customer, amount: world.money(random.tailed(ordinary)) };
}

function about(world: World, { id, customer, amount }: Opportunity): Map<string, Value> {
  const { random } = world;
  const facts = new Map<string, Value>([['opportunity.id', id]]);
  world.customers.describe(facts, customer, world.today, random);
  if (random.chance(SAID.amount)) facts.set('opportunity.amount', amount);
  if (random.chance(SAID.sponsor)) facts.set('opportunity.executiveSponsor', random.chance(SPONSOR));
  if (random.chance(SAID.line)) facts.set('deal.productLine', random.pick(world.words.lines));
  return facts;
}

function source(world: World, firm: Firm, opportunity: Opportunity, integration: string | undefined): void {
  const { random } = world;
  const facts = about(world, opportunity);
  if (random.chance(SAID.stage)) facts.set('opportunity.stage', random.pick(STAGES));
  if (random.chance(SAID.monthly)) facts.set('opportunity.monthlyRevenue', Math.round(opportunity.amount / 12));
  if (random.chance(SAID.door)) facts.set('opportunity.openedDoor', random.chance(OPENED_DOOR));
  if (integration !== undefined) facts.set('integration.id', integration);
  world.tell('opportunity-sourced', firm, facts);
}

function request(world: World, firm: Firm, opportunity: Opportunity, integration: string | undefined): void {
  const { random } = world;
  const solution = random.chance(WITHOUT_SOLUTION) ? undefined : (random.pickOr(firm.solutions, undefined) ?? settleSolution(world, firm));
  const help = random.pick(HELP);
  const facts = about(world, opportunity);
  facts.delete('opportunity.amount');
  facts.set('coSell.id', world.name('h'));
  facts.set('coSell.amount', opportunity.amount);
  facts.set('coSell.help', help);
  if (help === 'executive') facts.set('opportunity.executiveSponsor', random.chance(700));
  if (solution !== undefined) facts.set('solution.id', solution);
  if (integration !== undefined) facts.set('integration.id', integration);
  world.tell('co-sell-request', firm, facts);
}

function close(world: World, firm: Firm, opportunity: Opportunity, integration: string | undefined): void {
  const { random } = world;
  world.laterBy(firm, random.tailed(CLOSED_DAYS), () => {
    const won = random.chance(WON);
    const amount = won ? Math.round((opportunity.amount * random.between(700, 1300)) / 1000) : 0;
    const facts = about(world, opportunity);
    facts.set('opportunity.stage', won ? 'won' : 'lost');
    if (won) facts.set('deal.amount', amount);
    if (random.chance(SAID.door)) facts.set('opportunity.openedDoor', random.chance(OPENED_DOOR));
    if (integration !== undefined) facts.set('integration.id', integration);
    const told = world.tell('opportunity-closed', firm, facts, { parties: partiesOf(world, firm) });
    if (!won || told === undefined) return;
    world.sold(opportunity.customer);
    remember(firm, opportunity.customer);
    cancelLater(world, firm, { told, amount, customer: opportunity.customer });
  });
}

/** An ISV and an SI win some together, and share them. */
function partiesOf(world: World, firm: Firm): readonly Party[] {
  const { random } = world;
  if (!random.chance(TWO_PARTNERS)) return firm.parties;
  const other = world.firm(firm.type === 'isv' ? 'si' : 'isv');
  if (other === undefined || !world.produces(other.type, 'opportunity-closed')) return firm.parties;
  const share = random.between(3, 7) * (WHOLE / 10);
  return frozen([party(firm, 'sourced', share), party(other, 'influenced', WHOLE - share)]);
}
