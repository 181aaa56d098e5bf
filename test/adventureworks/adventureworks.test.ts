import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { beforeAll, describe, expect, test } from 'vitest';
import type { ActivityDocument, PartnerDocument, ProgramDocument } from '../../schemas/types.ts';
import type { Decision } from '../../server/engine/decisions/model.ts';
import { foldCompiled, foldReference, load, type Prepared, prepare, withoutReasoning } from '../differential/compare.ts';
import { applyMapping, cents, type Mapping } from './apply-mapping.ts';

/** Real reseller sales; they are not part of this project and stand beside it where they are at hand. */
const folder = new URL('../../../shared/data/adventureworks/', import.meta.url);
const atHand = existsSync(folder);
if (!atHand) console.log(`Skipped: the AdventureWorks reseller sales are not at ${folder.pathname}.`);

describe.skipIf(!atHand)('AdventureWorks reseller sales under a program with tiers and a yearly rebate', () => {
  let partners: PartnerDocument[];
  let activities: ActivityDocument[];
  let program: ProgramDocument;
  let decisions: Decision[];

  beforeAll(async () => {
    program = JSON.parse(await readFile(new URL('program.json', import.meta.url), 'utf8')) as ProgramDocument;
    const mapping = JSON.parse(await readFile(new URL('mapping.json', import.meta.url), 'utf8')) as Mapping;
    const mapped = await applyMapping(folder, mapping);
    ({ partners, activities } = mapped);
    expect(mapped.rows).toHaveLength(57_851);
    decisions = foldCompiled(prepareSales(partners, activities), false);
  });

  const prepareSales = (some: PartnerDocument[], sales: ActivityDocument[]): Prepared =>
    prepare({ program, partners: some, activities: sales, until: '2020-05-31' });
  const orders = () => decisions.filter((decision) => !decision.generated);
  const rebateOf = (decision: Decision): number => decision.parties[0]?.lines.reduce((sum, line) => sum + cents(line.amount), 0) ?? 0;

  test('the program has no findings', () => {
    expect(load(program).id).toBe('bicycle-resellers');
  });

  test('every order becomes an activity, and every reseller a partner', () => {
    expect(partners).toHaveLength(701);
    expect(activities).toHaveLength(3616);
    expect(new Set(activities.map((activity) => activity.partner)).size).toBe(632);
    expect(activities.reduce((sum, activity) => sum + cents(String(activity.facts?.['deal.amount'])), 0)).toBe(7_754_857_020);
    expect(activities.reduce((sum, activity) => sum + (activity.items?.length ?? 0), 0)).toBe(57_851);
    expect(activities.flatMap((activity) => activity.items ?? []).filter((item) => item['item.cost'] === undefined)).toHaveLength(76);
    expect(partners.filter((partner) => partner.facts?.['partner.businessType'] === 'warehouse')).toHaveLength(232);
  });

  test('rebates and tiers are those of a reckoning by hand, order by order and in total', () => {
    const expected = reckonByHand(activities);
    expect(orders()).toHaveLength(3616);
    let total = 0;
    for (const decision of orders()) {
      const own = expected.get(decision.activity.id);
      expect({
        order: decision.activity.id,
        rebate: rebateOf(decision),
        tier: decision.parties[0]?.tier?.after,
        status: decision.status,
      }).toEqual({ order: decision.activity.id, ...own, status: 'decided' });
      total += rebateOf(decision);
    }
    const byHand = [...expected.values()].reduce((sum, { rebate }) => sum + rebate, 0);
    expect(total).toBe(byHand);
    expect(total).toBeGreaterThan(0);
    console.log(`AdventureWorks: ${orders().length} orders decided, rebates of $${(total / 100).toFixed(2)} on $77,548,570.20`);
  });

  test('the reference evaluator decides a share of the resellers alike', async () => {
    const some = partners.filter((_, index) => index % 10 === 0);
    const keys = new Set(some.map((partner) => partner.id));
    const sales = activities.filter((activity) => keys.has(activity.partner ?? ''));
    const prepared = prepareSales(some, sales);
    const reference = await foldReference(prepared, true);
    expect(foldCompiled(prepared, true)).toEqual(reference);
    const compiled = decisions.filter((decision) => keys.has(decision.parties[0]?.partner ?? ''));
    expect(compiled).toEqual(reference.map(withoutReasoning));
    expect(sales.length).toBeGreaterThan(200);
  });
});

interface ByHand {
  readonly rebate: number;
  readonly tier: string;
}

/** The same program in plain code: cents in whole numbers, rates in ten-thousandths, windows by filtering. */
function reckonByHand(activities: readonly ActivityDocument[]): Map<string, ByHand> {
  const found = new Map<string, ByHand>();
  for (const own of groupByPartner(activities).values()) {
    const history: { on: string; sum: number }[] = [];
    let tier = 'registered';
    let reviewed = '2017-07-01';
    for (const activity of own.toSorted((a, b) => a.occurredOn.localeCompare(b.occurredOn))) {
      const on = activity.occurredOn;
      for (const end of QUARTER_ENDS) {
        if (end >= on || end < reviewed) continue;
        tier = level(trailing(history, end));
        reviewed = nextDay(end);
      }
      const sum = cents(String(activity.facts?.['deal.amount']));
      const before = history.filter((sale) => fiscalYear(sale.on) === fiscalYear(on)).reduce((total, sale) => total + sale.sum, 0);
      history.push({ on, sum });
      const reached = level(trailing(history, on));
      if (LEVELS.indexOf(reached) > LEVELS.indexOf(tier)) tier = reached;
      found.set(activity.id, { rebate: roundHalfEven(earned(before + sum) - earned(before)), tier });
    }
  }
  return found;
}

function groupByPartner(activities: readonly ActivityDocument[]): Map<string, ActivityDocument[]> {
  const groups = new Map<string, ActivityDocument[]>();
  for (const activity of activities) groups.set(activity.partner ?? '', [...(groups.get(activity.partner ?? '') ?? []), activity]);
  return groups;
}

const LEVELS = ['registered', 'silver', 'gold'];
const QUARTER_ENDS = [2017, 2018, 2019, 2020]
  .flatMap((year) => [`${year}-03-31`, `${year}-06-30`, `${year}-09-30`, `${year}-12-31`])
  .filter((end) => end > '2017-07-01');
const level = (sum: number): string => (sum >= 20_000_000 ? 'gold' : sum >= 5_000_000 ? 'silver' : 'registered');
const fiscalYear = (on: string): number => Number(on.slice(0, 4)) + (on.slice(5) >= '07-01' ? 1 : 0);
const nextDay = (on: string): string => new Date(Date.parse(`${on}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);

/** Sales of the twelve months up to and with the day. */
function trailing(history: readonly { on: string; sum: number }[], on: string): number {
  const yearBefore = `${Number(on.slice(0, 4)) - 1}${on.slice(4) === '-02-29' ? '-02-28' : on.slice(4)}`;
  return history.filter((sale) => sale.on > yearBefore && sale.on <= on).reduce((total, sale) => total + sale.sum, 0);
}

/** Rebate on a year's volume in ten-thousandths of a cent. */
function earned(volume: number): number {
  let sum = 0;
  for (const [from, to, rate] of [
    [2_500_000, 10_000_000, 125],
    [10_000_000, 25_000_000, 200],
    [25_000_000, Number.POSITIVE_INFINITY, 325],
  ] as const) {
    sum += Math.max(0, Math.min(volume, to) - from) * rate;
  }
  return sum;
}

function roundHalfEven(tenThousandths: number): number {
  const whole = Math.floor(tenThousandths / 10_000);
  const rest = tenThousandths - whole * 10_000;
  return rest > 5000 || (rest === 5000 && whole % 2 === 1) ? whole + 1 : whole;
}
