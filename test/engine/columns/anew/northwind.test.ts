import { isDeepStrictEqual } from 'node:util';
import { beforeAll, expect, test } from 'vitest';
import type { ProgramDocument } from '../../../../schemas/types.ts';
import type { KeptFold } from '../../../../server/engine/columns/anew/lines-anew.ts';
import type { HistoryColumns } from '../../../../server/engine/columns/history.ts';
import type { Outcome } from '../../../../server/engine/columns/outcome.ts';
import { isoToDay } from '../../../../server/engine/facts/render.ts';
import { loadProgramDocument } from '../../../../server/engine/program/load.ts';
import type { Program } from '../../../../server/engine/program/model.ts';
import { HistoryBuilder } from '../../../../server/history/builder.ts';
import { generateHistory } from '../../../../server/history/generate/generate.ts';
import { settingOf } from '../../../../server/history/setting.ts';
import { loadProgramFolder } from '../../../../server/programs/program-folder.ts';
import { again, foldWhole, keep } from './kept.ts';

/*
 * The example program with all that it has: protections, promises, budgets that run out, lines of items in stacks,
 * cancellations, customers that partners share, agreements.
 */

let program: Program;
let history: HistoryColumns;
let kept: KeptFold;

beforeAll(async () => {
  const { timeline } = await loadProgramFolder('rules/northwind');
  const [version] = timeline?.versions ?? [];
  if (version === undefined) throw new Error('rules/northwind has errors');
  program = version;
  const builder = new HistoryBuilder(settingOf(program));
  const range = { from: isoToDay('2024-06-01') ?? 0, to: isoToDay('2026-06-30') ?? 0 };
  for (const event of generateHistory({ program, seed: 7, activities: 4000, ...range })) {
    if ('enrollment' in event) builder.enroll(event.enrollment);
    else builder.add(event.activity);
  }
  history = builder.build();
  kept = keep(program, { history, until: history.lastDay });
}, 60_000);

type Json = Record<string, unknown>;

const withParameter = (name: string, value: unknown): Program => withParameters({ [name]: value });

function withParameters(values: Json): Program {
  const parameters = program.document.parameters ?? {};
  const moved = Object.entries(values).map(([name, value]) => [name, { ...parameters[name], value }]);
  return loadedOf({ ...program.document, parameters: { ...parameters, ...Object.fromEntries(moved) } } as ProgramDocument);
}

/** Another number in the one comparison of a rule. */
function withLiteral(name: string, value: number): Program {
  const rules = program.document.rules.map((rule) => {
    if (rule.name !== name) return rule;
    const [leaf] = (rule.conditions as { readonly all: readonly object[] }).all;
    return { ...rule, conditions: { all: [{ ...leaf, value }] } };
  });
  return loadedOf({ ...program.document, rules } as ProgramDocument);
}

function withRule(name: string, params: Json): Program {
  const rules = program.document.rules.map((rule) =>
    rule.name === name ? { ...rule, event: { ...rule.event, params: { ...rule.event.params, ...params } } } : rule,
  );
  return loadedOf({ ...program.document, rules } as ProgramDocument);
}

function loadedOf(document: ProgramDocument): Program {
  const loaded = loadProgramDocument(document);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.program;
}

/** Columns of lines are made when they are asked for. */
const plain = (outcome: Outcome) => ({ ...outcome, lines: { ...outcome.lines } });

const byTier = (registered: string, silver: string, gold: string, platinum: string) => ({ registered, silver, gold, platinum });

test.each([
  ['a table of rates', () => withParameter('registrationCommission', byTier('0.01', '0.02', '0.09', '0.11'))],
  [
    'bands of a marginal rebate',
    () =>
      withParameter('volumeBands', [
        { from: '0', rate: '0.015' },
        { from: '90000.00', rate: '0.05' },
      ]),
  ],
  ['bands of a retrospective one, which its own lines true up', () => withParameter('growthBands', [{ from: '0', rate: '0.021' }])],
  ['a fixed sum by bands', () => withParameter('newCustomerBands', [{ from: '0', rate: '777.00' }])],
  ['the cap of a stack', () => withParameter('dealCap', '0.05')],
  ['a budget of all partners, which runs out', () => withParameter('spiffBudget', '900.00')],
  ['the same with room for all', () => withParameter('spiffBudget', '900000.00')],
  ['who is paid from it', () => withParameter('spiffMinimum', '100.00')],
  ['a rate under a cap that customers share', () => withParameter('attachRate', '0.09')],
  ['that cap', () => withParameter('attachCap', '0.03')],
  ['a rate of renewals', () => withParameter('renewalCommission', byTier('0.01', '0.02', '0.03', '0.05'))],
  ['a part of what is sold through', () => withParameter('sellThroughRebate', '0.05')],
  ['in how many days a cancellation takes back', () => withParameter('clawbackDays', 120)],
  ['what is paid at the end of quarters', () => withParameter('mixAccelerator', '0.033')],
  ['from which share of a product on', () => withParameter('harborShareLimit', '0.9')],
  ['a floor and a cap of a rule', () => withRule('displacement-bonus', { floor: 'money("250.00")', cap: { amount: 'money("400.00")' } })],
  ['what a rule for items pays', () => withRule('margin', { amount: 'item.amount * parameter.margin * 0.5' })],
  ['what a cancellation takes back', () => withRule('reseller-clawback', { share: '0.5' })],
  ['what an opportunity of several pays', () => withRule('co-sell-pipeline-bonus', { floor: 'money("123.45")' })],
  ['a sum that is paid once', () => withParameter('platformBonus', '1234.56')],
] as const)('lines anew, to the cent: %s', (_, make) => {
  const candidate = make();
  const anew = again(kept, candidate);
  const whole = foldWhole(candidate, { history, until: history.lastDay });
  expect(anew).toEqual(whole);
  expect(whole.lines.amount.join()).not.toBe(kept.outcome.lines.amount.join());
});

test.each([
  ['what a tier asks for', () => withParameter('goldRevenue', '100000.00'), 'some'],
  ['a little of it', () => withParameter('silverRevenue', '101000.00'), 'some'],
  ['how many of it', () => withParameter('goldSellers', 3), 'some'],
  ['a share of it', () => withParameter('goldRetention', '0.9'), 'some'],
  ['what a marketplace partner sells', () => withParameter('strategicSales', '1000.00'), 'some'],
  ['how many projects', () => withParameter('specialistEngagements', 1), 'some'],
  ['what a rule says itself', () => withLiteral('isv-integrated', 2), 'some'],
  ['what no one has reached', () => withParameter('platinumRevenue', '19000000.00'), 'none'],
  ['two at once, of which neither alone would do', () => withParameters({ silverRevenue: '1.00', silverSellers: 0 }), 'some'],
  ['two at once', () => withParameters({ silverRevenue: '150000.00', silverSellers: 1 }), 'some'],
] as const)('enrollments anew, to the cent: %s', (_, make, reached) => {
  const candidate = make();
  const anew = again(kept, candidate);
  const whole = foldWhole(candidate, { history, until: history.lastDay });
  expect(plain(anew ?? expect.fail('folded whole'))).toEqual(plain(whole));
  expect(isDeepStrictEqual(whole.moves, kept.outcome.moves)).toBe(reached === 'none');
});

test.each([
  ['who is protected', () => withParameter('minimumRegistration', '15000.00')],
  ['what opens a gate', () => withParameter('sellersPerLine', 2)],
  ['what is promised', () => withParameter('sourcedBonus', '0.2')],
  ['what balances rest on', () => withParameter('royaltyBands', [{ from: 1, rate: '9.00' }])],
] as const)('what reaches further is folded whole: %s', (_, make) => {
  expect(again(kept, make())).toBeUndefined();
});

test('nothing changed, nothing is decided', () => {
  expect(again(kept, loadedOf({ ...program.document }))).toBe(kept.outcome);
});
