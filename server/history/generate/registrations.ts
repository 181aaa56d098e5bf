import type { Value } from '../../engine/facts/value.ts';
import { closeDeal, dealAmount, nextCustomer } from './deals.ts';
import type { Firm } from './firm.ts';
import { isOwnField } from './found.ts';
import type { World } from './world.ts';

/** A customer whom somebody is at, as others hear of it. */
interface Open {
  readonly firm: Firm;
  readonly customer: number;
  readonly line: string;
}

/** Deals that others hear of; the latest so many. */
const HEARD_OF = 64;
/** In a thousand registrations: for a customer whom another firm is at already. */
const RIVAL = 140;
const RIVAL_OF_FIELD = 600;
/** In a thousand. */
const VENDOR_ENGAGED = 50;
const CHOSEN = 60;
const CHOSEN_AS_RIVAL = 350;
const INCOMPLETE = 90;
const TENDER = 300;
const BELOW_MINIMUM = 70;
const BARELY = 120;
const CALLED_NEW = 120;
const SAID = { amount: 950, closeOn: 960, sourced: 700, engaged: 600, choice: 500, tender: 850, person: 600, kind: 950 } as const;

/** What becomes of it, in a thousand: won, else withdrawn, else it runs out without a word. */
const WON = 480;
const WITHDRAWN = 220;
const EXTENDED = 180;
const EXTENDED_TWICE = 250;
const REFUSED_BY_A_PERSON = 120;
const WITHDRAWAL = ['customer bought elsewhere', 'project stopped', 'entered twice'] as const;
const REFUSAL = ['not convincing', 'an account of the field'] as const;
/** Days until a person has looked at it, until it is won, until it is extended. */
const LOOKED_AT_DAYS = 4;
const WON_DAYS = 45;
const LATEST_WIN_DAYS = 130;
const EXTENDED_DAYS = { least: 55, most: 88 } as const;

/** Registrations of one vendor: rivals hear of each other's customers. */
export class Registrations {
  private readonly open: Open[] = [];
  private heard = 0;

  /** A reseller, or the vendor's own field, registers a deal. */
  deal(world: World, firm: Firm): void {
    const { random, customers, words } = world;
    const rival = this.rival(world, firm, isOwnField(firm.type) ? RIVAL_OF_FIELD : RIVAL);
    const customer = rival?.customer ?? (random.chance(300) ? nextCustomer(world, firm) : customers.appear(random));
    const line = rival?.line ?? random.pick(words.lines);
    const amount = this.amount(world, firm, customer);
    const id = world.name('r');
    const facts = this.form(world, firm, id, { customer, amount, chosen: rival === undefined ? CHOSEN : CHOSEN_AS_RIVAL });
    facts.set('deal.productLine', line);
    if (random.chance(SAID.kind))
      facts.set('deal.kind', customers.isNew(customer, world.today) || random.chance(CALLED_NEW) ? 'new' : 'expansion');
    if (random.chance(SAID.tender)) facts.set('deal.tender', customers.isPublic(customer) && random.chance(TENDER));
    world.tell('registration-submitted', firm, facts, { instant: true });
    this.hearOf({ firm, customer, line });
    this.persons(world, firm, id, amount);
    this.course(world, firm, id, () => closeDeal(world, firm, { customer, line, registration: id, amount: this.wonFor(world, amount) }));
  }

  /** An SI registers an opportunity that it brought; `sourced`: that it really did. Gives the registration. */
  account(
    world: World,
    firm: Firm,
    of: { readonly customer: number; readonly opportunity: string | undefined; readonly amount: number; readonly sourced: boolean },
  ): void {
    const { random } = world;
    const id = world.name('r');
    const facts = this.form(world, firm, id, { customer: of.customer, amount: of.amount, chosen: CHOSEN });
    facts.set('registration.sourced', of.sourced);
    if (of.opportunity !== undefined) facts.set('opportunity.id', of.opportunity);
    if (random.chance(500)) facts.set('deal.productLine', random.pick(world.words.lines));
    world.tell('registration-submitted', firm, facts, { instant: true });
    this.hearOf({ firm, customer: of.customer, line: random.pick(world.words.lines) });
    this.course(world, firm, id, undefined);
  }

  private form(
    world: World,
    firm: Firm,
    id: string,
    of: { readonly customer: number; readonly amount: number; readonly chosen: number },
  ): Map<string, Value> {
    const { random, customers, today } = world;
    const facts = new Map<string, Value>([['registration.id', id]]);
    customers.describe(facts, of.customer, today, random);
    const incomplete = random.chance(INCOMPLETE);
    if (!incomplete || random.chance(SAID.amount)) facts.set('registration.amount', of.amount);
    if (!incomplete || random.chance(SAID.closeOn)) facts.set('registration.closeOn', today + random.between(20, 120));
    facts.set('registration.complete', !incomplete);
    if (random.chance(SAID.sourced)) facts.set('registration.sourced', random.chance(700));
    if (random.chance(SAID.engaged)) facts.set('registration.vendorEngaged', random.chance(VENDOR_ENGAGED));
    if (random.chance(SAID.choice) || of.chosen === CHOSEN_AS_RIVAL) facts.set('registration.choiceOfCustomer', random.chance(of.chosen));
    const person = random.pickOr(firm.people, undefined);
    if (person !== undefined && random.chance(SAID.person)) facts.set('deal.person', person.id);
    return facts;
  }

  /** Now and then too small to be registered, or just large enough. */
  private amount(world: World, firm: Firm, customer: number): number {
    const { random, words } = world;
    const least = random.pickOr(words.registrations, 0);
    if (least > 0 && random.chance(BARELY)) return least + Math.round((least * random.below(20)) / 1000);
    const smallest = words.registrations[0] ?? 0;
    if (smallest > 0 && random.chance(BELOW_MINIMUM)) return Math.round((smallest * random.between(300, 990)) / 1000);
    return Math.max(smallest, dealAmount(world, firm, customer));
  }

  private wonFor(world: World, expected: number): number {
    return Math.round((expected * world.random.between(750, 1250)) / 1000);
  }

  private rival(world: World, firm: Firm, permille: number): Open | undefined {
    if (!world.random.chance(permille)) return undefined;
    const heard = world.random.pickOr(this.open, undefined);
    return heard?.firm === firm ? undefined : heard;
  }

  private hearOf(open: Open): void {
    this.open[this.heard % HEARD_OF] = open;
    this.heard += 1;
  }

  /** Large ones are looked at by two persons, some others by one who wasn't asked. */
  private persons(world: World, firm: Firm, id: string, amount: number): void {
    const { random, words } = world;
    const large = words.registrations[1] ?? Number.POSITIVE_INFINITY;
    if (amount < large && !random.chance(40)) return;
    world.later(random.tailed(LOOKED_AT_DAYS), () => {
      if (random.chance(REFUSED_BY_A_PERSON)) {
        world.tell('registration-refused', firm, withReason(world, id, REFUSAL), { instant: true });
        return;
      }
      world.tell('registration-approved', firm, withReason(world, id, undefined), { instant: true });
      if (amount < large) return;
      world.later(random.tailed(LOOKED_AT_DAYS), () =>
        world.tell('registration-approved', firm, withReason(world, id, undefined), { instant: true }),
      );
    });
  }

  private course(world: World, firm: Firm, id: string, win: (() => void) | undefined): void {
    const { random } = world;
    if (random.chance(EXTENDED)) {
      world.laterBy(firm, random.between(EXTENDED_DAYS.least, EXTENDED_DAYS.most), () => {
        world.tell('registration-extended', firm, withReason(world, id, undefined), { instant: true });
        if (random.chance(EXTENDED_TWICE)) {
          world.laterBy(firm, 25, () => world.tell('registration-extended', firm, withReason(world, id, undefined), { instant: true }));
        }
      });
    }
    if (win !== undefined && random.chance(WON)) world.laterBy(firm, Math.min(LATEST_WIN_DAYS, random.tailed(WON_DAYS)), win);
    else if (random.chance(WITHDRAWN)) {
      world.laterBy(firm, random.tailed(WON_DAYS), () =>
        world.tell('registration-withdrawn', firm, withReason(world, id, WITHDRAWAL), { instant: true }),
      );
    }
  }
}

function withReason(world: World, id: string, reasons: readonly [string, ...string[]] | undefined): Map<string, Value> {
  const facts = new Map<string, Value>([['registration.id', id]]);
  if (reasons !== undefined && world.random.chance(700)) facts.set('registration.reason', world.random.pick(reasons));
  return facts;
}
