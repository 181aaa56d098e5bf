import type { SimulationResult } from '../../schemas/types.ts';
import { type Crew, type CrewOptions, FoldCancelled, FoldTimedOut, type Job, stopOf } from './crew.ts';
import { type Plan, type PlannedFold, planSimulation, taskOf } from './plan.ts';
import { refuse } from './refusal.ts';
import { reportSimulation } from './report.ts';
import type { Side, Simulation } from './request.ts';
import { type Sample, takeSample } from './sample.ts';
import type { Tally } from './tally.ts';
import type { TallyCache } from './tally-cache.ts';

export const SIMULATION_LIMITS = {
  /** Rows of the history × folds. */
  rows: 2_000_000_000,
} as const;

export interface SimulateOptions extends CrewOptions {
  /** Tallies that needn't be folded again. */
  readonly cache?: TallyCache;
  /** Decide a part of each side again by the reference evaluator; missing: yes. */
  readonly sample?: boolean;
}

/**
 * A whole simulation: all folds that it takes, by the crew; a sample of each side by the reference evaluator meanwhile;
 * and the report. The result is the same to the byte whoever folds. Throws RequestRefused where it would be too large,
 * and what a crew throws.
 */
export async function simulate(simulation: Simulation, crew: Crew, options: SimulateOptions = {}): Promise<SimulationResult> {
  const plan = planSimulation(simulation);
  const { history } = simulation;
  if (history.rows.count * plan.folds.length > SIMULATION_LIMITS.rows) {
    const message = `The simulation folds ${history.rows.count} rows ${plan.folds.length} times, at most ${SIMULATION_LIMITS.rows} together are folded.`;
    refuse('too-large', message, '', 'Ask for fewer candidates, or without what each edit costs: edits false.');
  }
  let failed = false;
  const stop = stopOf(options);
  const check = (): void => {
    if (options.signal?.aborted === true || failed) throw new FoldCancelled();
    if (stop()) throw new FoldTimedOut();
  };
  // The reference works while others fold; what it finds is known when they are done, or soon after.
  const stopping = new AbortController();
  const signal = options.signal === undefined ? stopping.signal : AbortSignal.any([options.signal, stopping.signal]);
  const sampling =
    options.sample === false ? Promise.resolve(new Map<string, Sample>()) : samplesOf(simulation, crew, { ...options, signal }, check);
  const folding = foldPlan(plan, crew, options).catch((error: unknown) => {
    failed = true;
    stopping.abort();
    throw error;
  });
  const [tallies, samples] = await Promise.allSettled([folding, sampling]);
  if (tallies.status === 'rejected') throw tallies.reason;
  if (samples.status === 'rejected') throw samples.reason;
  return reportSimulation(plan, tallies.value, samples.value);
}

/** By the hash of the programs. */
async function foldPlan(plan: Plan, crew: Crew, { cache, ...options }: SimulateOptions): Promise<ReadonlyMap<string, Tally>> {
  const { simulation, folds } = plan;
  const { history } = simulation;
  const tallies = new Map<string, Tally>();
  const jobs = new Map<PlannedFold, Job>();
  for (const fold of folds) {
    const job = { name: nameOf(plan, fold), task: taskOf(simulation, fold), cut: fold.cut };
    const known = cache?.get(job.task, history);
    if (known === undefined) jobs.set(fold, job);
    else tallies.set(fold.programs, known);
  }
  const folded = await crew.fold(history, [...jobs.values()], options);
  for (const [index, [fold, { task }]] of [...jobs].entries()) {
    const tally = folded[index];
    if (tally === undefined) throw new Error('a crew has left a job out');
    cache?.set(task, history, tally);
    tallies.set(fold.programs, tally);
  }
  return tallies;
}

function nameOf({ simulation, baseline, candidates }: Plan, { programs }: PlannedFold): string {
  if (programs === baseline) return simulation.baseline.name;
  return candidates.find((candidate) => candidate.programs === programs)?.side.name ?? 'some edits of a candidate';
}

async function samplesOf(
  { hash, history, until, baseline, candidates }: Simulation,
  crew: Crew,
  options: CrewOptions,
  check: () => void,
): Promise<ReadonlyMap<string, Sample>> {
  const samples = new Map<string, Sample>();
  const request = { seed: hash, until };
  for (const { name, timeline } of [baseline, ...candidates] satisfies readonly Side[]) {
    const documents = timeline.versions.map(({ document }) => document);
    const sample = await (crew.sample?.(history, name, documents, request, options) ??
      takeSample(timeline, history, { ...request, check }));
    if (!('stopped' in sample)) samples.set(name, sample);
    else {
      check();
      throw new FoldCancelled();
    }
  }
  return samples;
}
