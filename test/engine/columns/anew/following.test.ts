import { expect, test } from 'vitest';
import type { ActivityDocument, ProgramDocument } from '../../../../schemas/types.ts';
import { loadProgramDocument } from '../../../../server/engine/program/load.ts';
import type { Program } from '../../../../server/engine/program/model.ts';
import { buildHistory } from '../../../../server/history/builder.ts';
import { settingOf } from '../../../../server/history/setting.ts';
import { prepare } from '../../../differential/compare.ts';
import { always, commissionRule, goldRule, resellerType, smallProgram } from '../../../support/small-program.ts';
import { foldWhole, keep, someAnew } from './kept.ts';

type Rule = ProgramDocument['rules'][number];

const asks = (fact: string, parameter: string) => ({
  fact,
  operator: 'greaterThanInclusive' as const,
  value: { fact: `parameter.${parameter}` },
});

/**
 * Gold from 1000.00 on, which nobody has. What is paid rests on what partners share: a budget of 8.00 for commissions, what the first
 * deal with a customer was, who has registered the customer.
 */
function sharing(rules: readonly Rule[] = [], goldDeals = 1): ProgramDocument {
  return smallProgram({
    partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'registration-submitted'] }) },
    parameters: { goldRevenue: { type: 'money', value: '1000.00' }, goldDeals: { type: 'count', value: goldDeals } },
    measures: {
      revenue: { sum: 'deal.amount', of: ['deal-closed'], window: 'lifetime' },
      deals: { count: true, of: ['deal-closed'], window: 'lifetime' },
    },
    promises: { first: { type: 'money', by: ['customer.id'], on: ['deal-closed'], formula: 'deal.amount' } },
    protections: { customer: { scope: ['customer.id'], days: 'days(30)' } },
    budgets: { all: { amount: 'money("8.00")', of: ['commission'], window: 'lifetime' } },
    rules: [
      goldRule({ conditions: { all: [asks('measure.revenue', 'goldRevenue'), asks('measure.deals', 'goldDeals')] } }),
      commissionRule(),
      pays('first-deal', 'promise.?first.orValue(money("0")) * 0.01', always),
      pays('registered', 'money("3.00")', { all: [{ fact: 'protection.customer', operator: 'equal', value: 'own' }] }),
      pays('gold-bonus', 'money("1.00")', { all: [{ fact: 'partner.tier', operator: 'equal', value: 'gold' }] }),
      {
        name: 'registration',
        decides: 'registration',
        for: ['reseller'],
        on: ['registration-submitted'],
        conditions: always,
        event: { type: 'registration', params: { outcome: 'approve', protection: 'customer' } },
      } as Rule,
      ...rules,
    ],
  });
}

const pays = (incentive: string, amount: string, conditions: Rule['conditions']): Rule =>
  commissionRule({ name: incentive, conditions, event: { type: 'incentive', params: { incentive, payee: 'partner', amount } } });

/** One a day: `p sells 100 to c`, `p sells 100 to c by r1`, `p registers c as r1`, or so many days of nothing. */
function activitiesOf(story: readonly string[]): readonly ActivityDocument[] {
  let day = Date.UTC(2024, 0, 1);
  return story.flatMap((told, index): ActivityDocument[] => {
    const [partner = '', does, what = '', , customer, , by] = told.split(' ');
    day += 86_400_000 * (does === 'days' ? Number(partner) : 1);
    if (does === 'days') return [];
    const isDeal = does === 'sells';
    const deal = { 'customer.id': customer ?? '', 'deal.amount': what, ...(by === undefined ? {} : { 'deal.registration': by }) };
    const facts = isDeal ? deal : { 'registration.id': customer ?? '', 'customer.id': what };
    const occurredOn = new Date(day).toISOString().slice(0, 10);
    const kind = isDeal ? 'deal-closed' : 'registration-submitted';
    return [{ source: 'test', id: `a${index}`, kind, occurredOn, partner, partnerType: 'reseller', facts }];
  });
}

function loadedOf(document: ProgramDocument): Program {
  const loaded = loadProgramDocument(document);
  if (!loaded.ok) throw new Error(JSON.stringify(loaded.diagnostics));
  return loaded.program;
}

/** What the program comes to once gold asks for less: decided anew, which is the same as decided whole. */
function asked(document: ProgramDocument, story: readonly string[], values: Readonly<Record<string, string | number>>) {
  const partners = ['o', 'p', 'q'].map((id) => ({ id, enrollments: [{ partnerType: 'reseller', enrolledOn: '2023-01-01' }] }));
  const { enrollments, activities, until } = prepare({
    program: document,
    partners,
    activities: [...activitiesOf(story)],
    until: '2024-12-31',
  });
  const program = loadedOf(document);
  const history = buildHistory(settingOf(program), enrollments, activities);
  const kept = keep(program, { history, until });
  const moved = Object.entries(values).map(([name, value]) => [name, { ...document.parameters?.[name], value }]);
  const candidate = loadedOf({ ...document, parameters: { ...document.parameters, ...Object.fromEntries(moved) } });
  const anew = someAnew(kept, candidate);
  const whole = foldWhole(candidate, { history, until });
  if (anew !== undefined) expect({ ...anew, lines: { ...anew.lines } }).toEqual({ ...whole, lines: { ...whole.lines } });
  const steps = new Map(Object.keys(values).map((name) => [`parameter.${name}`, numberOf(candidate, name)]));
  return { isAnew: anew !== undefined, reached: [...kept.notes.thresholds.reachedBy(steps)], gold: [...whole.standing] };
}

function numberOf({ parameters }: Program, name: string): number {
  const parameter = parameters.get(name);
  return parameter?.kind === 'scalar' && typeof parameter.value === 'number' ? parameter.value : expect.fail(`${name} is no number`);
}

const TWO_DEALS = ['p sells 100 to d', 'p sells 100 to e'];
/** o, p, q. */
const ONLY_P = { isAnew: true, reached: [0, 1, 0], gold: [0, 1, 0] };

test.each([
  ['what of a budget others have spent', ['q sells 60 to c', ...TWO_DEALS, 'q sells 10 to c']],
  ['what others were promised', ['q sells 60 to c', 'p sells 100 to c', 'p sells 100 to c']],
  ['who holds a protection', ['q registers c as r1', 'p registers c as r2', 'p sells 100 to c', 'p sells 100 to c']],
  [
    'a protection of another that ends, and is offered to who waits',
    ['q registers c as r1', 'p registers c as r2', '40 days', 'p sells 100 to c', 'p sells 100 to c'],
  ],
  [
    'one that ends won, and is offered to nobody',
    [
      'q registers c as r1',
      'p registers c as r2',
      'q sells 60 to c by r1',
      '40 days',
      'p sells 100 to c',
      'p sells 100 to c',
      'q registers c as r4',
      '40 days',
      'p sells 1 to c',
    ],
  ],
  [
    'one for which another waits in front',
    [
      'o registers c as r1',
      'q registers c as r2',
      'p registers c as r3',
      '40 days',
      'p sells 100 to c',
      'p sells 100 to c',
      '40 days',
      'p sells 1 to c',
    ],
  ],
] as const)('whoever is decided again finds what others did: %s', (_, story) => {
  expect(asked(sharing(), story, { goldRevenue: '150.00' })).toEqual(ONLY_P);
});

test('what is one’s own may change: nobody else has asked for it', () => {
  const rules = sharing().rules.map((rule) =>
    rule.name === 'registration' ? { ...rule, conditions: { all: [asks('measure.revenue', 'goldRevenue')] } } : rule,
  );
  const story = ['q registers c as r1', ...TWO_DEALS, 'p registers d as r2', 'p sells 10 to d'];
  expect(asked({ ...sharing(), rules }, story, { goldRevenue: '150.00' })).toEqual(ONLY_P);
});

test('whoever does something else to others is not decided alone', () => {
  const rules = sharing().rules.map((rule) =>
    rule.name === 'registration' ? { ...rule, conditions: { all: [asks('measure.revenue', 'goldRevenue')] } } : rule,
  );
  const approving = { ...sharing(), rules };
  const story = [...TWO_DEALS, 'p registers c as r1', 'q sells 10 to c'];
  expect(asked(approving, story, { goldRevenue: '150.00' })).toMatchObject({ isAnew: false, reached: [0, 1, 0] });
  const isGold = { all: [{ fact: 'partner.tier', operator: 'equal' as const, value: 'gold' }] };
  const spending = {
    ...sharing([pays('more', 'money("2.00")', isGold)]),
    budgets: { all: { amount: 'money("8.00")', of: ['more'], window: 'lifetime' as const } },
  };
  expect(asked(spending, [...TWO_DEALS, 'p sells 1 to d', 'q sells 60 to c'], { goldRevenue: '150.00' })).toMatchObject({ isAnew: false });
});

test('two that alone would change nothing reach who is held back by both', () => {
  const document = sharing([], 5);
  const story = [...TWO_DEALS, 'q sells 60 to c', 'p sells 1 to d'];
  expect(asked(document, story, { goldRevenue: '150.00' })).toMatchObject({ reached: [0, 0, 0], gold: [0, 0, 0] });
  expect(asked(document, story, { goldRevenue: '150.00', goldDeals: 2 })).toEqual(ONLY_P);
});

test('one that a rule asks for twice reaches whom it holds back twice', () => {
  const twice = pays('steady', 'money("5.00")', { all: [asks('before.revenue', 'goldRevenue'), asks('measure.revenue', 'goldRevenue')] });
  const document = { ...sharing([twice]), parameters: { ...sharing().parameters, other: { type: 'money' as const, value: '5000.00' } } };
  const rules = document.rules.map((rule) =>
    rule.name === 'reseller-gold' ? goldRule({ conditions: { all: [asks('measure.revenue', 'other')] } }) : rule,
  );
  const story = [...TWO_DEALS, 'p sells 100 to d', 'q sells 60 to c'];
  expect(asked({ ...document, rules }, story, { goldRevenue: '150.00' })).toEqual({ isAnew: true, reached: [0, 1, 0], gold: [0, 0, 0] });
});
