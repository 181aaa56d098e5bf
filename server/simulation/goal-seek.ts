/** Goal seek on a simulation: what is varied, within what range, and what comes out, in the program's own units. */
import { FoldTimedOut } from './crew.ts';
import { type GoalProbe, type GoalStatus, type Lattice, seekGoal } from './goal.ts';
import { measureNamed, readTarget, showMeasure, tallyMeasures } from './measures.ts';
import { isNumeric, type ParameterJson, readSteps, showSteps, type Varied, variedAt } from './parameter-values.ts';
import { refuse } from './refusal.ts';
import type { Tally } from './tally.ts';
import { readOrRefuse, type Trying, tryEach } from './tries.ts';

export interface GoalRequest {
  /** A measure of measures.ts, such as paid.volume-rebate. */
  readonly measure: string;
  /** Money as decimal text, or a count. */
  readonly target: string;
  /** The parameter that is varied. */
  readonly by: string;
  /** Missing: the bounds that the parameter declares. */
  readonly from?: ParameterJson;
  readonly to?: ParameterJson;
  /** Missing: the smallest of its type. */
  readonly step?: ParameterJson;
}

export interface ShownProbe {
  readonly value: ParameterJson;
  readonly measure: string;
  /** From the target. */
  readonly difference: string;
}

export interface GoalResult {
  readonly candidate: string;
  readonly measure: { readonly name: string; readonly unit: 'money' | 'count' };
  readonly target: string;
  readonly currency: string;
  readonly by: {
    readonly parameter: string;
    readonly type: string;
    readonly from: ParameterJson;
    readonly to: ParameterJson;
    readonly step: ParameterJson;
  };
  readonly baseline: string;
  readonly status: GoalStatus;
  readonly monotone: boolean;
  readonly nearest: ShownProbe;
  /**
   * Neighbouring values with the target between them: `low` on one side of it, `high` on it or past it. Of what is unfinished
   * they are as near as they came.
   */
  readonly brackets: readonly { readonly low: ShownProbe; readonly high: ShownProbe }[];
  /** All that was folded, in order. */
  readonly probes: readonly ShownProbe[];
}

export async function goalSeek(
  trying: Trying,
  request: GoalRequest,
  baseline: Tally,
  onProbe: (probes: number) => void = () => undefined,
): Promise<GoalResult> {
  const simulation = await readOrRefuse(trying.request, trying.history, trying.source);
  const side = simulation.candidates[trying.candidate];
  if (side === undefined) refuse('unknown-candidate', 'There is no such candidate.', '/goal');
  const { code, digits } = trying.history.currency;
  const measure = measureNamed(request.measure, tallyMeasures([simulation.baseline.timeline, side.timeline]), '/goal/measure');
  const target = readTarget(measure, request.target, digits, '/goal/target');
  const varied = variedAt(request.by, side.timeline, '/goal/by');
  const lattice = latticeOf(request, varied);
  let probes = 0;
  const found = await seekGoal(lattice, target, async (values) => {
    const settings = values.map((value) => ({ [varied.path]: showSteps(varied, value) }));
    const measured = await whileThereIsTime(() => tryEach(trying, settings, '/goal/by', measure.of));
    if (measured === undefined) return undefined;
    probes += values.length;
    onProbe(probes);
    return measured;
  });
  if (found === undefined) throw new FoldTimedOut();
  const show = ({ value, measure: at }: GoalProbe): ShownProbe => ({
    value: showSteps(varied, value),
    measure: showMeasure(measure, at, digits),
    difference: showMeasure(measure, at - target, digits),
  });
  return {
    candidate: side.name,
    measure: { name: measure.name, unit: measure.unit },
    target: showMeasure(measure, target, digits),
    currency: code,
    by: {
      parameter: varied.path,
      type: varied.type,
      from: showSteps(varied, lattice.from),
      to: showSteps(varied, lattice.to),
      step: showSteps(varied, lattice.step),
    },
    baseline: showMeasure(measure, measure.of(baseline), digits),
    status: found.status,
    monotone: found.monotone,
    nearest: show(found.nearest),
    brackets: found.brackets.map(({ low, high }) => ({ low: show(low), high: show(high) })),
    probes: found.probes.map(show),
  };
}

async function whileThereIsTime<T>(work: () => Promise<T>): Promise<T | undefined> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof FoldTimedOut) return undefined;
    throw error;
  }
}

function latticeOf({ by, from, to, step }: GoalRequest, varied: Varied): Lattice {
  if (!isNumeric(varied)) refuse('bad-goal', `${by} is ${varied.type}; a goal is sought by a number.`, '/goal/by');
  const low = from === undefined ? varied.min : readSteps(varied, from, '/goal/from');
  const high = to === undefined ? varied.max : readSteps(varied, to, '/goal/to');
  if (low === undefined || high === undefined) {
    const missing = [...(low === undefined ? ['min'] : []), ...(high === undefined ? ['max'] : [])].join(' and ');
    refuse('bad-goal', `${by} declares no ${missing}, so that it isn't clear where to look.`, '/goal/by', 'Give a range: from..to.');
  }
  if (high < low) refuse('bad-goal', `The range of ${by} ends before it starts.`, '/goal/to');
  const size = step === undefined ? 1 : readSteps(varied, step, '/goal/step');
  if (size <= 0) refuse('bad-goal', `The step ${String(step)} is not above 0.`, '/goal/step');
  return { from: low, to: high, step: size };
}
