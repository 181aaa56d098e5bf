import type { Value } from '../../engine/facts/value.ts';
import type { Firm } from './firm.ts';
import type { World } from './world.ts';

const ORDINARY = 5_000;
const ACTIVITIES = ['event', 'event', 'digital', 'digital', 'content', 'telemarketing', 'enablement', 'other'] as const;
const AHEAD_DAYS = { least: 4, most: 75 } as const;
const LASTS_DAYS = 20;
const CLAIM_DAYS = { least: 3, most: 27 } as const;
const LATE_DAYS = { least: 33, most: 90 } as const;
/** In a thousand. */
const INCOMPLETE = 70;
const ASKS_HALF = 800;
const TINY = 60;
const CLAIMED = 800;
const CLAIMED_LATE = 90;
const CLAIMED_TWICE = 220;
const PROVEN = 880;
const NEVER_ASKED = 40;
const SAID = { campaign: 900, activity: 950 } as const;

/** A firm asks for funds for a campaign, and claims them when it is over. */
export function askForFunds(world: World, firm: Firm): void {
  const { random } = world;
  const id = world.name('u');
  if (random.chance(NEVER_ASKED)) {
    claim(world, firm, { id, cost: world.money(ORDINARY), first: true });
    return;
  }
  const cost = world.money(random.tailed(random.chance(TINY) ? 400 : ORDINARY * firm.scale));
  const facts = new Map<string, Value>([
    ['mdf.id', id],
    ['mdf.cost', cost],
  ]);
  const complete = !random.chance(INCOMPLETE);
  const startsOn = world.today + random.between(AHEAD_DAYS.least, AHEAD_DAYS.most);
  const endsOn = startsOn + random.below(LASTS_DAYS);
  if (complete || random.chance(500)) facts.set('mdf.asked', random.chance(ASKS_HALF) ? Math.round(cost / 2) : cost);
  if (complete) facts.set('mdf.startsOn', startsOn);
  if (complete) facts.set('mdf.endsOn', endsOn);
  if (random.chance(SAID.campaign)) facts.set('mdf.campaign', `campaign ${random.between(1, 40)}`);
  if (random.chance(SAID.activity)) facts.set('mdf.activity', random.pick(ACTIVITIES));
  world.tell('mdf-request', firm, facts);
  if (!complete || !random.chance(CLAIMED)) return;
  const after = random.chance(CLAIMED_LATE) ? LATE_DAYS : CLAIM_DAYS;
  const twice = random.chance(CLAIMED_TWICE);
  const spent = Math.round((cost * random.between(700, 1150)) / 1000);
  world.laterBy(firm, endsOn - world.today + random.between(after.least, after.most), () => {
    claim(world, firm, { id, cost: twice ? Math.round(spent / 2) : spent, first: true });
    if (twice) world.laterBy(firm, random.tailed(8), () => claim(world, firm, { id, cost: spent - Math.round(spent / 2), first: false }));
  });
}

function claim(world: World, firm: Firm, of: { readonly id: string; readonly cost: number; readonly first: boolean }): void {
  const { random, words } = world;
  const facts = new Map<string, Value>([
    ['mdf.id', of.id],
    ['mdf.cost', of.cost],
    ['mdf.first', of.first],
  ]);
  facts.set(
    'mdf.proof',
    Object.freeze(random.chance(PROVEN) ? [...words.proofs] : words.proofs.slice(0, random.below(words.proofs.length))),
  );
  world.tell('mdf-claim', firm, facts);
}
