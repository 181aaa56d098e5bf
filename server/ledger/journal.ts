import type { Booking } from '../store/ledger/journal.ts';
import type { Payee } from '../store/ledger/tables.ts';

/*
 * The ledger as double entry: each booking is one amount, on the debit of one account and the credit of another, so that both
 * sides are equal whatever happens. Three things are booked of a line: that it is due (accrued), that it is to be paid (payable),
 * that it was paid. An amount below 0 takes back: debit and credit change places, and no amount is negative.
 */

export const ACCOUNTS = [
  'incentive-expense',
  'accrued-incentives',
  'incentives-payable',
  'field-compensation-expense',
  'accrued-field-compensation',
  'field-compensation-payable',
  'partner-income',
  'accrued-partner-income',
  'partner-receivable',
  'bank',
] as const;

export type AccountName = (typeof ACCOUNTS)[number];

export interface JournalEntry {
  readonly booking: Booking;
  readonly debit: AccountName;
  readonly credit: AccountName;
  /** Smallest units, above 0. */
  readonly amount: bigint;
}

/** Debit and credit of an amount above 0. */
const SIDES: Readonly<Record<'due' | 'field' | 'owed', Readonly<Record<Booking['what'], readonly [AccountName, AccountName]>>>> = {
  due: {
    accrued: ['incentive-expense', 'accrued-incentives'],
    payable: ['accrued-incentives', 'incentives-payable'],
    paid: ['incentives-payable', 'bank'],
  },
  field: {
    accrued: ['field-compensation-expense', 'accrued-field-compensation'],
    payable: ['accrued-field-compensation', 'field-compensation-payable'],
    paid: ['field-compensation-payable', 'bank'],
  },
  owed: {
    accrued: ['accrued-partner-income', 'partner-income'],
    payable: ['partner-receivable', 'accrued-partner-income'],
    paid: ['bank', 'partner-receivable'],
  },
};

const SIDE: Readonly<Record<Payee, keyof typeof SIDES>> = { partner: 'due', person: 'due', 'vendor-field': 'field', vendor: 'owed' };

export function journalEntry(booking: Booking): JournalEntry {
  const [debit, credit] = SIDES[SIDE[booking.payee]][booking.what];
  const amount = BigInt(booking.amount);
  return amount < 0n ? { booking, debit: credit, credit: debit, amount: -amount } : { booking, debit, credit, amount };
}

export interface AccountTotal {
  readonly account: AccountName;
  readonly debit: bigint;
  readonly credit: bigint;
}

/** What each account comes to, in their order; those that nothing was booked on are left out. */
export async function accountTotals(
  bookings: AsyncIterable<Booking>,
): Promise<{ readonly entries: number; readonly accounts: readonly AccountTotal[] }> {
  const debit = new Map<AccountName, bigint>();
  const credit = new Map<AccountName, bigint>();
  let entries = 0;
  for await (const booking of bookings) {
    const entry = journalEntry(booking);
    debit.set(entry.debit, (debit.get(entry.debit) ?? 0n) + entry.amount);
    credit.set(entry.credit, (credit.get(entry.credit) ?? 0n) + entry.amount);
    entries += 1;
  }
  const accounts = ACCOUNTS.map((account) => ({ account, debit: debit.get(account) ?? 0n, credit: credit.get(account) ?? 0n }));
  return { entries, accounts: accounts.filter((each) => each.debit !== 0n || each.credit !== 0n) };
}
