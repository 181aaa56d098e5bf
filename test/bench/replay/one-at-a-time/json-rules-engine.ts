import { type ConditionProperties, Engine } from 'json-rules-engine';
import { libraryCondition } from '../../decide/contestants.ts';
import { rateOf, round, STEPS, slices } from '../by-hand/by-hand.ts';
import { BEST_CAMPAIGNS, campaigns, LEVELS, LINES, PAID_REGIONS, PLAN } from '../program.ts';
import { addLine, type Paid } from '../same.ts';
import type { Facts } from './facts.ts';

/*
 * The program on json-rules-engine as its documentation has it: its own operators, facts with each run, an engine for
 * each stage, and none run that can't matter. It finds which rules hold; what they pay is reckoned by hand, which costs
 * next to nothing beside it. Reviews of tiers and graces it isn't asked about.
 */

export interface Replayed {
  readonly paid: Paid;
  /** Rows that raise the tier at once. */
  readonly raised: readonly number[];
}

export function onJsonRulesEngine(): (activities: readonly Facts[]) => Promise<Replayed> {
  const gates = engine([
    ['paying', 'open', [{ fact: 'region', operator: 'in', value: PAID_REGIONS }]],
    ['paying', 'close', [{ fact: 'discount', operator: 'greaterThan', value: PLAN.mostDiscountBasisPoints }]],
    ['paying', 'close', [is('tender', true), { fact: 'discount', operator: 'greaterThan', value: PLAN.tenderDiscountBasisPoints }]],
    ['registered', 'open', [is('registered', true)]],
  ]);
  const deals = engine([
    ['commission', '', [is('gatePaying', true)]],
    ['new-customer', '', [is('gatePaying', true), is('kind', 'new'), is('boughtBefore', 0)]],
    ['loyal-customer', '', [is('gatePaying', true), is('gateRegistered', true), atLeast('bought', PLAN.loyalFromMinor)]],
    ['momentum', '', [is('gatePaying', true)]],
    ['volume', '', [is('gatePaying', true)]],
    ['growth', '', [is('gatePaying', true)]],
    ...campaigns.map(({ name, all }) => [name, '', [is('gatePaying', true), ...all.map(libraryCondition)]] as const),
  ]);
  const renewals = engine([['renewal-commission', '', [is('gatePaying', true), is('kept', true)]]]);
  const tiers = engine([
    ['silver', '', [atLeast('revenue12', PLAN.silverMinor)]],
    ['gold', '', [atLeast('revenue12', PLAN.goldMinor), atLeast('pace', PLAN.goldPaceTenths / 10)]],
    ['gold', '', [atLeast('customers12', PLAN.goldCustomers), atLeast('revenue12', PLAN.silverMinor)]],
    ['platinum', '', [atLeast('revenue12', PLAN.platinumMinor), atLeast('customers12', PLAN.platinumCustomers)]],
  ]);

  return async (activities) => {
    const paid = new Map<string, { lines: number; minor: number }>();
    const raised: number[] = [];
    for (const facts of activities) {
      if (facts.activity !== 'profile-changed') {
        const { events } = await gates.run({ ...facts });
        const closes = events.some(({ type, params }) => type === 'paying' && params?.does === 'close');
        if (!closes && events.some(({ type }) => type === 'paying')) {
          const gateRegistered = events.some(({ type }) => type === 'registered');
          const held = await (facts.activity === 'renewal' ? renewals : deals).run({ ...facts, gatePaying: true, gateRegistered });
          pay(facts, new Set(held.events.map(({ type }) => type)), paid);
        }
      }
      const { events } = await tiers.run({ ...facts });
      if (events.some(({ type }) => LEVELS.indexOf(type as (typeof LEVELS)[number]) > facts.level)) raised.push(facts.row);
    }
    return { paid, raised };
  };
}

type Rule = readonly [type: string, does: string, all: readonly ConditionProperties[]];

function engine(rules: readonly Rule[]): Engine {
  const made = new Engine([], { allowUndefinedFacts: true });
  for (const [index, [type, does, all]] of rules.entries())
    made.addRule({ name: `${type}-${index}`, conditions: { all: [...all] }, event: { type, params: { does } } });
  return made;
}

const is = (fact: string, value: string | number | boolean): ConditionProperties => ({ fact, operator: 'equal', value });
const atLeast = (fact: string, value: number): ConditionProperties => ({ fact, operator: 'greaterThanInclusive', value });

function pay(facts: Facts, held: ReadonlySet<string>, paid: Map<string, { lines: number; minor: number }>): void {
  const { amount, ytd, ytdBefore, bought, line } = facts;
  const level = LEVELS[facts.level] ?? 'registered';
  if (facts.activity === 'renewal') {
    if (held.has('renewal-commission')) addLine(paid, 'renewal-commission', round(amount * PLAN.renewalBasisPoints[level]));
    return;
  }
  let left = amount * PLAN.dealCapBasisPoints;
  const within = (incentive: string, steps: number): void => {
    if (!held.has(incentive)) return;
    const most = Math.min(steps, left);
    left -= most;
    addLine(paid, incentive, round(most));
  };
  const rates: readonly number[] = PLAN.commissionBasisPoints[level];
  within('commission', amount * (rates[LINES.indexOf(line as (typeof LINES)[number])] ?? 0));
  within('new-customer', Math.min(amount * PLAN.newCustomerBasisPoints, PLAN.newCustomerMostMinor * STEPS));
  within('loyal-customer', Math.min(amount * PLAN.loyalBasisPoints, bought * PLAN.loyalCapBasisPoints));
  within('momentum', amount * rateOf(PLAN.momentumBands, facts.revenue90));
  if (held.has('volume')) addLine(paid, 'volume', round(slices(PLAN.volumeBands, ytdBefore, ytd)));
  if (held.has('growth')) addLine(paid, 'growth', round(ytd * rateOf(PLAN.growthBands, ytd) - facts.growthEarned * STEPS));
  const best = most(0, BEST_CAMPAIGNS, held);
  if (best !== undefined) within(best.name, best.sumMinor * STEPS);
  const exclusive = most(BEST_CAMPAIGNS, BEST_CAMPAIGNS + 2, held);
  if (exclusive !== undefined) addLine(paid, exclusive.name, exclusive.sumMinor);
  for (const { name, sumMinor } of campaigns.slice(BEST_CAMPAIGNS + 2)) if (held.has(name)) addLine(paid, name, sumMinor);
}

function most(from: number, to: number, held: ReadonlySet<string>): (typeof campaigns)[number] | undefined {
  let best: (typeof campaigns)[number] | undefined;
  for (const each of campaigns.slice(from, to))
    if (held.has(each.name) && (best === undefined || each.sumMinor > best.sumMinor)) best = each;
  return best;
}
