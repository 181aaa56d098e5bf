import type { Transaction } from '../store/database.ts';
import {
  type AdjustmentRow,
  type EnrollmentName,
  insertLines,
  type LineRow,
  lastClosed,
  linesById,
  type NewLine,
  overridesOn,
  type PostedKey,
  postedKeys,
  postingState,
  standingOverrides,
} from '../store/ledger/post.ts';
import type { Reader } from '../store/life/contents.ts';
import { type Compared, compare } from './compare.ts';
import type { DecidedLines, DueLine } from './due.ts';
import { keyText, type LineKey, lineAmount } from './keys.ts';
import { DEFAULT_TERMS, nextMonth, type PostingDay, payableOn } from './terms.ts';

export type { DecidedLines } from './due.ts';
export type { PostingDay } from './terms.ts';

/*
 * How lines come into the ledger. A **key** is partner, type, source, activity, incentive, payee and person: all lines of a
 * key together are what is due by it, and nothing that is posted is ever changed. So what is due now less what is posted is
 * a line of its own, in the fiscal month that is open, with a link to what it corrects.
 *
 * An override stands in place of what the program says of a key. A line that a person posted beside it (manual) is of no
 * key, and a key with a line that is disputed waits until the dispute is settled.
 */

export type PostedLine = LineRow;

/** What is due by a key and isn't posted. */
export interface Difference extends LineKey {
  /** What its lines come to. */
  readonly posted: bigint;
  /** What they have to come to. */
  readonly due: bigint;
  /** The adjustment that says so. */
  readonly override?: string;
}

/** First decision on these activities: nothing of them was posted before. */
export async function postDecided(
  tx: Transaction,
  program: string,
  decided: readonly DecidedLines[],
  on: PostingDay,
): Promise<readonly PostedLine[]> {
  const { closed, isOverridden } = await postingState(tx, program);
  const period = firstOpen(closed, on);
  const lines = decided.flatMap((each) =>
    each.due.filter(({ amount }) => amount !== 0).map((line) => ({ ...ofDecision(program, each, line, period, on), amount: line.amount })),
  );
  const posted = await insertLines(tx, numbered(lines));
  if (!isOverridden) return posted;
  const overrides = await overridesOn(tx, program, decided);
  if (overrides.length === 0) return posted;
  const found = compare(sumsOf(posted), decided, overrides);
  const byId = new Map(posted.map((line) => [line.id, line]));
  return [...posted, ...(await postFound(tx, program, found, byId, period, on, ''))];
}

/**
 * All that a fold of these enrollments says now, compared key by key with what is posted; the difference is posted into the
 * open period, with a link to what it corrects. What is said of other enrollments is not looked at.
 */
export async function postDifferences(
  tx: Transaction,
  program: string,
  enrollments: readonly EnrollmentName[] | 'all',
  said: readonly DecidedLines[],
  on: PostingDay,
  reason: string,
): Promise<readonly PostedLine[]> {
  const found = await comparison(tx, program, enrollments, said);
  if (found.length === 0) return [];
  const period = await openPeriod(tx, program, on);
  const firsts = found.flatMap(({ first }) => first ?? []);
  return postFound(tx, program, found, await linesById(tx, firsts), period, on, reason);
}

/** What an override comes to beyond what is posted of its key. `decided`: on its activity, with nothing due. */
export async function postOverride(
  tx: Transaction,
  program: string,
  override: AdjustmentRow,
  posted: readonly PostedKey[],
  decided: DecidedLines,
  on: PostingDay,
): Promise<readonly PostedLine[]> {
  const found = compare(posted, [decided], [override]);
  const firsts = found.flatMap(({ first }) => first ?? []);
  return postFound(tx, program, found, await linesById(tx, firsts), await openPeriod(tx, program, on), on, override.reason);
}

/** A line that a person posts beside the program, under the terms of the version in force. */
export async function manualLine(tx: Transaction, row: AdjustmentRow, version: string, on: PostingDay): Promise<NewLine> {
  const { program, partner, partner_type: partnerType, source, activity, incentive, payee, person, amount, currency, reason } = row;
  const payer = payee === 'vendor' ? 'partner' : 'vendor';
  const of = { source, activity, occurredOn: row.on_day, version, currency };
  const line = {
    partner,
    partnerType,
    incentive,
    rule: 'manual',
    decides: 'manual',
    payee,
    payer,
    amount,
    ...(person !== null && { person }),
  } as const;
  const period = await openPeriod(tx, program, on);
  return { ...ofDecision(program, of, line, period, on), place: 0, cause: 'manual', reason, adjustment: row.id };
}

/** The same comparison without posting. */
export async function differences(
  reader: Reader,
  program: string,
  enrollments: readonly EnrollmentName[] | 'all',
  said: readonly DecidedLines[],
): Promise<readonly Difference[]> {
  const found = await comparison(reader, program, enrollments, said);
  return found.map(({ key, posted, due, override }) => ({ ...key, posted, due, ...(override && { override: override.id }) }));
}

async function comparison(
  reader: Reader,
  program: string,
  enrollments: readonly EnrollmentName[] | 'all',
  said: readonly DecidedLines[],
): Promise<readonly Compared[]> {
  const posted = await postedKeys(reader, program, enrollments);
  const overrides = await standingOverrides(reader, program, enrollments);
  if (enrollments === 'all') return compare(posted, said, overrides);
  const names = new Set(enrollments.map(enrollmentText));
  const own = said.map((each) => ({ ...each, due: each.due.filter((line) => names.has(enrollmentText(line))) }));
  return compare(posted, own, overrides);
}

/** Posts what was found; `firsts`: the lines that are corrected. */
async function postFound(
  tx: Transaction,
  program: string,
  found: readonly Compared[],
  firsts: ReadonlyMap<string, LineRow>,
  period: string,
  on: PostingDay,
  reason: string,
): Promise<readonly PostedLine[]> {
  const lines = found.map((each): Unnumbered => {
    const first = each.first === undefined ? undefined : firsts.get(each.first);
    const basis = basisOf(program, each, first, period, on);
    const { override } = each;
    return {
      ...basis,
      amount: lineAmount(each.due - each.posted, each.key),
      corrects: first?.id ?? null,
      // what is corrected before it is payable becomes payable with the correction
      payable_on: first && first.payable_on > on.today ? first.payable_on : first ? on.today : basis.payable_on,
      ...(override
        ? { cause: 'override' as const, reason: override.reason, adjustment: override.id }
        : { cause: 'reconcile' as const, reason }),
    };
  });
  return insertLines(tx, numbered(lines));
}

type Unnumbered = Omit<NewLine, 'place'>;

const numbered = (lines: readonly Unnumbered[]): readonly NewLine[] => lines.map((line, place) => ({ ...line, place }));

/** What a correction says beside its amount: as the decision in force has it, else as the line that it corrects. */
function basisOf(
  program: string,
  { key, decided, line, override }: Compared,
  first: LineRow | undefined,
  period: string,
  on: PostingDay,
): Unnumbered {
  if (decided && line) return ofDecision(program, decided, line, period, on);
  const payer = key.payee === 'vendor' ? 'partner' : 'vendor';
  if (first === undefined) {
    if (decided === undefined || override === undefined)
      throw new Error(`nothing says what the lines of ${key.incentive} on ${key.activity} are`);
    return ofDecision(program, decided, { ...key, rule: 'override', decides: 'incentive', payer, amount: 0 }, period, on);
  }
  const { id: _, ...row } = first;
  const decision = decided && { decision: decided.decision, version: decided.version, occurred_on: decided.occurredOn };
  const { today: posted_on } = on;
  return { ...row, ...decision, adjustment: null, corrects: null, period, posted_on, posted_at: new Date() };
}

function ofDecision(
  program: string,
  {
    decision,
    source,
    activity,
    occurredOn,
    version,
    currency,
    exchange,
  }: Omit<DecidedLines, 'due' | 'decision'> & { readonly decision?: string },
  { partner, partnerType, incentive, rule, decides, payee, person, payer, amount }: DueLine,
  period: string,
  on: PostingDay,
): Unnumbered {
  const terms = on.termsOf?.(version) ?? DEFAULT_TERMS;
  return {
    program,
    partner,
    partner_type: partnerType,
    source,
    activity,
    incentive,
    rule,
    decides,
    payee,
    person: person ?? null,
    payer,
    amount,
    currency,
    exchange: exchange ?? null,
    version,
    decision: decision ?? null,
    cause: 'decision',
    reason: null,
    corrects: null,
    adjustment: null,
    occurred_on: occurredOn,
    period,
    posted_on: on.today,
    payable_on: payableOn(terms, period, on),
    dispute_days: terms.disputeDays,
    posted_at: new Date(),
  };
}

/** The fiscal month that is posted into: that of today, or the first that isn't closed. */
const openPeriod = async (tx: Transaction, program: string, on: PostingDay): Promise<string> =>
  firstOpen(await lastClosed(tx, program), on);

function firstOpen(closed: string | undefined, { today, monthOf }: PostingDay): string {
  const month = monthOf(today);
  return closed === undefined || closed < month ? month : nextMonth(closed);
}

/** As if they were read again. */
function sumsOf(lines: readonly LineRow[]): readonly PostedKey[] {
  const sums = new Map<string, PostedKey>();
  for (const { partner_type: partnerType, amount, ...line } of lines) {
    const text = keyText({ ...line, partnerType });
    const before = sums.get(text);
    if (before) sums.set(text, { ...before, amount: before.amount + BigInt(amount) });
    else sums.set(text, { ...line, partnerType, amount: BigInt(amount), first: line.id, disputed: false });
  }
  return [...sums.values()];
}

const enrollmentText = ({ partner, partnerType }: EnrollmentName): string => JSON.stringify([partner, partnerType]);
