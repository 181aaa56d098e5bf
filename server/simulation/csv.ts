/** A result as tables for spreadsheets: RFC 4180, with a header. Amounts as in the result. */
import type { DifferenceResult, MoneyPaid, SideResult, SimulationResult } from '../../schemas/types.ts';
import { type Cell, csvCell } from './csv-cell.ts';

type Row = readonly Cell[];

interface Table {
  readonly columns: readonly string[];
  rows(result: SimulationResult): readonly Row[];
}

const PAID = ['lines', 'toPartners', 'toPersons', 'toField', 'paid', 'owed'] as const;
const paid = (total: MoneyPaid): Row => PAID.map((name) => total[name]);

const ofSides = (rows: (side: SideResult) => readonly Row[]) => (result: SimulationResult) =>
  result.sides.flatMap((side) => rows(side).map((row) => [side.name, ...row]));
const ofDifferences = (rows: (difference: DifferenceResult) => readonly Row[]) => (result: SimulationResult) =>
  result.differences.flatMap((difference) => rows(difference).map((row) => [difference.candidate, ...row]));

const tables = {
  /** All that is paid, every way it is told apart. */
  totals: {
    columns: ['side', 'by', 'name', 'within', ...PAID],
    rows: ofSides((side) => [
      ['all', null, null, ...paid(side.totals)],
      ...side.byIncentive.map(({ incentive, total }) => ['incentive', incentive, null, ...paid(total)]),
      ...side.byRule.map(({ rule, incentive, total }) => ['rule', rule, incentive, ...paid(total)]),
      ...side.byPartnerType.map(({ partnerType, total }) => ['partnerType', partnerType, null, ...paid(total)]),
      ...side.byTier.map(({ partnerType, tier, total }) => ['tier', tier, partnerType, ...paid(total)]),
      ...side.byQuarter.map(({ from, total }) => ['quarter', from, null, ...paid(total)]),
      ...side.byRegion.map(({ value, total }) => ['region', value, null, ...paid(total)]),
      ...side.bySegment.map(({ value, total }) => ['segment', value, null, ...paid(total)]),
    ]),
  },
  differences: {
    columns: ['candidate', 'rule', 'incentive', 'baselinePaid', 'baselineOwed', 'candidatePaid', 'candidateOwed', 'paid', 'owed', 'cost'],
    rows: ofDifferences(({ byRule }) =>
      byRule.map(({ rule, incentive, baseline, candidate, change }) => [
        ...[rule, incentive, baseline.paid, baseline.owed, candidate.paid, candidate.owed],
        ...[change.paid, change.owed, change.cost],
      ]),
    ),
  },
  /** Those listed in the result: ask for as many as there are with "partners". */
  partners: {
    columns: ['candidate', 'partner', 'partnerType', 'baseline', 'candidateEarns', 'change'],
    rows: ofDifferences(({ partners }) =>
      [...partners.winners, ...partners.losers.toReversed()].map((row) => [
        row.partner,
        row.partnerType,
        row.baseline,
        row.candidate,
        row.change,
      ]),
    ),
  },
  histogram: {
    columns: ['candidate', 'from', 'to', 'partners'],
    rows: ofDifferences(({ histogram }) => histogram.map(({ from, to, partners }) => [from, to, partners])),
  },
  edits: {
    columns: ['candidate', 'method', 'edit', 'paid', 'owed', 'cost'],
    rows: ofDifferences(({ edits }) => [
      ...edits.shares.map(({ edits: made, costs }) => [
        ...[edits.method, made.flatMap(({ lines }) => lines).join('; ')],
        ...[costs.paid, costs.owed, costs.cost],
      ]),
      ...(edits.versionStart === null
        ? []
        : [[edits.method, 'versions start on other days', edits.versionStart.paid, edits.versionStart.owed, edits.versionStart.cost]]),
      ...(edits.remainder === null
        ? []
        : [[edits.method, 'what edits do only together', edits.remainder.paid, edits.remainder.owed, edits.remainder.cost]]),
    ]),
  },
  rules: {
    columns: ['side', 'rule', 'decides', 'looked', 'held', 'due', 'excluded', 'outbid', 'setAside', ...PAID],
    rows: ofSides(({ rules }) =>
      rules.map(({ rule, decides, looked, held, due, excluded, outbid, setAside, counted }) => [
        ...[rule, decides, looked, held, due, excluded, outbid, setAside],
        ...paid(counted),
      ]),
    ),
  },
  tiers: {
    columns: ['side', 'partnerType', 'tier', 'enrollments'],
    rows: ofSides(({ tiers }) => tiers.map(({ partnerType, tier, enrollments }) => [partnerType, tier, enrollments])),
  },
  moves: {
    columns: ['side', 'partnerType', 'from', 'to', 'moves'],
    rows: ofSides(({ moves }) => moves.map(({ partnerType, from, to, moves: count }) => [partnerType, from, to, count])),
  },
  registrations: {
    columns: ['side', 'partnerType', 'approved', 'review', 'returned', 'refused', 'extended', 'withdrawn', 'expired'],
    rows: ofSides(({ registrations }) =>
      registrations.map((of) => [of.partnerType, of.approved, of.review, of.returned, of.refused, of.extended, of.withdrawn, of.expired]),
    ),
  },
  gates: {
    columns: ['side', 'partnerType', 'gate', 'closed'],
    rows: ofSides(({ gatesClosed }) => gatesClosed.map(({ partnerType, gate, times }) => [partnerType, gate, times])),
  },
  budgets: {
    columns: ['side', 'budget', 'scope', 'from', 'amount', 'lines', 'actual', 'countedLines', 'counted'],
    rows: ofSides(({ budgets }) =>
      budgets.map(({ budget, scope, from, amount, lines, actual, countedLines, counted }) => [
        ...[budget, scope, from, amount, lines, actual, countedLines, counted],
      ]),
    ),
  },
  bars: {
    columns: ['side', 'decides', 'of', 'rule', 'condition', 'by', 'value', 'enrollments', 'activities', 'ofEnrollments'],
    rows: ofSides(({ bars }) =>
      bars.flatMap(({ decides, of, rule, conditions }) =>
        conditions.flatMap(({ text, alone, segments }) => [
          [decides, of, rule, text, 'all', null, alone.enrollments, alone.activities, null],
          ...segments.map((segment) => [
            ...[decides, of, rule, text, segment.by, segment.value],
            ...[segment.alone.enrollments, segment.alone.activities, segment.of],
          ]),
        ]),
      ),
    ),
  },
  setAside: {
    columns: ['side', 'what', 'code', 'whole', 'times'],
    rows: ofSides(({ setAside }) => setAside.reasons.map(({ what, code, whole, times }) => [what, code, whole, times])),
  },
} as const satisfies Record<string, Table>;

export type CsvTable = keyof typeof tables;
export const CSV_TABLES = Object.keys(tables) as readonly CsvTable[];

export function resultCsv(result: SimulationResult, table: CsvTable = 'totals'): string {
  const { columns, rows } = tables[table];
  return [columns, ...rows(result)].map((row) => `${row.map(csvCell).join(',')}\r\n`).join('');
}
