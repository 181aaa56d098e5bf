import type { HistoryColumns } from '../engine/columns/history.ts';
import { type LineColumns, type OutcomeNames, PAYEES } from '../engine/columns/outcome.ts';
import { textAt, textOf } from '../engine/columns/read-history.ts';
import { dayToIso, showValue } from '../engine/facts/render.ts';

/** A line that only one evaluator gave, as text for people. */
export interface LineDifference {
  readonly only: 'reference' | 'compiled';
  readonly partner: string;
  readonly partnerType: string;
  readonly on: string;
  /** Id of the activity; missing for generated ones. */
  readonly activity?: string;
  readonly incentive: string;
  readonly rule: string;
  readonly payee: string;
  readonly amount: string;
}

/** Differences told of one comparison. */
const MAX_TOLD = 20;

/** All that a line says, each line of one evaluator against one of the other. */
export function lineDifferences(
  names: OutcomeNames,
  history: HistoryColumns,
  reference: LineColumns,
  compiled: LineColumns,
): { readonly lines: number; readonly agreed: number; readonly differences: LineDifference[] } {
  const alone = new Map<string, number[]>();
  for (let line = 0; line < reference.count; line += 1) {
    const key = keyOf(reference, line);
    alone.set(key, [...(alone.get(key) ?? []), line]);
  }
  const differences: LineDifference[] = [];
  let agreed = 0;
  for (let line = 0; line < compiled.count; line += 1) {
    if (alone.get(keyOf(compiled, line))?.shift() !== undefined) agreed += 1;
    else differences.push(tell(names, history, compiled, line, 'compiled'));
  }
  for (const lines of alone.values()) for (const line of lines) differences.push(tell(names, history, reference, line, 'reference'));
  return { lines: agreed + differences.length, agreed, differences: differences.slice(0, MAX_TOLD) };
}

function keyOf(lines: LineColumns, line: number): string {
  const { enrollment, row, day, kind, version, rule, incentive, payee, item, tier, amount } = lines;
  return [enrollment, row, day, kind, version, rule, incentive, payee, item, tier, amount].map((column) => column[line]).join(' ');
}

function tell(
  names: OutcomeNames,
  history: HistoryColumns,
  lines: LineColumns,
  line: number,
  only: LineDifference['only'],
): LineDifference {
  const enrollment = lines.enrollment[line] ?? 0;
  const row = lines.row[line] ?? -1;
  const table = history.kinds[history.rows.kind[row] ?? 0];
  return {
    only,
    partner: textOf(history, history.enrollments.partner[enrollment] ?? 0),
    partnerType: textOf(history, history.enrollments.partnerType[enrollment] ?? 0),
    on: dayToIso(lines.day[line] ?? 0),
    ...(row >= 0 && table !== undefined && { activity: textAt(table.ids, history.rows.place[row] ?? 0) }),
    incentive: names.incentives[lines.incentive[line] ?? 0] ?? '',
    rule: names.rules[lines.version[line] ?? 0]?.[lines.rule[line] ?? 0] ?? '',
    payee: PAYEES[lines.payee[line] ?? 0] ?? '',
    amount: String(showValue('money', lines.amount[line] ?? 0, history.currency.digits)),
  };
}
