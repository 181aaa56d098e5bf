/** What lines add up to: by rule, partner type, tier, quarter, region, segment, budget, and enrollment. */
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type LineColumns, NO_TIER, type OutcomeNames } from '../engine/columns/outcome.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Timeline } from '../engine/program/model.ts';
import { BudgetSums } from './budget-sums.ts';
import { FiscalQuarters } from './fiscal-quarters.ts';
import { RuleSums } from './rule-sums.ts';
import type { Selected } from './select.ts';
import { stretchOn } from './stretches.ts';
import { Sums } from './sums.ts';
import { type Cells, ENROLLMENT_COLUMNS, type EnrollmentColumnName, MARGIN, mapRecord, PAID, type TableName } from './tally.ts';

export interface LinesCounted {
  readonly tables: Readonly<
    Record<Extract<TableName, 'rule' | 'partnerType' | 'tier' | 'quarter' | 'region' | 'segment' | 'budgets'>, Cells>
  >;
  readonly enrollments: Readonly<Record<EnrollmentColumnName, Float64Array>>;
}

export interface Counting {
  readonly timeline: Timeline;
  readonly names: OutcomeNames;
  readonly history: HistoryColumns;
  readonly selected: Selected;
  /** 1 to 12; quarters are shown by it. */
  readonly fiscalYearStartMonth: number;
  readonly from: number;
  readonly to: number;
}

/** What neighbouring lines have in common. */
interface Run {
  enrollment: number;
  version: number;
  tier: number;
  region: number;
  segment: number;
  /** First day of the fiscal quarter, and of the next. */
  quarter: number;
  quarterEnd: number;
  /** Lines, and an amount for each payee. */
  readonly sums: Float64Array;
}

/**
 * Lines come by enrollment and day, so that many after each other are of one enrollment, tier, quarter, region and
 * segment: such a run is added up, and carried over into the tables once, at its end.
 */
export function countLines(lines: LineColumns, counting: Counting): LinesCounted {
  const { names, selected, timeline, from, to } = counting;
  const { region, segment, stretches } = selected;
  const tables = new RunTables(counting);
  const rules = new RuleSums(names);
  const budgets = new BudgetSums(timeline, names);
  const quarters = new FiscalQuarters(counting.fiscalYearStartMonth);
  const margins = names.incentives.map((name) => MARGIN.test(name));
  const service = names.kinds.indexOf('service-engagement');
  const { margin, services } = tables.enrollments;
  const run: Run = { enrollment: -1, version: 0, tier: 0, region: 0, segment: 0, quarter: 0, quarterEnd: 0, sums: new Float64Array(PAID) };
  // columns are made when they are asked for
  const { count, enrollment, row: rowOf, day: dayOf, kind: kindOf, amount: amountOf } = lines;
  const { incentive: incentiveOf, version: versionOf, payee: payeeOf, tier: tierOf, rule: ruleOf } = lines;
  for (let n = 0; n < count; n += 1) {
    const e = enrollment[n] ?? 0;
    const row = rowOf[n] ?? -1;
    const day = dayOf[n] ?? 0;
    const kind = kindOf[n] ?? 0;
    const amount = amountOf[n] ?? 0;
    const incentive = incentiveOf[n] ?? 0;
    const version = versionOf[n] ?? 0;
    const counted = row >= 0 ? selected.rows[row] === 1 : selected.generated(e, day, names.kinds[kind] ?? '');
    if (budgets.some) budgets.add(version, incentive, day, amount, counted);
    if (!counted) continue;
    const payee = payeeOf[n] ?? 0;
    const tier = tierOf[n] ?? NO_TIER;
    const stretch = row >= 0 ? -1 : stretchOn(stretches, e, day);
    const inRegion = (row >= 0 ? region.ofRow[row] : region.ofStretch[stretch]) ?? 0;
    const inSegment = (row >= 0 ? segment.ofRow[row] : segment.ofStretch[stretch]) ?? 0;
    const sameQuarter = day >= run.quarter && day < run.quarterEnd;
    const same = e === run.enrollment && tier === run.tier && inRegion === run.region && inSegment === run.segment;
    if (!same || !sameQuarter || version !== run.version) {
      tables.carry(run);
      run.enrollment = e;
      run.version = version;
      run.tier = tier;
      run.region = inRegion;
      run.segment = inSegment;
      if (!sameQuarter) [run.quarter, run.quarterEnd] = quarters.around(day);
    }
    run.sums[0] = (run.sums[0] ?? 0) + 1;
    run.sums[1 + payee] = (run.sums[1 + payee] ?? 0) + amount;
    rules.add(version, ruleOf[n] ?? 0, incentive, payee, amount);
    if (payee > 1) continue;
    const sort = margins[incentive] === true ? margin : kind === service ? services : undefined;
    if (sort !== undefined) sort[e - from] = (sort[e - from] ?? 0) + amount;
  }
  tables.carry(run);
  for (let e = from; e < to; e += 1) tables.enrollments.counted[e - from] = selected.enrollments[e] ?? 0;
  return { tables: { rule: rules.cells(), ...tables.cells(), budgets: budgets.cells() }, enrollments: tables.enrollments };
}

/** The tables that runs are carried over into. */
class RunTables {
  readonly enrollments: Record<EnrollmentColumnName, Float64Array>;
  private readonly counting: Counting;
  private readonly payees: readonly Float64Array[];
  private readonly type = new Sums(PAID);
  private readonly tier = new Sums(PAID);
  private readonly quarter = new Sums(PAID);
  private readonly region = new Sums(PAID);
  private readonly segment = new Sums(PAID);

  constructor(counting: Counting) {
    this.counting = counting;
    this.enrollments = mapRecord(ENROLLMENT_COLUMNS, () => new Float64Array(counting.to - counting.from));
    const { partner, person, field, owed } = this.enrollments;
    this.payees = [partner, person, field, owed];
  }

  /** Empties the run. */
  carry({ enrollment, version, tier, region, segment, quarter, sums }: Run): void {
    if (sums[0] === 0) return;
    const { selected, from } = this.counting;
    const type = selected.partnerTypeOf[enrollment] ?? 0;
    this.type.addAll(type, sums);
    this.tier.addAll((version * WIDE + type) * 256 + tier, sums);
    this.quarter.addAll(quarter, sums);
    this.region.addAll(region, sums);
    this.segment.addAll(segment, sums);
    for (let payee = 0; payee < this.payees.length; payee += 1) {
      const column = this.payees[payee];
      if (column !== undefined) column[enrollment - from] = (column[enrollment - from] ?? 0) + (sums[1 + payee] ?? 0);
    }
    sums.fill(0);
  }

  cells(): Omit<LinesCounted['tables'], 'rule' | 'budgets'> {
    const { names, selected } = this.counting;
    const typeName = (type: number): string => selected.partnerTypes[type] ?? '';
    return {
      partnerType: this.type.cells(typeName),
      tier: this.tier.cells((key) => {
        const typeOfVersion = Math.floor(key / 256);
        const type = typeName(typeOfVersion % WIDE);
        return `${type}\t${names.levels[Math.floor(typeOfVersion / WIDE)]?.get(type)?.[key % 256] ?? ''}`;
      }),
      quarter: this.quarter.cells(dayToIso),
      region: this.region.cells((key) => selected.region.values[key] ?? ''),
      segment: this.segment.cells((key) => selected.segment.values[key] ?? ''),
    };
  }
}

/** More than there are partner types. */
const WIDE = 2 ** 17;
