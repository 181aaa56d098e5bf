import { describe, expect, test } from 'vitest';
import type { Fix } from '../../../editor/language/model.ts';
import type { ProgramDocument } from '../../../schemas/types.ts';
import type { SourceFile } from '../../../server/engine/program/source.ts';
import { commissionRule, goldRule, resellerType, smallProgram } from '../../support/small-program.ts';
import { edited, filesOf, languageOf, programFile } from './support.ts';

/** Fixes of the first diagnostic with a code, and what is left of such after the first of them. */
function mended(
  files: readonly SourceFile[],
  code: string,
  choose = 0,
): { readonly fixes: readonly Fix[]; readonly left: readonly string[]; readonly files: readonly SourceFile[] } {
  const language = languageOf(files);
  const found = language.diagnose();
  const diagnostic = found.find((one) => one.code === code);
  if (diagnostic === undefined) throw new Error(`no ${code} among ${found.map((one) => one.code).join(', ')}`);
  const fixes = language.fixes(diagnostic);
  const after = edited(files, fixes[choose]?.edits ?? []);
  return {
    fixes,
    files: after,
    left: languageOf(after)
      .diagnose()
      .map((one) => one.code),
  };
}
const northwind = (path: string, from: string, to: string): SourceFile[] =>
  filesOf('northwind').map((file) => (file.path === path ? { path, text: file.text.replace(from, to) } : file));
const small = (changes: object): SourceFile[] => [programFile(smallProgram(changes as never))];
const titles = ({ fixes }: { readonly fixes: readonly Fix[] }): string[] => fixes.map(({ title }) => title);
const RESELLER = 'rules/70-incentives-reseller.json';

describe('a word that is nearly right is replaced', () => {
  test.each([
    ['a fact in a condition', northwind('conditions.json', '"deal.kind"', '"deal.kin"'), 'unknown-fact', 'deal.kind'],
    ['a fact in a formula', northwind(RESELLER, 'item.amount *', 'item.amont *'), 'unknown-fact', 'item.amount'],
    ['a named condition', northwind(RESELLER, '"maySell"', '"maySel"'), 'unknown-condition', 'maySell'],
    [
      'an operator',
      northwind('conditions.json', '"greaterThanInclusive"', '"greaterThanInclusiv"'),
      'unknown-operator',
      'greaterThanInclusive',
    ],
    ['a choice', northwind('conditions.json', '"expansion"', '"expanson"'), 'unknown-choice', 'expansion'],
    ['an incentive', northwind('program.json', '"growth-rebate"', '"grow-rebate"'), 'unknown-incentive', 'growth-rebate'],
    ['a kind', northwind(RESELLER, '["deal-closed"]', '["deal-close"]'), 'unknown-kind', 'deal-closed'],
    ['a field', northwind(RESELLER, '"moves"', '"move"'), 'unknown-field', 'moves'],
    ['a function', northwind(RESELLER, 'marginal(', 'margnal('), 'unknown-function', 'marginal'],
    ['a value of the format', northwind(RESELLER, '"payee": "partner"', '"payee": "partners"'), 'unknown-value', 'partner'],
    [
      'a name in a scenario',
      northwind('scenarios/01-first-decision.json', '"margin": "4800.00"', '"margn": "4800.00"'),
      'unknown-name',
      'margin',
    ],
  ])('%s', (_, files, code, name) => {
    const { fixes, left } = mended(files, code);
    expect(fixes[0]).toMatchObject({ title: `Replace by ${name}`, preferred: true });
    expect(left).toEqual([]);
  });

  test('where several may be meant, each is offered', () => {
    const files = northwind('program.json', '"half-even"', '"sometimes"');
    expect(titles(mended(files, 'unknown-value'))).toEqual(['half-even', 'half-up', 'up', 'down'].map((name) => `Replace by ${name}`));
  });
});

describe('what is missing is written down', () => {
  test('what an incentive moves, the likeliest first', () => {
    const files = northwind(
      RESELLER,
      ', "moves": "customer-retention",\n    "conditions": {\n      "all": [\n        { "fact": "renewal.kept"',
      ',\n    "conditions": {\n      "all": [\n        { "fact": "renewal.kept"',
    );
    const { fixes, left, files: after } = mended(files, 'moves-missing');
    expect(fixes[0]).toMatchObject({ title: 'It moves customer-retention', preferred: true });
    expect(fixes).toHaveLength(12);
    expect(left).toEqual([]);
    // where it stood before
    expect(after).toEqual(filesOf('northwind'));
  });

  test('fields that the format asks for', () => {
    const { currency: _, ...rest } = smallProgram();
    expect(titles(mended([programFile(rest)], 'missing-field'))).toEqual(['Add "currency": ""']);
    const { rounding: __, ...others } = smallProgram();
    expect(titles(mended([programFile(others)], 'missing-field'))).toContain('Add "rounding": "half-even"');
    expect(mended([programFile(others)], 'missing-field').left).toEqual([]);
    const { conditions: ___, ...rule } = commissionRule();
    expect(mended(small({ rules: [goldRule(), rule] }), 'missing-field').left).toEqual([]);
  });

  test('objective and judge of a partner type', () => {
    const { objective: _, judgedBy: __, ...type } = resellerType();
    const { fixes, left } = mended(small({ partnerTypes: { reseller: type } }), 'objective-missing');
    expect(fixes[0]?.title).toMatch(/^Judge it by /);
    expect(left).toEqual([]);
  });

  test('commercial model, review of tiers', () => {
    const coSell = small({ partnerTypes: { reseller: resellerType({ produces: ['deal-closed', 'co-sell-request'] }) } });
    expect(mended(coSell, 'commercial-model-missing').left).toEqual(['co-sell-without-solution']);
    const tiers = {
      levels: ['registered', 'gold'],
      upgrade: 'at-review',
      downgrade: 'at-once',
    } satisfies ProgramDocument['partnerTypes'][string]['tiers'];
    expect(mended(small({ partnerTypes: { reseller: resellerType({ tiers }) } }), 'review-missing').left).toEqual([]);
  });

  test('a parameter and a condition that are read already', () => {
    const files = northwind('conditions.json', '"parameter.goldRetention"', '"parameter.keptByGoldPartners"');
    const { fixes, left } = mended(files, 'unknown-fact', 0);
    expect(fixes[0]?.title).toBe('Add the parameter keptByGoldPartners, rate');
    expect(left.filter((code) => code !== 'unused')).toEqual([]);
    const named = northwind(RESELLER, '{ "condition": "maySell" }', '{ "condition": "anythingElseAtAll" }');
    expect(mended(named, 'unknown-condition').left).toEqual([]);
  });
});

describe('inside of formulas', () => {
  const amount = (formula: string, more = {}) =>
    small({
      rules: [
        goldRule(),
        commissionRule({
          event: { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: formula, ...more } },
        } as never),
      ],
    });

  test('a literal gets its unit', () => {
    const { fixes, left } = mended(amount('deal.amount + 5'), 'unit-mismatch');
    expect(titles({ fixes })).toEqual(['Write money("5")']);
    expect(left).toEqual([]);
  });

  test('what may be missing is asked for, or answered', () => {
    const files = amount('deal.amount * 0.1 + sale.amount * 0');
    expect(titles(mended(files, 'fact-not-carried'))).toEqual([]);
    const missing = amount('deal.listAmount * 0.1');
    const { fixes } = mended(missing, 'may-be-missing');
    expect(titles({ fixes })).toEqual(['Ask for deal.listAmount in the rule’s conditions', 'Take money("0") where it is missing']);
    expect(mended(missing, 'may-be-missing', 0).left).toEqual([]);
    expect(mended(missing, 'may-be-missing', 1).left).toEqual([]);
  });
});

describe('what is too much is removed', () => {
  test('fields, commas, comments, entries that stand twice', () => {
    expect(mended(northwind('program.json', '"currency": "USD",', '"currency": "USD", "quite": 1,'), 'unknown-field').files).toEqual(
      filesOf('northwind'),
    );
    expect(mended(northwind('conditions.json', '["new", "expansion"]', '["new", "expansion",]'), 'trailing-comma').files).toEqual(
      filesOf('northwind'),
    );
    expect(mended(northwind('conditions.json', '["new",', '["new",/* or */'), 'comment').files).toEqual(filesOf('northwind'));
    expect(mended(northwind('conditions.json', '"operator": "in",', '"operator": "in", "path": "$.x",'), 'condition-path').files).toEqual(
      filesOf('northwind'),
    );
  });

  test('what nobody uses', () => {
    const { fixes, left } = mended(
      small({ parameters: { goldRevenue: { type: 'money', value: '1.00' }, other: { type: 'rate', value: '0' } } }),
      'unused',
    );
    expect(titles({ fixes })).toEqual(['Delete it']);
    expect(left).toEqual([]);
  });
});

describe('numbers and text', () => {
  test('are written as the format has them', () => {
    const goldRevenue = { type: 'money', value: 1000 };
    expect(titles(mended(small({ parameters: { goldRevenue } }), 'wrong-type'))).toEqual(['Write "1000"']);
    const rules = [
      goldRule(),
      commissionRule({ conditions: { all: [{ fact: 'measure.deals', operator: 'greaterThan', value: '3' }] } } as never),
    ];
    const measures = { ...smallProgram().measures, deals: { count: true, of: ['deal-closed'], window: 'fiscal-year' } };
    const text = mended(small({ measures, rules }), 'wrong-literal');
    expect(titles(text)).toEqual(['Write 3']);
    expect(text.left).toEqual([]);
  });
});

test('a diagnostic of files that are gone has no fixes', () => {
  const language = languageOf(northwind('conditions.json', '"deal.kind"', '"deal.kin"'));
  const [diagnostic] = language.diagnose();
  language.update('conditions.json');
  expect(diagnostic && language.fixes(diagnostic)).toEqual([]);
});
