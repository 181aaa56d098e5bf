import { describe, expect, test } from 'vitest';
import type { Completion } from '../../../editor/language/model.ts';
import { hole } from '../../../editor/language/snippet.ts';
import { cursor, filesOf, languageOf } from './support.ts';

const files = filesOf('northwind');

/** What is offered where the cursor stands in one more file of northwind. */
function offered(path: string, written: string): readonly Completion[] {
  const { text, offset } = cursor(written);
  return languageOf([...files, { path, text }]).complete(path, offset);
}
const labels = (completions: readonly Completion[]): string[] => completions.map(({ label }) => label);

/** A rule with one condition and one amount. */
const rule = (condition: string, amount = 'deal.amount', more = ''): string =>
  `[ { "name": "x", "decides": "incentive", "for": ["reseller"], "on": ["deal-closed"], ${more}
  "conditions": { "all": [ ${condition} ] },
  "event": { "type": "incentive", "params": { "incentive": "x", "payee": "partner", "amount": "${amount}" } } } ]`;
const inRule = (condition: string, amount?: string, more?: string) => offered('rules/z.json', rule(condition, amount, more));

describe('facts of a condition', () => {
  const facts = inRule('{ "fact": "⏐", "operator": "equal", "value": 1 }');

  test('are those that its kinds carry and the program declares, what must be there first', () => {
    expect(labels(facts)).toContain('deal.amount');
    expect(labels(facts)).toContain('measure.revenueYtd');
    expect(labels(facts)).toContain('parameter.goldRevenue');
    expect(labels(facts)).toContain('gate.sell');
    expect(labels(facts)).not.toContain('renewal.amount');
    expect(labels(facts)).not.toContain('shipment.units');
    expect(labels(facts).slice(0, 1)).toEqual(['deal.amount']);
  });

  test('come last where no partner type of the rule ever produces them', () => {
    const ranks = new Map(facts.map(({ label, rank }) => [label, rank]));
    expect(ranks.get('measure.unitsShipped')).toBe(9);
    expect(ranks.get('measure.revenueYtd')).toBeLessThan(9);
  });

  test('say their type, and replace what stands in the quotes', () => {
    const amount = facts.find(({ label }) => label === 'deal.amount');
    expect(amount).toMatchObject({ insert: '"deal.amount"', detail: 'money in USD', kind: 'fact' });
    expect(amount?.documentation).toContain('**deal.amount**');
    expect((amount?.span.end ?? 0) - (amount?.span.start ?? 0)).toBe(2);
  });

  test('are of items only where a rule is decided for each of them', () => {
    expect(labels(facts)).not.toContain('item.amount');
    const each = offered('rules/z.json', rule('{ "fact": "⏐" }').replace('"payee"', '"per": "item", "payee"'));
    expect(labels(each)).toContain('item.amount');
  });

  test('are also offered where no text stands yet', () => {
    const [first] = inRule('{ "fact": ⏐ }');
    expect(first).toMatchObject({ label: 'deal.amount', insert: '"deal.amount"' });
  });

  test('of a tier rule are what stands without an activity', () => {
    const tier = labels(
      offered('rules/z.json', '[{ "decides": "tier", "for": ["reseller"], "conditions": { "all": [{ "fact": "⏐" }] } }]'),
    );
    expect(tier).toContain('measure.revenue12Months');
    expect(tier).not.toContain('deal.amount');
    expect(tier).not.toContain('gate.sell');
  });
});

describe('operators and values', () => {
  test('operators are those of the fact’s type', () => {
    expect(labels(inRule('{ "fact": "deal.amount", "operator": "⏐" }'))).toEqual([
      ...['equal', 'notEqual', 'in', 'notIn', 'lessThan', 'lessThanInclusive', 'greaterThan', 'greaterThanInclusive', 'exists'],
    ]);
    expect(labels(inRule('{ "fact": "applicant.documents", "operator": "⏐" }'))).toEqual(['contains', 'doesNotContain', 'exists']);
  });

  test('choices, tiers, true and false', () => {
    expect(labels(inRule('{ "fact": "deal.kind", "operator": "equal", "value": "⏐" }'))).toEqual(
      expect.arrayContaining(['new', 'renewal', 'expansion']),
    );
    expect(labels(inRule('{ "fact": "partner.tier", "operator": "equal", "value": "⏐" }'))).toContain('gold');
    expect(labels(inRule('{ "fact": "deal.kind", "operator": "in", "value": ["new", "⏐"] }'))).toContain('expansion');
    expect(labels(inRule('{ "fact": "gate.sell", "operator": "equal", "value": ⏐ }')).slice(0, 2)).toEqual(['true', 'false']);
    expect(labels(inRule('{ "fact": "deal.amount", "operator": "exists", "value": ⏐ }'))).toEqual(['true', 'false']);
  });

  test('products that only tables and other conditions know', () => {
    expect(labels(inRule('{ "fact": "item.productLine", "operator": "equal", "value": "⏐" }'))).toEqual(
      expect.arrayContaining(['harbor', 'beacon', 'compass']),
    );
  });

  test('other facts of the same type, parameters first', () => {
    const values = inRule('{ "fact": "deal.amount", "operator": "greaterThan", "value": ⏐ }');
    expect(values.find(({ label }) => label === 'parameter.spiffMinimum')).toMatchObject({
      insert: '{ "fact": "parameter.spiffMinimum" }',
    });
    expect(labels(values)).not.toContain('parameter.goldSellers');
    const right = labels(inRule('{ "fact": "deal.amount", "operator": "greaterThan", "value": { "fact": "⏐" } }'));
    expect(right[0]).toMatch(/^parameter\./);
    expect(right).not.toContain('partner.tier');
  });
});

describe('names', () => {
  test('of conditions, partner types, kinds, levels, gates, incentives', () => {
    expect(labels(inRule('{ "condition": "⏐" }'))).toContain('newBusiness');
    expect(labels(offered('rules/z.json', '[{ "decides": "incentive", "for": ["⏐"] }]'))).toEqual(
      expect.arrayContaining(['reseller', 'isv', 'oem', 'si', 'distributor']),
    );
    const kinds = labels(offered('rules/z.json', '[{ "decides": "incentive", "for": ["oem"], "on": ["⏐"] }]'));
    expect(kinds.indexOf('shipment-report')).toBeLessThan(kinds.indexOf('deal-closed'));
    const level = '[{ "decides": "tier", "for": ["oem"], "event": { "type": "tier", "params": { "level": "⏐" } } }]';
    expect(labels(offered('rules/z.json', level))).toEqual(['licensed', 'embedded', 'flagship']);
    const reverses = '[{ "decides": "incentive", "event": { "params": { "reverses": ["⏐"] } } }]';
    expect(labels(offered('rules/z.json', reverses))).toEqual(expect.arrayContaining(['margin', 'volume-rebate', 'royalty', 'mdf']));
    const gate = '[{ "decides": "gate", "event": { "params": { "gate": "⏐" } } }]';
    expect(labels(offered('rules/z.json', gate))).toContain('sell');
  });

  test('of what the format itself fixes', () => {
    expect(labels(offered('rules/z.json', '[{ "decides": "⏐" }]'))).toEqual([
      ...['enrollment', 'tier', 'benefit', 'gate', 'registration', 'routing', 'incentive', 'mdf', 'obligation'],
    ]);
    expect(labels(offered('rules/z.json', '[{ "decides": "incentive", "moves": "⏐" }]'))).toContain('customer-retention');
    const own = cursor('{ "x": { "sum": "deal.amount", "of": ["deal-closed"], "window": "⏐" } }');
    const others = files.filter(({ path }) => path !== 'measures.json');
    expect(labels(languageOf([...others, { path: 'measures.json', text: own.text }]).complete('measures.json', own.offset))).toContain(
      'fiscal-year',
    );
  });

  test('in scenarios: facts of a kind, incentives that are expected', () => {
    const facts = offered('scenarios/z.json', '{ "activities": [{ "kind": "renewal", "facts": { "⏐" } }] }');
    expect(labels(facts)).toContain('renewal.amount');
    expect(labels(facts)).not.toContain('shipment.units');
    expect(labels(offered('scenarios/z.json', '{ "expect": [{ "lines": { "⏐" } }] }'))).toContain('margin');
  });
});

describe('keys', () => {
  test('are the schema’s, those that must be there first, without those that are', () => {
    const keys = offered('rules/z.json', '[{ "decides": "incentive", "name": "x", "⏐" }]');
    expect(labels(keys).slice(0, 4)).toEqual(['for', 'on', 'conditions', 'event']);
    expect(labels(keys)).toContain('moves');
    expect(labels(keys)).not.toContain('name');
    expect(keys.find(({ label }) => label === 'for')).toMatchObject({ insert: '"for": [$1]', snippet: true, detail: 'required' });
  });

  test('go by what a rule decides, and by what stands there already', () => {
    const params = labels(offered('rules/z.json', '[{ "decides": "gate", "event": { "type": "gate", "params": { "⏐" } } }]'));
    expect(params).toEqual(['gate', 'effect', 'reason', 'per']);
    const reversing = '[{ "decides": "incentive", "event": { "params": { "reverses": [], "⏐" } } }]';
    expect(labels(offered('rules/z.json', reversing))).toEqual(['share']);
  });

  test('bring a comma where another property follows, and no value where one stands', () => {
    const [before] = offered('rules/z.json', '[{ "decides": "incentive", "⏐" "name": "x" }]');
    expect(before?.insert.endsWith(',')).toBe(true);
    const [renamed] = offered('rules/z.json', '[{ "decides": "incentive", "⏐": ["reseller"] }]');
    expect(renamed?.insert).not.toContain(':');
  });
});

describe('inside of a formula', () => {
  test('facts, functions with their signatures, bands', () => {
    const all = inRule('{ "condition": "newBusiness" }', 'deal.amount * ⏐');
    expect(labels(all)).toEqual(expect.arrayContaining(['deal.amount', 'parameter.dealCap', 'marginal', 'parameter.volumeBands']));
    expect(labels(all)).not.toContain('applicant.documents');
    expect(labels(all)).not.toContain('renewal.amount');
    expect(all.find(({ label }) => label === 'marginal')).toMatchObject({
      detail: 'marginal(parameter.bands, from, to)',
      insert: `marginal(${hole(1, 'parameter.bands')}, ${hole(2, 'from')}, ${hole(3, 'to')})`,
      snippet: true,
    });
    expect(all.find(({ label }) => label === 'money')?.insert).toBe(`money(\\"${hole(1, '1000.00')}\\")`);
  });

  test('only bands where a function wants bands', () => {
    expect(labels(inRule('{ "condition": "newBusiness" }', 'marginal(par⏐, 1, 2)')).every((label) => /Bands$/.test(label))).toBe(true);
  });

  test('replaces the word at the cursor, behind escapes too', () => {
    const written = rule('{ "condition": "newBusiness" }', 'money(\\"5\\") + deal.am⏐');
    const { text, offset } = cursor(written);
    const amount = offered('rules/z.json', written).find(({ label }) => label === 'deal.amount');
    expect(amount?.span).toEqual({ start: offset - 'deal.am'.length, end: offset });
    expect(text.slice(amount?.span.start, amount?.span.end)).toBe('deal.am');
  });

  test('choices inside of a text, and nothing else there', () => {
    const choices = inRule('{ "condition": "newBusiness" }', 'deal.kind == \\"ne⏐\\" ? deal.amount : deal.amount');
    expect(labels(choices)).toEqual(expect.arrayContaining(['new', 'renewal', 'expansion']));
    expect(labels(choices)).not.toContain('deal.amount');
    expect((choices[0]?.span.end ?? 0) - (choices[0]?.span.start ?? 0)).toBe(2);
    expect(inRule('{ "condition": "newBusiness" }', 'money(\\"5⏐\\")')).toEqual([]);
  });

  test('a fact that may be missing can be answered at once', () => {
    const found = inRule('{ "condition": "newBusiness" }', 'deal.?re⏐').find(({ label }) => label === 'deal.registration');
    expect(found).toMatchObject({ insert: 'deal.?registration.orValue(\\"\\")', filter: 'deal.?registration' });
  });
});

describe('a text that is broken', () => {
  test.each([
    '',
    '[',
    '[{',
    '[{ "fact": "',
    '{ "a": [[[[',
    '"',
    '[{ "decides": "incentive", "for": [',
    '\u0000',
    '[}',
    `${'['.repeat(50_000)}`,
  ])('completes without complaint: %#', (text) => {
    const language = languageOf([...files, { path: 'rules/z.json', text }]);
    for (const offset of [0, Math.floor(text.length / 2), text.length]) {
      language.complete('rules/z.json', offset);
      language.hover('rules/z.json', offset);
      language.uses('rules/z.json', offset);
    }
    expect(language.format('rules/z.json')).toBeUndefined();
  });
});

describe('a field that shows a formula by itself', () => {
  const file = 'rules/70-incentives-reseller.json';
  const rules = JSON.parse(files.find(({ path }) => path === file)?.text ?? '[]') as { name: string }[];
  const path = [String(rules.findIndex(({ name }) => name === 'volume-rebate')), 'event', 'params', 'amount'];
  const inField = (written: string) => {
    const { text, offset } = cursor(written);
    return languageOf(files).completeField({ file, path, text }, offset);
  };

  test('offers what the text offers, for the word at the cursor, though the file says something else', () => {
    const [first] = inField('deal.amount * 0.02 + measure.revenueY⏐');
    expect(first).toMatchObject({ label: 'measure.revenueYtd', insert: 'measure.revenueYtd', start: 21, end: 37 });
    expect(inField('marginal(⏐').map(({ label }) => label)).toContain('parameter.volumeBands');
    expect(inField('marginal(⏐').every(({ label }) => label.startsWith('parameter.'))).toBe(true);
    expect(inField('nothing.of.this.is⏐')).toEqual([]);
  });

  test('puts in a call with its first argument chosen, and no escapes of JSON', () => {
    const clamp = inField('cla⏐').find(({ label }) => label === 'clamp');
    const { insert = '', select = { start: 0, end: 0 } } = clamp ?? {};
    expect(insert).toMatch(/^clamp\(\w+, \w+, \w+\)$/);
    expect(insert.slice(select.start, select.end)).toMatch(/^\w+$/);
    const money = inField('mone⏐').find(({ label }) => label === 'money');
    expect(money?.insert).toMatch(/^money\("[^\\]*"\)$/);
    const [text] = inField('partner.tier == "⏐"').filter(({ label }) => label === 'gold');
    expect(text === undefined || text.insert === 'gold').toBe(true);
  });

  test('offers nothing where there is no such place', () => {
    expect(languageOf(files).completeField({ file, path: ['99', 'event'], text: 'deal.' }, 5)).toEqual([]);
    expect(languageOf(files).completeField({ file: 'rules/none.json', path, text: 'deal.' }, 5)).toEqual([]);
  });
});
