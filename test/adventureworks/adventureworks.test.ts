import { existsSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { run } from '../../server/cli/command.ts';
import { activitiesInOrder, enrollmentAt } from '../../server/engine/columns/read-history.ts';
import type { Decision } from '../../server/engine/decisions/model.ts';
import { withoutReasoning } from '../../server/engine/decisions/without-reasoning.ts';
import type { Activity, Enrollment } from '../../server/engine/facts/activity.ts';
import { dayToIso, isoToDay } from '../../server/engine/facts/render.ts';
import type { ImportReport } from '../../server/history/import/report.ts';
import { openHistory } from '../../server/history/open-history.ts';
import { foldCompiled, foldReference, load, type Prepared } from '../differential/compare.ts';

/** Real reseller sales; they are not part of this project and stand beside it where they are at hand. */
const folder = fileURLToPath(new URL('../../../shared/data/adventureworks/', import.meta.url));
const here = fileURLToPath(new URL('.', import.meta.url));
const atHand = existsSync(folder);
if (!atHand) console.log(`Skipped: the AdventureWorks reseller sales are not at ${folder}.`);

/** The command, in this process. */
async function dealwright(...args: readonly string[]): Promise<{ readonly code: number; readonly out: string; readonly err: string }> {
  const said = { out: '', err: '' };
  const code = await run(args, {
    out: (text) => {
      said.out += text;
    },
    err: (text) => {
      said.err += text;
    },
  });
  return { code, ...said };
}

describe.skipIf(!atHand)('AdventureWorks reseller sales under a program with tiers and a yearly rebate', () => {
  let kept: string;
  let enrollments: Enrollment[];
  let activities: Activity[];
  let decisions: Decision[];
  let program: ProgramDocument;
  let report: ImportReport;

  const importAll = (history: string) =>
    dealwright('import', join(here, 'mapping.json'), '--program', join(here, 'program'), '--history', history, '--files', folder, '--json');

  beforeAll(async () => {
    kept = await mkdtemp(join(tmpdir(), 'dealwright-'));
    program = JSON.parse(await readFile(join(here, 'program', 'program.json'), 'utf8')) as ProgramDocument;
    const { code, out, err } = await importAll(join(kept, 'history'));
    expect({ code, err }).toEqual({ code: 0, err: '' });
    ({ report } = JSON.parse(out) as { report: ImportReport });
    const history = await openHistory(join(kept, 'history'));
    enrollments = Array.from({ length: history.enrollments.count }, (_, index) => enrollmentAt(history, index));
    activities = [...activitiesInOrder(history)];
    decisions = foldCompiled(prepareSales(enrollments, activities), false);
  });
  afterAll(() => rm(kept, { recursive: true, force: true }));

  const prepareSales = (some: readonly Enrollment[], sales: readonly Activity[]): Prepared => ({
    timeline: { id: program.id, versions: [load(program)] },
    enrollments: some,
    activities: sales,
    until: isoToDay('2020-05-31') ?? 0,
  });
  const orders = () => decisions.filter((decision) => !decision.generated);
  const rebateOf = (decision: Decision): number => decision.parties[0]?.lines.reduce((sum, line) => sum + cents(line.amount), 0) ?? 0;

  test('the program has no findings', () => {
    expect(load(program).id).toBe('bicycle-resellers');
  });

  test('every line is accepted: every order becomes an activity, and every reseller a partner', () => {
    expect(report.files.map(({ file, read, accepted, rejected }) => ({ file, read, accepted, rejected }))).toEqual([
      { file: 'Resellers.csv', read: 701, accepted: 701, rejected: 0 },
      { file: 'FactResellerSales.csv', read: 57_851, accepted: 57_851, rejected: 0 },
    ]);
    expect(report.activities).toEqual({ added: 3616, unchanged: 0, revised: 0, superseded: 0 });
    expect(report.partners).toEqual({ added: 701, unchanged: 0 });
    expect({ reasons: report.reasons, notes: report.notes }).toEqual({ reasons: [], notes: [] });
    expect(enrollments).toHaveLength(701);
    expect(activities).toHaveLength(3616);
    expect(new Set(activities.map(partnerOf)).size).toBe(632);
    const items = activities.flatMap((activity) => activity.items);
    expect(items).toHaveLength(57_851);
    expect(activities.reduce((sum, activity) => sum + amountOf(activity), 0)).toBe(7_754_857_020);
    expect(items.reduce((sum, item) => sum + Number(item.get('item.amount')), 0)).toBe(7_754_857_020);
    expect(items.filter((item) => !item.has('item.cost'))).toHaveLength(76);
    expect(items.every((item) => item.has('item.product') && item.has('item.category') && item.has('item.quantity'))).toBe(true);
    expect(enrollments.filter(({ profile }) => profile.get('partner.businessType') === 'warehouse')).toHaveLength(232);
    const days = activities.map(({ day }) => day);
    expect([Math.min(...days), Math.max(...days)].map(dayToIso)).toEqual(['2017-07-01', '2020-05-31']);
  });

  test('the same files again change nothing', async () => {
    const before = await openHistory(join(kept, 'history'));
    const { code, out } = await importAll(join(kept, 'history'));
    const again = (JSON.parse(out) as { report: ImportReport }).report;
    expect(code).toBe(0);
    expect(again.rows).toEqual(report.rows);
    expect(again.activities).toEqual({ added: 0, unchanged: 3616, revised: 0, superseded: 0 });
    expect(again.partners).toEqual({ added: 0, unchanged: 701 });
    expect((await openHistory(join(kept, 'history'))).hash).toBe(before.hash);
  });

  test('without the mapping’s help the misspelt and the missing are refused, each row with its reason', async () => {
    const mapping = JSON.parse(await readFile(join(here, 'mapping.json'), 'utf8'));
    mapping.files = {};
    delete mapping.partners[0].facts['partner.businessType'].values['Ware House'];
    const path = join(kept, 'stricter.json');
    await writeFile(path, JSON.stringify(mapping));
    const { code, out } = await dealwright(
      'import',
      path,
      '--program',
      join(here, 'program'),
      '--history',
      join(kept, 'stricter'),
      '--files',
      folder,
      '--json',
    );
    const strict = (JSON.parse(out) as { report: ImportReport }).report;
    expect(code).toBe(1);
    const reasons = new Map(strict.reasons.map((reason) => [reason.code, reason]));
    expect(reasons.get('untranslated')).toMatchObject({ rows: 5, first: { file: 'Resellers.csv', column: 'BusinessType' } });
    expect(reasons.get('not-a-number')).toMatchObject({ rows: 76, first: { line: 2, column: 'TotalProductCost' } });
    expect(strict.rows.accepted + strict.rows.rejected).toBe(701 + 57_851);
    const refused = await readFile(join(kept, 'stricter-rejects-Resellers.csv'), 'utf8');
    expect(refused.split('\n').filter((line) => line.includes(',Ware House,'))).toHaveLength(5);
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
    const some = enrollments.filter((_, index) => index % 10 === 0);
    const keys = new Set(some.map(({ partner }) => partner));
    const sales = activities.filter((activity) => keys.has(partnerOf(activity)));
    const prepared = prepareSales(some, sales);
    const reference = await foldReference(prepared, true);
    expect(foldCompiled(prepared, true)).toEqual(reference);
    const compiled = decisions.filter((decision) => keys.has(decision.parties[0]?.partner ?? ''));
    expect(compiled).toEqual(reference.map(withoutReasoning));
    expect(sales.length).toBeGreaterThan(200);
  });
});

const partnerOf = ({ parties }: Activity): string => parties[0]?.partner ?? '';

/** Cents. */
const amountOf = ({ facts }: Activity): number => Number(facts.get('deal.amount'));

/** Cents of a decimal with two places. */
const cents = (text: string): number => Math.round(Number(text) * 100);

interface ByHand {
  readonly rebate: number;
  readonly tier: string;
}

/** The same program in plain code: cents in whole numbers, rates in ten-thousandths, windows by filtering. */
function reckonByHand(activities: readonly Activity[]): Map<string, ByHand> {
  const found = new Map<string, ByHand>();
  for (const own of groupByPartner(activities).values()) {
    const history: { on: string; sum: number }[] = [];
    let tier = 'registered';
    let reviewed = '2017-07-01';
    for (const activity of own.toSorted((a, b) => a.day - b.day)) {
      const on = dayToIso(activity.day);
      for (const end of QUARTER_ENDS) {
        if (end >= on || end < reviewed) continue;
        tier = level(trailing(history, end));
        reviewed = nextDay(end);
      }
      const sum = amountOf(activity);
      const before = history.filter((sale) => fiscalYear(sale.on) === fiscalYear(on)).reduce((total, sale) => total + sale.sum, 0);
      history.push({ on, sum });
      const reached = level(trailing(history, on));
      if (LEVELS.indexOf(reached) > LEVELS.indexOf(tier)) tier = reached;
      found.set(activity.id, { rebate: roundHalfEven(earned(before + sum) - earned(before)), tier });
    }
  }
  return found;
}

function groupByPartner(activities: readonly Activity[]): Map<string, Activity[]> {
  const groups = new Map<string, Activity[]>();
  for (const activity of activities) groups.set(partnerOf(activity), [...(groups.get(partnerOf(activity)) ?? []), activity]);
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
