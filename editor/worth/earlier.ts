import type { Figures } from './queries.ts';
import type { Question } from './question.ts';

/*
 * Usual choices of what is compared with. Both periods are written down in days, so that an address means the same
 * tomorrow.
 */

type Quarter = Pick<Figures['quarters'][number], 'from' | 'to' | 'running'>;
type Days = Pick<Question, 'from' | 'to' | 'beforeFrom' | 'beforeTo'>;

export type Earlier = 'previous' | 'year';

/** Of quarters that nobody chose so many are compared, the last that are over: a year. */
const USUAL = 4;
const MONTHS = { quarter: 3, year: 12 } as const;

export function daysOf(earlier: Earlier, question: Question, quarters: readonly Quarter[]): Days | undefined {
  const chosen = question.from === undefined ? quarters.filter(({ running }) => running !== true).slice(-USUAL) : quarters;
  const [first, last] = [chosen[0], chosen.at(-1)];
  if (first === undefined || last === undefined) return undefined;
  const months = earlier === 'year' ? MONTHS.year : MONTHS.quarter * chosen.length;
  return { from: first.from, to: last.from, beforeFrom: monthsBefore(first.from, months), beforeTo: monthsBefore(last.from, months) };
}

/** Which of them it is that is asked; missing: another. */
export function earlierOf(question: Question, quarters: readonly Quarter[]): Earlier | undefined {
  return (['previous', 'year'] as const).find((earlier) => {
    const days = daysOf(earlier, question, quarters);
    return days?.beforeFrom === question.beforeFrom && days?.beforeTo === question.beforeTo;
  });
}

/** Quarters begin on the first of a month. */
function monthsBefore(day: string, count: number): string {
  const date = new Date(`${day.slice(0, 7)}-01T00:00:00Z`);
  date.setUTCMonth(date.getUTCMonth() - count);
  return date.toISOString().slice(0, 10);
}
