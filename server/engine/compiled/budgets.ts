/** What lines have used of budgets: a sum for each budget, of the period of its last line. */
import type { Day } from '../facts/value.ts';
import type { Budget, Program } from '../program/model.ts';
import { periodOf } from './calendar.ts';
import type { Sitting } from './sitting.ts';
import type { CompiledState, EnrollmentState, Spent } from './state.ts';
import type { Version } from './version.ts';

/** Names the period of a budget's window that a day is in. */
export const periodNumber = ({ calendar }: Program, { window }: Budget, day: Day): number =>
  window.kind === 'lifetime' ? 0 : periodOf(calendar, window.period, day);

/** In the window of the day: by lines posted, and by those of earlier parties of this activity. */
export function spentOf({ version, versionIndex, state, attending, day, earlierLines }: Sitting, budget: Budget, index: number): number {
  const own = budget.scope === 'enrollment';
  const book = own ? attending.enrollment.budgets[versionIndex] : state.budgets[versionIndex];
  const spent = book?.[index];
  let used = spent?.period === periodNumber(version.program, budget, day) ? spent.amount : 0;
  for (const { enrollment, incentive, amount } of earlierLines) {
    if (budget.of.has(incentive) && (!own || enrollment === attending.enrollment.index)) used += amount;
  }
  return used;
}

/** Remembers a line that was posted. */
export function spend(
  version: Version,
  versionIndex: number,
  state: CompiledState,
  enrollment: EnrollmentState,
  incentive: string,
  amount: number,
  day: Day,
): void {
  for (const [index, { budget }] of version.budgets.entries()) {
    if (!budget.of.has(incentive)) continue;
    const book = budget.scope === 'enrollment' ? enrollment.budgets[versionIndex] : state.budgets[versionIndex];
    if (book === undefined) continue;
    const period = periodNumber(version.program, budget, day);
    const spent: Spent | undefined = book[index];
    if (spent?.period === period) spent.amount += amount;
    else book[index] = { period, amount };
  }
}
