import { describe, expect, test } from 'vitest';
import { edited, filesOf, languageOf, textsAt } from './support.ts';

const files = filesOf('northwind');
const language = languageOf(files);
const RESELLER = 'rules/70-incentives-reseller.json';
const at = (path: string, word: string): [string, number] => {
  const offset = files.find((file) => file.path === path)?.text.indexOf(word) ?? -1;
  if (offset < 0) throw new Error(`${word} isn't in ${path}`);
  return [path, offset + Math.min(2, word.length - 1)];
};

describe('definition', () => {
  test.each([
    ['a parameter in a formula', RESELLER, 'volumeBands, before', ['parameters.json: volumeBands']],
    ['a measure without the activity', RESELLER, 'revenueYtd, measure', ['measures.json: revenueYtd']],
    ['a named condition', RESELLER, 'newBusiness', ['conditions.json: newBusiness']],
    ['a derived fact', RESELLER, 'growth", "operator', ['derived.json: growth']],
    ['a protection', RESELLER, 'deal", "operator": "equal", "value": "own"', ['program.json: deal']],
    ['an incentive in a stack', 'program.json', 'growth-rebate"', [`${RESELLER}: growth-rebate`]],
    ['a stack in a stack', 'program.json', 'front-end", "volume', ['program.json: front-end']],
    ['an obligation in a measure', 'measures.json', 'royalty"', ['rules/90-oem.json: royalty', 'rules/90-oem.json: royalty']],
    ['a partner type', RESELLER, 'reseller"]', ['program.json: reseller']],
    ['an attribute', RESELLER, 'deal.competitorDisplaced', ['program.json: deal.competitorDisplaced']],
    [
      'a rule by its reason',
      'scenarios/01-first-decision.json',
      'registration-approved"',
      ['rules/50-registration.json: registration-approved'],
    ],
  ])('of %s', (_, path, word, expected) => {
    expect(textsAt(files, language.definition(...at(path, word)))).toEqual(expected);
  });

  test('of a gate: all rules that open or close it', () => {
    const found = language.definition(...at('conditions.json', 'sell", "operator'));
    expect(found.length).toBeGreaterThan(1);
    expect(new Set(textsAt(files, found))).toEqual(new Set(['rules/40-gates.json: sell']));
  });

  test('of nothing that has a name', () => {
    expect(language.definition(...at('program.json', 'half-even'))).toEqual([]);
    expect(language.definition('nowhere.json', 0)).toEqual([]);
  });
});

describe('uses', () => {
  test('of a measure reach formulas, conditions, derived facts and scenarios', () => {
    const found = language.uses(...at('measures.json', 'revenueYtd'));
    expect(new Set(textsAt(files, found).map((text) => text.replace(/.*: /, '')))).toEqual(new Set(['revenueYtd']));
    const inFiles = new Set(found.map(({ file }) => file));
    for (const file of ['measures.json', 'derived.json', RESELLER]) expect(inFiles).toContain(file);
  });

  test('of an incentive reach stacks, reversals, measures and what scenarios expect', () => {
    const inFiles = new Set(language.uses(...at(RESELLER, 'growth-rebate", "payee')).map(({ file }) => file));
    for (const file of ['measures.json', 'program.json', 'rules/75-cancellations.json', 'scenarios/13-volume-and-growth.json'])
      expect(inFiles).toContain(file);
  });
});

describe('uses of a level', () => {
  test('reach rules, tables, conditions, formulas and scenarios', () => {
    const path = 'rules/zz.json';
    const formula =
      'partner.tier == \\"gold\\" || \\"gold\\" != partner.?tier.orValue(\\"gold\\") || partner.?tier.orValue(\\"gold\\") == \\"gold\\" || deal.number == \\"gold\\"';
    const more = {
      path,
      text: `[{ "name": "x", "decides": "incentive", "event": { "type": "incentive", "params": { "incentive": "x", "amount": "${formula}" } } }]`,
    };
    const all = [...files, more];
    const found = languageOf(all).uses(...at('program.json', 'gold"'));
    const inFiles = new Set(found.map(({ file }) => file));
    expect(found.filter(({ file }) => file === path)).toHaveLength(5);
    for (const file of ['program.json', 'parameters.json', 'rules/20-tiers.json', 'rules/30-benefits.json'])
      expect(inFiles).toContain(file);
    expect([...inFiles].some((file) => file.startsWith('scenarios/'))).toBe(true);
    expect(new Set(textsAt(all, found).map((text) => text.replace(/.*: /, '')))).toEqual(new Set(['gold']));
  });
});

describe('rename', () => {
  test.each([
    ['a parameter', 'parameters.json', 'goldRevenue', 'revenueOfGold'],
    ['a measure', RESELLER, 'revenueYtd, measure', 'businessOfYear'],
    ['a named condition', 'conditions.json', 'newBusiness', 'isNewBusiness'],
    ['a gate', 'conditions.json', 'sell", "operator', 'resell'],
    ['an incentive', RESELLER, 'volume-rebate", "payee', 'rebate-of-volume'],
    ['an obligation', 'rules/90-oem.json', 'royalty", "payer', 'licence-fee'],
    ['a balance', 'rules/90-oem.json', 'prepaid": "line', 'paidAhead'],
    ['a promise', 'program.json', 'mdfAllocation', 'grant'],
    ['a protection', 'rules/50-registration.json', 'account"', 'ownership'],
    ['a derived fact', 'derived.json', 'retention', 'kept'],
    ['a stack', 'program.json', 'front-end"', 'best-of'],
    ['a partner type', 'program.json', 'distributor', 'wholesaler'],
    ['a partner type that keys a table', 'program.json', 'reseller": {', 'dealer'],
    ['an attribute', RESELLER, 'deal.competitorDisplaced', 'deal.rivalOut'],
    ['a level of a tier', 'program.json', 'silver"', 'argent'],
    ['a level that keys tables and stands in scenarios', 'program.json', 'gold"', 'or'],
    ['a level of an integration', 'program.json', 'associate"', 'ally'],
    ['a rule', RESELLER, 'deal-registration", "description', 'registered-deal'],
  ])('%s everywhere, and nothing is broken', (_, path, word, name) => {
    const renamed = language.rename(...at(path, word), name);
    if (!renamed.ok) throw new Error(renamed.reason);
    const after = languageOf(edited(files, renamed.edits));
    expect(after.diagnose()).toEqual([]);
    // and back again
    const [first] = renamed.edits;
    const back = after.rename(first?.file ?? '', first?.start ?? 0, languageOf(files).renamable(...at(path, word))?.name ?? '');
    expect(back.ok && edited(edited(files, renamed.edits), back.edits)).toEqual(files);
  });

  test.each([
    ['newBusiness', 'conditions.json', 'new-business', 'Here a word that starts with a small letter'],
    ['newBusiness', 'conditions.json', 'maySell', 'There is already a condition maySell.'],
    ['newBusiness', 'conditions.json', '__proto__', 'Here a word'],
    ['deal.kind', 'conditions.json', 'deal.sort', 'deal.kind is not declared in this program'],
    ['"equal"', 'conditions.json', 'same', 'No name of the program stands here.'],
  ])('%s of %s refuses %s', (word, path, name, reason) => {
    const renamed = language.rename(...at(path, word), name);
    expect(renamed.ok ? '' : renamed.reason).toContain(reason);
  });
});
