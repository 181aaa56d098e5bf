import type { OutcomeNames } from '../engine/columns/outcome.ts';
import { periodOf, periodStart } from '../engine/compiled/calendar.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Budget, Calendar, Timeline } from '../engine/program/model.ts';
import { Sums } from './sums.ts';
import type { Cells } from './tally.ts';

/** More than there are days. */
const WIDE = 2 ** 17;

/** What is paid under budgets, by window: of all lines, counted or not, since a budget is one whatever is looked at. */
export class BudgetSums {
  /** Whether there is any budget. */
  readonly some: boolean;
  private readonly sums = new Sums(4);
  /** Name, scope and window, by the order in which they come. */
  private readonly titles: string[] = [];
  /** By version and incentive: the budgets it is of. */
  private readonly of: readonly (readonly (readonly Window[] | undefined)[])[];

  constructor({ versions }: Timeline, names: OutcomeNames) {
    this.some = versions.some(({ budgets }) => budgets.length > 0);
    this.of = versions.map(({ budgets, calendar }) =>
      names.incentives.map((incentive) => {
        const found = budgets.filter(({ of }) => of.has(incentive));
        return found.length === 0 ? undefined : found.map((budget) => new Window(budget, calendar, this.place(budget)));
      }),
    );
  }

  private place({ name, scope, window }: Budget): number {
    const title = `${name}\t${scope}\t${window.kind}`;
    const known = this.titles.indexOf(title);
    return known >= 0 ? known : this.titles.push(title) - 1;
  }

  add(version: number, incentive: number, day: Day, amount: number, counted: boolean): void {
    const windows = this.of[version]?.[incentive];
    if (windows === undefined) return;
    for (const window of windows) {
      const at = this.sums.at(window.budget * WIDE + window.startOf(day));
      this.sums.add(at, 1);
      this.sums.add(at + 1, amount);
      if (!counted) continue;
      this.sums.add(at + 2, 1);
      this.sums.add(at + 3, amount);
    }
  }

  cells(): Cells {
    return this.sums.cells((key) => {
      const [name, scope, window] = (this.titles[Math.floor(key / WIDE)] ?? '').split('\t');
      return `${name}\t${window === 'lifetime' ? '' : dayToIso(key % WIDE)}\t${scope}`;
    });
  }
}

class Window {
  readonly budget: number;
  private readonly window: Budget['window'];
  private readonly calendar: Calendar;
  private start = 0;
  /** First day no more; 0: none was looked up yet. */
  private end = 0;

  constructor({ window }: Budget, calendar: Calendar, budget: number) {
    this.budget = budget;
    this.window = window;
    this.calendar = calendar;
  }

  startOf(day: Day): Day {
    const { window, calendar } = this;
    if (window.kind === 'lifetime' || (day >= this.start && day < this.end)) return this.start;
    const number = periodOf(calendar, window.period, day);
    this.start = periodStart(calendar, window.period, number);
    this.end = periodStart(calendar, window.period, number + 1);
    return this.start;
  }
}
