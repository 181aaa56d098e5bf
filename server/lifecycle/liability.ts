import type { ProgramDocument, SideResult } from '../../schemas/types.ts';
import { sumOf } from '../engine/decisions/amounts.ts';
import { dayToIso, isoToDay, parseExact } from '../engine/facts/render.ts';
import { FiscalQuarters } from '../simulation/fiscal-quarters.ts';
import type { Evidence } from './model.ts';

/*
 * What a version costs, out of a stored result. Payout is what the vendor pays (`totals.paid`), over the whole history;
 * what partners owe is not netted against it.
 */

export type Liability = Evidence['liability'];

/** `before`: what is in force; undefined: nothing is. `since`: first day of a version that begins in the past. */
export function liabilityOf(
  currency: string,
  before: SideResult | undefined,
  after: SideResult,
  since: { readonly day: string; readonly fiscalYearStartMonth: number } | undefined,
): Liability {
  const paidAfter = after.totals.paid;
  const paidBefore = before?.totals.paid ?? sumOf([paidAfter, negated(paidAfter)]);
  const difference = sumOf([paidAfter, negated(paidBefore)]);
  // years in which nothing changes would make any rise a small one
  const quarter = before && since && quarterOf(since.day, since.fiscalYearStartMonth);
  const base = quarter === undefined ? paidBefore : paidSince(before, quarter);
  return { currency, before: paidBefore, after: paidAfter, difference, rise: ratio(difference, base), since: quarter ?? null };
}

function quarterOf(day: string, fiscalYearStartMonth: number): string {
  const [start] = new FiscalQuarters(fiscalYearStartMonth).around(isoToDay(day) ?? 0);
  return dayToIso(start);
}

const paidSince = (side: SideResult | undefined, quarter: string): string =>
  sumOf(['0', ...(side?.byQuarter ?? []).filter(({ from }) => from >= quarter).map(({ total }) => total.paid)]);

const negated = (amount: string): string => (amount.startsWith('-') ? amount.slice(1) : `-${amount}`);

const MILLION = 1_000_000n;

/** Rounded to 6 digits, away from 0: a rise is never told smaller than it is. Null where there is nothing to divide by. */
function ratio(part: string, whole: string): string | null {
  const [p, w] = [exact(part), exact(whole)];
  if (w.n <= 0n) return null;
  const [n, d] = [p.n * w.d * MILLION, p.d * w.n];
  const size = ((n < 0n ? -n : n) + d - 1n) / d;
  const digits = String(size).padStart(7, '0');
  return `${n < 0n ? '-' : ''}${digits.slice(0, -6)}.${digits.slice(-6)}`;
}

function exact(text: string): { readonly n: bigint; readonly d: bigint } {
  const value = parseExact(text);
  if (value === undefined) throw new Error(`no decimal: ${text}`);
  return value;
}

const isMore = (a: string, b: string): boolean => {
  const [left, right] = [exact(a), exact(b)];
  return left.n * right.d > right.n * left.d;
};

/** How many approve, and why. `bounds`: documents whose limits hold; of a new program its own. */
export function approversFor(
  { difference, rise, since }: Liability,
  draft: Pick<ProgramDocument, 'approval'>,
  bounds: readonly Pick<ProgramDocument, 'approval'>[],
): Evidence['approvers'] {
  let needed = 1;
  let because = 'One person approves: the program asks for no more.';
  for (const { approval } of bounds) {
    if (approval === undefined) continue;
    const { payoutRise, approvers } = approval;
    const limit = `up to ${percent(payoutRise)} one person approves`;
    const over = isMore(difference, '0') && (rise === null || isMore(rise, payoutRise));
    const loosened = draft.approval === undefined || isMore(draft.approval.payoutRise, payoutRise) || draft.approval.approvers < approvers;
    const from = since === null ? '' : ` from ${since} on`;
    if ((over || loosened) && approvers > needed) {
      needed = approvers;
      const what = rise === null ? `Where nothing was paid, ${difference} is` : `What is paid rises by ${percent(rise)}${from}`;
      because = over ? `${what}; ${limit}.` : `It loosens what the program says of approvals; ${approvers} approve that.`;
    } else if (needed === 1)
      because = rise === null ? `Nothing more is paid; ${limit}.` : `What is paid changes by ${percent(rise)}${from}; ${limit}.`;
  }
  return { needed, because };
}

/** “5 %” of "0.05". */
function percent(rate: string): string {
  const { n, d } = exact(rate);
  const whole = (n < 0n ? -n : n) * 100n;
  const digits = String(d).length - 1;
  const text = String(whole).padStart(digits + 1, '0');
  const fraction = text.slice(text.length - digits).replace(/0+$/, '');
  const shown = digits === 0 ? text : `${text.slice(0, text.length - digits)}${fraction === '' ? '' : `.${fraction}`}`;
  return `${n < 0n ? '-' : ''}${shown} %`;
}
