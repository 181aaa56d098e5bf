import type { HistoryColumns } from '../engine/columns/history.ts';
import { type Plan, type PlannedFold, taskKey, taskOf } from './plan.ts';
import { runTask } from './run-task.ts';
import type { Tally } from './tally.ts';
import type { FoldTask } from './task.ts';

/** Numbers that kept tallies hold for enrollments, together; about eight bytes each. */
const MOST_NUMBERS = 8_000_000;
const MOST_KEPT = 256;

/** Tallies by what they are of, those asked for last: a hand on a slider asks for the same baseline again and again. */
export class TallyCache {
  private readonly kept = new Map<string, Tally>();
  private numbers = 0;

  get(task: FoldTask, history: HistoryColumns): Tally | undefined {
    const key = taskKey(task, history.hash);
    const tally = this.kept.get(key);
    if (tally !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, tally);
    }
    return tally;
  }

  set(task: FoldTask, history: HistoryColumns, tally: Tally): void {
    const key = taskKey(task, history.hash);
    this.numbers += sizeOf(tally) - sizeOf(this.kept.get(key));
    this.kept.delete(key);
    this.kept.set(key, tally);
    for (const [oldest, { enrollments }] of this.kept) {
      if (this.kept.size <= MOST_KEPT && this.numbers <= MOST_NUMBERS) break;
      if (oldest === key) break;
      this.kept.delete(oldest);
      this.numbers -= sizeOf({ enrollments });
    }
  }
}

const sizeOf = (tally: Pick<Tally, 'enrollments'> | undefined): number =>
  tally === undefined ? 0 : Object.values(tally.enrollments).reduce((sum, column) => sum + column.length, 0);

/** All folds of a plan, here and now, one after the other; what the cache knows is not folded again. */
export function runPlan(plan: Plan, cache: TallyCache, stop?: () => boolean): ReadonlyMap<string, Tally> {
  const { simulation } = plan;
  const tallyOf = (fold: PlannedFold): Tally => {
    const task = taskOf(simulation, fold);
    const known = cache.get(task, simulation.history);
    if (known !== undefined) return known;
    const tally = runTask(task, simulation.history, stop);
    cache.set(task, simulation.history, tally);
    return tally;
  };
  return new Map(plan.folds.map((fold) => [fold.programs, tallyOf(fold)]));
}
