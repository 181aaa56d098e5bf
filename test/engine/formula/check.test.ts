import { describe, expect, it } from 'vitest';
import { functionDocs } from '../../../server/engine/formula/functions.ts';
import { FORMULA_FUNCTIONS } from '../../../server/engine/formula/model.ts';
import { check, complaints, formulaOf } from './support.ts';

const hintOf = (source: string) => check(source).findings[0]?.hint;

describe('names', () => {
  it.each([
    ['deal.amonut', 'deal.amount'],
    ['amount', 'deal.amount'],
    ['measure.revenu', 'measure.revenue'],
    ['mni(deal.amount, deal.amount)', 'min'],
    ['bandRate(parameter.suport, deal.amount) * deal.amount', 'parameter.support'],
  ])('%s: did you mean %s', (source, meant) => expect(hintOf(source)).toBe(`Did you mean ${meant}?`));

  it('finds all errors at once, in order', () => {
    expect(complaints('deal.amout + foo(deal.saets) + deal.amount % 2 + deal.discount')).toEqual([
      'unknown-fact: deal.amout',
      'unknown-function: foo',
      'unknown-fact: deal.saets',
      'formula-not-allowed: deal.amount % 2',
      'may-be-missing: deal.discount',
    ]);
  });

  it.each([
    ['shipment.units', 'fact-not-carried: shipment.units'],
    ['gate.sell ? deal.amount : 0', 'decided-later: gate.sell'],
    ['item.amount', 'item-fact: item.amount'],
    ['parameter.support', 'bands-as-value: parameter.support'],
    ['deal', 'unknown-fact: deal'],
    ['deal.amount.minor', 'formula-not-allowed: deal.amount.minor'],
    ['type.name', 'formula-not-allowed: type.name'],
  ])('%s is refused', (source, first) => expect(complaints(source, 'money', { stage: 0 })[0]).toBe(first));

  it('reads an item where a rule is decided for each', () => {
    expect(formulaOf('item.amount', 'money', { perItem: true }).facts).toEqual(['item.amount']);
  });

  it('names the facts in order of first appearance', () => {
    const formula = formulaOf('deal.seats > 1 ? deal.amount * deal.?discount.orValue(0) : marginal(parameter.support, 0, deal.amount)');
    expect(formula.facts).toEqual(['deal.seats', 'deal.amount', 'deal.discount']);
  });
});

describe('a text that is no formula', () => {
  it.each([
    ['deal.amount * * 2', 'a value was expected, found “*”', undefined],
    ['deal.amount *', 'a value was expected, but the formula ends', undefined],
    ['(deal.amount * 2', ') was expected, but the formula ends', undefined],
    ['min(deal.amount; 2)', '“;” was not expected', undefined],
    ['deal.amount 2', '“2” was not expected', undefined],
    ['deal.amount * 5%', 'a value was expected, but the formula ends', 'A percentage is written as a rate: 5 % is 0.05.'],
    ['deal.kind == “new”', '““” was not expected', 'Text stands in straight quotes.'],
  ])('%s', (source, said, hint) => {
    expect(check(source).findings).toMatchObject([{ code: 'formula-syntax', message: `The formula cannot be read here: ${said}.` }]);
    expect(hintOf(source)).toBe(hint);
  });
});

describe('what may be missing', () => {
  it.each([
    'deal.amount * deal.discount',
    'deal.amount * parameter.commission',
    'measure.lastSale',
    'deal.amount * derived.retention',
    'deal.amount * promise.rate',
    'term.start > activity.date ? deal.amount : 0',
    'protection.account == "own" ? deal.amount : 0',
    'deal.startsOn > activity.date ? deal.amount : 0',
  ])('%s is refused', (source) => expect(complaints(source)[0]).toMatch(/^may-be-missing/));

  it('is told by the kinds of activity', () => {
    const source = 'deal.competitor ? deal.amount : 0';
    expect(complaints(source)).toEqual([]);
    expect(complaints(source, 'money', { kinds: new Set(['deal-closed', 'renewal']) })).toEqual(['may-be-missing: deal.competitor']);
    expect(complaints('deal.startsOn', 'date')).toEqual(['may-be-missing: deal.startsOn']);
    expect(complaints('deal.startsOn', 'date', { kinds: new Set(['renewal']) })).toEqual([]);
  });

  it('is read with orValue, or where the conditions prove it to be there', () => {
    expect(complaints('deal.amount * deal.?discount.orValue(0)')).toEqual([]);
    expect(complaints('deal.amount * deal.discount', 'money', { present: new Set(['deal.discount']) })).toEqual([]);
    expect(complaints('deal.?startsOn.orValue(activity.date)', 'date')).toEqual([]);
    expect(complaints('protection.?account.orValue("none") == "own"', 'boolean')).toEqual([]);
  });

  it('of what no activity at hand carries is not asked besides', () => {
    expect(complaints('shipment.units * price("2")')).toEqual(['fact-not-carried: shipment.units']);
  });

  it('of a table names the rows that it could have', () => {
    expect(hintOf('deal.amount * parameter.commission')).toMatch(/^Give the table a row for all that partner\.tier can be, or write /);
  });

  it('makes a derived fact missing', () => {
    expect(complaints('deal.discount', 'rate', { derived: true })).toEqual([]);
  });

  it.each([
    ['deal.?discount', 'missing-unanswered: deal.?discount'],
    ['deal.discount.orValue(0)', 'missing-unanswered: deal.discount'],
    ['(deal.amount * 2).orValue(0)', 'formula-not-allowed: deal.amount * 2'],
    ['deal.?discount.orValue()', 'wrong-arguments: deal.?discount.orValue()'],
    ['deal.?discount.orValue(money("1"))', 'unit-mismatch: money("1")'],
    ['protection.?account.orValue("nobody") == "own"', 'unknown-choice: "nobody"'],
    ['deal.?dicount.orValue(0)', 'unknown-fact: deal.?dicount'],
  ])('%s is refused', (source, first) => expect(complaints(source, 'rate')[0]).toBe(first));
});

describe('functions', () => {
  it('have words, and an example that is well written', () => {
    for (const name of FORMULA_FUNCTIONS) {
      expect(functionDocs[name].example).toContain(`${name}(`);
      expect(functionDocs[name].doc).toMatch(/\.$/);
    }
  });

  it.each([
    ['min(deal.amount)', 'wrong-arguments: min(deal.amount)'],
    ['clamp(deal.amount, 0)', 'wrong-arguments: clamp(deal.amount, 0)'],
    ['min(deal.amount, deal.seats, 5)', 'unit-mismatch: deal.seats'],
    ['min(deal.kind, deal.channel)', 'unit-mismatch: min(deal.kind, deal.channel)'],
    ['round(parameter.share)', 'wrong-arguments: round(parameter.share)'],
    ['round(parameter.share, 10)', 'wrong-arguments: 10'],
    ['round(parameter.share, deal.seats)', 'wrong-arguments: deal.seats'],
    ['round(deal.amount, 2)', 'unit-mismatch: deal.amount'],
    ['floor(deal.amount)', 'unit-mismatch: deal.amount'],
    ['money(5)', 'bad-literal: 5'],
    ['money("1,000")', 'bad-literal: "1,000"'],
    ['money("1e3")', 'bad-literal: "1e3"'],
    ['price("0.0000000001")', 'bad-literal: "0.0000000001"'],
    ['date("2026-02-30") > activity.date ? deal.amount : 0', 'bad-literal: "2026-02-30"'],
    ['date("1789-07-14") > activity.date ? deal.amount : 0', 'bad-literal: "1789-07-14"'],
    ['days("3") > days(2) ? deal.amount : 0', 'bad-literal: "3"'],
    ['days(2.5) > days(2) ? deal.amount : 0', 'bad-literal: 2.5'],
    ['addDays(deal.amount, 3) > activity.date ? deal.amount : 0', 'unit-mismatch: deal.amount'],
    ['addMonths(activity.date, parameter.wait) > activity.date ? deal.amount : 0', 'unit-mismatch: parameter.wait'],
    ['addDays(activity.date, 2.5) > activity.date ? deal.amount : 0', 'unit-mismatch: 2.5'],
    ['daysBetween(activity.date, deal.amount) > 5 ? deal.amount : 0', 'unit-mismatch: deal.amount'],
    ['marginal(deal.amount, 0, deal.amount)', 'not-bands: deal.amount'],
    ['marginal(parameter.share, 0, deal.amount)', 'not-bands: parameter.share'],
    ['marginal(parameter.support, 0, deal.seats)', 'unit-mismatch: deal.seats'],
    ['marginal(parameter.cumulative, 0, deal.seats)', 'unit-mismatch: parameter.cumulative'],
    ['marginal(parameter.priceOnMoney, 0, deal.amount)', 'unit-mismatch: parameter.priceOnMoney'],
    ['retrospective(parameter.bonus, deal.amount, 0)', 'unit-mismatch: parameter.bonus'],
    ['retrospective(parameter.support, deal.amount, 5)', 'unit-mismatch: 5'],
    ['bandRate(parameter.support, deal.amount)', 'unit-mismatch: bandRate(parameter.support, deal.amount)'],
  ])('%s is refused', (source, first) => expect(complaints(source)[0]).toBe(first));
});

describe('spans', () => {
  it('include the brackets around operands', () => {
    const source = '((deal.amount) + (deal.amount)) * (1 - (parameter.share))';
    const { root } = formulaOf(source);
    expect(source.slice(root.start, root.end)).toBe(source);
    if (root.kind !== 'binary') throw new Error(root.kind);
    expect(source.slice(root.left.start, root.left.end)).toBe('(deal.amount) + (deal.amount)');
    expect(source.slice(root.right.start, root.right.end)).toBe('1 - (parameter.share)');
  });

  it('are not led astray by brackets in text', () => {
    const source = 'deal.?note.orValue("(\\")") == ")" ? (deal.amount) * 2 : deal.amount';
    const { root } = formulaOf(source);
    expect(source.slice(root.start, root.end)).toBe(source);
  });
});
