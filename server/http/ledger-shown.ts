/** The ledger as it goes out. */
import { disputableUntil } from '../ledger/disputes.ts';
import { moneyText } from '../ledger/money.ts';
import { type Cell, csvCell } from '../simulation/csv-cell.ts';
import type { DisputeOfLine } from '../store/ledger/disputes.ts';
import type { LineFilter, StandingLine } from '../store/ledger/lines.ts';
import type { BatchRow, Payment } from '../store/ledger/payouts.ts';
import type { AdjustmentRow } from '../store/ledger/post.ts';

/** YYYY-MM, as months go over the wire. */
const monthText = (period: string): string => period.slice(0, 7);

export interface LineQuery extends Omit<LineFilter, 'from' | 'to' | 'programs'> {
  readonly from?: string;
  readonly to?: string;
}

export const filterOf = ({ from, to, ...query }: LineQuery): LineFilter => ({
  ...query,
  ...(from !== undefined && { from: `${from}-01` }),
  ...(to !== undefined && { to: `${to}-01` }),
});

export const lineShown = (line: StandingLine) => ({
  id: line.id,
  program: line.program,
  partner: line.partner,
  partnerType: line.partner_type,
  source: line.source,
  activity: line.activity,
  occurredOn: line.occurred_on,
  incentive: line.incentive,
  rule: line.rule,
  decides: line.decides,
  payee: line.payee,
  ...(line.person !== null && { person: line.person }),
  payer: line.payer,
  amount: moneyText(line.amount, line.currency),
  currency: line.currency,
  ...(line.exchange !== null && { exchange: line.exchange }),
  version: line.version,
  ...(line.decision !== null && { decision: line.decision }),
  cause: line.cause,
  ...(line.reason !== null && { reason: line.reason }),
  ...(line.corrects !== null && { corrects: line.corrects }),
  ...(line.adjustment !== null && { adjustment: line.adjustment }),
  period: monthText(line.period),
  postedOn: line.posted_on,
  payableOn: line.payable_on,
  state: line.state,
  ...(line.held !== null && { held: line.held }),
  disputed: line.disputed,
  disputableUntil: disputableUntil(line),
  ...(line.batch !== null && { batch: line.batch }),
  ...(line.paid_on !== null && { paidOn: line.paid_on }),
});

const LINE_COLUMNS = [
  'id',
  'program',
  'partner',
  'partnerType',
  'source',
  'activity',
  'occurredOn',
  'incentive',
  'rule',
  'decides',
  'payee',
  'person',
  'payer',
  'amount',
  'currency',
  'exchangeCurrency',
  'exchangeRate',
  'exchangeOn',
  'version',
  'decision',
  'cause',
  'reason',
  'corrects',
  'adjustment',
  'period',
  'postedOn',
  'payableOn',
  'state',
  'held',
  'disputed',
  'batch',
  'paidOn',
] as const;

export const csvRow = (cells: readonly Cell[]): string => `${cells.map(csvCell).join(',')}\r\n`;

export async function* linesCsv(lines: AsyncIterable<StandingLine>): AsyncGenerator<string> {
  yield csvRow(LINE_COLUMNS);
  for await (const line of lines) {
    const { exchange, ...shown } = lineShown(line);
    const cells: Readonly<Record<string, Cell | undefined>> = {
      ...shown,
      exchangeCurrency: exchange?.currency,
      exchangeRate: exchange?.rate,
      exchangeOn: exchange?.on,
    };
    yield csvRow(LINE_COLUMNS.map((column) => cells[column] ?? null));
  }
}

const person = (id: string | null, name: string | null) => (id === null ? undefined : { id, name: name ?? id });

export const adjustmentShown = (row: AdjustmentRow) => {
  const decidedBy = person(row.decided_by, row.decided_by_name);
  const endedBy = person(row.ended_by, row.ended_by_name);
  return {
    id: row.id,
    kind: row.kind,
    program: row.program,
    partner: row.partner,
    partnerType: row.partner_type,
    source: row.source,
    activity: row.activity,
    incentive: row.incentive,
    payee: row.payee,
    ...(row.person !== null && { person: row.person }),
    amount: moneyText(row.amount, row.currency),
    currency: row.currency,
    reason: row.reason,
    on: row.on_day,
    ...(row.dispute !== null && { dispute: row.dispute }),
    state: row.state,
    proposedBy: { id: row.proposed_by, name: row.proposed_by_name },
    proposedAt: row.proposed_at.toISOString(),
    ...(decidedBy && { decidedBy, decidedAt: row.decided_at?.toISOString() }),
    ...(row.decided_because !== null && { because: row.decided_because }),
    ...(endedBy && { endedBy, endedAt: row.ended_at?.toISOString(), endedBecause: row.ended_because }),
  };
};

export const disputeShown = (row: DisputeOfLine) => {
  const resolvedBy = person(row.resolved_by, row.resolved_by_name);
  return {
    id: row.id,
    line: row.line,
    program: row.program,
    partner: row.partner,
    partnerType: row.partner_type,
    reason: row.reason,
    state: row.state,
    openedBy: { id: row.opened_by, name: row.opened_by_name },
    openedAt: row.opened_at.toISOString(),
    ...(resolvedBy && { resolution: row.resolution, resolvedBy, resolvedAt: row.resolved_at?.toISOString() }),
  };
};

export const batchShown = (row: BatchRow) => {
  const approvedBy = person(row.approved_by, row.approved_by_name);
  return {
    id: row.id,
    program: row.program,
    payees: row.payees,
    currency: row.currency,
    through: row.through,
    state: row.state,
    lines: row.lines,
    total: moneyText(row.total, row.currency),
    proposedBy: { id: row.proposed_by, name: row.proposed_by_name },
    proposedAt: row.proposed_at.toISOString(),
    ...(approvedBy && { approvedBy, approvedAt: row.approved_at?.toISOString() }),
    ...(row.exported_at !== null && { exportedAt: row.exported_at.toISOString() }),
    ...(row.confirmed_at !== null && { confirmedAt: row.confirmed_at.toISOString(), reference: row.reference, paidOn: row.paid_on }),
    ...(row.cancelled_because !== null && { cancelledBecause: row.cancelled_because }),
  };
};

const paymentShown = ({ partner, partnerName, payee, person, lines, amount }: Payment, { id, currency }: BatchRow) => ({
  reference: `${id.slice(-12)} ${partner}`.slice(0, 140),
  partner,
  ...(partnerName !== null && { partnerName }),
  payee,
  ...(person !== null && { person }),
  lines,
  amount: moneyText(amount, currency),
  currency,
});

export const paymentsShown = (payments: readonly Payment[], batch: BatchRow) => payments.map((payment) => paymentShown(payment, batch));

const PAYMENT_COLUMNS = ['reference', 'partner', 'partnerName', 'payee', 'person', 'lines', 'amount', 'currency'] as const;

/** For the bank, or whoever pays. */
export function paymentsCsv(payments: readonly Payment[], batch: BatchRow): string {
  const rows = paymentsShown(payments, batch).map((payment) => {
    const cells: Readonly<Record<string, Cell | undefined>> = payment;
    return csvRow(PAYMENT_COLUMNS.map((column) => cells[column] ?? null));
  });
  return [csvRow(PAYMENT_COLUMNS), ...rows].join('');
}
