/**
 * One or two parameters over a range or a list: a simulation a point. Every point is a whole fold, nothing between
 * them is guessed.
 */
import type { ParameterValues } from '../../schemas/types.ts';
import type { Timeline } from '../engine/program/model.ts';
import { measureNamed, showMeasure, tallyMeasures } from './measures.ts';
import { isNumeric, type ParameterJson, readSteps, showSteps, type Varied, variedAt } from './parameter-values.ts';
import { refuse } from './refusal.ts';
import type { Tally } from './tally.ts';
import { readOrRefuse, type Trying, tryEach } from './tries.ts';

/** One parameter's values: a list, or from … to in steps. */
export type SweepAxis =
  | { readonly parameter: string; readonly values: readonly ParameterJson[] }
  | { readonly parameter: string; readonly from: ParameterJson; readonly to: ParameterJson; readonly step: ParameterJson };

export interface SweepRequest {
  /** One or two. */
  readonly axes: readonly SweepAxis[];
  /** Measures shown. Missing: paid, and all that some point moves. */
  readonly measures?: readonly string[];
}

export interface SweepResult {
  readonly candidate: string;
  readonly currency: string;
  readonly axes: readonly { readonly parameter: string; readonly type: string; readonly values: readonly ParameterJson[] }[];
  readonly measures: readonly { readonly name: string; readonly unit: 'money' | 'count' }[];
  /** By measure. */
  readonly baseline: readonly string[];
  /** The last axis changes fastest. */
  readonly points: readonly {
    readonly values: readonly ParameterJson[];
    readonly measures: readonly string[];
    /** From the baseline, by measure. */
    readonly differences: readonly string[];
  }[];
}

export const SWEEP_LIMITS = { axes: 2, points: 400 } as const;

export async function sweep(
  trying: Trying,
  request: SweepRequest,
  baseline: Tally,
  onProgress?: (done: number, all: number) => void,
): Promise<SweepResult> {
  const simulation = await readOrRefuse(trying.request, trying.history, trying.source);
  const side = simulation.candidates[trying.candidate];
  if (side === undefined) refuse('unknown-candidate', 'There is no such candidate.', '/sweep');
  const axes = readAxes(request.axes, side.timeline);
  const known = tallyMeasures([simulation.baseline.timeline, side.timeline]);
  const asked = request.measures?.map((name, index) => measureNamed(name, known, `/sweep/measures/${index}`));
  const points = pointsOf(axes);
  const values = (tally: Tally): readonly number[] => (asked ?? known).map(({ of }) => of(tally));
  const settings = points.map((point) => Object.fromEntries(point.map((value, axis) => [axes[axis]?.varied.path ?? '', value])));
  const measured = await tryEach(trying, settings as readonly ParameterValues[], '/sweep/axes', values, onProgress);
  const before = values(baseline);
  const shown = (asked ?? known).flatMap((measure, index) =>
    asked !== undefined || measure.name === 'paid' || measured.some((each) => each[index] !== before[index]) ? [{ measure, index }] : [],
  );
  const { code, digits } = trying.history.currency;
  const show = (of: (index: number) => number): readonly string[] =>
    shown.map(({ measure, index }) => showMeasure(measure, of(index), digits));
  return {
    candidate: side.name,
    currency: code,
    axes: axes.map(({ varied, values: each }) => ({ parameter: varied.path, type: varied.type, values: each })),
    measures: shown.map(({ measure: { name, unit } }) => ({ name, unit })),
    baseline: show((index) => before[index] ?? 0),
    points: points.map((point, at) => ({
      values: point,
      measures: show((index) => measured[at]?.[index] ?? 0),
      differences: show((index) => (measured[at]?.[index] ?? 0) - (before[index] ?? 0)),
    })),
  };
}

interface Axis {
  readonly varied: Varied;
  readonly values: readonly ParameterJson[];
}

function readAxes(axes: readonly SweepAxis[], timeline: Timeline): readonly Axis[] {
  if (axes.length === 0 || axes.length > SWEEP_LIMITS.axes) {
    refuse('bad-sweep', `A sweep is over one or two parameters, not ${axes.length}.`, '/sweep/axes');
  }
  const read = axes.map((axis, index) => readAxis(axis, timeline, `/sweep/axes/${index}`));
  const [first, second] = read;
  if (first !== undefined && first.varied.path === second?.varied.path) {
    refuse('bad-sweep', `Both parameters of the sweep are ${first.varied.path}.`, '/sweep/axes/1');
  }
  const points = read.reduce((count, { values }) => count * values.length, 1);
  if (points > SWEEP_LIMITS.points) {
    const message = `The sweep has ${points} points, at most ${SWEEP_LIMITS.points} are folded.`;
    refuse('too-many-points', message, '/sweep/axes', 'Take a larger step, or a shorter range.');
  }
  return read;
}

function readAxis(axis: SweepAxis, timeline: Timeline, pointer: string): Axis {
  const varied = variedAt(axis.parameter, timeline, `${pointer}/parameter`);
  if ('values' in axis) {
    if (axis.values.length === 0) refuse('bad-sweep', `${axis.parameter} has no values.`, `${pointer}/values`);
    const again = axis.values.findIndex((value, index) => axis.values.indexOf(value) < index);
    if (again >= 0)
      refuse('bad-sweep', `${axis.parameter} is ${String(axis.values[again])} twice.`, `${pointer}/values/${again}`, 'Remove it once.');
    if (!isNumeric(varied)) return { varied, values: axis.values };
    const steps = axis.values.map((value, index) => readSteps(varied, value, `${pointer}/values/${index}`));
    return { varied, values: steps.map((value) => showSteps(varied, value)) };
  }
  if (!isNumeric(varied)) {
    refuse('bad-sweep', `${axis.parameter} is ${varied.type}; a range needs a number.`, pointer, 'List its values: a,b,c.');
  }
  const [from, to, step] = [
    readSteps(varied, axis.from, `${pointer}/from`),
    readSteps(varied, axis.to, `${pointer}/to`),
    readSteps(varied, axis.step, `${pointer}/step`),
  ];
  if (step <= 0) refuse('bad-sweep', `The step ${axis.step} is not above 0.`, `${pointer}/step`);
  if (to < from)
    refuse('bad-sweep', `The range of ${axis.parameter} ends at ${axis.to}, before it starts at ${axis.from}.`, `${pointer}/to`);
  const count = Math.floor((to - from) / step) + 1;
  if (count > SWEEP_LIMITS.points) {
    const message = `${axis.parameter} takes ${count} values, at most ${SWEEP_LIMITS.points} points are folded.`;
    refuse('too-many-points', message, pointer, 'Take a larger step, or a shorter range.');
  }
  return { varied, values: Array.from({ length: count }, (_, index) => showSteps(varied, from + index * step)) };
}

function pointsOf(axes: readonly Axis[]): readonly (readonly ParameterJson[])[] {
  return axes.reduce<readonly (readonly ParameterJson[])[]>(
    (points, { values }) => points.flatMap((point) => values.map((value) => [...point, value])),
    [[]],
  );
}
