import type { HistoryColumns } from '../../../server/engine/columns/history.ts';
import type { Outcome, OutcomeNames } from '../../../server/engine/columns/outcome.ts';
import { type Found, GATES, incentiveName } from './by-hand/found.ts';
import { LEVELS } from './program.ts';

/** What is paid by incentive: lines, and cents. */
export type Paid = ReadonlyMap<string, { readonly lines: number; readonly minor: number }>;

/** Of some enrollments; missing: of all. */
export function paidOf({ lines }: Outcome, names: OutcomeNames, only?: ReadonlySet<number>): Paid {
  const paid = new Map<string, { lines: number; minor: number }>();
  for (let at = 0; at < lines.count; at += 1) {
    if (only !== undefined && !only.has(lines.enrollment[at] as number)) continue;
    addLine(paid, names.incentives[lines.incentive[at] as number] ?? '', lines.amount[at] as number);
  }
  return paid;
}

export function addLine(paid: Map<string, { lines: number; minor: number }>, incentive: string, minor: number): void {
  const known = paid.get(incentive);
  if (known === undefined) paid.set(incentive, { lines: 1, minor });
  else {
    known.lines += 1;
    known.minor += minor;
  }
}

export const totalOf = (paid: Paid): number => [...paid.values()].reduce((sum, { minor }) => sum + minor, 0);

/** Throws where a rival pays another sum, or in more or fewer lines. */
export function assertSamePaid(who: string, ours: Paid, theirs: Paid): void {
  for (const incentive of new Set([...ours.keys(), ...theirs.keys()])) {
    const [a, b] = [ours.get(incentive), theirs.get(incentive)];
    if (a?.lines === b?.lines && a?.minor === b?.minor) continue;
    throw new Error(
      `${incentive}: we pay ${a?.minor ?? 0} cents in ${a?.lines ?? 0} lines, ${who} ${b?.minor ?? 0} in ${b?.lines ?? 0}: nothing to compare`,
    );
  }
}

/** Each line, move of a tier and closed gate, one by one. Throws at the first that differs. */
export function assertSameOutcome(history: HistoryColumns, outcome: Outcome, names: OutcomeNames, found: Found): void {
  const { lines, moves, closed } = outcome;
  const counts = { lines: [lines.count, found.lines], moves: [moves.count, found.moves], closed: [closed.count, found.closed] };
  for (const [what, [ours, theirs]] of Object.entries(counts))
    if (ours !== theirs) throw new Error(`${what}: we have ${ours}, the program by hand ${theirs}: nothing to compare`);
  const levels = names.levels[0]?.get('reseller') ?? [];
  same('line', lines.count, (at) => [
    [lines.enrollment[at], lines.row[at], names.incentives[lines.incentive[at] ?? -1], levels[lines.tier[at] ?? -1], lines.amount[at]],
    [
      found.lineEnrollment[at],
      found.lineRow[at],
      incentiveName(found.lineIncentive[at] ?? -1),
      LEVELS[found.lineTier[at] ?? -1],
      found.lineAmount[at],
    ],
  ]);
  same('move', moves.count, (at) => [
    [moves.enrollment[at], moves.row[at], moves.day[at], levels[moves.after[at] ?? -1]],
    [found.moveEnrollment[at], found.moveRow[at], found.moveDay[at], LEVELS[found.moveAfter[at] ?? -1]],
  ]);
  same('closed gate', closed.count, (at) => [
    [closed.row[at], names.gates[closed.gate[at] ?? -1]],
    [found.closedRow[at], GATES[found.closedGate[at] ?? -1]],
  ]);
  if (outcome.failures.count > 0) throw new Error(`${outcome.failures.count} failures of ${history.activities} activities`);
}

type Cells = readonly (string | number | undefined)[];

function same(what: string, count: number, pair: (at: number) => readonly [Cells, Cells]): void {
  for (let at = 0; at < count; at += 1) {
    const [ours, theirs] = pair(at);
    for (const [cell, value] of ours.entries())
      if (value === undefined || value !== theirs[cell])
        throw new Error(`${what} ${at}: we say ${ours.join(', ')}, the program by hand ${theirs.join(', ')}: nothing to compare`);
  }
}
