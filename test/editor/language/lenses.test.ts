import { describe, expect, test } from 'vitest';
import type { RuleFigures } from '../../../editor/language/lenses.ts';
import { filesOf, languageOf } from './support.ts';

const RESELLER = 'rules/70-incentives-reseller.json';
const figures = (rule: string, held: number, paid: string, owed = '0.00'): RuleFigures => ({
  rule,
  looked: 5000,
  held,
  due: held,
  counted: { paid, owed },
});

describe('the lens above a rule', () => {
  const language = languageOf(filesOf('northwind'));

  test('is there only after a simulation', () => {
    expect(language.lenses(RESELLER)).toEqual([]);
  });

  test('says how often it matched, what it paid, and how that changed', () => {
    language.setFigures({
      currency: 'USD',
      baseline: [figures('margin', 1204, '120400.00'), figures('growth-rebate', 0, '0.00'), figures('renewal-target', 3, '0.00', '100.00')],
      candidate: [
        figures('margin', 1300, '150500.00'),
        figures('growth-rebate', 0, '0.00'),
        figures('renewal-target', 3, '0.00', '100.00'),
        figures('volume-rebate', 7, '1.50'),
      ],
    });
    const lenses = language.lenses(RESELLER);
    expect(Object.fromEntries(lenses.map(({ rule, title }) => [rule, title]))).toEqual({
      margin: 'matched 1,300 of 5,000 · paid $150,500.00 · +$30,100.00 (+25%)',
      'growth-rebate': 'never matched of 5,000',
      'renewal-target': 'matched 3 of 5,000 · partners owe $100.00',
      'volume-rebate': 'matched 7 of 5,000 · paid $1.50 · new',
    });
    expect(lenses[0]?.detail).toBe(
      'Looked at 5,000 times, held 1,300 times, 1,300 lines due. Before: $120,400.00 paid. Before: held 1,204 times.',
    );
    const text = filesOf('northwind').find(({ path }) => path === RESELLER)?.text ?? '';
    expect(text.slice(lenses[0]?.span.start).startsWith('{\n    "name": "margin"')).toBe(true);
  });

  test('is gone with its simulation, and never stands in other files', () => {
    expect(language.lenses('parameters.json')).toEqual([]);
    expect(language.lenses('scenarios/01-first-decision.json')).toEqual([]);
    language.setFigures();
    expect(language.lenses(RESELLER)).toEqual([]);
  });
});

test('the words of formulas have their colours, behind escapes too', () => {
  const language = languageOf(filesOf('northwind'));
  const text = filesOf('northwind').find(({ path }) => path === 'derived.json')?.text ?? '';
  const said = language.colours('derived.json').map(({ type, start, end }) => `${type} ${text.slice(start, end)}`);
  expect(said.slice(0, 3)).toEqual(['fact measure.revenue12Months', 'operator -', 'fact measure.cancelled12Months']);
  expect(said).toEqual(expect.arrayContaining(['function max', 'function money', 'text \\"0\\"', 'parameter parameter.mdfBudget']));
});
