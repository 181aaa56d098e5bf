import { expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../../schemas/types.ts';
import { apartOf, spendShared } from '../../../../server/engine/columns/anew/shared-budgets.ts';
import { foldLines, prepareFold } from '../../../../server/engine/columns/fold.ts';
import { loadProgramDocument } from '../../../../server/engine/program/load.ts';
import { buildHistory } from '../../../../server/history/builder.ts';
import { settingOf } from '../../../../server/history/setting.ts';
import { prepare } from '../../../differential/compare.ts';
import { Choices } from '../../../differential/generate/choices.ts';
import { always, commissionRule, goldRule, resellerType, smallProgram } from '../../../support/small-program.ts';
import { randomNumbers } from '../cases.ts';
import { aPlainCase } from '../straight/plain-case.ts';
import { foldWhole } from './kept.ts';

/** A few are too few to meet what is looked for. */
const CASES = Math.max(60, Number(process.env.DEALWRIGHT_CASES ?? 2000) / 30);

const INCENTIVES = ['bonus', 'rebate', 'spiff', 'extra', 'growth'];
const PERIODS = new Set(['month-closed', 'quarter-closed', 'year-closed', 'tier-reviewed']);

/** The same with a budget of all partners, where no line comes of what the calendar generates. */
function withBudget(choices: Choices, document: ProgramDocument): ProgramDocument {
  const rules = document.rules.map((rule) => {
    if (rule.decides !== 'incentive') return rule;
    const on = rule.on.filter((kind) => !PERIODS.has(kind));
    return { ...rule, on: on.length === 0 ? ['deal-closed'] : on };
  });
  const window = choices.pick(['fiscal-month', 'fiscal-quarter', 'fiscal-year', 'lifetime'] as const);
  const amount = choices.pick(['parameter.sum', 'parameter.sum', 'parameter.sum * 2']);
  return { ...document, rules, budgets: { shared: { amount, of: choices.some(INCENTIVES, 1, 2), window } } } as ProgramDocument;
}

test('budgets of all partners, spent afterwards, leave what they leave in the order of time', () => {
  const met = { spent: 0, cut: 0, general: 0 };
  for (let seed = 1; seed <= CASES; seed += 1) {
    const { timeline, history, until } = aPlainCase(seed * 7919);
    const [version] = timeline.versions;
    const loaded = loadProgramDocument(withBudget(new Choices(randomNumbers(seed)), version?.document ?? expect.fail('no version')));
    if (!loaded.ok) continue;
    const { program } = loaded;
    const one = { id: program.id, versions: [program] };
    const whole = foldWhole(program, { history, until });
    expect({ ...foldLines(one, history, { until }), handedOver: 0 }, `seed ${seed}`).toEqual(whole);
    const apart = apartOf(one);
    if (apart === undefined) {
      met.general += 1;
      continue;
    }
    const { names, fold } = prepareFold(apart.timeline);
    const without = fold(history, { until, anew: false });
    if (without.failures.count > 0) continue;
    const spent = spendShared(apart, names, without, history);
    if (spent === undefined) continue;
    expect([...spent.lines.amount], `seed ${seed}`).toEqual([...whole.lines.amount]);
    met.spent += 1;
    for (const [line, amount] of spent.lines.amount.entries()) {
      if (amount !== without.lines.amount[line]) met.cut += 1;
    }
  }
  console.info(`budgets were spent afterwards of ${met.spent} programs: ${JSON.stringify(met)}`);
  for (const [of, count] of Object.entries(met)) expect(count, of).toBeGreaterThan(0);
});

/** A tenth of each deal, of a budget of 25.00 for both partners; cancellations take it back. */
const SHARED = smallProgram({
  partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'cancellation'] }) },
  parameters: {
    goldRevenue: { type: 'money', value: '1000.00' },
    most: { type: 'money', value: '25.00', min: '0', max: '100' },
  },
  budgets: { shared: { amount: 'parameter.most', of: ['commission'], window: 'lifetime' } },
  rules: [
    goldRule(),
    commissionRule(),
    {
      name: 'takes-back',
      for: ['reseller'],
      on: ['cancellation'],
      decides: 'incentive',
      moves: 'customer-retention',
      conditions: always,
      event: { type: 'incentive', params: { reverses: ['commission'] } },
    },
  ],
});

/** Of partner p or q: a deal of 100.00, or the cancellation of one. */
function amountsOf(story: readonly string[]) {
  const activities = story.map((told, index): ActivityDocument => {
    const [partner = '', cancelled] = told.split(' ');
    const facts = cancelled === undefined ? { 'customer.id': 'c', 'deal.amount': '100.00' } : { 'cancelled.activity': cancelled };
    const kind = cancelled === undefined ? 'deal-closed' : 'cancellation';
    return { source: 'test', id: `a${index}`, kind, occurredOn: `2024-01-${10 + index}`, partner, partnerType: 'reseller', facts };
  });
  const partners = ['p', 'q'].map((id) => ({ id, enrollments: [{ partnerType: 'reseller', enrolledOn: '2023-01-01' }] }));
  const prepared = prepare({ program: SHARED, partners, activities, until: '2024-12-31' });
  const [program] = prepared.timeline.versions;
  if (program === undefined) throw new Error('a timeline without versions');
  const history = buildHistory(settingOf(program), prepared.enrollments, prepared.activities);
  const { until } = prepared;
  const apart = apartOf(prepared.timeline) ?? expect.fail('the budget is all that is shared');
  const { names, fold } = prepareFold(apart.timeline);
  const without = fold(history, { until, anew: false });
  expect(without.handedOver).toBe(0);
  const spent = spendShared(apart, names, without, history);
  const whole = foldWhole(program, { history, until });
  expect({ ...foldLines(prepared.timeline, history, { until }), handedOver: 0 }).toEqual(whole);
  if (spent !== undefined) expect({ ...spent, handedOver: 0 }).toEqual(whole);
  // in the order of time
  const order = [...whole.lines.day].map((day, line) => ({ day, amount: whole.lines.amount[line] ?? 0 }));
  return { isSpent: spent !== undefined, amounts: order.sort((a, b) => a.day - b.day).map(({ amount }) => amount / 100) };
}

test.each([
  ['partners take turns', ['p', 'q', 'p', 'q'], [10, 10, 5, 0], true],
  ['what is taken back is there for the next, whoever it is', ['p', 'q', 'p a0', 'q', 'p'], [10, 10, -10, 10, 5], true],
  ['of what was nothing nothing is taken back', ['p', 'q', 'p', 'q', 'q a3', 'p a0', 'q'], [10, 10, 5, 0, 0, -10, 10], true],
  ['nothing is taken back twice', ['p', 'p a0', 'p a0', 'q'], [10, -10, 0, 10], true],
  ['how much of a part is taken back is decided in the order of time', ['p', 'q', 'p', 'p a2', 'q'], [10, 10, 5, -5, 5], false],
] as const)('one budget for two: %s', (_, story, amounts, isSpent) => {
  expect(amountsOf(story)).toEqual({ isSpent, amounts });
});
