import type { Day } from '../../engine/facts/value.ts';

/** What is to happen on later days, each in the order in which it was noted. */
export class Agenda {
  private readonly days: ((() => void)[] | undefined)[];
  private readonly first: Day;

  constructor(first: Day, last: Day) {
    this.first = first;
    this.days = new Array<(() => void)[] | undefined>(last - first + 1).fill(undefined);
  }

  /** What lies past the last day never happens. */
  note(day: Day, happens: () => void): void {
    const at = day - this.first;
    if (at < 0 || at >= this.days.length) return;
    const noted = this.days[at];
    if (noted === undefined) this.days[at] = [happens];
    else noted.push(happens);
  }

  /** Lets happen what was noted for the day, and what that notes for the same day. */
  live(day: Day): void {
    const noted = this.days[day - this.first];
    if (noted === undefined) return;
    for (let at = 0; at < noted.length; at += 1) noted[at]?.();
    this.days[day - this.first] = undefined;
  }
}
