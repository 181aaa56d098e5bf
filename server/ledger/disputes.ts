import type { Principal } from '../access/principal.ts';
import { addMonths } from '../engine/compiled/calendar.ts';
import { dayToIso } from '../engine/facts/render.ts';
import { type Changed, checkText, TEXT_LIMITS } from '../lifecycle/life.ts';
import type { Transaction } from '../store/database.ts';
import { enqueue } from '../store/deals/queue.ts';
import { StoreError } from '../store/errors.ts';
import { newId } from '../store/id.ts';
import { type DisputeOfLine, type DisputeRow, findDispute, insertDispute, lockDispute, resolveDispute } from '../store/ledger/disputes.ts';
import { findLine, type StandingLine } from '../store/ledger/lines.ts';
import type { AdjustmentRow } from '../store/ledger/post.ts';
import { type LineStanding, lockStanding, setDisputed, setHeld } from '../store/ledger/states.ts';
import { lockEnrollment, propose } from './adjustments.ts';
import { type Ledger, OwnProposalError, programOf } from './ledger.ts';
import { moneyText } from './money.ts';
import { stopPayment } from './payouts.ts';
import { dayOf } from './terms.ts';

/*
 * What keeps a line from being paid: a person holds it, or it is disputed. Of a disputed line nothing is corrected either
 * until the dispute is settled; then its enrollment is folded anew.
 */

/** The last day on which a line may be disputed: after its month, and again after it was paid. */
export function disputableUntil({ period, dispute_days, paid_on }: Pick<StandingLine, 'period' | 'dispute_days' | 'paid_on'>): string {
  const afterMonth = addMonths(dayOf(period), 1) - 1 + dispute_days;
  return dayToIso(paid_on === null ? afterMonth : Math.max(afterMonth, dayOf(paid_on) + dispute_days));
}

export async function lineOf(tx: Transaction, id: string): Promise<StandingLine> {
  const line = await findLine(tx, id);
  if (line === undefined) throw new StoreError('not-found', `There is no line ${id.slice(0, 100)}.`);
  return line;
}

export async function openDispute(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
  reason: string,
): Promise<Changed<DisputeOfLine>> {
  checkText('A reason', reason, { most: TEXT_LIMITS.text });
  const known = await lineOf(tx, id);
  // who folds it anew at this moment comes first, or waits
  await lockEnrollment(tx, known);
  const { disputed } = await standingOutside(ledger, tx, by, id, 'A line of it is disputed.');
  const line = await lineOf(tx, id);
  const until = disputableUntil(line);
  if (programOf(ledger, line.program).today > until) throw new StoreError('changed', `The line could be disputed until ${until}.`);
  if (disputed) throw new StoreError('changed', 'The line is disputed already.');
  const row: DisputeRow = {
    id: newId(),
    line: id,
    reason,
    state: 'open',
    resolution: null,
    opened_by: by.id,
    opened_by_name: by.name,
    opened_at: ledger.now(),
    resolved_by: null,
    resolved_by_name: null,
    resolved_at: null,
  };
  await insertDispute(tx, row);
  await setDisputed(tx, id, true);
  const head = await ledger.trail.record(tx, by, {
    action: 'dispute-opened',
    subject: { kind: 'line', id },
    after: { dispute: row.id, reason, amount: moneyText(line.amount, line.currency) },
  });
  return { value: { ...row, program: line.program, partner: line.partner, partner_type: line.partner_type, payee: line.payee }, head };
}

/** How a line stands once its payment is taken out of the batch, where that can be. For the rest of the transaction. */
async function standingOutside(ledger: Ledger, tx: Transaction, by: Principal, id: string, because: string): Promise<LineStanding> {
  const line = await lineOf(tx, id);
  await stopPayment(ledger, tx, by, line, because);
  const now = await lockStanding(tx, id);
  // a batch that was put together meanwhile isn't locked
  if (now.state === 'in-batch' && now.batch !== line.batch)
    throw new StoreError('busy', 'The line has just come into a payout batch. Ask again.');
  return now;
}

export interface Resolution {
  readonly outcome: 'upheld' | 'rejected';
  readonly resolution: string;
  /** Of an upheld one: what all lines of its key come to instead, proposed as an override; missing: what the program says. */
  readonly amount?: string;
}

export interface Resolved {
  readonly dispute: DisputeOfLine;
  readonly adjustment?: AdjustmentRow;
}

export async function settleDispute(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
  { outcome, resolution, amount }: Resolution,
): Promise<Changed<Resolved>> {
  checkText('A resolution', resolution, { most: TEXT_LIMITS.text });
  const known = await findDispute(tx, id);
  if (known === undefined) throw new StoreError('not-found', `There is no dispute ${id.slice(0, 100)}.`);
  const line = await lineOf(tx, known.line);
  const shards = await lockEnrollment(tx, line);
  const row = await lockDispute(tx, id);
  if (row.state !== 'open') throw new StoreError('changed', `The dispute was ${row.state} by ${row.resolved_by_name}.`);
  if (row.opened_by === by.id) throw new OwnProposalError('Who disputes a line does not settle that. Somebody else has to.');
  if (amount !== undefined && (outcome === 'rejected' || line.cause === 'manual'))
    throw new StoreError('refused', 'Another amount is proposed where a dispute on what a decision posted is upheld.');
  const to = { state: outcome, resolution, resolved_by: by.id, resolved_by_name: by.name, resolved_at: ledger.now() };
  await resolveDispute(tx, id, to);
  await lockStanding(tx, line.id);
  await setDisputed(tx, line.id, false);
  const proposed = amount === undefined ? undefined : (await propose(ledger, tx, by, overrideOf(line, amount, resolution), id)).value;
  await enqueue(tx, line.program, shards, 'a dispute was settled');
  const head = await ledger.trail.record(tx, by, {
    action: `dispute-${outcome}`,
    subject: { kind: 'line', id: line.id },
    before: { state: row.state },
    after: { dispute: id, resolution, ...(proposed && { adjustment: proposed.id }) },
  });
  return { value: { dispute: { ...known, ...to }, ...(proposed && { adjustment: proposed }) }, head };
}

function overrideOf(line: StandingLine, amount: string, reason: string) {
  const { program, partner, partner_type: partnerType, source, activity, incentive, payee, person } = line;
  const key = { program, partner, partnerType, source, activity, incentive, payee, ...(person !== null && { person }) };
  return { kind: 'override', ...key, amount, reason } as const;
}

/** Keeps a line from being paid, with the reason, or lets it go (`undefined`). */
export async function hold(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
  reason: string | undefined,
): Promise<Changed<StandingLine>> {
  if (reason !== undefined) checkText('A reason', reason, { most: TEXT_LIMITS.text });
  const line = await lineOf(tx, id);
  const { state, held } =
    reason === undefined ? await lockStanding(tx, id) : await standingOutside(ledger, tx, by, id, 'A line of it is held.');
  if (state !== 'accrued' && state !== 'payable') throw new StoreError('changed', `The line is ${state}, and is not held back any more.`);
  if (held === (reason ?? null)) return { value: { ...line, state, held }, head: undefined };
  await setHeld(tx, id, reason ?? null);
  const head = await ledger.trail.record(tx, by, {
    action: reason === undefined ? 'line-released' : 'line-held',
    subject: { kind: 'line', id },
    before: { held },
    after: { held: reason ?? null },
  });
  return { value: { ...line, state, held: reason ?? null }, head };
}
