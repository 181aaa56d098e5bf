import { readdir } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import type { ProgramDocument } from '../../../schemas/types.ts';
import { canonicalJson, documentHash } from '../../../server/engine/program/hash.ts';
import { loadProgram, loadProgramDocument, loadTimeline, reloadTimeline, type SourceFile } from '../../../server/engine/program/load.ts';
import { loadProgramFolder } from '../../../server/programs/program-folder.ts';
import { commissionRule, smallProgram } from '../../support/small-program.ts';

const file = (path: string, value: unknown): SourceFile => ({ path, text: JSON.stringify(value, null, 2) });
const loaded = (document: ProgramDocument) => {
  const result = loadProgramDocument(document);
  if (!result.ok) throw new Error(JSON.stringify(result.diagnostics, null, 1));
  return result.program;
};
const said = (
  result: { readonly ok: boolean } & Partial<{ diagnostics: readonly { code: string; pointer: string; range?: { file: string } }[] }>,
): string[] => (result.diagnostics ?? []).map(({ code, pointer, range }) => `${code} ${pointer} ${range?.file ?? ''}`);

describe('the files of a folder', () => {
  const { rules, measures, parameters, ...rest } = smallProgram();

  test('make one document, whatever the split', () => {
    const split = loadProgram([
      file('rules/20-pay.json', [rules[1]]),
      file('measures.json', measures),
      file('program.json', rest),
      file('rules/10-tiers.json', [rules[0]]),
      file('parameters.json', parameters),
    ]);
    if (!split.ok) throw new Error(said(split).join('\n'));
    expect(split.program.hash).toBe(loaded(smallProgram()).hash);
    expect(split.program.rules.map((rule) => rule.name)).toEqual(['reseller-gold', 'commission']);
  });

  test('rules of program.json come first, then those of rules.json, then of rules/', () => {
    const result = loadProgram([
      file('p/rules/a.json', [commissionRule({ name: 'third' })]),
      file('p/rules.json', [commissionRule({ name: 'second' })]),
      file('p/program.json', smallProgram()),
    ]);
    if (!result.ok) throw new Error(said(result).join('\n'));
    expect(result.program.rules.map((rule) => rule.name)).toEqual(['reseller-gold', 'commission', 'second', 'third']);
  });

  test('findings are placed in the file they are of', () => {
    const result = loadProgram([
      file('p/program.json', rest),
      file('p/rules/a.json', [rules[0]]),
      file('p/rules/b.json', [commissionRule({ for: ['x'] })]),
    ]);
    expect(said(result)).toContain('unknown-partner-type /rules/1/for/0 p/rules/b.json');
    if (result.ok) throw new Error('it should have been refused');
    const finding = result.diagnostics.find((one) => one.code === 'unknown-partner-type');
    expect(finding?.range?.start).toMatchObject({ line: 6, column: 7 });
  });

  test.each<[string, SourceFile[], string]>([
    ['without a program', [file('measures.json', {})], 'program-missing  measures.json'],
    ['with nothing', [], 'program-missing  program.json'],
    ['with a section twice', [file('program.json', smallProgram()), file('measures.json', {})], 'section-twice  measures.json'],
    ['with another file', [file('program.json', smallProgram()), file('measure.json', {})], 'unknown-file  measure.json'],
    ['with rules that are no list', [file('program.json', smallProgram()), file('rules/a.json', {})], 'wrong-type  rules/a.json'],
    ['with a list for a program', [file('program.json', [])], 'wrong-type  program.json'],
    ['with a broken part', [file('program.json', rest), { path: 'rules.json', text: '[' }], 'syntax  rules.json'],
  ])('%s', (_, files, expected) => {
    expect(said(loadProgram(files))).toEqual([expected]);
  });

  test('all broken files are told at once', () => {
    const result = loadProgram([
      { path: 'program.json', text: '{ "a": }' },
      { path: 'rules.json', text: '[' },
    ]);
    expect(said(result)).toEqual(['syntax  program.json', 'syntax  rules.json']);
  });

  test('a place inside a text is found through its escapes', () => {
    const text = JSON.stringify(smallProgram()).replace('deal.amount * 0.1', '\\u0064eal.amount + d\\u0065al.amout');
    const result = loadProgram([{ path: 'program.json', text }]);
    if (result.ok) throw new Error('it should have been refused');
    const { range } = result.diagnostics.find((one) => one.code === 'unknown-fact') ?? {};
    expect(text.slice(range?.start.offset, range?.end.offset)).toBe('d\\u0065al.amout');
  });
});

describe('a version is named by its content', () => {
  test('the order of fields does not count, every value does', () => {
    const { id, ...rest } = smallProgram();
    expect(loaded({ ...rest, id }).hash).toBe(loaded(smallProgram()).hash);
    expect(loaded(smallProgram({ name: 'Another' })).hash).not.toBe(loaded(smallProgram()).hash);
    expect(documentHash({})).toBe('44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a');
  });

  test('the canonical form is that of RFC 8785', () => {
    const value = JSON.parse(
      '{"\\u20ac":"Euro Sign","\\r":"Carriage Return","1":"One","\\u00f6":"o","numbers":[333333333.33333329,1e30,4.50,2e-3]}',
    );
    expect(canonicalJson(value)).toBe(
      '{"\\r":"Carriage Return","1":"One","numbers":[333333333.3333333,1e+30,4.5,0.002],"ö":"o","€":"Euro Sign"}',
    );
    expect(() => canonicalJson(undefined)).toThrow();
  });
});

describe('a program', () => {
  test('is frozen', () => {
    const program = loaded(smallProgram());
    expect(Object.isFrozen(program)).toBe(true);
    expect(Object.isFrozen(program.rules)).toBe(true);
    expect(Object.isFrozen(program.rules[0])).toBe(true);
  });

  test('has numbers in smallest steps', () => {
    const parameters: ProgramDocument['parameters'] = {
      goldRevenue: { type: 'money', value: '1000', min: '0', max: '2000.5' },
      units: {
        type: 'bands',
        over: 'count',
        unit: 'price',
        value: [
          { from: 0, rate: '0' },
          { from: 501, rate: '2' },
        ],
      },
      share: { type: 'table', keys: ['deal.kind', 'partner.tier'], unit: 'rate', value: { new: { gold: '0.15' } } },
    };
    const calendar = { fiscalYearStart: '04-01', timeZone: 'Europe/Berlin', holidays: ['2026-01-01'] };
    const program = loaded(smallProgram({ currency: 'EUR', calendar, parameters }));
    expect(program.parameters.get('goldRevenue')).toMatchObject({ value: 100_000, min: 0, max: 200_050 });
    expect(program.parameters.get('units')).toMatchObject({
      bands: [
        { from: 1, rate: 0 },
        { from: 501, rate: 2_000_000 },
      ],
    });
    expect(program.parameters.get('share')).toMatchObject({ rows: new Map([['new\u0000gold', 150_000_000]]) });
    expect(program.calendar).toEqual({ fiscalYearStartMonth: 4, timeZone: 'Europe/Berlin', holidays: new Set([20_454]) });
  });

  test('of a currency without smaller units', () => {
    const program = loaded(smallProgram({ currency: 'JPY', parameters: { goldRevenue: { type: 'money', value: '1000' } } }));
    expect(program.currency).toEqual({ code: 'JPY', digits: 0 });
    expect(program.parameters.get('goldRevenue')).toMatchObject({ value: 1000 });
  });

  test('puts the customer first in the key of a measure of customers', () => {
    const measures: ProgramDocument['measures'] = {
      ...smallProgram().measures,
      last: { latest: 'deal.amount', of: ['deal-closed'], by: ['deal.product'], scope: 'customer', window: 'lifetime' },
    };
    const conditions = { all: [{ fact: 'measure.last', operator: 'greaterThan', value: '1' }] };
    const program = loaded(smallProgram({ measures, rules: [...smallProgram().rules, commissionRule({ name: 'again', conditions })] }));
    expect(program.measures.get('last')).toMatchObject({
      by: ['customer.id', 'deal.product'],
      scope: 'customer',
      type: 'money',
      itemised: false,
    });
  });

  test('a derived fact is as late and as wide as what it reads', () => {
    const derived: ProgramDocument['derived'] = {
      twice: { type: 'money', formula: 'derived.once * 2' },
      once: { type: 'money', formula: 'measure.revenue + item.amount' },
    };
    const event = {
      type: 'incentive',
      params: { incentive: 'commission', payee: 'partner', amount: 'derived.?twice.orValue(money("0"))', per: 'item' },
    };
    const program = loaded(smallProgram({ derived, rules: [...smallProgram().rules, commissionRule({ name: 'items', event } as never)] }));
    expect([...program.derived.keys()]).toEqual(['once', 'twice']);
    expect(program.catalogue.facts.get('derived.twice')).toMatchObject({ scope: 'item', stage: 0, type: 'money' });
    expect(program.catalogue.facts.get('derived.twice')?.kinds?.has('deal-closed')).toBe(true);
  });
});

describe('versions of a program', () => {
  test('that loaded without errors are read again as they were, in whatever order', async () => {
    const folders = (await readdir('rules', { withFileTypes: true })).filter((entry) => entry.isDirectory());
    expect(folders.length).toBeGreaterThan(5);
    for (const { name } of folders) {
      const { timeline } = await loadProgramFolder(`rules/${name}`);
      if (timeline === undefined) throw new Error(`${name} has errors`);
      const documents = timeline.versions.map(({ document }) => structuredClone(document));
      expect(reloadTimeline(documents.reverse()), name).toEqual(timeline);
    }
  });

  test('that have errors are not read again', () => {
    const { calendar: _, ...broken } = smallProgram();
    expect(() => reloadTimeline([broken as ProgramDocument])).toThrow('was not checked before');
    const unknown = smallProgram({ rules: [commissionRule({ for: ['x'] })] });
    expect(() => reloadTimeline([unknown])).toThrow('was not checked before');
  });

  const version = (changes: Partial<ProgramDocument>): SourceFile[] => [
    file(`versions/${changes.effectiveFrom ?? 'first'}/program.json`, smallProgram(changes)),
  ];

  test('stand in the order in which they take effect', () => {
    const result = loadTimeline([version({ effectiveFrom: '2026-01-01' }), version({}), version({ effectiveFrom: '2023-01-01' })]);
    if (!result.ok) throw new Error(said(result).join('\n'));
    expect(result.timeline.id).toBe('small');
    expect(result.timeline.versions.map((one) => one.effectiveFrom)).toEqual([undefined, 19_358, 20_454]);
  });

  test.each<[string, SourceFile[][], string]>([
    ['none', [], 'program-missing  '],
    ['two of one day', [version({}), version({})], 'version-order /effectiveFrom versions/first/program.json'],
    [
      'of two programs',
      [version({}), version({ id: 'other', effectiveFrom: '2026-01-01' })],
      'version-id /id versions/2026-01-01/program.json',
    ],
    [
      'in two currencies',
      [version({}), version({ currency: 'EUR', effectiveFrom: '2026-01-01' })],
      'version-currency /currency versions/2026-01-01/program.json',
    ],
  ])('%s', (_, versions, expected) => {
    expect(said(loadTimeline(versions))).toEqual([expected]);
  });

  test('agree on the types of what is recorded', () => {
    const attribute = (type: 'count' | 'money') => ({
      attributes: { 'deal.weight': { type, of: ['deal-closed'] } },
      rules: [
        ...smallProgram().rules,
        commissionRule({ name: 'heavy', conditions: { all: [{ fact: 'deal.weight', operator: 'exists', value: true }] } }),
      ],
    });
    const result = loadTimeline([version(attribute('count')), version({ ...attribute('money'), effectiveFrom: '2026-01-01' })]);
    expect(said(result)).toEqual(['version-fact-type /attributes/deal.weight/type versions/2026-01-01/program.json']);
  });

  test('one that is broken keeps all from loading', () => {
    const result = loadTimeline([version({}), version({ effectiveFrom: '2026-01-01', name: '' })]);
    expect(said(result)).toEqual(['too-short /name versions/2026-01-01/program.json']);
  });
});
