import { describe, expect, test } from 'vitest';
import { loadProgram, loadProgramDocument } from '../../../server/engine/program/load.ts';
import { quickest } from '../../support/own-time.ts';
import { commissionRule, smallProgram } from '../../support/small-program.ts';

const LIMIT_MILLISECONDS = 100;

/** Refuses it, says why, and is quick about it. */
async function refused(load: () => ReturnType<typeof loadProgram>): Promise<string[]> {
  const { result, ms } = await quickest(LIMIT_MILLISECONDS, load);
  if (result.ok) throw new Error('it should have been refused');
  expect(result.diagnostics.length).toBeLessThanOrEqual(1000);
  expect(ms).toBeLessThan(LIMIT_MILLISECONDS);
  return result.diagnostics.map((diagnostic) => diagnostic.code);
}
const refusedText = (text: string): Promise<string[]> => refused(() => loadProgram([{ path: 'program.json', text }]));
const refusedDocument = (document: unknown): Promise<string[]> => refused(() => loadProgramDocument(document));

describe('hostile documents are refused within 100 ms', () => {
  test('10,000 levels of nesting', async () => {
    expect(await refusedText(`${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}`)).toEqual(['nesting-too-deep']);
    expect(await refusedText('['.repeat(10_000))).toEqual(['nesting-too-deep']);
    let deep: unknown = 1;
    for (let level = 0; level < 10_000; level += 1) deep = { all: [deep] };
    expect(await refusedDocument({ ...smallProgram(), conditions: { deep } })).toEqual(['nesting-too-deep']);
  });

  test('a file of 50 MB', async () => {
    expect(await refusedText('x'.repeat(50_000_000))).toEqual(['program-too-large']);
    expect(await refusedText(`{"name":"${'x'.repeat(5_000_000)}"}`)).toEqual(['file-too-large']);
  });

  test('many files', async () => {
    const files = Array.from({ length: 501 }, (_, index) => ({ path: `rules/${index}.json`, text: '[]' }));
    expect(await refused(() => loadProgram([{ path: 'program.json', text: '{}' }, ...files]))).toEqual(['program-too-large']);
  });

  test('circular conditions', async () => {
    const conditions = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `c${index}`,
        { all: [{ condition: `c${(index + 1) % 200}` }, { condition: `c${(index + 7) % 200}` }] },
      ]),
    );
    const codes = new Set(await refusedDocument({ ...smallProgram(), conditions }));
    expect(codes).toContain('circular-condition');
  });

  test('named conditions that mean 20 to the 200th comparisons', async () => {
    const conditions = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `c${index}`,
        {
          all: Array.from({ length: 20 }, () =>
            index < 199 ? { condition: `c${index + 1}` } : { fact: 'deal.amount', operator: 'exists', value: true },
          ),
        },
      ]),
    );
    const codes = new Set(
      await refusedDocument({ ...smallProgram(), conditions, rules: [commissionRule({ conditions: { condition: 'c0' } })] }),
    );
    expect([...codes].some((code) => code === 'condition-too-large' || code === 'nesting-too-deep')).toBe(true);
  });

  test('a formula of a million characters', async () => {
    const event = { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: 'deal.amount + '.repeat(72_000) } };
    expect(await refusedDocument({ ...smallProgram(), rules: [commissionRule({ event } as never)] })).toContain('too-long');
  });

  test('a formula of brackets', async () => {
    const amount = `${'('.repeat(990)}deal.amount${')'.repeat(990)}`;
    const event = { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount } };
    const codes = await refusedDocument({ ...smallProgram(), rules: [commissionRule({ event } as never)] });
    expect(codes.length).toBeGreaterThan(0);
  });

  test('names that reach into JavaScript', async () => {
    const text = JSON.stringify(smallProgram()).replace('"goldRevenue"', '"__proto__"').replace('"revenue"', '"constructor"');
    expect((await refusedText(text)).filter((code) => code === 'forbidden-name')).toHaveLength(2);
    expect(({} as Record<string, unknown>).type).toBeUndefined();
    for (const fact of ['constructor.name', 'deal.constructor', 'toString.call', 'deal.hasOwnProperty']) {
      const conditions = { all: [{ fact, operator: 'exists', value: true }] };
      expect(await refusedDocument({ ...smallProgram(), rules: [commissionRule({ conditions })] })).toContain('unknown-fact');
      const event = { type: 'incentive', params: { incentive: 'commission', payee: 'partner', amount: `${fact} * 2` } };
      expect(await refusedDocument({ ...smallProgram(), rules: [commissionRule({ event } as never)] })).not.toEqual([]);
    }
  });

  test('numbers as 1e400', async () => {
    const text = JSON.stringify(smallProgram({ rules: [commissionRule({ priority: 77 })] })).replace('77', '1e400');
    expect(await refusedText(text)).toContain('number-out-of-range');
  });

  test('duplicate keys', async () => {
    expect(await refusedText(JSON.stringify(smallProgram()).replace('"name"', '"id":"other","name"'))).toEqual(['duplicate-key']);
    expect(await refusedText(`{${'"a":1,'.repeat(100_000)}"b":1}`)).toContain('duplicate-key');
  });

  test('many faults of one sort', async () => {
    const names = Array.from({ length: 9000 }, (_, index) => `x${index}`);
    expect(await refusedDocument({ ...smallProgram(), ...Object.fromEntries(names.map((name) => [name, 1])) })).toContain('unknown-field');
    // what else is wrong isn't reached by what is told
    const unsound = { ...smallProgram({ partnerTypes: { reseller: { objective: 'more' } as never } }) };
    expect(await refusedDocument({ ...Object.fromEntries(names.map((name) => [name, 1])), ...unsound })).toContain('unknown-field');
    expect(
      await refusedDocument({ ...smallProgram(), rules: names.map(() => ({ decides: 'tier', conditions: { all: [{ value: null }] } })) }),
    ).toContain('too-many');
    expect(await refusedDocument({ ...smallProgram(), rules: [commissionRule({ for: names.slice(0, 4000) })] })).toContain('too-many');
    const values = names.slice(0, 2000).map(() => ({ fact: 5 }));
    const conditions = { all: [{ fact: 'deal.kind', operator: 'in', value: values }] };
    expect(await refusedDocument({ ...smallProgram(), conditions: { a: conditions, b: conditions } })).toContain('wrong-type');
  });

  test('parts that are large in themselves', async () => {
    const all = Array.from({ length: 9000 }, () => ({ fact: 1 }));
    expect(await refusedDocument({ ...smallProgram(), conditions: { a: { all } } })).toEqual(['too-large']);
    expect(await refusedDocument({ ...smallProgram(), rules: [commissionRule({ conditions: { all } as never })] })).toEqual(['too-large']);
  });

  test('derived facts that square each other', async () => {
    const squares = (count: number) => {
      const derived: Record<string, { type: 'rate'; formula: string }> = { d0: { type: 'rate', formula: 'deal.amount / money("3.01")' } };
      for (let index = 1; index <= count; index++)
        derived[`d${index}`] = { type: 'rate', formula: `derived.d${index - 1} * derived.d${index - 1}` };
      return { ...smallProgram(), derived };
    };
    expect(await refusedDocument(squares(199))).toContain('formula-too-large');
    const seven = loadProgramDocument(squares(7));
    expect(seven.ok ? [] : seven.diagnostics.map(({ code }) => code)).not.toContain('formula-too-large');
  });

  test('a scope of lists, of which every combination is protected', async () => {
    const scope = (...names: string[]) => ({
      ...smallProgram(),
      attributes: Object.fromEntries(names.map((name) => [name, { type: 'list', of: ['registration-submitted'] }])),
      protections: { deal: { scope: names, days: 'days(30)' } },
    });
    const codes = await refusedDocument(scope('deal.regions', 'deal.sites', 'deal.lines'));
    expect(codes.filter((code) => code === 'too-many-lists')).toHaveLength(2);
    const one = loadProgramDocument(scope('deal.regions'));
    expect(one.ok ? [] : one.diagnostics.map(({ code }) => code)).not.toContain('too-many-lists');
  });

  test('circles of stacks and derived facts', async () => {
    const derived = Object.fromEntries(
      Array.from({ length: 200 }, (_, index) => [
        `d${index}`,
        { type: 'rate', formula: Array.from({ length: 100 }, (__, other) => `derived.d${(index * 7 + other) % 200}`).join(' + ') },
      ]),
    );
    expect(await refusedDocument({ ...smallProgram(), derived })).toContain('circular-derived');
    const stacks = Object.fromEntries(
      Array.from({ length: 100 }, (_, index) => [
        `s${index}`,
        { combine: 'sum', of: [...new Set(Array.from({ length: 50 }, (__, other) => `s${(index * 7 + other) % 100}`))] },
      ]),
    );
    expect(await refusedDocument({ ...smallProgram(), stacks })).toContain('circular-stacks');
  });
});
