/**
 * Budgets that all partners share make a program one that can't be cut by enrollment. They come last of all that lines of
 * an activity do to each other: where nothing else rests on what they leave of a line, lines are decided as if there were no
 * such budgets, each enrollment by itself, and the budgets are spent afterwards in the order of time.
 */
import { periodNumber } from '../../compiled/budgets.ts';
import type { Budget, Program, Timeline } from '../../program/model.ts';
import { cutOf } from '../cut.ts';
import type { HistoryColumns } from '../history.ts';
import { type Amounts, type LineColumns, narrowed, type Outcome, type OutcomeNames } from '../outcome.ts';
import { cancellingIn } from '../straight/cancelling.ts';

interface Shared {
  readonly budget: Budget;
  /** In smallest units. */
  readonly most: number;
}

export interface Apart {
  /** Without these budgets; cut by enrollment. */
  readonly timeline: Timeline;
  readonly program: Program;
  readonly budgets: readonly Shared[];
}

/** undefined: no budget is shared, or something else rests on them or on other partners. */
export function apartOf({ id, versions }: Timeline): Apart | undefined {
  const [program, ...others] = versions;
  if (program === undefined || others.length > 0) return undefined;
  const all = program.budgets.filter(({ scope }) => scope === 'program');
  const budgets = all.flatMap((budget): readonly Shared[] => {
    const most = sumOf(program, budget);
    return most === undefined ? [] : [{ budget, most }];
  });
  if (all.length === 0 || budgets.length < all.length) return undefined;
  const incentives = all.flatMap(({ of }) => [...of]);
  const isOfOthers = (incentive: string): boolean => program.budgets.filter(({ of }) => of.has(incentive)).length > 1;
  if (incentives.some(isOfOthers)) return undefined;
  if ([...program.measures.values()].some(({ lines }) => lines.some((incentive) => incentives.includes(incentive)))) return undefined;
  const timeline: Timeline = { id, versions: [{ ...program, budgets: program.budgets.filter((budget) => !all.includes(budget)) }] };
  return cutOf(timeline).by === 'enrollment' ? { timeline, program, budgets } : undefined;
}

/** A budget that is a parameter is the same at every activity. */
function sumOf({ parameters }: Program, { amount: { root } }: Budget): number | undefined {
  if (root.kind !== 'fact' || !root.name.startsWith('parameter.')) return undefined;
  const parameter = parameters.get(root.name.slice('parameter.'.length));
  if (parameter?.kind !== 'scalar' || parameter.perAgreement || parameter.type !== 'money') return undefined;
  return typeof parameter.value === 'number' ? parameter.value : undefined;
}

/** `outcome`: without the budgets. undefined where it can't be told from lines alone what is left of them. */
export function spendShared(apart: Apart, names: OutcomeNames, outcome: Outcome, history: HistoryColumns): Outcome | undefined {
  const { lines } = outcome;
  const touched = touchedBy(apart, names, lines, history);
  if (touched === undefined) return undefined;
  const amount = lines.amount.slice();
  const spent = new Map<Budget, { period: number; amount: number }>();
  for (const { line, budget, most } of touched) {
    const period = periodNumber(apart.program, budget, lines.day[line] ?? 0);
    const before = spent.get(budget);
    const used = before?.period === period ? before.amount : 0;
    const rule = apart.program.rules[lines.rule[line] ?? 0];
    if (rule?.decides === 'reversal') {
      const original = originalOf(apart, names, lines, history, line);
      if (original === undefined) return undefined;
      // of nothing nothing is taken back; how much of a part isn't said by the line
      if (amount[original] !== lines.amount[original]) {
        if (amount[original] !== 0) return undefined;
        amount[line] = 0;
      }
    } else {
      amount[line] = Math.min(amount[line] ?? 0, Math.max(0, most - used));
    }
    spent.set(budget, { period, amount: used + (amount[line] ?? 0) });
  }
  return { ...outcome, lines: withAmounts(lines, narrowed(amount)) };
}

/** Columns that nobody asks for aren't made. */
function withAmounts(lines: LineColumns, amount: Amounts): LineColumns {
  const columns = Object.getOwnPropertyDescriptors(lines);
  return Object.defineProperties({}, { ...columns, amount: { enumerable: true, value: amount } }) as LineColumns;
}

/** A line that is paid from a budget, or gives back to it. */
interface Touched extends Shared {
  readonly line: number;
  readonly order: number;
  readonly party: number;
}

/** In the order of time; undefined where that of some line isn't known. */
function touchedBy(
  { budgets }: Apart,
  { incentives }: OutcomeNames,
  { count, row: rowOf, incentive }: LineColumns,
  { kinds, rows }: HistoryColumns,
): readonly Touched[] | undefined {
  const by = incentives.map((incentive) => budgets.find(({ budget }) => budget.of.has(incentive)));
  const found: Touched[] = [];
  for (let line = 0; line < count; line += 1) {
    const row = rowOf[line] ?? -1;
    if (row < 0) return undefined;
    const shared = by[incentive[line] ?? 0];
    if (shared === undefined) continue;
    const order = kinds[rows.kind[row] ?? 0]?.order[rows.place[row] ?? 0] ?? 0;
    found.push({ ...shared, line, order, party: rows.party[row] ?? 0 });
  }
  return found.sort((a, b) => a.order - b.order || a.party - b.party || a.line - b.line);
}

/**
 * The line that is taken back: those of the cancelled activity that a rule takes back, and what it takes back of them, stand in the same
 * order. undefined where they don't match.
 */
function originalOf(
  { program }: Apart,
  { incentives }: OutcomeNames,
  lines: LineColumns,
  history: HistoryColumns,
  line: number,
): number | undefined {
  const rule = program.rules[lines.rule[line] ?? 0];
  const row = lines.row[line] ?? -1;
  const target = cancellingIn(history).target[row] ?? -1;
  if (rule?.decides !== 'reversal' || target < 0) return undefined;
  const takesBack = (at: number): boolean => rule.reverses.includes(incentives[lines.incentive[at] ?? 0] ?? '');
  const originals = linesAt(lines, target).filter(takesBack);
  const back = linesAt(lines, row).filter((at) => lines.rule[at] === lines.rule[line]);
  return originals.length === back.length ? originals[back.indexOf(line)] : undefined;
}

/** Lines stand by row, where all have one. */
function linesAt({ count, row }: LineColumns, of: number): readonly number[] {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((row[middle] ?? 0) < of) low = middle + 1;
    else high = middle;
  }
  const found: number[] = [];
  for (let at = low; at < count && row[at] === of; at += 1) found.push(at);
  return found;
}
