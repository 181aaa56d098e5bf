import { expect, test } from 'vitest';
import type { ProgramDocument } from '../../schemas/types.ts';
import { activities, partners, shop } from './shop.ts';
import { historyOf, refusalsOf, sourceOf } from './support.ts';

const history = historyOf(shop(), partners, activities);
const refused = (asked: object, source?: ReturnType<typeof sourceOf>) => refusalsOf(history, shop(), asked, source);

test('names that are nothing are told with the near ones', async () => {
  expect(await refused({ filter: { partnerTypes: ['reseler', 'oem'] } })).toEqual([
    '/filter/partnerTypes/0 Neither the baseline nor the history has a partner type “reseler”. Did you mean reseller?',
  ]);
  expect(await refused({ filter: { regions: ['nort'] } })).toEqual([
    '/filter/regions/0 partner.region is nowhere “nort” in the history. Did you mean north?',
  ]);
  expect(await refused({ filter: { segments: ['boutiqe'] } })).toEqual([
    '/filter/segments/0 partner.segment is nowhere “boutiqe” in the history. Did you mean boutique?',
  ]);
  expect(await refused({ filter: { where: { fact: 'deal.ammount', operator: 'greaterThan', value: '1.00' } } })).toEqual([
    '/filter/where/fact There is no fact deal.ammount. Did you mean deal.amount?',
  ]);
  expect(await refused({ filter: { where: { all: [{ fact: 'customer.segment', operator: 'equal', value: 'smal' }] } } })).toEqual([
    expect.stringMatching(/^\/filter\/where\/all\/0\/value customer.segment never is “smal”.* Did you mean small\?$/),
  ]);
  expect(await refused({ filter: { where: { fact: 'deal.person', operator: 'in', value: ['bea', 'bem'] } } })).toEqual([
    '/filter/where/value/1 deal.person is nowhere “bem” in the history. Did you mean bea?',
  ]);
  expect(await refused({ parameters: { goldRevnue: '1.00' } })).toEqual([
    '/parameters/goldRevnue The program has no parameter “goldRevnue”. Did you mean goldRevenue?',
  ]);
  expect(await refused({ candidates: [{ of: 'baseline', set: { 'commission/golden': '0.1' } }] })).toEqual([
    '/candidates/0/set/commission~1golden The parameter commission has no “golden”. Did you mean gold?',
  ]);
  expect(await refused({ candidates: [{ program: 'shob' }] }, sourceOf({ shop: [shop()] }))).toEqual([
    '/candidates/0/program There is no program “shob”. Did you mean shop?',
  ]);
  expect(await refused({ by: { region: 'partner.regio' } })).toEqual([
    '/by/region There is no fact partner.regio. Did you mean partner.region?',
  ]);
});

test('what a filter can’t ask', async () => {
  const where = (fact: string, value: unknown = '1') => ({ filter: { where: { fact, operator: 'equal', value } } });
  for (const [fact, why] of [
    ['measure.revenue', 'measure.revenue is reckoned by the program.'],
    ['partner.tier', 'partner.tier is reckoned by the program.'],
    ['activity.date', 'activity.date is no condition of a filter.'],
    ['item.product', 'item.product is an item’s; a filter chooses whole activities.'],
    ['customer.country', 'Nothing in the history carries customer.country.'],
  ] as const) {
    const [message = ''] = await refused(where(fact));
    expect(message).toContain(why);
  }
  expect(await refused({ filter: { where: { condition: 'won' } } })).toEqual(['/filter/where/condition There is no condition named won.']);
  expect(await refused({ filter: { where: { fact: 'deal.amount', operator: 'greaterThan', value: 5 } } })).toEqual([
    '/filter/where/value The value for deal.amount is 5; money as decimal text, such as "1250.00", was expected.',
  ]);
  expect(await refused({ filter: { dates: { from: '2025-03-01', through: '2025-02-01' } } })).toEqual([
    '/filter/dates/through The dates end before they start. Both days are counted, the first and the last.',
  ]);
});

test('values stay within their parameters’ bounds', async () => {
  expect(await refused({ parameters: { goldRevenue: '5000.01' } })).toEqual([
    '/parameters/goldRevenue goldRevenue is “5000.01”, above its max of “5000.00”. Move the value or the max.',
  ]);
  expect(await refused({ candidates: [{ of: 'baseline', set: { 'commission/gold': 'much' } }] })).toEqual([
    expect.stringMatching(/^\/candidates\/0\/set\/commission~1gold The row gold is “much”; a rate as decimal text/),
  ]);
  expect(await refused({ candidates: [{ of: 'baseline', set: { spiff: 5 } }] })).toEqual([
    expect.stringMatching(/^\/candidates\/0\/set\/spiff .*money as decimal text/),
  ]);
});

test('programs that can’t be compared', async () => {
  expect(await refused({ baseline: {} })).toEqual([
    '/baseline A program is given by one of program, draft, documents; found none of them.',
  ]);
  expect(await refused({ candidates: [{ program: 'shop', of: 'baseline' }] })).toEqual([
    '/candidates/0 A program is given by one of program, draft, documents, of; found program and of.',
  ]);
  expect(await refused({ candidates: [{ set: { spiff: '1.00' } }] })).toEqual([
    '/candidates/0 What is set has no program to be set in. Add "of": "baseline".',
  ]);
  expect(await refused({ candidates: [{ documents: [shop({ currency: 'EUR' })] }] })).toEqual([
    '/candidates/0/documents/0/currency The history is in USD, the program in EUR. Import the activities for a program in EUR.',
  ]);
  const broken = { ...shop(), rules: [...shop().rules, { ...shop().rules[0], name: 'again', for: ['resellr'] }] } as ProgramDocument;
  expect(await refused({ candidates: [{ documents: [broken] }] })).toEqual([
    expect.stringMatching(/^\/candidates\/0\/documents\/0\/rules\/9\/for\/0 .*resellr.* Did you mean reseller\?$/),
  ]);
  expect(
    await refused({
      candidates: [
        { of: 'baseline', name: 'x' },
        { of: 'baseline', name: 'x' },
      ],
    }),
  ).toEqual(['/candidates/1/name Two sides are called x. Give each a name of its own.']);
  expect(await refused({ candidates: [{ of: 'baseline', sets: {} }] })).toEqual([expect.stringContaining('/candidates/0/sets')]);
});

test('a history of another catalogue says what it lacks, before anything is folded', async () => {
  const wants = shop({
    attributes: { 'deal.displaced': { type: 'boolean', of: ['deal-closed'] } },
    conditions: { displaced: { fact: 'deal.displaced', operator: 'equal', value: true } },
    rules: [
      ...shop().rules.slice(0, -1),
      { ...shop().rules[5], name: 'displaced', conditions: { condition: 'displaced' } },
      ...shop().rules.slice(-1),
    ] as ProgramDocument['rules'],
  });
  expect(await refused({ candidates: [{ documents: [wants] }] })).toEqual([
    expect.stringMatching(
      /^\/candidates\/0\/documents\/0\/.* The program reads deal\.displaced \(boolean\); the history doesn’t know it\./,
    ),
  ]);
});
