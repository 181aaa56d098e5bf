import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentFaults, SOURCE_LIMITS } from '../../../server/engine/program/limits.ts';
import { parseSource } from '../../../server/engine/program/parse-source.ts';

const read = (text: string) => parseSource({ path: 'program.json', text });
const codes = (text: string): string[] => read(text).faults.map((fault) => `${fault.code} ${fault.at.start}`);

describe('a source text', () => {
  test('gives what JSON.parse gives', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 6 }), fc.constantFrom(0, 2), (json, indent) => {
        const value: unknown = JSON.parse(json);
        const text = JSON.stringify(value, null, indent);
        fc.pre(
          !/__proto__|constructor|prototype/.test(text) && !/\d{16}|e[+-]?\d|\.\d{14}/i.test(text) && !/\p{Surrogate}|\\ud/iu.test(text),
        );
        const parsed = read(text);
        expect(parsed.faults).toEqual([]);
        expect(parsed.node?.value).toEqual(value);
      }),
      { numRuns: 500 },
    );
  });

  test('knows where each value stands', () => {
    const text = '{ "a": [1, "zwei"], "b~/": true }';
    const { node } = read(text);
    const at = (child?: { readonly start: number; readonly end: number }): string => text.slice(child?.start, child?.end);
    const list = node?.children?.get('a');
    expect(at(list)).toBe('[1, "zwei"]');
    expect(at(list?.key)).toBe('"a"');
    expect(at(list?.children?.get('1'))).toBe('"zwei"');
    expect(at(node?.children?.get('b~/')?.key)).toBe('"b~/"');
  });

  test('may start with a byte-order mark', () => {
    expect(read('\uFEFF{"a":1}').node?.value).toEqual({ a: 1 });
  });

  test.each([
    ['', ['syntax 0']],
    ['{', ['syntax 1']],
    ['{"a":1}}', ['syntax 7']],
    ['{"a" 1}', ['syntax 5']],
    ['{a:1}', ['syntax 1']],
    ['{"a":1 "b":2}', ['syntax 7']],
    ['[1 2]', ['syntax 3']],
    ['[1,,2]', ['syntax 3']],
    ['{"a":}', ['syntax 5']],
    ['{"a":undefined}', ['syntax 5']],
    ["{'a':1}", ['syntax 1']],
    ['"a', ['syntax 0']],
    ['"\\x"', ['syntax 0']],
    ['"a\tb"', ['syntax 0']],
    ['[01]', ['syntax 2']],
    ['[+1]', ['syntax 1']],
    ['[1\u00a0,2]', ['syntax 2']],
    ['[1,]', ['trailing-comma 2']],
    ['{"a":1,}', ['trailing-comma 6']],
    ['// x\n{"a":/* y */1}', ['comment 0', 'comment 10']],
    ['{"a":1,"a":2}', ['duplicate-key 7']],
    ['{"a":1,"\\u0061":{"b":[1]},"c":3}', ['duplicate-key 7']],
    ['{"__proto__":{"x":1}}', ['forbidden-name 1']],
    ['{"constructor":1,"prototype":2}', ['forbidden-name 1', 'forbidden-name 17']],
    ['{"a":"\\ud800"}', ['invalid-text 5']],
    ['[1e400]', ['number-out-of-range 1']],
    ['[-1e400]', ['number-out-of-range 1']],
    ['[9007199254740993]', ['number-out-of-range 1']],
    ['[0.12345678901234567890]', ['number-out-of-range 1']],
  ])('%j is refused', (text, expected) => {
    expect(codes(text)).toEqual(expected);
  });

  test('a fault knows its pointer', () => {
    const { faults } = read('{"a":{"b/c":[1,{"d":1e400,"d":2}]},"x":{"constructor":1}}');
    expect(faults.map((fault) => `${fault.code} ${fault.pointer}`)).toEqual([
      'number-out-of-range /a/b~1c/1/d',
      'duplicate-key /a/b~1c/1/d',
      'forbidden-name /x/constructor',
    ]);
  });

  test('what is refused by name is not in the value', () => {
    const parsed = read('{"a":1,"a":2,"__proto__":{"polluted":true},"b":3}');
    expect(parsed.node?.value).toEqual({ a: 1, b: 3 });
    expect(Object.getPrototypeOf(parsed.node?.value)).toBe(Object.prototype);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  test.each([
    ['file-too-large', ' '.repeat(SOURCE_LIMITS.fileLength + 1)],
    ['nesting-too-deep', '['.repeat(SOURCE_LIMITS.depth + 1)],
    ['too-many-values', `[${'[1,2,3,4,5,6,7,8,9,0],'.repeat(20_000)}1]`],
    ['too-many-values', `[${'1,'.repeat(SOURCE_LIMITS.elements)}1]`],
    ['too-many-values', `{${Array.from({ length: SOURCE_LIMITS.elements + 1 }, (_, index) => `"k${index}":1`).join()}}`],
    ['name-too-long', `{"${'k'.repeat(SOURCE_LIMITS.keyLength + 1)}":1}`],
  ])('a bound: %s', (code, text) => {
    const parsed = read(text);
    expect(parsed.node).toBeUndefined();
    expect(parsed.faults.map((fault) => fault.code)).toEqual([code]);
  });

  test('of endless faults some are told', () => {
    expect(read(`{${'"a":1,'.repeat(5000)}"b":1}`).faults).toHaveLength(SOURCE_LIMITS.faults);
  });
});

describe('a document that comes as a value', () => {
  const nested = (depth: number): unknown => Array.from({ length: depth }).reduce<unknown>((inner) => ({ a: inner }), 1);

  test.each([
    ['nesting-too-deep', nested(10_000)],
    ['forbidden-name', JSON.parse('{"__proto__":1}')],
    ['number-out-of-range', { a: Number.POSITIVE_INFINITY }],
    ['too-many-values', { a: Array.from({ length: 10_001 }, () => 1) }],
    ['too-many-values', Array.from({ length: 100 }, () => Array.from({ length: 9000 }, () => 1))],
    ['file-too-large', { a: 'x'.repeat(SOURCE_LIMITS.fileLength + 1) }],
  ])('%s', (code, document) => {
    expect(documentFaults(document).map((finding) => finding.code)).toEqual([code]);
  });

  test('else there is nothing to say', () => {
    expect(documentFaults({ a: [1, 'b', null, { c: true }] })).toEqual([]);
  });
});
