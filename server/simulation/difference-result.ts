/** A candidate against the baseline, out of their tallies. */
import type { DifferenceResult } from '../../schemas/types.ts';
import { linesOf } from '../engine/program/difference/difference.ts';
import type { EditGroup } from './edits.ts';
import { type Change, changeOf, groupCells, type Money, NOTHING_PAID, type PaidSums, totalOf } from './figures.ts';
import { earningChanges, histogram, partnerResults } from './partner-changes.ts';
import type { PlannedCandidate } from './plan.ts';
import type { Simulation } from './request.ts';
import { select } from './select.ts';
import { shapleyShares } from './shares.ts';
import type { Cells, Tally } from './tally.ts';
import { dealFacts, wholeReturn } from './whole-return.ts';

/** Tallies by the hash of the timeline; those that were planned are there. */
export type TallyOfPrograms = (programs: string) => Tally;

export function differenceResult(
  simulation: Simulation,
  baseline: Tally,
  candidate: PlannedCandidate,
  tallyOf: TallyOfPrograms,
  money: Money,
): DifferenceResult {
  const { history, partners, selection, until } = simulation;
  const { side } = candidate;
  const tally = tallyOf(candidate.programs);
  const changes = earningChanges(baseline, tally);
  const [from, to] = [totalOf(baseline.tables.rule), totalOf(tally.tables.rule)];
  return {
    candidate: side.name,
    whole: money.change(changeOf(from, to)),
    byRule: changesBy(baseline.tables.rule, tally.tables.rule, ([, rule, incentive]) => `${rule}\t${incentive}`).map(({ key, was, is }) => {
      const [rule = '', incentive = ''] = key.split('\t');
      return { rule, incentive, ...shown(was, is, money) };
    }),
    byIncentive: changesBy(baseline.tables.rule, tally.tables.rule, ([, , incentive = '']) => incentive).map(({ key, was, is }) => ({
      incentive: key,
      ...shown(was, is, money),
    })),
    partners: partnerResults(changes, partners, history, money),
    histogram: histogram(changes, money),
    edits: editResults(simulation, candidate, from, to, tallyOf, money),
    wholeReturn: side.rival
      ? wholeReturn(
          dealFacts(history, select(selection, history), until),
          { baseline: [simulation.baseline.timeline, baseline], candidate: [side.timeline, tally] },
          changes,
          partners,
          history,
          money,
        )
      : null,
  };
}

interface Pair {
  readonly key: string;
  readonly was: PaidSums;
  readonly is: PaidSums;
}

/** What either side pays, key by key, in the order of keys. */
function changesBy(from: Cells, to: Cells, keyOf: (parts: readonly string[]) => string): readonly Pair[] {
  const [was, is] = [groupCells(from, keyOf), groupCells(to, keyOf)];
  const keys = [...new Set([...was.keys(), ...is.keys()])].sort();
  return keys.map((key) => ({ key, was: was.get(key) ?? NOTHING_PAID, is: is.get(key) ?? NOTHING_PAID }));
}

const shown = (was: PaidSums, is: PaidSums, money: Money) => ({
  baseline: money.paid(was),
  candidate: money.paid(is),
  change: money.change(changeOf(was, is)),
});

function editResults(
  simulation: Simulation,
  { side, edits, programs }: PlannedCandidate,
  from: PaidSums,
  to: PaidSums,
  tallyOf: TallyOfPrograms,
  money: Money,
): DifferenceResult['edits'] {
  const nothing = { shares: [], versionStart: null, remainder: null };
  if (side.rival) return { method: 'rival', ...nothing };
  if (!simulation.edits) return { method: 'not-asked', ...nothing };
  if (edits === undefined || edits.plan.method === 'none') {
    const started = edits?.started === undefined ? null : money.change(changeOf(from, to));
    return { method: 'none', ...nothing, versionStart: started };
  }
  const { plan, started, subsets } = edits;
  const totals = (hash: string): PaidSums => totalOf(tallyOf(hash).tables.rule);
  const start = started === undefined ? from : totals(started);
  const versionStart = started === undefined ? null : money.change(changeOf(from, start));
  const share = (group: EditGroup, costs: Change) => ({
    edits: group.map((edit) => ({ title: edit.title, change: edit.change, lines: [...linesOf(edit)] })),
    costs: money.change(costs),
  });
  if (plan.method === 'too-many') {
    const titles = plan.groups.map((group) => share(group, { paid: 0, owed: 0 }));
    return { method: 'too-many', shares: titles, versionStart, remainder: money.change(changeOf(start, to)) };
  }
  const all = 2 ** plan.groups.length - 1;
  const at = (subset: number): PaidSums => (subset === 0 ? start : subset === all ? totals(programs) : totals(subsets.get(subset) ?? ''));
  if (plan.method === 'shapley') {
    const amounts = Array.from({ length: all + 1 }, (_, subset) => changeOf(start, at(subset)));
    const paid = shapleyShares(plan.groups.length, (subset) => amounts[subset]?.paid ?? 0);
    const owed = shapleyShares(plan.groups.length, (subset) => amounts[subset]?.owed ?? 0);
    const shares = plan.groups.map((group, index) => share(group, { paid: paid[index] ?? 0, owed: owed[index] ?? 0 }));
    return { method: 'shapley', shares, versionStart, remainder: null };
  }
  const alone = plan.groups.map((_, index) => changeOf(start, at(2 ** index)));
  const whole = changeOf(start, to);
  const remainder = {
    paid: whole.paid - alone.reduce((sum, { paid }) => sum + paid, 0),
    owed: whole.owed - alone.reduce((sum, { owed }) => sum + owed, 0),
  };
  const shares = plan.groups.map((group, index) => share(group, alone[index] ?? { paid: 0, owed: 0 }));
  return { method: 'one-at-a-time', shares, versionStart, remainder: money.change(remainder) };
}
