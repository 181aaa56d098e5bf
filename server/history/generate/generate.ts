import type { Day } from '../../engine/facts/value.ts';
import type { Program } from '../../engine/program/model.ts';
import { Joining } from './joining.ts';
import { Registrations } from './registrations.ts';
import { soldEarlier } from './renewals.ts';
import { courseOf } from './seasons.ts';
import { STRANGERS, type Story, storiesOf } from './stories.ts';
import { type HistoryEvent, World } from './world.ts';

export type { HistoryEvent } from './world.ts';

/** A history larger than this is not of this world. */
export const MOST_ACTIVITIES = 1_000_000_000;
export const MOST_DAYS = 20_000;
/** Activities for each firm of the program, about. */
const ACTIVITIES_A_FIRM = 200;
const FEWEST_FIRMS = 24;

/** Subscriptions that resellers had sold before, in a thousand activities of the history. */
const SOLD_EARLIER = 35;
const SELLER = 'reseller';
const NOTHING_BEGINS =
  'No partner type of the program produces anything that a history could begin with, such as deal-closed or registration-submitted.';

export interface Generating {
  /** Its catalogue, partner types and words. */
  readonly program: Program;
  /** A whole number of 32 bits; the same gives the same history. */
  readonly seed: number;
  readonly activities: number;
  /** First and last day. */
  readonly from: Day;
  readonly to: Day;
}

/**
 * A demo history of exactly so many activities, by day: enrollments before their activities, activities in the order recorded. The same
 * arguments give the same history on every machine. What is kept grows with firms, customers and open deals, not with what has happened.
 */
export function* generateHistory({ program, seed, activities, from, to }: Generating): Generator<HistoryEvent, void, undefined> {
  if (!Number.isSafeInteger(activities) || activities < 0 || activities > MOST_ACTIVITIES)
    throw new RangeError(`no number of activities: ${activities}`);
  if (!(from <= to) || to - from >= MOST_DAYS) throw new RangeError(`no range of days: ${from} to ${to}`);
  const firms = Math.max(FEWEST_FIRMS, Math.round(activities / ACTIVITIES_A_FIRM));
  const world = new World({ program, seed, firms, first: from, last: to });
  const teller = new Teller(world);
  const course = courseOf(program.calendar, from, to, activities);
  let told = 0;
  for (let day = from; day <= to; day += 1) {
    world.today = day;
    teller.join();
    if (day === from) teller.remember(activities);
    world.live();
    const wanted = course[day - from] ?? 0;
    while (world.count < wanted) teller.begin();
    for (const event of world.heard) {
      if ('activity' in event) {
        if (told === activities) continue;
        told += 1;
      }
      yield event;
    }
    world.heard = [];
  }
}

/** Begins stories: which one, of which type, of which firm. */
class Teller {
  private readonly world: World;
  private readonly joining = new Joining();
  private readonly stories: readonly (Story & { readonly type: string })[];
  /** Weights up to and with each story: ordinary days, and the last weeks of a quarter. */
  private readonly ordinary: readonly number[];
  private readonly rush: readonly number[];

  constructor(world: World) {
    this.world = world;
    const all = storiesOf(new Registrations());
    this.stories = [...world.program.partnerTypes.values()].flatMap(({ name, produces }) =>
      (all.get(name) ?? [...new Map([...all.values()].flat().map((story) => [story.lead, story])).values()])
        .filter(({ lead }) => produces.has(lead))
        .map((story) => ({ ...story, type: name })),
    );
    if (this.stories.length === 0) throw new RangeError(NOTHING_BEGINS);
    this.ordinary = reached(this.stories.map(({ weight }) => weight));
    this.rush = reached(this.stories.map(({ weight, rush }) => rush ?? weight));
  }

  join(): void {
    const { world } = this;
    for (const roster of world.rosters.values()) for (const firm of roster.joiningOn(world.today)) this.joining.join(world, firm);
  }

  /** Sales before the history begins, whose renewals come up in it. */
  remember(activities: number): void {
    const { world } = this;
    if (!world.produces(SELLER, 'renewal')) return;
    for (let sold = Math.round((activities * SOLD_EARLIER) / 1000); sold > 0; sold -= 1) {
      const firm = world.firm(SELLER);
      if (firm !== undefined) soldEarlier(world, firm);
    }
  }

  begin(): void {
    const { world } = this;
    const weights = world.isRush ? this.rush : this.ordinary;
    const all = weights[weights.length - 1] ?? 0;
    const drawn = world.random.below(all + STRANGERS);
    const story = this.stories[weights.findIndex((weight) => drawn < weight)];
    const firm = story === undefined ? undefined : world.firm(story.type);
    if (firm !== undefined) story?.tell(world, firm);
    else this.joining.stranger(world);
  }
}

function reached(weights: readonly number[]): readonly number[] {
  let sum = 0;
  return weights.map((weight) => {
    sum += weight;
    return sum;
  });
}
