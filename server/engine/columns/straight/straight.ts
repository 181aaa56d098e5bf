/**
 * Folds enrollments over columns in code that is generated for one program, partner type and history. What it can't
 * express entirely, or meets with rare data, is the general fold's: an enrollment is folded here whole or not at all.
 */
import { type Day, FIRST_DAY, LAST_DAY } from '../../facts/value.ts';
import type { Program, Timeline } from '../../program/model.ts';
import type { HistoryColumns } from '../history.ts';
import { NO_TIER, type OutcomeNames, type RuleCounts } from '../outcome.ts';
import type { OutcomeBuilder } from '../outcome-builder.ts';
import { textOf } from '../read-history.ts';
import { type Code, type Counts, codeFor, OwnValues, rowsOf, type Watch } from './code.ts';
import { OutOfClass } from './out-of-class.ts';
import { type FoldText, writeFold } from './write-fold.ts';

export interface StraightFold {
  /** By partner type of the history: why it isn't folded here, in one line; null where it is. */
  readonly types: ReadonlyMap<string, string | null>;
  /** Folds an enrollment through the end of a day; false where nothing is written of it, and the general fold must. */
  fold(enrollment: number, until: Day, into: OutcomeBuilder): boolean;
  /** Rows wait to be handed over many at once: those that yet do, before the outcome is finished. */
  end(into: OutcomeBuilder): void;
}

interface Made {
  readonly text: FoldText;
  readonly code: Code;
  readonly values: OwnValues;
}

/** `bars`: what alone bars from tiers and gates is found out too. */
export function straightFold(timeline: Timeline, names: OutcomeNames, history: HistoryColumns, bars: boolean, watch?: Watch): StraightFold {
  const { partnerType, count } = history.enrollments;
  const types = new Map<string, string | null>();
  const made = new Map<number, Made>();
  const rows = rowsOf(history);
  for (let e = 0; e < count; e += 1) {
    const code = partnerType[e] ?? 0;
    if (e > 0 && partnerType[e - 1] === code) continue;
    const name = textOf(history, code);
    try {
      const one = make(timeline, names, history, name, bars, watch);
      const because = one.text.kinds.flatMap((kind) => kind.because ?? []);
      made.set(code, one);
      types.set(name, because.length === 0 ? null : because.join('; '));
    } catch (reason) {
      if (!(reason instanceof OutOfClass)) throw reason;
      types.set(name, reason.message);
    }
  }
  return {
    types,
    fold: (enrollment, until, into) => {
      const of = made.get(partnerType[enrollment] ?? -1);
      if (rows.begin(into)) for (const each of made.values()) teach(each, into);
      if (of !== undefined) of.values.putInto(of.code);
      if (of?.code.isRehearsed === false) rehearse(of, history, partnerType[enrollment] ?? -1, until);
      if (of !== undefined && until <= LAST_DAY && foldOne(of, enrollment, until, into)) return true;
      // rows of others come behind those that wait
      rows.flush();
      return false;
    },
    end: (into) => {
      rows.begin(into);
      rows.end();
    },
  };
}

function make(
  timeline: Timeline,
  names: OutcomeNames,
  history: HistoryColumns,
  partnerType: string,
  bars: boolean,
  watch: Watch | undefined,
): Made {
  const [program] = timeline.versions;
  if (program === undefined || timeline.versions.length > 1) throw new OutOfClass('several versions');
  checkSetting(program, history);
  const text = writeFold(program, names, history, partnerType, { bars, watched: watch !== undefined });
  return { text, code: codeFor(text, program, history, watch), values: new OwnValues(text) };
}

/** Rows from which on code runs so long that it will be optimized; and how many are enough to show it what happens. */
const WORTH_REHEARSING = 20_000;
const REHEARSED_ROWS = 3000;
const MOST_ROWS_OF_ONE = 400;

/**
 * Folds a few enrollments for nothing. Code is optimized for what it met so far, and thrown away when it meets something
 * else: whole enrollments of all sorts show it early what the large ones, which often come first, show late.
 */
function rehearse({ code }: Made, { enrollments, rows }: HistoryColumns, partnerType: number, until: Day): void {
  code.isRehearsed = true;
  const sizes = Array.from({ length: enrollments.count }, (_, e) =>
    enrollments.partnerType[e] === partnerType ? (rows.start[e + 1] ?? 0) - (rows.start[e] ?? 0) : 0,
  );
  const all = sizes.reduce((sum, size) => sum + size, 0);
  if (all < WORTH_REHEARSING) return;
  const small = sizes.flatMap((size, e) => (size > 0 && size <= MOST_ROWS_OF_ONE ? [e] : []));
  const step = Math.max(1, Math.floor(small.reduce((sum, e) => sum + (sizes[e] ?? 0), 0) / REHEARSED_ROWS));
  code.rows.rehearse(() => {
    for (let at = small.length - 1; at >= 0; at -= step) code.run(small[at] ?? 0, until);
  });
}

/** What lines of rules say, which have one incentive and payee each. */
function teach({ text: { paying } }: Made, { lines }: OutcomeBuilder): void {
  for (const [rule, { incentive, payee }] of paying) lines.learn(0, rule, incentive, payee);
}

function checkSetting(
  { currency, effectiveFrom, promises }: Program,
  { currency: own, enrollments, firstDay, lastDay }: HistoryColumns,
): void {
  if (currency.digits !== own.digits) throw new OutOfClass('the history has money of other decimals');
  let first = firstDay;
  for (let e = 0; e < enrollments.count; e += 1) first = Math.min(first, enrollments.enrolledOn[e] ?? first);
  if (first < FIRST_DAY || lastDay > LAST_DAY) throw new OutOfClass('days outside of the calendar');
  if (effectiveFrom !== undefined && effectiveFrom > first) throw new OutOfClass('the program takes effect within the history');
  if (promises.size > 0) throw new OutOfClass('promises');
}

function foldOne({ text, code: { counts, rows, marks, level, run } }: Made, enrollment: number, until: Day, into: OutcomeBuilder): boolean {
  marks.set(rows, into);
  rows.last = enrollment;
  for (const each of Object.values(counts)) each.fill(0);
  if (!run(enrollment, until)) {
    marks.takeBack(rows, into);
    return false;
  }
  into.lines.run(enrollment, 0, marks.places(rows, into));
  const [of] = into.rules;
  if (of !== undefined) count(counts, text, of, into);
  into.stand(enrollment, text.tiered ? (level[0] ?? NO_TIER) : NO_TIER);
  return true;
}

function count(
  { looked, held, due, excluded, outbid, paid, counted }: Counts,
  { kinds }: FoldText,
  of: RuleCounts,
  into: OutcomeBuilder,
): void {
  for (const { place, looked: rules } of kinds) {
    const activities = counted[place * 3] ?? 0;
    const items = counted[place * 3 + 2] ?? 0;
    into.decisions += counted[place * 3 + 1] ?? 0;
    if (activities === 0) continue;
    for (const rule of rules.each) of.looked[rule] = (of.looked[rule] ?? 0) + activities;
    for (const rule of rules.eachItem) of.looked[rule] = (of.looked[rule] ?? 0) + items;
  }
  addTo(of.looked, looked);
  addTo(of.held, held);
  addTo(of.held, paid);
  addTo(of.due, due);
  addTo(of.due, paid);
  addTo(of.excluded, excluded);
  addTo(of.outbid, outbid);
}

function addTo(into: Float64Array, from: Int32Array): void {
  for (let at = 0; at < from.length; at += 1) into[at] = (into[at] ?? 0) + (from[at] ?? 0);
}
