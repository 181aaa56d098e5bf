import { describe, expect, test } from 'vitest';
import type { HistorySpread } from '../../../editor/language/spread.ts';
import { filesOf, languageOf } from './support.ts';

const files = filesOf('northwind');
const textOf = (path: string): string => files.find((file) => file.path === path)?.text ?? '';
const RESELLER = 'rules/70-incentives-reseller.json';

/** Hover over the first such word of a file. */
function over(path: string, word: string, spread?: HistorySpread): string {
  const language = languageOf(files);
  language.setSpread(spread);
  const at = textOf(path).indexOf(word);
  if (at < 0) throw new Error(`${word} isn't in ${path}`);
  return language.hover(path, at + 1)?.markdown ?? '';
}

describe('hover', () => {
  test('over a fact: its meaning, type, unit, who produces it, whether it may be missing', () => {
    const said = over(RESELLER, 'item.amount');
    expect(said).toContain('**item.amount** · money in USD');
    expect(said).toContain('Carried by');
    expect(said).toContain('Produced by reseller');
    expect(over(RESELLER, 'deal.registration')).toContain('May be missing');
    expect(over(RESELLER, 'deal.amount *')).toContain('Always there.');
  });

  test('over names of the program, in conditions and in formulas', () => {
    expect(over(RESELLER, 'parameter.spiffMinimum')).toContain('Now `5000.00`; at least 0, at most 100000.00.');
    expect(over(RESELLER, 'parameter.volumeBands')).toContain('- from 250000.00: 0.02');
    expect(over(RESELLER, 'before.revenueYtd')).toContain('sum of `deal.amount` over `deal-closed`, window `fiscal-year`.');
    expect(over(RESELLER, 'derived.growth')).toContain('max(measure.revenueYtd');
    expect(over(RESELLER, 'newBusiness')).toContain('"expansion"');
    expect(over('parameters.json', 'goldRevenue')).toContain('**parameter.goldRevenue** · money in USD');
    expect(over('program.json', 'volume-rebate"')).toContain('each slice at its own rate');
  });

  test('over functions, operators, kinds and keys', () => {
    expect(over(RESELLER, 'marginal(')).toContain('marginal(parameter.bands, from, to)');
    expect(over(RESELLER, 'greaterThanInclusive')).toContain('A missing value satisfies no operator');
    expect(over(RESELLER, 'deal-closed')).toContain('A deal is won and ordered.');
    expect(over(RESELLER, '"effective"')).toBe('');
    expect(over(RESELLER, '"person":')).toContain('the fact that names the person');
    expect(over('measures.json', 'fiscal-year')).toContain('the period that contains the day');
  });

  test('over a fact: how it spreads in the chosen history, for the kinds of the rule', () => {
    const quantiles = { p5: '100.00', p25: '5000.00', p50: '12000.00', p75: '40000.00', p95: '90000.00' };
    const amount = { fact: 'deal.amount', present: 990, missing: 10, numbers: { min: '1.00', max: '100000.00', quantiles } };
    const kind = {
      fact: 'deal.kind',
      present: 1000,
      missing: 0,
      texts: {
        distinct: 2,
        values: [
          { value: 'new', count: 750 },
          { value: '<b>', count: 250 },
        ],
      },
    };
    const spread: HistorySpread = {
      profile: [],
      kinds: [
        { kind: 'deal-closed', activities: 1000, facts: [amount, kind], itemFacts: [] },
        { kind: 'opportunity-closed', activities: 5, facts: [{ ...amount, present: 5, missing: 0 }], itemFacts: [] },
      ],
    };
    expect(over(RESELLER, 'deal.amount *', spread)).toContain(
      'In the history:\n- deal-closed: there in 99%; 1 to 100,000, median 12,000, half of them 5,000 to 40,000',
    );
    expect(over(RESELLER, 'deal.amount *', spread)).not.toContain('opportunity-closed:');
    // what a history says is data, not markup
    expect(over('conditions.json', 'deal.kind', spread)).toContain('2 different: new 75%, \\<b\\> 25%');
  });
});
