import { quartersLater } from './quarters.ts';

const DAY_MS = 86_400_000;

/** Of the quarter that begins on this day. */
export function lastDay(quarter: string): string {
  return new Date(Date.parse(`${quartersLater(quarter, 1)}T00:00:00Z`) - DAY_MS).toISOString().slice(0, 10);
}
