/** Fiscal quarters as days: a quarter is named by its first day, YYYY-MM-DD. */

const DAY = /^(\d{4})-(\d{2})-(\d{2})$/;

function monthOf(day: string): number {
  const [, year, month] = DAY.exec(day) ?? [];
  return Number(year) * 12 + Number(month) - 1;
}

const firstDay = (month: number): string =>
  `${String(Math.floor(month / 12)).padStart(4, '0')}-${String((month % 12) + 1).padStart(2, '0')}-01`;

/** First day of the fiscal quarter that a day lies in; fiscal years begin `start` months after January. */
export function quarterOf(day: string, start: number): string {
  const month = monthOf(day);
  return firstDay(month - ((((month - start) % 3) + 3) % 3));
}

export const quartersLater = (quarter: string, count: number): string => firstDay(monthOf(quarter) + 3 * count);

/** From one to another, both with. */
export function quartersBetween(from: string, to: string): readonly string[] {
  const count = (monthOf(to) - monthOf(from)) / 3;
  return Array.from({ length: Math.max(0, count + 1) }, (_, index) => quartersLater(from, index));
}

/** Of a fiscal year that is called by the year in which it ends: "FY2026 Q1". */
export function quarterName(quarter: string, start: number): string {
  const months = monthOf(quarter) - start;
  return `FY${Math.floor(months / 12) + (start === 0 ? 0 : 1)} Q${Math.floor((((months % 12) + 12) % 12) / 3) + 1}`;
}
