import type { ProgramDocument } from '../../schemas/types.ts';
import { cutOf } from '../engine/columns/cut.ts';
import type { Cut } from '../engine/columns/fold-columns.ts';
import { canonicalJson, hashText } from '../engine/program/hash.ts';
import { loadTimeline } from '../engine/program/load.ts';
import type { Timeline } from '../engine/program/model.ts';
import { type EditPlan, planEdits } from './edits.ts';
import { hashOfDocument, rememberTimeline, timelineHash } from './prepare.ts';
import type { Side, Simulation } from './request.ts';
import type { FoldTask } from './task.ts';

/** A fold that a simulation takes; each timeline once, however many sides it stands for. */
export interface PlannedFold {
  /** Hash of the timeline. */
  readonly programs: string;
  readonly documents: readonly ProgramDocument[];
  readonly cut: Cut;
  /** Whether it is a side; the others are subsets of edits, of which only the totals are looked at. */
  readonly side: boolean;
}

/** A candidate's folds, by the hash of their timelines. */
export interface PlannedCandidate {
  readonly side: Side;
  readonly programs: string;
  readonly edits?: {
    readonly plan: EditPlan;
    readonly started?: string;
    readonly subsets: ReadonlyMap<number, string>;
  };
}

export interface Plan {
  readonly simulation: Simulation;
  readonly baseline: string;
  readonly candidates: readonly PlannedCandidate[];
  /** The baseline first. */
  readonly folds: readonly PlannedFold[];
}

export function planSimulation(simulation: Simulation): Plan {
  const folds = new Map<string, PlannedFold>();
  const side = ({ documents, timeline }: Side): string => {
    const programs = timelineHash(timeline);
    folds.set(programs, { programs, documents, cut: cutOf(timeline), side: true });
    return programs;
  };
  const baseline = side(simulation.baseline);
  const sides = simulation.candidates.map((candidate) => ({ side: candidate, programs: side(candidate) }));
  const subset = (documents: readonly ProgramDocument[]): string => {
    const timeline = load(documents);
    const programs = timelineHash(timeline);
    if (!folds.has(programs)) folds.set(programs, { programs, documents, cut: cutOf(timeline), side: false });
    return programs;
  };
  const candidates = sides.map((candidate): PlannedCandidate => {
    if (!simulation.edits || candidate.side.rival || candidate.programs === baseline) return candidate;
    const plan = planEdits(simulation.baseline.timeline, candidate.side.timeline);
    const subsets = new Map([...plan.subsets].map(([made, documents]) => [made, subset(documents)]));
    return { ...candidate, edits: { plan, ...(plan.started && { started: subset(plan.started) }), subsets } };
  });
  return { simulation, baseline, candidates, folds: [...folds.values()] };
}

/** Of a whole fold; shards add their enrollments. */
export const taskOf = ({ selection, until, bars }: Simulation, { documents, side }: PlannedFold): FoldTask => ({
  programs: documents,
  until,
  selection,
  bars: bars && side,
});

/** Under this a tally may be kept: the same task over the same history gives the same. */
export const taskKey = ({ programs, enrollments, until, selection, bars }: FoldTask, historyHash: string): string =>
  hashText(
    canonicalJson([
      programs.map(hashOfDocument),
      historyHash,
      selection.hash,
      until ?? null,
      bars,
      enrollments === undefined ? null : [enrollments.from, enrollments.to],
    ]),
  );

function load(documents: readonly ProgramDocument[]): Timeline {
  const loaded = loadTimeline(documents.map((document) => [{ path: 'program.json', text: JSON.stringify(document) }]));
  if (!loaded.ok) throw new Error(`edits were planned that don't pass the checks: ${loaded.diagnostics[0]?.message ?? ''}`);
  rememberTimeline(loaded.timeline);
  return loaded.timeline;
}
