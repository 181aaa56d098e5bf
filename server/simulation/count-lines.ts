/** What lines add up to: by rule, partner type, tier, quarter, region, segment, budget, and enrollment. */
import type { HistoryColumns } from '../engine/columns/history.ts';
import { type LineColumns, NO_TIER, type OutcomeNames, PAYEES } from '../engine/columns/outcome.ts';
import { periodOf, periodStart } from '../engine/compiled/calendar.ts';
import { dayToIso } from '../engine/facts/render.ts';
import type { Day } from '../engine/facts/value.ts';
import type { Timeline } from '../engine/program/model.ts';
import type { Selected } from './select.ts';
import { stretchOn } from './stretches.ts';
import { Sums } from './sums.ts';
import { type Cells, ENROLLMENT_COLUMNS, type EnrollmentColumnName, MARGIN, mapRecord, type TableName } from './tally.ts';

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

const PAID = 5;
/** More than a version has rules, a program incentives, an enrollment's types levels, or a calendar days. */
const WIDE = 2 ** 17;

export function countLines(lines: LineColumns, counting: Counting): LinesCounted {
  const { names, selected, timeline, from, to } = counting;
  const { stretches, region, segment, partnerTypeOf } = selected;
  const byRule = new Sums(PAID);
  const byType = new Sums(PAID);
  const byTier = new Sums(PAID);
  const byQuarter = new Sums(PAID);
  const byRegion = new Sums(PAID);
  const bySegment = new Sums(PAID);
  const budgets = new BudgetSums(timeline, names);
  const quarters = new Quarters(counting.fiscalYearStartMonth);
  const enrollments = mapRecord(ENROLLMENT_COLUMNS, () => new Float64Array(to - from));
  const byPayee = [enrollments.partner, enrollments.person, enrollments.field, enrollments.owed];
  const margins = names.incentives.map((name) => MARGIN.test(name));
  const service = names.kinds.indexOf('service-engagement');
  for (let n = 0; n < lines.count; n += 1) {
    const e = lines.enrollment[n] ?? 0;
    const row = lines.row[n] ?? -1;
    const day = lines.day[n] ?? 0;
    const kind = lines.kind[n] ?? 0;
    const amount = lines.amount[n] ?? 0;
    const incentive = lines.incentive[n] ?? 0;
    const version = lines.version[n] ?? 0;
    const counted = row >= 0 ? selected.rows[row] === 1 : selected.generated(e, day, names.kinds[kind] ?? '');
    budgets.add(version, incentive, day, amount, counted);
    if (!counted) continue;
    const payee = lines.payee[n] ?? 0;
    const type = partnerTypeOf[e] ?? 0;
    const stretch = row >= 0 ? -1 : stretchOn(stretches, e, day);
    pay(byRule, (version * WIDE + (lines.rule[n] ?? 0)) * WIDE + incentive, payee, amount);
    pay(byType, type, payee, amount);
    pay(byTier, (version * WIDE + type) * 256 + (lines.tier[n] ?? NO_TIER), payee, amount);
    pay(byQuarter, quarters.of(day), payee, amount);
    pay(byRegion, (row >= 0 ? region.ofRow[row] : region.ofStretch[stretch]) ?? 0, payee, amount);
    pay(bySegment, (row >= 0 ? segment.ofRow[row] : segment.ofStretch[stretch]) ?? 0, payee, amount);
    const column = byPayee[payee];
    if (column !== undefined) column[e - from] = (column[e - from] ?? 0) + amount;
    if (payee > 1) continue;
    const sort = margins[incentive] ? enrollments.margin : kind === service ? enrollments.services : undefined;
    if (sort !== undefined) sort[e - from] = (sort[e - from] ?? 0) + amount;
  }
  for (let e = from; e < to; e += 1) enrollments.counted[e - from] = selected.enrollments[e] ?? 0;
  const typeName = (type: number): string => selected.partnerTypes[type] ?? '';
  return {
    tables: {
      rule: byRule.cells((key) => {
        const ruleOfVersion = Math.floor(key / WIDE);
        const version = Math.floor(ruleOfVersion / WIDE);
        return [version, names.rules[version]?.[ruleOfVersion % WIDE] ?? '', names.incentives[key % WIDE] ?? ''].join('\t');
      }),
      partnerType: byType.cells(typeName),
      tier: byTier.cells((key) => {
        const typeOfVersion = Math.floor(key / 256);
        const type = typeName(typeOfVersion % WIDE);
        return `${type}\t${names.levels[Math.floor(typeOfVersion / WIDE)]?.get(type)?.[key % 256] ?? ''}`;
      }),
      quarter: byQuarter.cells((key) => dayToIso(quarters.start(key))),
      region: byRegion.cells((key) => region.values[key] ?? ''),
      segment: bySegment.cells((key) => segment.values[key] ?? ''),
      budgets: budgets.cells(),
    },
    enrollments,
  };
}

function pay(sums: Sums, key: number, payee: number, amount: number): void {
  const at = sums.at(key);
  sums.add(at, 1);
  sums.add(at + 1 + payee, amount);
}

if (PAYEES.length + 1 !== PAID) throw new Error('a payee has no sum');

/** Fiscal quarters by their number; asked once a day. */
class Quarters {
  private readonly known = new Map<Day, number>();
  private readonly calendar;

  constructor(fiscalYearStartMonth: number) {
    this.calendar = { fiscalYearStartMonth, timeZone: 'UTC', holidays: new Set<Day>() };
  }

  of(day: Day): number {
    let quarter = this.known.get(day);
    if (quarter === undefined) {
      quarter = periodOf(this.calendar, 'quarter', day);
      this.known.set(day, quarter);
    }
    return quarter;
  }

  start(quarter: number): Day {
    return periodStart(this.calendar, 'quarter', quarter);
  }
}

/** Of all lines, counted or not: a budget is one, whatever is looked at. */
class BudgetSums {
  private readonly sums = new Sums(4);
  private readonly titles: string[] = [];
  /** By version and incentive: the budgets it is of. */
  private readonly of: readonly (readonly (readonly { readonly budget: number; start(day: Day): number }[] | undefined)[])[];
  private readonly some: boolean;

  constructor({ versions }: Timeline, names: OutcomeNames) {
    this.some = versions.some(({ budgets }) => budgets.length > 0);
    this.of = versions.map(({ budgets, calendar }) =>
      names.incentives.map((incentive) => {
        const found = budgets.filter(({ of }) => of.has(incentive));
        if (found.length === 0) return undefined;
        return found.map(({ name, window, scope }) => {
          const starts = new Map<Day, number>();
          const startOf = (day: Day): number =>
            window.kind === 'fiscal' ? periodStart(calendar, window.period, periodOf(calendar, window.period, day)) : 0;
          return {
            budget: this.place(`${name}\t${scope}\t${window.kind}`),
            start(day: Day): number {
              let start = starts.get(day);
              if (start === undefined) {
                start = startOf(day);
                starts.set(day, start);
              }
              return start;
            },
          };
        });
      }),
    );
  }

  private place(title: string): number {
    const known = this.titles.indexOf(title);
    return known >= 0 ? known : this.titles.push(title) - 1;
  }

  add(version: number, incentive: number, day: Day, amount: number, counted: boolean): void {
    if (!this.some) return;
    for (const { budget, start } of this.of[version]?.[incentive] ?? []) {
      const at = this.sums.at(budget * WIDE + start(day));
      this.sums.add(at, 1);
      this.sums.add(at + 1, amount);
      if (!counted) continue;
      this.sums.add(at + 2, 1);
      this.sums.add(at + 3, amount);
    }
  }

  cells(): Cells {
    return this.sums.cells((key) => {
      const [name, scope, window] = (this.titles[Math.floor(key / WIDE)] ?? '').split('\t');
      return `${name}\t${window === 'lifetime' ? '' : dayToIso(key % WIDE)}\t${scope}`;
    });
  }
}
