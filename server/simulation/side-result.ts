/** What one program pays and does, out of its tally. */
import type { GroupTotal, SampleResult, SideResult } from '../../schemas/types.ts';
import { dayToIso } from '../engine/facts/render.ts';
import { barResults } from './bar-results.ts';
import { budgetResults } from './budget-results.ts';
import { groupCells, type Money, NOTHING_PAID, type PaidSums, paidOf, totalOf } from './figures.ts';
import type { Side } from './request.ts';
import type { Sample } from './sample.ts';
import type { Cells, Tally } from './tally.ts';

/** Groups that are told one by one. */
const MOST_GROUPS = 1000;

export function sideResult({ name, timeline, rival }: Side, tally: Tally, money: Money, sample?: Sample): SideResult {
  const { tables, counts } = tally;
  const byRule = groupCells(tables.rule, ([, rule, incentive]) => `${rule}\t${incentive}`);
  const rules = ruleResults(tables, timeline, money);
  return {
    name,
    program: timeline.id,
    rival,
    versions: timeline.versions.map(({ hash, effectiveFrom }) => ({
      hash,
      effectiveFrom: effectiveFrom === undefined ? null : dayToIso(effectiveFrom),
    })),
    totals: money.paid(totalOf(tables.rule)),
    byIncentive: rowsOf(
      groupCells(tables.rule, ([, , incentive = '']) => incentive),
      money,
      ([incentive = '']) => ({ incentive }),
    ),
    byRule: rowsOf(byRule, money, ([rule = '', incentive = '']) => ({ rule, incentive })),
    byPartnerType: rowsOf(new Map(tables.partnerType), money, ([partnerType = '']) => ({ partnerType })),
    byTier: rowsOf(new Map(tables.tier), money, ([partnerType = '', tier]) => ({ partnerType, tier: orNull(tier) })),
    byQuarter: rowsOf(new Map(tables.quarter), money, ([from = '']) => ({ from })),
    byRegion: groupTotals(tables.region, money),
    bySegment: groupTotals(tables.segment, money),
    registrations: registrationResults(tables.registrations),
    tiers: tables.standing.map(([key, [enrollments = 0]]) => {
      const [partnerType = '', tier] = key.split('\t');
      return { partnerType, tier: orNull(tier), enrollments };
    }),
    moves: tables.moves.map(([key, [moves = 0]]) => {
      const [partnerType = '', from, to] = key.split('\t');
      return { partnerType, from: orNull(from), to: orNull(to), moves };
    }),
    gatesClosed: tables.closed.map(([key, [times = 0]]) => {
      const [partnerType = '', gate = ''] = key.split('\t');
      return { partnerType, gate, times };
    }),
    budgets: budgetResults(tables.budgets, timeline, money),
    rules,
    neverMatched: rules.filter(({ held }) => held === 0).map(({ rule, looked }) => ({ rule, looked })),
    setAside: {
      activities: counts.setAside,
      reasons: tables.failures.map(([key, [times = 0]]) => {
        const [extent, what = '', code = ''] = key.split('\t');
        return { what, code, whole: extent === 'whole', times };
      }),
    },
    bars: barResults(tables.bars, tables.population, timeline),
    decisions: counts.decisions,
    ...(sample && { sample: sampleResult(sample) }),
  };
}

function sampleResult({ because, through, differences, ...counts }: Sample): SampleResult {
  return {
    ...counts,
    because: [...because],
    through: through === undefined ? null : dayToIso(through),
    differences: differences.map(({ activity, ...line }) => ({ ...line, activity: activity ?? null })),
  };
}

const orNull = (text: string | undefined): string | null => (text === undefined || text === '' ? null : text);

function rowsOf<K>(
  groups: ReadonlyMap<string, PaidSums>,
  money: Money,
  named: (parts: readonly string[]) => K,
): (K & { total: SideResult['totals'] })[] {
  return [...groups].map(([key, sums]) => ({ ...named(key.split('\t')), total: money.paid(sums) }));
}

/** All values, or the largest and the rest as one. */
function groupTotals(cells: Cells, money: Money): GroupTotal[] {
  const row = ([key, sums]: Cells[number]): GroupTotal => ({ value: orNull(key), total: money.paid(sums), others: 0 });
  if (cells.length <= MOST_GROUPS) return cells.map(row);
  const size = ([, sums]: Cells[number]): number => Math.abs(paidOf(sums)) + Math.abs(sums[4] ?? 0);
  const bySize = cells.toSorted((a, b) => size(b) - size(a));
  const largest = new Set(bySize.slice(0, MOST_GROUPS - 1));
  const rest = cells.filter((cell) => !largest.has(cell));
  return [...cells.filter((cell) => largest.has(cell)).map(row), { value: null, total: money.paid(totalOf(rest)), others: rest.length }];
}

const NO_REGISTRATIONS = { approved: 0, review: 0, returned: 0, refused: 0, extended: 0, withdrawn: 0, expired: 0 };

function registrationResults(cells: Cells): SideResult['registrations'] {
  const types = new Map<string, typeof NO_REGISTRATIONS>();
  for (const [key, [count = 0]] of cells) {
    const [partnerType = '', outcome = ''] = key.split('\t');
    types.set(partnerType, { ...(types.get(partnerType) ?? NO_REGISTRATIONS), [outcome]: count });
  }
  return [...types].map(([partnerType, outcomes]) => ({ partnerType, ...outcomes }));
}

/** Rules of all versions by name, in rule order of the version that has them first. */
function ruleResults(tables: Tally['tables'], { versions }: Side['timeline'], money: Money): SideResult['rules'] {
  const looked = groupCells(tables.rules, ([, rule = '']) => rule);
  const lines = groupCells(tables.rule, ([, rule = '']) => rule);
  const decides = new Map(versions.flatMap(({ rules }) => rules.map((rule) => [rule.name, rule.decides] as const)));
  return [...decides].map(([rule, kind]) => {
    const [seen = 0, held = 0, due = 0, excluded = 0, outbid = 0, setAside = 0] = looked.get(rule) ?? [];
    const counted = money.paid(lines.get(rule) ?? NOTHING_PAID);
    return { rule, decides: kind, looked: seen, held, due, excluded, outbid, setAside, counted };
  });
}
