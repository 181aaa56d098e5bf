/** What the windows need of the calendar, for each day of the history: reckoned once, read by index. */
export interface Calendar {
  readonly first: number;
  /** First day of the 12 months that end on the day. */
  readonly yearBack: Int32Array;
  /** Fiscal year that the day is in; they start on 1 February. */
  readonly fiscalYear: Int32Array;
  /** Last days of fiscal quarters, through the last day. */
  readonly quarterEnds: Int32Array;
}

const MS = 86_400_000;

export function calendarOf(first: number, last: number): Calendar {
  const yearBack = new Int32Array(last - first + 1);
  const fiscalYear = new Int32Array(last - first + 1);
  const quarterEnds: number[] = [];
  for (let day = first; day <= last; day += 1) {
    const date = new Date(day * MS);
    const [year, month, of] = [date.getUTCFullYear(), date.getUTCMonth(), date.getUTCDate()];
    const lastOfMonth = new Date(Date.UTC(year - 1, month + 1, 0)).getUTCDate();
    yearBack[day - first] = Date.UTC(year - 1, month, Math.min(of, lastOfMonth)) / MS + 1;
    fiscalYear[day - first] = month >= 1 ? year : year - 1;
    const next = new Date((day + 1) * MS);
    if (next.getUTCDate() === 1 && next.getUTCMonth() % 3 === 1) quarterEnds.push(day);
  }
  return { first, yearBack, fiscalYear, quarterEnds: Int32Array.from(quarterEnds) };
}
