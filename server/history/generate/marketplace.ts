import type { Value } from '../../engine/facts/value.ts';
import { type Firm, remember } from './firm.ts';
import { anIntegration } from './integrations.ts';
import { cancelLater } from './renewals.ts';
import type { World } from './world.ts';

const ORDINARY = 22_000;
const INSTALMENTS = [1, 1, 1, 4, 4, 12] as const;
const MONTH_DAYS = 30;
const DELIVERY = ['saas', 'saas', 'saas', 'server', 'data', 'professional-services'] as const;
const TAKEN_DAYS = 9;
const ABOVE_A_STEP = 100;
/** In a thousand. */
const PRIVATE = 450;
const TAKEN = 800;
const RENEWED = 620;
const NEW_TO_PLATFORM = 330;
const SAID = { value: 950, delivery: 900, renewal: 850, through: 500, integration: 940, publishedOn: 600, kind: 800 } as const;

/** An offer is published, taken or not, paid at once or by instalments, and offered again a year later. */
export function offer(world: World, firm: Firm): void {
  publish(world, firm, world.random.chance(300) ? world.customers.appear(world.random) : world.buyer(), false);
}

/** From a public listing, without an offer. */
export function sellListed(world: World, firm: Firm): void {
  const { random } = world;
  const value = world.money(random.tailed(ORDINARY * firm.scale) / 4);
  const offer = new Map<string, Value>([['offer.kind', 'public']]);
  if (random.chance(SAID.delivery)) offer.set('offer.delivery', random.pick(DELIVERY));
  if (random.chance(SAID.renewal)) offer.set('offer.renewal', false);
  sell(world, firm, { customer: world.buyer(), offer, value, instalments: 1, paid: 0, isRenewal: false });
}

function publish(world: World, firm: Firm, customer: number, isRenewal: boolean): void {
  const { random, words } = world;
  let value = world.money(random.tailed(ORDINARY * firm.scale));
  const step = words.steps.find((each) => each >= value);
  if (step !== undefined && step < value * 3 && random.chance(ABOVE_A_STEP)) value = step + world.money(random.below(500));
  const facts = new Map<string, Value>([['offer.id', world.name('f')]]);
  facts.set('offer.kind', random.chance(PRIVATE) ? 'private' : 'public');
  if (random.chance(SAID.delivery)) facts.set('offer.delivery', random.pick(DELIVERY));
  if (random.chance(SAID.value)) facts.set('offer.totalContractValue', value);
  if (isRenewal || random.chance(SAID.renewal)) facts.set('offer.renewal', isRenewal);
  if (random.chance(SAID.through)) facts.set('offer.throughPartner', random.chance(200));
  const told = new Map(facts);
  world.customers.describe(facts, customer, world.today, random);
  if (random.chance(SAID.publishedOn)) facts.set('offer.publishedOn', world.today);
  world.tell('marketplace-offer', firm, facts, { instant: true });
  if (!random.chance(TAKEN)) return;
  world.laterBy(firm, random.tailed(TAKEN_DAYS), () => {
    const instalments = random.pick(INSTALMENTS);
    sell(world, firm, { customer, offer: told, value, instalments, paid: 0, isRenewal });
    if (!random.chance(Math.round((RENEWED * firm.quality) / 800))) return;
    world.laterBy(firm, world.months(12) - world.today - 20, () => publish(world, firm, customer, true));
  });
}

interface Contract {
  readonly customer: number;
  /** What sales repeat of the offer. */
  readonly offer: ReadonlyMap<string, Value>;
  readonly value: number;
  readonly instalments: number;
  readonly paid: number;
  readonly isRenewal: boolean;
}

/** One instalment, and the next after its share of a year. */
function sell(world: World, firm: Firm, contract: Contract): void {
  const { random, customers, today } = world;
  const { customer, value, instalments, paid } = contract;
  // Equal parts; the last one has what their rounding left.
  const part = Math.floor(value / instalments);
  const amount = paid === instalments - 1 ? value - part * (instalments - 1) : part;
  const facts = new Map<string, Value>([['sale.amount', amount], ...contract.offer]);
  customers.describe(facts, customer, today, random);
  if (random.chance(SAID.kind)) facts.set('sale.kind', contract.isRenewal ? 'renewal' : paid === 0 ? 'new' : 'expansion');
  facts.set('sale.newToPlatform', paid === 0 && !contract.isRenewal && random.chance(NEW_TO_PLATFORM));
  if (random.chance(SAID.integration)) facts.set('integration.id', anIntegration(world, firm).id);
  const told = world.tell('marketplace-sale', firm, facts, { instant: true });
  customers.bought(customer, today);
  remember(firm, customer);
  if (told !== undefined) cancelLater(world, firm, { told, amount, customer });
  if (paid + 1 === instalments) return;
  world.laterBy(firm, Math.round((12 * MONTH_DAYS) / instalments), () => sell(world, firm, { ...contract, paid: paid + 1 }));
}
