/** Enrollments that a change of thresholds reaches, decided anew, and put among those that stay as they were. */
import type { Day } from '../../facts/value.ts';
import type { Program, Rule, Timeline } from '../../program/model.ts';
import { GeneralFold } from '../general-fold.ts';
import type { HistoryColumns, KindTable } from '../history.ts';
import { narrowed, type Outcome, type OutcomeNames, type RuleCounts } from '../outcome.ts';
import { OutcomeBuilder } from '../outcome-builder.ts';
import { textOf } from '../read-history.ts';
import { Following, ReachesOthers } from './following.ts';
import { addCounts, type Notes } from './notes.ts';
import { thresholdChange } from './threshold-change.ts';

/** A fold of a program of one version, and what was noted meanwhile. */
export interface Folded {
  readonly program: Program;
  readonly history: HistoryColumns;
  readonly until: Day;
  readonly outcome: Outcome;
  readonly notes: Notes;
}

/** Where more rows are reached, deciding all of them takes hardly longer, and can be kept. */
const MOST_REACHED = 0.6;

interface Asked {
  readonly names: OutcomeNames;
  readonly stop: () => boolean;
  /** Part of all rows from which on it isn't worth it. */
  readonly most?: number;
}

/** What another program comes to, if it differs in nothing but thresholds; undefined where it must be folded whole. */
export function enrollmentsAnew(folded: Folded, program: Program, { names, stop, most = MOST_REACHED }: Asked): Outcome | undefined {
  const { history, until, outcome, notes } = folded;
  const change = thresholdChange(folded.program, program);
  if (change === undefined || !isKnownOfOthers(program, history) || isAnySetAside(outcome)) return undefined;
  const reached = notes.thresholds.reachedBy(change);
  if (rowsOf(history, reached) > history.rows.count * most) return undefined;
  const following = new Following(program, history, reached, notes);
  if (following.members.length === 0) return outcome;
  const into = new OutcomeBuilder(names, { firstEnrollment: 0, enrollments: history.enrollments.count });
  const timeline: Timeline = { id: program.id, versions: [program] };
  try {
    const fold = new GeneralFold(timeline, names, history, { until, bars: false, following }, into);
    notes.thresholds.with(change, () => fold.some(following, stop));
  } catch (reason) {
    if (reason instanceof ReachesOthers) return undefined;
    throw reason;
  }
  const anew = into.finish(false);
  return isAnySetAside(anew) ? undefined : together(outcome, anew, reached, notes);
}

/** An activity that is set aside is so for all its parties. */
const isAnySetAside = ({ failures }: Outcome): boolean => failures.whole.includes(1);

function rowsOf({ rows }: HistoryColumns, reached: Uint8Array): number {
  let count = 0;
  for (let at = 0; at < reached.length; at += 1) if (reached[at] === 1) count += (rows.start[at + 1] ?? 0) - (rows.start[at] ?? 0);
  return count;
}

/**
 * What others do that these may read is known: no record of a measure of all ends before its time, and of one activity
 * no party's lines take from another's.
 */
function isKnownOfOthers(program: Program, history: HistoryColumns): boolean {
  const wide = [...program.measures.values()].filter(({ scope }) => scope !== 'enrollment');
  if (wide.some(({ window }) => window.kind === 'valid' || window.kind === 'term')) return false;
  return history.kinds.every((table) => {
    const types = typesPaidFromShared(program, table.kind);
    return types.size === 0 || !isPaidTwice(history, table, types);
  });
}

/** The partner types that may be paid from a budget of all for an activity. */
function typesPaidFromShared({ budgets, rules }: Program, kind: string): ReadonlySet<string> {
  const shared = budgets.filter(({ scope }) => scope !== 'enrollment');
  const pays = (rule: Rule): boolean => 'incentive' in rule && shared.some(({ of }) => of.has(rule.incentive ?? ''));
  return new Set(rules.flatMap((rule) => (rule.on.has(kind) && pays(rule) ? [...rule.for] : [])));
}

/** Several parties of one activity are of these types. */
function isPaidTwice(history: HistoryColumns, { count, partyOffsets, parties }: KindTable, types: ReadonlySet<string>): boolean {
  if (partyOffsets === null || parties === null) return false;
  const isPaid = Uint8Array.from(history.enrollments.partnerType, (type) => (types.has(textOf(history, type)) ? 1 : 0));
  for (let place = 0; place < count; place += 1) {
    let paid = 0;
    for (let at = partyOffsets[place] ?? 0; at < (partyOffsets[place + 1] ?? 0); at += 1) paid += isPaid[parties.enrollment[at] ?? 0] ?? 0;
    if (paid > 1) return true;
  }
  return false;
}

interface ByEnrollment {
  readonly count: number;
  readonly enrollment: Int32Array;
}

type Column = Uint8Array | Uint16Array | Int16Array | Int32Array | Float64Array;

function together(was: Outcome, anew: Outcome, reached: Uint8Array, notes: Notes): Outcome {
  const merged = <T extends ByEnrollment>(name: (outcome: Outcome) => T): T => mergedTable(name(was), name(anew), reached);
  const standing = was.standing.slice();
  let { decisions } = was;
  const rules = was.rules.map(copyOf);
  const [counts] = rules;
  for (let at = 0; at < reached.length; at += 1) {
    if (reached[at] !== 1) continue;
    standing[at] = anew.standing[at] ?? 0;
    decisions -= notes.decisions[at] ?? 0;
    const own = notes.counts[at];
    if (counts !== undefined && own !== undefined) addCounts(counts, own, -1);
  }
  const [more] = anew.rules;
  if (counts !== undefined && more !== undefined) addCounts(counts, more, 1);
  const lines = merged(({ lines: all }) => all);
  return {
    ...was,
    lines: { ...lines, amount: narrowed(lines.amount) },
    moves: merged(({ moves }) => moves),
    closed: merged(({ closed }) => closed),
    registrations: merged(({ registrations }) => registrations),
    failures: merged(({ failures }) => failures),
    rules,
    standing,
    decisions: decisions + anew.decisions,
  };
}

const copyOf = ({ looked, held, due, excluded, outbid, setAside }: RuleCounts): RuleCounts => ({
  ...{ looked: looked.slice(), held: held.slice(), due: due.slice() },
  ...{ excluded: excluded.slice(), outbid: outbid.slice(), setAside: setAside.slice() },
});

/** Rows of one table, by enrollment: of those reached the new ones, of all others the old ones. */
function mergedTable<T extends ByEnrollment>(was: T, anew: T, reached: Uint8Array): T {
  const [from, by] = [{ ...was }, { ...anew }];
  const pieces = piecesOf(from.enrollment.subarray(0, from.count), by.enrollment.subarray(0, by.count), reached);
  const count = pieces.reduce((sum, { start, end }) => sum + end - start, 0);
  const columns = Object.entries(from).flatMap(([name, column]): [string, Column][] => {
    const other = (by as Readonly<Record<string, unknown>>)[name];
    return isColumn(column) && isColumn(other) ? [[name, gatheredFrom(column, other, pieces, count)]] : [];
  });
  return { ...from, ...Object.fromEntries(columns), count };
}

const isColumn = (value: unknown): value is Column => ArrayBuffer.isView(value);

interface Piece {
  readonly isNew: boolean;
  readonly start: number;
  readonly end: number;
}

function piecesOf(was: Int32Array, anew: Int32Array, reached: Uint8Array): readonly Piece[] {
  const pieces: Piece[] = [];
  let [old, next] = [0, 0];
  for (let enrollment = 0; enrollment < reached.length; enrollment += 1) {
    if (reached[enrollment] !== 1) continue;
    const start = old;
    while (old < was.length && (was[old] ?? 0) < enrollment) old += 1;
    pieces.push({ isNew: false, start, end: old });
    while (old < was.length && was[old] === enrollment) old += 1;
    const from = next;
    while (next < anew.length && anew[next] === enrollment) next += 1;
    pieces.push({ isNew: true, start: from, end: next });
  }
  pieces.push({ isNew: false, start: old, end: was.length });
  return pieces;
}

function gatheredFrom(was: Column, anew: Column, pieces: readonly Piece[], count: number): Column {
  const isWide = was instanceof Float64Array || anew instanceof Float64Array;
  const into: Column = isWide ? new Float64Array(count) : sameKind(was, count);
  let to = 0;
  for (const { isNew, start, end } of pieces) {
    into.set((isNew ? anew : was).subarray(start, end), to);
    to += end - start;
  }
  return into;
}

function sameKind(column: Column, length: number): Column {
  if (column instanceof Uint8Array) return new Uint8Array(length);
  if (column instanceof Uint16Array) return new Uint16Array(length);
  if (column instanceof Int16Array) return new Int16Array(length);
  return new Int32Array(length);
}
