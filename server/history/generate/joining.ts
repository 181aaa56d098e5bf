import type { Party } from '../../engine/facts/activity.ts';
import type { Value } from '../../engine/facts/value.ts';
import { signMain } from './agreements.ts';
import { attest } from './documents.ts';
import { type Firm, WHOLE } from './firm.ts';
import { isOwnField } from './found.ts';
import { buildIntegration } from './integrations.ts';
import { hasCompetencies, trainTeam } from './people.ts';
import { reviewHalfYearly } from './portal.ts';
import { countriesOf, REGIONS } from './regions.ts';
import { reachMilestones, shipMonthly } from './shipments.ts';
import type { World } from './world.ts';

/** Applications that lack something, in a thousand; each lacks one thing, the next of those that the program asks for. */
const LACKING = 320;
const MENDED_DAYS = 12;
/** Firms that the program had before: their agreements and certificates are entered in the first months. */
const ENTERED_DAYS = 100;
/** A firm's application, in units of the currency; the plan of the first year. */
const PLAN = 90_000;
/** Of those who are not heard of again: one in so many is from a country under embargo. */
const EMBARGOED = 6;

/** What an application may lack, and who was there first to lack it. */
export class Joining {
  private readonly lacked = new Map<string, number>();

  /** Enrolled today, or before the history began: what a firm brings along. */
  join(world: World, firm: Firm): void {
    const { partner, type: partnerType, enrolledOn, profile } = firm;
    world.enroll({ partner, partnerType, enrolledOn, profile });
    const isEarlier = enrolledOn < world.first;
    if (isOwnField(firm.type)) return;
    if (!isEarlier) this.apply(world, firm);
    const soon = (most: number, what: () => void): void =>
      world.laterBy(firm, world.random.between(1, isEarlier ? ENTERED_DAYS : most), what);
    soon(10, () => signMain(world, firm));
    this.settle(world, firm, soon);
  }

  private settle(world: World, firm: Firm, soon: (most: number, what: () => void) => void): void {
    switch (firm.type) {
      case 'oem':
        soon(60, () => buildIntegration(world, firm));
        shipMonthly(world, firm);
        reachMilestones(world, firm);
        return;
      case 'isv':
        soon(50, () => buildIntegration(world, firm));
        return;
      case 'distributor':
        return;
      default:
        trainTeam(world, firm);
        if (world.random.chance(firm.quality - 200)) soon(120, () => attest(world, firm));
        if (!hasCompetencies(firm) && firm.scale > 1) reviewHalfYearly(world, firm);
    }
  }

  /** Applies, now or once what was lacking is there. */
  private apply(world: World, firm: Firm): void {
    const lacks = world.random.chance(LACKING);
    this.hand(world, firm, lacks ? this.nextLack(world, firm.type) : undefined);
    if (lacks) world.laterBy(firm, world.random.tailed(MENDED_DAYS), () => this.hand(world, firm, undefined));
  }

  /** Somebody who asks to join and is not heard of again: from a country under embargo, or without what it takes. */
  stranger(world: World): void {
    const { random } = world;
    const type = this.aType(world);
    const parties: readonly Party[] = Object.freeze([
      Object.freeze({ partner: world.name('applicant-'), partnerType: type, role: 'principal', share: WHOLE }),
    ]);
    const embargoed = random.below(EMBARGOED) === 0 ? random.pickOr(world.words.embargoed, undefined) : undefined;
    this.hand(world, { parties, type }, embargoed === undefined ? this.nextLack(world, type) : undefined, embargoed);
  }

  /** As often as there are firms of it. */
  private aType(world: World): string {
    const rosters = [...world.rosters.values()].filter(({ type }) => !isOwnField(type));
    let drawn = world.random.below(rosters.reduce((sum, { firms }) => sum + firms.length, 0));
    for (const { type, firms } of rosters) {
      drawn -= firms.length;
      if (drawn < 0) return type;
    }
    return [...world.rosters.keys()][0] ?? '';
  }

  private nextLack(world: World, type: string): string {
    const { documents, agreements, businessPlan, references } = world.words.barOf(type);
    const lacks = [...documents, ...agreements, ...(businessPlan > 0 ? ['plan'] : []), ...(references > 0 ? ['references'] : [])];
    const number = this.lacked.get(type) ?? 0;
    this.lacked.set(type, number + 1);
    return lacks[number % Math.max(1, lacks.length)] ?? 'plan';
  }

  private hand(
    world: World,
    by: Pick<Firm, 'parties' | 'type'> & { readonly country?: string },
    lacks: string | undefined,
    country?: string,
  ): void {
    const { random } = world;
    const bar = world.words.barOf(by.type);
    const facts = new Map<string, Value>();
    facts.set('applicant.documents', Object.freeze(bar.documents.filter((each) => each !== lacks)));
    facts.set('applicant.agreements', Object.freeze(bar.agreements.filter((each) => each !== lacks)));
    facts.set('applicant.country', country ?? by.country ?? random.pick(countriesOf(random.pick(REGIONS))));
    const plan = bar.businessPlan > 0 ? bar.businessPlan : world.money(PLAN);
    if (lacks === 'plan') facts.set('applicant.businessPlan', Math.round((plan * random.between(200, 990)) / 1000));
    else if (bar.businessPlan > 0 || random.chance(400)) facts.set('applicant.businessPlan', plan + world.money(random.tailed(PLAN)));
    if (lacks !== 'references') facts.set('applicant.references', bar.references + random.below(4));
    world.tell('enrollment', by, facts);
  }
}
