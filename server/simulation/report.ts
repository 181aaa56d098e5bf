import type { SimulationResult } from '../../schemas/types.ts';
import { dayToIso } from '../engine/facts/render.ts';
import { differenceResult } from './difference-result.ts';
import { Money } from './figures.ts';
import { notesOf } from './notes.ts';
import type { Plan } from './plan.ts';
import type { Sample } from './sample.ts';
import { sideResult } from './side-result.ts';
import type { Tally } from './tally.ts';

/**
 * The result, out of the tallies of all planned folds, by the hash of their timelines, and samples, by the name of the
 * side. The same tallies give the same result, to the byte: there is no clock and no chance in it.
 */
export function reportSimulation(
  plan: Plan,
  tallies: ReadonlyMap<string, Tally>,
  samples: ReadonlyMap<string, Sample> = new Map(),
): SimulationResult {
  const { simulation } = plan;
  const { history, selection, baseline, inForceFrom } = simulation;
  const tallyOf = (programs: string): Tally => {
    const tally = tallies.get(programs);
    if (tally === undefined) throw new Error(`the fold of ${programs} is missing`);
    const { of } = tally;
    if (of.history !== history.hash || of.selection !== selection.hash || of.until !== simulation.until)
      throw new Error('a tally is of something else');
    if (tally.from !== 0 || tally.to !== history.enrollments.count) throw new Error('a tally is not of all enrollments');
    return tally;
  };
  const money = new Money(history.currency.digits);
  const base = tallyOf(plan.baseline);
  const sides = [
    sideResult(baseline, base, money, samples.get(baseline.name)),
    ...plan.candidates.map(({ side, programs }) => sideResult(side, tallyOf(programs), money, samples.get(side.name))),
  ];
  return {
    hashes: { request: simulation.hash, history: history.hash, filter: selection.hash },
    currency: history.currency.code,
    until: dayToIso(simulation.until),
    inForceFrom: inForceFrom === undefined ? null : dayToIso(inForceFrom),
    counted: {
      activities: base.counts.rows,
      ofActivities: history.rows.count,
      enrollments: base.enrollments.counted.reduce((sum, counted) => sum + counted, 0),
    },
    by: { region: selection.region, segment: selection.segment },
    notes: notesOf(plan, sides, base.counts.rows),
    sides,
    differences: plan.candidates.map((candidate) => differenceResult(simulation, base, candidate, tallyOf, money)),
  };
}
