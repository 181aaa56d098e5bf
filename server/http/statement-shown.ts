/** Statements and the journal as they go out. */
import { journalEntry } from '../ledger/journal.ts';
import { moneyText } from '../ledger/money.ts';
import type { Account, Balances, Statement, StatementLine } from '../ledger/statement.ts';
import type { Cell } from '../simulation/csv-cell.ts';
import type { Booking } from '../store/ledger/journal.ts';
import { csvRow, lineShown } from './ledger-shown.ts';

export const statementShown = ({ program, partner, currency, period, closed, on, accounts, refused, moreRefused, missing }: Statement) => ({
  program,
  partner,
  currency,
  period: { kind: period.kind, from: period.from, through: period.through },
  closed,
  on,
  accounts: accounts.map((account) => accountShown(account, currency)),
  refused: refused.map(({ partnerType, ...activity }) => ({ ...activity, ...(partnerType !== '' && { partnerType }) })),
  moreRefused,
  missing,
});

const accountShown = ({ payee, person, opening, lines, posted, payments, paid, closing }: Account, currency: string) => ({
  payee,
  ...(person !== undefined && { person }),
  opening: moneyText(opening, currency),
  posted: moneyText(posted, currency),
  paid: moneyText(paid, currency),
  closing: moneyText(closing, currency),
  lines: lines.map(stated),
  payments: payments.map((payment) => ({ ...payment, amount: moneyText(payment.amount, currency) })),
});

const stated = ({ line, title, description, kind, reckoning, cause }: StatementLine) => ({
  line: lineShown(line),
  title,
  ...(description !== undefined && { description }),
  ...(kind !== undefined && { kind }),
  reckoning,
  explanation: cause,
});

const STATEMENT_COLUMNS = [
  'entry',
  'payee',
  'person',
  'date',
  'source',
  'activity',
  'occurredOn',
  'partnerType',
  'incentive',
  'cause',
  'reason',
  'corrects',
  'line',
  'state',
  'amount',
  'currency',
] as const;

/** Each account from its opening to its closing balance: opening + lines + payments (below 0) = closing. */
export function statementCsv({ accounts, period, currency }: Balances): string {
  const rows: string[] = [csvRow(STATEMENT_COLUMNS)];
  for (const { payee, person, opening, lines, payments, closing } of accounts) {
    const row = (cells: Readonly<Record<string, Cell>>): void => {
      const all: Readonly<Record<string, Cell>> = { ...cells, payee, person: person ?? null, currency };
      rows.push(csvRow(STATEMENT_COLUMNS.map((column) => all[column] ?? null)));
    };
    row({ entry: 'opening-balance', date: period.from, amount: moneyText(opening, currency) });
    for (const { line } of lines) {
      const { postedOn, id, occurredOn, source, activity, partnerType, incentive, cause, reason, corrects, state, amount } =
        lineShown(line);
      const of = { source, activity, occurredOn, partnerType, incentive, cause, reason: reason ?? null, corrects: corrects ?? null };
      row({ entry: 'line', date: postedOn, ...of, line: id, state, amount });
    }
    for (const { paidOn, reference, amount } of payments)
      row({ entry: 'payment', date: paidOn, reason: reference, amount: moneyText(-amount, currency) });
    row({ entry: 'closing-balance', date: period.through, amount: moneyText(closing, currency) });
  }
  return rows.join('');
}

const JOURNAL_COLUMNS = [
  'date',
  'entry',
  'side',
  'account',
  'debit',
  'credit',
  'currency',
  'partner',
  'partnerType',
  'payee',
  'person',
  'incentive',
  'source',
  'activity',
  'cause',
  'reference',
  'line',
] as const;

/** Two rows a booking, debit and credit. */
export async function* journalCsv(bookings: AsyncIterable<Booking>): AsyncGenerator<string> {
  yield csvRow(JOURNAL_COLUMNS);
  for await (const booking of bookings) {
    const { debit, credit, amount } = journalEntry(booking);
    const { what, on, partner, partner_type, payee, person, incentive, source, activity, cause, reference, line, currency } = booking;
    const text = moneyText(amount, currency);
    const of: readonly Cell[] = [currency, partner, partner_type, payee, person, incentive, source, activity, cause, reference, line];
    yield csvRow([on, what, 'debit', debit, text, null, ...of]);
    yield csvRow([on, what, 'credit', credit, null, text, ...of]);
  }
}
