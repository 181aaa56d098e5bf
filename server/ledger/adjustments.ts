import type { Principal } from '../access/principal.ts';
import { type Changed, checkText, TEXT_LIMITS } from '../lifecycle/life.ts';
import type { Transaction } from '../store/database.ts';
import { lockLive } from '../store/deals/live.ts';
import { enqueue } from '../store/deals/queue.ts';
import { lockShards } from '../store/deals/shards.ts';
import { StoreError } from '../store/errors.ts';
import { newId } from '../store/id.ts';
import { decisionFor, findAdjustment, insertAdjustment, isEnrolled, lockAdjustment, moveAdjustment } from '../store/ledger/adjustments.ts';
import { type AdjustmentRow, insertLines, overridesOn, postedKeys } from '../store/ledger/post.ts';
import type { Payee } from '../store/ledger/tables.ts';
import { keyText } from './keys.ts';
import { type Ledger, OwnProposalError, programOf } from './ledger.ts';
import { minorOf, moneyText } from './money.ts';
import { manualLine, type PostedLine, postOverride } from './posting.ts';

/*
 * What people put in place of what the program says (override), or beside it (manual). It takes two: one proposes, another
 * one approves, and only then is anything posted.
 */

export interface AdjustmentGiven {
  readonly kind: 'override' | 'manual';
  readonly program: string;
  readonly partner: string;
  readonly partnerType: string;
  /** Of an override: the activity whose lines come to the amount. */
  readonly source?: string;
  readonly activity?: string;
  readonly incentive: string;
  readonly payee: Payee;
  readonly person?: string;
  /** Decimal text. Of an override: what all lines of the key come to together; of a manual line: what it is. */
  readonly amount: string;
  readonly reason: string;
}

/** Where manual lines stand: each is its own activity. */
export const MANUAL_SOURCE = 'by-hand';

export async function propose(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  given: AdjustmentGiven,
  dispute?: string,
): Promise<Changed<AdjustmentRow>> {
  const { today, currency } = programOf(ledger, given.program);
  checkText('A reason', given.reason, { most: TEXT_LIMITS.text });
  const { kind, program, partner, partnerType, incentive, payee, person } = given;
  if ((payee === 'person') !== (person !== undefined)) throw refused('A person is named where the payee is one, and only there.');
  const id = newId();
  const amount = minorOf(given.amount, currency.code);
  const of = kind === 'manual' ? await manualOf(tx, given, id, amount) : await overriddenOf(tx, given);
  const row: AdjustmentRow = {
    id,
    kind,
    program,
    partner,
    partner_type: partnerType,
    ...of,
    incentive,
    payee,
    person: person ?? null,
    amount,
    currency: currency.code,
    reason: given.reason,
    on_day: today,
    dispute: dispute ?? null,
    state: 'proposed',
    proposed_by: by.id,
    proposed_by_name: by.name,
    proposed_at: ledger.now(),
    decided_by: null,
    decided_by_name: null,
    decided_at: null,
    decided_because: null,
    ended_by: null,
    ended_by_name: null,
    ended_at: null,
    ended_because: null,
  };
  await insertAdjustment(tx, row);
  const head = await ledger.trail.record(tx, by, {
    action: 'adjustment-proposed',
    subject: { kind: 'adjustment', id },
    after: { ...given, ...of, ...(dispute !== undefined && { dispute }) },
  });
  return { value: row, head };
}

interface Named {
  readonly source: string;
  readonly activity: string;
}

async function manualOf(tx: Transaction, given: AdjustmentGiven, id: string, amount: number): Promise<Named> {
  const { program, partner, partnerType, source, activity } = given;
  if (source !== undefined || activity !== undefined) throw refused('A manual line is of no activity. An override is.');
  if (amount === 0) throw refused('A manual line of 0 says nothing.');
  if (!(await isEnrolled(tx, program, partner, partnerType))) throw refused(`${partner} is not enrolled as ${partnerType} in ${program}.`);
  return { source: MANUAL_SOURCE, activity: id };
}

async function overriddenOf(tx: Transaction, given: AdjustmentGiven): Promise<Named> {
  const { program, partner, partnerType, source, activity } = given;
  if (source === undefined || activity === undefined) throw refused('An override names source and activity that it is about.');
  if ((await decisionFor(tx, program, { source, activity, partner, partnerType })) === undefined)
    throw refused(`Nothing was decided for ${partner} as ${partnerType} on activity ${activity} of ${source}.`);
  return { source, activity };
}

/** Approves it, and posts what it comes to. */
export async function approveAdjustment(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
): Promise<Changed<{ readonly adjustment: AdjustmentRow; readonly posted: readonly PostedLine[] }>> {
  const known = await adjustmentOf(tx, id);
  // who decides on its activity at this moment comes first, or waits
  await lockEnrollment(tx, known);
  const row = await lockAdjustment(tx, id);
  refuseUnless(row, 'proposed', 'approved');
  if (row.proposed_by === by.id) throw new OwnProposalError('Who proposed it does not approve it. Somebody else has to.');
  if (row.kind === 'override') await refuseSecond(tx, row);
  const adjustment = await moveAdjustment(tx, id, { state: 'approved', ...decided(ledger, by) });
  const posted = await post(ledger, tx, adjustment);
  const head = await ledger.trail.record(tx, by, {
    action: 'adjustment-approved',
    subject: { kind: 'adjustment', id },
    before: { state: row.state },
    after: {
      state: adjustment.state,
      amount: moneyText(row.amount, row.currency),
      posted: posted.map(({ id: line, amount }) => ({ line, amount: moneyText(amount, row.currency) })),
    },
  });
  return { value: { adjustment, posted }, head };
}

async function post(ledger: Ledger, tx: Transaction, row: AdjustmentRow): Promise<readonly PostedLine[]> {
  const { program, partner, partner_type: partnerType, source, activity } = row;
  const { on, version } = programOf(ledger, program);
  if (row.kind === 'manual') return insertLines(tx, [await manualLine(tx, row, version.hash, on)]);
  const decision = await decisionFor(tx, program, { source, activity, partner, partnerType });
  if (decision === undefined) throw new Error(`activity ${activity} was decided, and is not`);
  const key = keyText({ ...row, partnerType });
  const posted = (await postedKeys(tx, program, [{ partner, partnerType }])).filter((each) => keyText(each) === key);
  if (posted.some(({ disputed }) => disputed)) throw new StoreError('changed', 'A line of it is disputed. Settle the dispute first.');
  const { id, version: decidedBy, occurred_on: occurredOn } = decision;
  const said = { decision: id, source, activity, occurredOn, version: decidedBy, currency: row.currency, due: [] };
  return postOverride(tx, program, row, posted, said, on);
}

async function refuseSecond(tx: Transaction, row: AdjustmentRow): Promise<void> {
  const key = keyText({ ...row, partnerType: row.partner_type });
  const standing = await overridesOn(tx, row.program, [row]);
  const other = standing.find((each) => keyText({ ...each, partnerType: each.partner_type }) === key);
  if (other !== undefined) throw new StoreError('changed', `Override ${other.id} stands in its place. End that one first.`);
}

/** Refuses what another one proposed. */
export const refuseAdjustment = (
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
  because: string,
): Promise<Changed<AdjustmentRow>> => close(ledger, tx, by, id, 'refused', because);

/** Takes back what one proposed oneself. */
export const withdrawAdjustment = (
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
  because: string,
): Promise<Changed<AdjustmentRow>> => close(ledger, tx, by, id, 'withdrawn', because);

async function close(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
  state: 'refused' | 'withdrawn',
  because: string,
): Promise<Changed<AdjustmentRow>> {
  checkText('A reason', because, { most: TEXT_LIMITS.text });
  await adjustmentOf(tx, id);
  const row = await lockAdjustment(tx, id);
  refuseUnless(row, 'proposed', state);
  const own = row.proposed_by === by.id;
  if (state === 'refused' && own) throw new OwnProposalError('Who proposed it does not refuse it, but withdraws it.');
  if (state === 'withdrawn' && !own) throw new StoreError('changed', `${row.proposed_by_name} proposed it. Who approves may refuse it.`);
  const value = await moveAdjustment(tx, id, { state, decided_because: because, ...(state === 'refused' && decided(ledger, by)) });
  const head = await ledger.trail.record(tx, by, {
    action: `adjustment-${state}`,
    subject: { kind: 'adjustment', id },
    before: { state: row.state },
    after: { state, because },
  });
  return { value, head };
}

/** Ends an override: from the next fold on the program's word counts again, which is begun at once. */
export async function endOverride(
  ledger: Ledger,
  tx: Transaction,
  by: Principal,
  id: string,
  because: string,
): Promise<Changed<AdjustmentRow>> {
  checkText('A reason', because, { most: TEXT_LIMITS.text });
  const known = await adjustmentOf(tx, id);
  const shards = await lockEnrollment(tx, known);
  const row = await lockAdjustment(tx, id);
  if (row.kind === 'manual') throw new StoreError('changed', 'A manual line stays posted. Propose another one that takes it back.');
  refuseUnless(row, 'approved', 'ended');
  const value = await moveAdjustment(tx, id, {
    state: 'ended',
    ended_by: by.id,
    ended_by_name: by.name,
    ended_at: ledger.now(),
    ended_because: because,
  });
  await enqueue(tx, row.program, shards, 'an override was ended');
  const head = await ledger.trail.record(tx, by, {
    action: 'override-ended',
    subject: { kind: 'adjustment', id },
    before: { state: row.state },
    after: { state: 'ended', because },
  });
  return { value, head };
}

/** The shard in which an enrollment is decided, for the rest of the transaction; gives its name. */
export async function lockEnrollment(
  tx: Transaction,
  { program, partner, partner_type }: Pick<AdjustmentRow, 'program' | 'partner' | 'partner_type'>,
): Promise<readonly string[]> {
  await lockLive(tx, program, 'deciding');
  return [...(await lockShards(tx, program, ['*', `${partner_type} ${partner}`])).keys()];
}

async function adjustmentOf(tx: Transaction, id: string): Promise<AdjustmentRow> {
  const row = await findAdjustment(tx, id);
  if (row === undefined) throw new StoreError('not-found', `There is no adjustment ${id.slice(0, 100)}.`);
  return row;
}

function refuseUnless(row: AdjustmentRow, state: AdjustmentRow['state'], to: string): void {
  if (row.state !== state) throw new StoreError('changed', `The adjustment is ${row.state}, and does not become ${to}.`);
}

const decided = ({ now }: Ledger, by: Principal) => ({ decided_by: by.id, decided_by_name: by.name, decided_at: now() });

const refused = (message: string): StoreError => new StoreError('refused', message);
