import type { Principal } from '../access/principal.ts';
import { isoToDay } from '../engine/facts/render.ts';
import { type Changed, checkText, TEXT_LIMITS } from '../lifecycle/life.ts';
import type { Transaction } from '../store/database.ts';
import { StoreError } from '../store/errors.ts';
import { newId } from '../store/id.ts';
import type { StandingLine } from '../store/ledger/lines.ts';
import {
  type BatchRow,
  findBatch,
  insertBatch,
  lockBatch,
  lockPayable,
  lockPayouts,
  moveBatch,
  moveLines,
  type PayableLine,
  type Payees,
  takeOut,
} from '../store/ledger/payouts.ts';
import { lastClosed } from '../store/ledger/post.ts';
import { emit } from '../webhooks/emit.ts';
import type { EventKind } from '../webhooks/events.ts';
import { type Ledger, OwnProposalError, programOf } from './ledger.ts';
import { moneyText, sumOf } from './money.ts';

/*
 * Payout batches: proposed by one, approved by another, handed over to the bank, confirmed with its reference. A payee gets
 * one payment of a batch, the sum of its lines; who would get nothing, or owes, waits with its lines until there is more.
 */

export const BATCH_LIMITS = { lines: 100_000, reference: 200 } as const;

export interface BatchGiven {
  readonly program: string;
  readonly payees: Payees;
  /** Lines payable on this day or before. */
  readonly through: string;
}

export async function proposeBatch(ledger: Ledger, tx: Transaction, by: Principal, given: BatchGiven): Promise<Changed<BatchRow>> {
  const { program, payees, through } = given;
  const { today, currency } = programOf(ledger, program);
  if (isoToDay(through) === undefined || through > today) throw new StoreError('refused', `through is a day up to today, ${today}.`);
  await lockPayouts(tx, program);
  const payable = await lockPayable(tx, program, payees, through, BATCH_LIMITS.lines + 1);
  if (payable.length > BATCH_LIMITS.lines)
    throw new StoreError('limit', `More than ${BATCH_LIMITS.lines} lines are payable through ${through}. Name an earlier day.`);
  const lines = worthPaying(payable);
  const total = sumOf(lines.map(({ amount }) => amount));
  if (lines.length === 0) throw new StoreError('changed', `Nothing is payable through ${through}: ${waiting(payable)}`);
  if (!Number.isSafeInteger(Number(total))) throw new StoreError('limit', 'It comes to more than the ledger keeps. Name an earlier day.');
  const row: BatchRow = {
    id: newId(),
    program,
    payees,
    currency: currency.code,
    through,
    state: 'proposed',
    lines: lines.length,
    total: Number(total),
    proposed_by: by.id,
    proposed_by_name: by.name,
    proposed_at: ledger.now(),
    approved_by: null,
    approved_by_name: null,
    approved_at: null,
    exported_at: null,
    confirmed_at: null,
    reference: null,
    paid_on: null,
    cancelled_because: null,
  };
  await insertBatch(
    tx,
    row,
    lines.map(({ id }) => id),
  );
  return told(ledger, tx, by, 'payout.proposed', row, { lines: row.lines, through, payees });
}

const waiting = (payable: readonly PayableLine[]): string =>
  payable.length === 0 ? 'no line is.' : `what ${payable.length} lines come to is not above 0 for any payee.`;

/** Lines of those who get something. */
function worthPaying(lines: readonly PayableLine[]): readonly PayableLine[] {
  const sums = new Map<string, bigint>();
  for (const line of lines) sums.set(payeeText(line), (sums.get(payeeText(line)) ?? 0n) + BigInt(line.amount));
  return lines.filter((line) => (sums.get(payeeText(line)) ?? 0n) > 0n);
}

const payeeText = ({ partner, payee, person }: PayableLine): string => JSON.stringify([partner, payee, person]);

export async function approveBatch(ledger: Ledger, tx: Transaction, by: Principal, id: string): Promise<Changed<BatchRow>> {
  const row = await batchOf(tx, id, ['proposed'], 'approved');
  if (row.proposed_by === by.id) throw new OwnProposalError('Who proposed the batch does not approve it. Somebody else has to.');
  const to = { state: 'approved', approved_by: by.id, approved_by_name: by.name, approved_at: ledger.now() } as const;
  return told(ledger, tx, by, 'payout.approved', await moveBatch(tx, id, to));
}

/** Hands it over: from now on its payments may be with the bank. Again is the same. */
export async function exportBatch(ledger: Ledger, tx: Transaction, by: Principal, id: string): Promise<Changed<BatchRow>> {
  const row = await batchOf(tx, id, ['approved', 'exported'], 'exported');
  if (row.state === 'exported') return { value: row, head: undefined };
  return told(ledger, tx, by, 'payout.exported', await moveBatch(tx, id, { state: 'exported', exported_at: ledger.now() }));
}

export interface Confirmation {
  /** Of the bank. */
  readonly reference: string;
  /** The day on which it paid; missing: today. */
  readonly paidOn?: string;
}

export async function confirmBatch(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
  { reference, paidOn }: Confirmation,
): Promise<Changed<BatchRow>> {
  checkText('A reference', reference, { most: BATCH_LIMITS.reference });
  const row = await batchOf(tx, id, ['exported'], 'confirmed');
  const { today, on } = programOf(ledger, row.program);
  const paid_on = paidOn ?? today;
  if (isoToDay(paid_on) === undefined || paid_on > today) throw new StoreError('refused', `paidOn is a day up to today, ${today}.`);
  const closed = await lastClosed(tx, row.program);
  if (closed !== undefined && on.monthOf(paid_on) <= closed)
    throw new StoreError(
      'refused',
      `The month of ${paid_on} is closed, and its statements are told. Name the first open day, or a later one.`,
    );
  await moveLines(tx, id, 'paid');
  const to = { state: 'confirmed', reference, paid_on, confirmed_at: ledger.now() } as const;
  return told(ledger, tx, by, 'payout.confirmed', await moveBatch(tx, id, to), { reference, paidOn: paid_on });
}

/** Gives it up, also where the bank refused it: its lines are payable again. */
export async function cancelBatch(ledger: Ledger, tx: Transaction, by: Principal, id: string, because: string): Promise<Changed<BatchRow>> {
  checkText('A reason', because, { most: TEXT_LIMITS.text });
  await batchOf(tx, id, ['proposed', 'approved', 'exported'], 'cancelled');
  await moveLines(tx, id, 'payable');
  const row = await moveBatch(tx, id, { state: 'cancelled', cancelled_because: because });
  return told(ledger, tx, by, 'payout.cancelled', row, { because });
}

/**
 * A line of it is disputed, or held: its payee gets nothing of this batch, and all of its lines wait for the next one. What others get
 * stays as it was approved. False: the batch was handed over, and the bank may have paid. The line's batch is locked before its state.
 */
export async function stopPayment(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  { batch, partner, payee, person, currency }: Pick<StandingLine, 'batch' | 'partner' | 'payee' | 'person' | 'currency'>,
  because: string,
): Promise<boolean> {
  if (batch === null) return true;
  const row = await lockBatch(tx, batch);
  if (row.state === 'cancelled') return true;
  if (row.state !== 'proposed' && row.state !== 'approved') return false;
  const { lines, amount } = await takeOut(tx, batch, { partner, payee, person });
  if (lines === 0) return true;
  if (lines === row.lines) {
    await told(ledger, tx, by, 'payout.cancelled', await moveBatch(tx, batch, { state: 'cancelled', cancelled_because: because }), {
      because,
    });
    return true;
  }
  const left = { state: row.state, lines: row.lines - lines, total: Number(BigInt(row.total) - amount) };
  const taken = { partner, payee, lines, amount: moneyText(Number(amount), currency) };
  await told(ledger, tx, by, 'payout.reduced', await moveBatch(tx, batch, left), { because, taken });
  return true;
}

async function batchOf(tx: Transaction, id: string, states: readonly BatchRow['state'][], to: string): Promise<BatchRow> {
  if ((await findBatch(tx, id)) === undefined) throw new StoreError('not-found', `There is no payout batch ${id.slice(0, 100)}.`);
  const row = await lockBatch(tx, id);
  if (!states.includes(row.state)) throw new StoreError('changed', `The batch is ${row.state}, and does not become ${to}.`);
  return row;
}

async function told(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  kind: EventKind & `payout.${string}`,
  row: BatchRow,
  details: object = {},
): Promise<Changed<BatchRow>> {
  const { program, currency } = row;
  const total = moneyText(row.total, currency);
  const subject = { payout: row.id };
  await emit(tx, [{ program, kind, subject, data: { state: row.state, total, currency, lines: row.lines, ...details } }], ledger.now());
  const head = await ledger.trail.record(tx, by, {
    action: kind.replace('.', '-'),
    subject: { kind: 'payout', id: row.id },
    after: { program, state: row.state, total, currency, ...details },
  });
  return { value: row, head };
}
