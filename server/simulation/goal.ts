/**
 * Goal seek: at which value of a parameter does a measure meet a target? Every probe is an exact fold; nothing is
 * interpolated or fitted. A coarse grid first, since it shows whether the target can be reached at all and whether
 * the measure goes one way only; then every crossing is halved down to two neighbouring values of the parameter. Where
 * time is up before, the answer is what is known by then.
 *
 * All numbers here are whole: parameter values in steps of their type, measures in smallest units or counts.
 */

/** The values that may be probed: from, from + step, … up to `to`. */
export interface Lattice {
  readonly from: number;
  readonly to: number;
  /** Above 0. */
  readonly step: number;
}

export interface GoalProbe {
  readonly value: number;
  readonly measure: number;
}

/** Two neighbouring values: at `low` the measure is on one side of the target, at `high` on it or past it. */
export interface Bracket {
  readonly low: GoalProbe;
  readonly high: GoalProbe;
}

export type GoalStatus =
  /** Some probe gives the target itself. */
  | 'met'
  /** Between two neighbouring values the measure jumps past the target. */
  | 'crossed'
  /** All probes lie on one side of it. */
  | 'out-of-reach'
  /** All probes give the same measure, and it isn't the target. */
  | 'unmoved'
  /** The measure rises and falls, and crosses the target more than once, or may do so between the probes. */
  | 'not-monotone'
  /** Time was up: the target is met or crossed within the brackets; without any, on the side that nobody has looked at yet. */
  | 'unfinished';

export interface GoalFound {
  readonly status: GoalStatus;
  /** The probe nearest to the target; of equally near ones that of the lowest value. */
  readonly nearest: GoalProbe;
  /** By value; more than one only where the measure isn't monotone, none where the first value already meets the target. */
  readonly brackets: readonly Bracket[];
  /** Does the measure go one way only, as far as it was probed? */
  readonly monotone: boolean;
  /** All that was folded, in order. */
  readonly probes: readonly GoalProbe[];
}

export const GOAL_LIMITS = {
  /** Probes of the coarse grid, both ends included. */
  grid: 9,
  /** Crossings that are halved; a measure with more says nothing that one value could answer. */
  crossings: 4,
} as const;

/** The measure at each of these values, in their order; undefined: no time is left. */
export type ProbeMany = (values: readonly number[]) => Promise<readonly number[] | undefined>;

/** Undefined: there was no time to probe anything. */
export async function seekGoal(lattice: Lattice, target: number, measureAt: ProbeMany): Promise<GoalFound | undefined> {
  const last = Math.floor((lattice.to - lattice.from) / lattice.step);
  const valueAt = (place: number): number => lattice.from + place * lattice.step;
  const probes: GoalProbe[] = [];
  const byPlace = new Map<number, GoalProbe>();
  const probe = async (places: readonly number[]): Promise<boolean> => {
    const measures = await measureAt(places.map(valueAt));
    if (measures === undefined) return false;
    for (const [index, place] of places.entries()) {
      const measure = measures[index];
      if (measure === undefined) throw new Error(`no measure for probe ${index}`);
      const made = { value: valueAt(place), measure };
      probes.push(made);
      byPlace.set(place, made);
    }
    return true;
  };
  let hasTime = true;
  for (const places of gridOf(last)) hasTime = hasTime && (await probe(places));

  const ended: Crossing[] = [];
  for (let { low, high } of crossingsOf(byPlace, target).slice(0, GOAL_LIMITS.crossings)) {
    // low stays on its side, high on the target or past it: so there is a crossing between them, however often
    // the measure turns in there
    const side = sideOf(byPlace.get(low), target);
    while (hasTime && high - low > 1) {
      const middle = low + Math.floor((high - low) / 2);
      hasTime = await probe([middle]);
      if (!hasTime) break;
      if (sideOf(byPlace.get(middle), target) === side) low = middle;
      else high = middle;
    }
    ended.push({ low, high });
  }
  return probes.length === 0 ? undefined : conclude(probes, byPlace, ended, target, hasTime);
}

/** Places in the lattice. */
interface Crossing {
  readonly low: number;
  readonly high: number;
}

/** Evenly spread places from 0 to `last`: both ends first, then what halves the gaps, so that the whole range is known early. */
function gridOf(last: number): readonly (readonly number[])[] {
  const parts = Math.min(GOAL_LIMITS.grid - 1, last);
  const placeOf = (part: number): number => Math.round((part * last) / Math.max(1, parts));
  const levels: (readonly number[])[] = [[...new Set([0, last])]];
  for (let gaps: readonly Crossing[] = [{ low: 0, high: parts }]; gaps.length > 0; ) {
    const halved = gaps.flatMap(({ low, high }) => (high - low > 1 ? [{ low, middle: (low + high) >> 1, high }] : []));
    if (halved.length > 0) levels.push(halved.map(({ middle }) => placeOf(middle)));
    gaps = halved.flatMap(({ low, middle, high }) => [
      { low, high: middle },
      { low: middle, high },
    ]);
  }
  return levels;
}

const sideOf = (probe: GoalProbe | undefined, target: number): number => Math.sign((probe?.measure ?? target) - target);

/** Neighbouring probes of which the lower is on one side of the target, the higher on the target or past it. */
function crossingsOf(probes: ReadonlyMap<number, GoalProbe>, target: number): Crossing[] {
  const places = [...probes.keys()].sort((a, b) => a - b);
  const found: Crossing[] = [];
  for (const [index, high] of places.entries()) {
    const low = places[index - 1];
    if (low === undefined) continue;
    const side = sideOf(probes.get(low), target);
    if (side !== 0 && sideOf(probes.get(high), target) !== side) found.push({ low, high });
  }
  return found;
}

function conclude(
  probes: readonly GoalProbe[],
  byPlace: ReadonlyMap<number, GoalProbe>,
  ended: readonly Crossing[],
  target: number,
  hadTime: boolean,
): GoalFound {
  const sorted = [...byPlace].sort(([a], [b]) => a - b).map(([, probe]) => probe);
  const [first] = sorted;
  if (first === undefined) throw new Error('a goal without probes');
  const nearest = sorted.reduce((best, each) => (Math.abs(each.measure - target) < Math.abs(best.measure - target) ? each : best), first);
  const brackets = ended.flatMap(({ low, high }) => {
    const [left, right] = [byPlace.get(low), byPlace.get(high)];
    return left === undefined || right === undefined ? [] : [{ low: left, high: right }];
  });
  const monotone = goesOneWay(sorted);
  const status = hadTime || nearest.measure === target ? statusOf(sorted, nearest, brackets, monotone, target) : 'unfinished';
  return { status, nearest, brackets, monotone, probes };
}

function statusOf(
  sorted: readonly GoalProbe[],
  nearest: GoalProbe,
  brackets: readonly Bracket[],
  monotone: boolean,
  target: number,
): GoalStatus {
  if (!monotone) return 'not-monotone';
  if (nearest.measure === target) return 'met';
  if (brackets.length > 0) return 'crossed';
  return sorted.every(({ measure }) => measure === sorted[0]?.measure) ? 'unmoved' : 'out-of-reach';
}

function goesOneWay(sorted: readonly GoalProbe[]): boolean {
  const signs = new Set(sorted.slice(1).map(({ measure }, index) => Math.sign(measure - (sorted[index]?.measure ?? measure))));
  return !(signs.has(1) && signs.has(-1));
}
