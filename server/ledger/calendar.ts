import { SERVER } from '../access/principal.ts';
import type { Transaction } from '../store/database.ts';
import { lastClosed } from '../store/ledger/post.ts';
import { closeMonths, firstMonth, programsOfLedger, ripenLines } from '../store/ledger/states.ts';
import { type Ledger, programOf } from './ledger.ts';
import { fiscalMonthOf, nextMonth } from './terms.ts';

/* What the ledger does of itself as days go by. Any number of processes may at once: it is done once. */

/** Lines whose day has come become payable; how many. `today`: where the program is. */
export const ripen = (tx: Transaction, program: string, today: string): Promise<number> =>
  ripenLines(tx, program, today, fiscalMonthOf(today));

/** Most at a time: of a ledger that slept for longer the rest is closed next time. */
const MONTHS = 1_200;

/** Closes the fiscal months that are over, in order; gives those that it closed. */
export async function closePeriods(tx: Transaction, program: string, today: string): Promise<readonly string[]> {
  const last = await lastClosed(tx, program);
  const first = last === undefined ? await firstMonth(tx, program) : nextMonth(last);
  const months: string[] = [];
  const now = fiscalMonthOf(today);
  for (let month = first; month !== undefined && month < now && months.length < MONTHS; month = nextMonth(month)) months.push(month);
  return closeMonths(tx, program, months);
}

/** Both, for all programs; how many lines and months. */
export async function runLedger(ledger: Ledger): Promise<{ readonly ripened: number; readonly closed: number }> {
  const done = { ripened: 0, closed: 0 };
  for (const program of await programsOfLedger(ledger.store.db)) {
    if (ledger.book.timeline(program) === undefined) continue;
    const { today } = programOf(ledger, program);
    await ledger.store.transaction(async (tx) => {
      const closed = await closePeriods(tx, program, today);
      const ripened = await ripen(tx, program, today);
      if (closed.length === 0 && ripened === 0) return;
      done.ripened += ripened;
      done.closed += closed.length;
      const after = { on: today, payable: ripened, ...(closed.length > 0 && { closed }) };
      await ledger.trail.record(tx, SERVER, { action: 'ledger-went-on', subject: { kind: 'program', id: program }, after });
    });
  }
  return done;
}
