import { grouped, words } from '../engine/decisions/explain-text.ts';
import type { Decision } from '../engine/decisions/model.ts';
import type { Program } from '../engine/program/model.ts';
import { StoreError } from '../store/errors.ts';
import type { StandingLine } from '../store/ledger/lines.ts';
import { lastClosed } from '../store/ledger/post.ts';
import {
  type AccountSum,
  type AdjustmentNote,
  adjustmentNotes,
  decisionsById,
  decisionsIn,
  keysBefore,
  linesCorrected,
  type PaidTo,
  paidBefore,
  paidIn,
  partnerName,
  postedBefore,
  statedLines,
  typesOf,
  type Whose,
} from '../store/ledger/statement.ts';
import type { Payee } from '../store/ledger/tables.ts';
import type { Reader } from '../store/life/contents.ts';
import { reading } from '../store/reading.ts';
import { decisionsOf, reckoningOfKey, reckonings, refusals } from './explained.ts';
import { type Ledger, type LedgerProgram, programOf } from './ledger.ts';
import { moneyText, sumOf } from './money.ts';
import { withoutField } from './own-field.ts';
import { type Period, periodOfMonth } from './periods.ts';

/*
 * What is due to a partner over a period, and how that came about. An **account** is one who is paid: the firm, each person
 * at it, the vendor's own field, the vendor. What it had at the beginning, and the lines that were posted, less what was
 * paid, is what it has at the end.
 */

export const STATEMENT_LIMITS = { lines: 10_000, activities: 20_000, refused: 1_000 } as const;

export interface StatementLine {
  readonly line: StandingLine;
  /** What the incentive is called, and what its rule says of itself. */
  readonly title: string;
  readonly description?: string;
  /** Kind of the activity, where a decision is about one. */
  readonly kind?: string;
  /** How it was reckoned: formula, inputs, bands, caps, rounding. */
  readonly reckoning: readonly string[];
  /** Of a line that isn't a first decision's: what it does, and why. */
  readonly cause: readonly string[];
}

export interface StatementPayment {
  readonly batch: string;
  readonly reference: string;
  readonly paidOn: string;
  readonly lines: number;
  readonly amount: bigint;
}

/** `L`: what is told of a line. */
export interface Account<L = StatementLine> {
  readonly payee: Payee;
  readonly person?: string;
  readonly opening: bigint;
  readonly lines: readonly L[];
  /** The sum of the lines. */
  readonly posted: bigint;
  readonly payments: readonly StatementPayment[];
  readonly paid: bigint;
  readonly closing: bigint;
}

export interface RefusedActivity {
  readonly decision: string;
  readonly source: string;
  readonly activity: string;
  readonly kind: string;
  readonly on: string;
  readonly partnerType: string;
  readonly said: readonly string[];
}

/** What is missing to the next tier, as somebody who knows tells it. */
export type Missing = (program: string, partner: string, partnerType: string) => Promise<readonly string[] | undefined>;

export interface Statement {
  readonly program: { readonly id: string; readonly name: string };
  readonly partner: { readonly id: string; readonly name?: string };
  readonly currency: string;
  readonly period: Period;
  /** Nothing more is posted into it. */
  readonly closed: boolean;
  /** The day on which it was made, where the program is. */
  readonly on: string;
  readonly accounts: readonly Account[];
  readonly refused: readonly RefusedActivity[];
  /** More than are told. */
  readonly moreRefused: boolean;
  readonly missing: readonly { readonly partnerType: string; readonly said: readonly string[] }[];
}

/** A statement without how its lines came about. */
export interface Balances extends Pick<Statement, 'currency' | 'period'> {
  readonly accounts: readonly Account<{ readonly line: StandingLine }>[];
}

export interface StatementAsked extends Whose {
  readonly kind: Period['kind'];
  /** YYYY-MM: the month, or one of the quarter. */
  readonly month: string;
}

/** Throws `not-found` where neither the program nor anything of the partner in it is known. */
export async function statementOf(ledger: Ledger, asked: StatementAsked, missing?: Missing): Promise<Statement> {
  const known = programOf(ledger, asked.program);
  const period = periodOfMonth(asked.kind, asked.month, known.version.calendar);
  const { types, ...statement } = await reading(ledger.store, (tx) => readStatement(tx, known, asked, period));
  const told = await Promise.all(
    types.map(async (partnerType) => ({ partnerType, said: (await missing?.(asked.program, asked.partner, partnerType)) ?? [] })),
  );
  return { ...statement, missing: told.filter(({ said }) => said.length > 0) };
}

/** Of a statement what adds up. Throws as `statementOf` does. */
export async function balancesOf(ledger: Ledger, asked: StatementAsked): Promise<Balances> {
  const known = programOf(ledger, asked.program);
  const period = periodOfMonth(asked.kind, asked.month, known.version.calendar);
  const booked = await reading(ledger.store, (tx) => readBooked(tx, known, asked, period));
  const lines = booked.lines.map((line) => ({ line }));
  return { currency: known.currency.code, period, accounts: accountsOf(lines, booked) };
}

interface Booked {
  readonly types: readonly string[];
  readonly lines: readonly StandingLine[];
  readonly posted: readonly AccountSum[];
  readonly paid: readonly AccountSum[];
  readonly payments: readonly PaidTo[];
}

async function readBooked(db: Reader, known: LedgerProgram, whose: Whose, period: Period): Promise<Booked> {
  const types = await typesOf(db, whose);
  const lines = await statedLines(db, whose, period.from, period.until, STATEMENT_LIMITS.lines + 1);
  if (lines.length > STATEMENT_LIMITS.lines)
    throw new StoreError('limit', `A statement has at most ${STATEMENT_LIMITS.lines} lines. Ask for a month, or for the lines as CSV.`);
  const posted = await postedBefore(db, whose, period.from);
  if (types.length === 0 && lines.length === 0 && posted.length === 0)
    throw new StoreError('not-found', `${whose.partner.slice(0, 100)} is not enrolled in ${known.id}.`);
  const paid = await paidBefore(db, whose, period.from);
  const payments = await paidIn(db, whose, period.from, period.until);
  return { types, lines, posted, paid, payments };
}

async function readStatement(
  db: Reader,
  known: LedgerProgram,
  whose: Whose,
  period: Period,
): Promise<Omit<Statement, 'missing'> & Pick<Booked, 'types'>> {
  const booked = await readBooked(db, known, whose, period);
  const name = await partnerName(db, whose.partner);
  const { refused, more } = await refusedIn(db, whose, period, known.timeline.versions);
  const closed = await lastClosed(db, known.id);
  return {
    program: { id: known.id, name: known.version.document.name },
    partner: { id: whose.partner, ...(name !== undefined && { name }) },
    currency: known.currency.code,
    period,
    closed: closed !== undefined && closed >= lastMonth(period),
    on: known.today,
    accounts: accountsOf(await explained(db, known, whose, period.until, booked.lines), booked),
    refused,
    moreRefused: more,
    types: booked.types,
  };
}

const lastMonth = ({ through }: Period): string => `${through.slice(0, 7)}-01`;

const ORDER: Readonly<Record<Payee, number>> = { partner: 0, person: 1, vendor: 2, 'vendor-field': 3 };

function accountsOf<L extends { readonly line: StandingLine }>(
  lines: readonly L[],
  { posted, paid, payments }: Booked,
): readonly Account<L>[] {
  const names = new Map<string, Pick<AccountSum, 'payee' | 'person'>>();
  for (const { payee, person } of [...posted, ...payments, ...lines.map(({ line }) => line)])
    names.set(nameOf({ payee, person }), { payee, person });
  const of = <T extends Pick<AccountSum, 'payee' | 'person'>>(all: readonly T[], name: string): readonly T[] =>
    all.filter((each) => nameOf(each) === name);
  const accounts = [...names].map(([name, { payee, person }]): Account<L> => {
    const opening = sumOf(of(posted, name).map(({ amount }) => amount)) - sumOf(of(paid, name).map(({ amount }) => amount));
    const own = lines.filter(({ line }) => nameOf(line) === name);
    const told = of(payments, name).map(({ batch, reference, paid_on, lines: count, amount }) => ({
      batch,
      reference,
      paidOn: paid_on,
      lines: count,
      amount,
    }));
    const sum = sumOf(own.map(({ line }) => line.amount));
    const out = sumOf(told.map(({ amount }) => amount));
    return {
      payee,
      ...(person !== null && { person }),
      opening,
      lines: own,
      posted: sum,
      payments: told,
      paid: out,
      closing: opening + sum - out,
    };
  });
  const told = accounts.filter(({ opening, lines: own, payments: out }) => opening !== 0n || own.length > 0 || out.length > 0);
  return told.sort((a, b) => ORDER[a.payee] - ORDER[b.payee] || ((a.person ?? '') < (b.person ?? '') ? -1 : 1));
}

const nameOf = ({ payee, person }: Pick<AccountSum, 'payee' | 'person'>): string => JSON.stringify([payee, person]);

/** Lines with what they came of. */
async function explained(
  db: Reader,
  known: LedgerProgram,
  whose: Whose,
  until: string,
  lines: readonly StandingLine[],
): Promise<readonly StatementLine[]> {
  const ids = [...new Set(lines.flatMap(({ decision }) => decision ?? []))];
  const decisions = new Map<string, Decision>();
  for await (const [{ id }, decision] of decisionsOf(await decisionsById(db, ids))) decisions.set(id, decision);
  const notes = await adjustmentNotes(db, [...new Set(lines.flatMap(({ adjustment }) => adjustment ?? []))]);
  const corrected = await linesCorrected(db, [...new Set(lines.flatMap(({ corrects }) => corrects ?? []))]);
  const differing = lines.filter(({ cause }) => cause === 'reconcile' || cause === 'override').map(({ id }) => id);
  const before = await keysBefore(db, whose, until, differing);
  const reckoned = new Map<string, readonly string[]>();
  const posted = grouped(
    lines.filter(({ cause }) => cause === 'decision'),
    ({ decision }) => decision ?? '',
  );
  for (const [id, own] of posted) {
    const decision = decisions.get(id);
    if (decision !== undefined) for (const [line, said] of reckonings(decision, own)) reckoned.set(line, said);
  }
  return lines.map((line): StatementLine => {
    const decision = line.decision === null ? undefined : decisions.get(line.decision);
    const note = line.adjustment === null ? undefined : notes.get(line.adjustment);
    const original = line.corrects === null ? undefined : corrected.get(line.corrects);
    const description = descriptionOf(known, line);
    return {
      line,
      title: titleOf(line),
      ...(description !== undefined && { description }),
      ...(decision && { kind: words(decision.kind) }),
      reckoning: reckoned.get(line.id) ?? (decision && line.cause === 'reconcile' ? reckoningOfKey(decision, line) : []),
      cause: causeOf(line, before.get(line.id) ?? 0n, note, original),
    };
  });
}

const titleOf = ({ incentive, decides }: StandingLine): string => {
  const name = words(incentive);
  const title = name.charAt(0).toUpperCase() + name.slice(1);
  return decides === 'reversal' ? `${title}, taken back` : title;
};

function descriptionOf({ timeline }: LedgerProgram, { version, rule }: StandingLine): string | undefined {
  return timeline.versions.find(({ hash }) => hash === version)?.document.rules.find(({ name }) => name === rule)?.description;
}

/** `before`: what its key came to before it. */
function causeOf(
  line: StandingLine,
  before: bigint,
  note: AdjustmentNote | undefined,
  original: { readonly amount: number; readonly posted_on: string } | undefined,
): readonly string[] {
  const money = (amount: number | bigint): string => `${line.currency} ${moneyText(amount, line.currency)}`;
  const after = before + BigInt(line.amount);
  const reckoning = `${money(after)}, less ${money(before)} posted before: ${money(line.amount)}`;
  const corrects = original && `Corrects the line of ${money(original.amount)} posted on ${original.posted_on}.`;
  switch (line.cause) {
    case 'decision':
      return [];
    case 'reconcile':
      return [`Decided again: ${line.reason ?? ''}.`, `Due by it now ${reckoning}.`, ...(corrects ? [corrects] : [])];
    case 'override':
      return [
        `Put in place of what the program says: ${line.reason ?? ''}`,
        ...(note ? [`Proposed by ${note.proposed_by_name}, approved by ${note.decided_by_name ?? ''}.`] : []),
        `In its place ${reckoning}.`,
        ...(corrects ? [corrects] : []),
      ];
    case 'manual':
      return [line.reason ?? '', ...(note ? [`Proposed by ${note.proposed_by_name}, approved by ${note.decided_by_name ?? ''}.`] : [])];
  }
}

/** What was refused in the period, by the day of the activity. */
async function refusedIn(
  db: Reader,
  whose: Whose,
  period: Period,
  versions: readonly Program[],
): Promise<{ readonly refused: readonly RefusedActivity[]; readonly more: boolean }> {
  const said = await decisionsIn(db, whose, period.from, period.until, STATEMENT_LIMITS.activities + 1);
  const candidates = said.filter((row) => mayRefuse(row, whose.partner));
  const rows = await decisionsById(
    db,
    candidates.slice(0, STATEMENT_LIMITS.refused).map(({ id }) => id),
  );
  const refused: RefusedActivity[] = [];
  for await (const [row, decision] of decisionsOf(rows)) {
    for (const { partnerType, said: why } of refusals(whose.theirs ? withoutField(decision, versions) : decision, whose.partner))
      refused.push({
        decision: row.id,
        source: row.source,
        activity: row.activity,
        kind: words(row.kind),
        on: row.occurred_on,
        partnerType,
        said: why,
      });
  }
  refused.sort((a, b) => (a.on === b.on ? (a.activity < b.activity ? -1 : 1) : a.on < b.on ? -1 : 1));
  return { refused, more: candidates.length > STATEMENT_LIMITS.refused || said.length > STATEMENT_LIMITS.activities };
}

interface InShort {
  readonly parties?: readonly {
    readonly partner: string;
    readonly closed?: readonly string[];
    readonly registration?: string;
    readonly enrollment?: string;
    readonly mdf?: string;
    readonly routing?: string;
    readonly lines?: readonly { readonly status: string; readonly amount: string }[];
    readonly failures?: number;
  }[];
}

const BAD: ReadonlySet<string | undefined> = new Set(['refused', 'returned']);

/** Whether it is worth reading the whole of it. */
function mayRefuse(
  { status, generated, said }: { readonly status: string; readonly generated: boolean; readonly said: unknown },
  partner: string,
): boolean {
  if (status !== 'decided') return true;
  return ((said as InShort).parties ?? []).some(
    (party) =>
      party.partner === partner &&
      (party.closed !== undefined ||
        [party.registration, party.enrollment, party.mdf, party.routing].some((outcome) => BAD.has(outcome)) ||
        (party.failures ?? 0) > 0 ||
        (party.lines ?? []).some((line) => line.status !== 'due') ||
        (!generated && party.lines === undefined && party.registration === undefined)),
  );
}
