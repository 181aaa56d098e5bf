import { describe, expect, test } from 'vitest';
import { ways } from '../../../editor/language/ways/index.ts';
import { baseCatalogue } from '../../../server/engine/facts/schema-catalogue.ts';
import type { SourceFile } from '../../../server/engine/program/source.ts';
import { edited, filesOf, languageOf, programFile } from './support.ts';

const recorded = [...baseCatalogue.kinds.values()].filter(({ generated }) => !generated).map(({ name }) => name);
const commercialModel = { pricing: 'Each its own.', support: 'Each its own.', customerSuccess: 'The vendor.', renewal: 'The vendor.' };
const type = (produces: readonly string[]) => ({ objective: 'Sell.', judgedBy: 'incremental-revenue', produces, commercialModel });

/** A program in which anything can be paid, and nothing is yet. */
const bare = (types: readonly string[]): SourceFile[] => [
  programFile({
    ...{ id: 'bare', name: 'Bare', currency: 'EUR', rounding: 'half-even', calendar: { fiscalYearStart: '01-01', timeZone: 'UTC' } },
    partnerTypes: Object.fromEntries(
      types.map((name) => [
        name,
        type(recorded.filter((kind) => kind !== 'co-sell-request' && (name === 'isv' || kind !== 'integration-milestone'))),
      ]),
    ),
    rules: [],
  }),
];

const paying: SourceFile = {
  path: 'rules/base.json',
  text: `${JSON.stringify([
    {
      ...{ name: 'base', decides: 'incentive', for: ['reseller'], on: ['deal-closed'], moves: 'deal-size' },
      conditions: { all: [{ fact: 'deal.kind', operator: 'exists', value: true }] },
      event: { type: 'incentive', params: { incentive: 'base', payee: 'partner', amount: 'deal.amount * 0.01' } },
    },
  ])}\n`,
};

/** The files after a way was chosen from the completions in an empty file of rules. */
function withWay(files: readonly SourceFile[], label: string): SourceFile[] {
  const all = [...files, { path: 'rules/new.json', text: '[\n  \n]\n' }];
  const chosen = languageOf(all)
    .complete('rules/new.json', 4)
    .find((one) => one.kind === 'snippet' && one.label === label);
  if (chosen === undefined) throw new Error(`${label} is not offered`);
  return edited(all, [{ file: 'rules/new.json', ...chosen.span, text: chosen.insert }, ...(chosen.beside ?? [])]);
}

const errors = (files: readonly SourceFile[]) =>
  languageOf(files)
    .diagnose()
    .filter(({ severity }) => severity === 'error')
    .map(({ message, hint, pointer }) => `${pointer}: ${message} ${hint ?? ''}`);

describe('every way of paying', () => {
  const types = ['reseller', 'isv', 'oem', 'si', 'distributor'];

  test.each(ways.map(({ label }) => label))('%s checks without errors in a program that has nothing yet', (label) => {
    expect(errors(withWay([...bare(types), paying], label))).toEqual([]);
  });

  test.each(ways.map(({ label }) => label))('%s checks without errors beside what northwind has', (label) => {
    expect(errors(withWay(filesOf('northwind', false), label))).toEqual([]);
  });

  test('all of them one after the other', () => {
    let files = [...bare(types), paying];
    for (const [index, { label }] of ways.entries()) {
      const next = withWay(files, label);
      files = next.map((file) => (file.path === 'rules/new.json' ? { ...file, path: `rules/way-${index}.json` } : file));
    }
    expect(errors(files)).toEqual([]);
  });

  test('nothing is offered that no partner type could earn', () => {
    const files = [...bare([]), { path: 'rules/new.json', text: '[]' }];
    expect(languageOf(files).complete('rules/new.json', 1)).toEqual([]);
  });
});
