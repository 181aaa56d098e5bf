import fc from 'fast-check';
import { expect, test } from 'vitest';
import { guardJson } from '../../server/http/json-guard.ts';
import { isPlainJson } from '../../server/http/plain-json.ts';

const isPlain = (text: string, maxDepth = 32): boolean => isPlainJson(Buffer.from(text), maxDepth);

test.each([
  '{"partner":{"id":"acme"},"earlier":[{"id":"a","facts":{"deal.amount":"12.00"}},{"id":"b"}],"activity":{"id":"c","n":-12.5}}',
  '{"a":"with \\"quotes\\" and \\\\","b":["ü","日本","\\u0061"],"ü":1,"":2," ":3}',
  '[{"a":1},{"a":1},[{"a":{"a":1}},2]]',
  ' \n"text"',
])('clears %s without the guard', (text) => expect(isPlain(text)).toBe(true));

test.each([
  '{"a":1,"b":{"c":1},"a":2}',
  '{"a":[{"b":{}}],"c":{"d":1,"e":[{}],"d":2}}',
  '{"a":1,"\\u0061":2}',
  '{"ü":1,"ü":2}',
  '[{"__proto__":{}}]',
  '{"a":{"constructor":1}}',
  '{"prototype":1}',
  '{"a":1e400}',
  '[9007199254740993]',
  `{"a":${'['.repeat(40)}${']'.repeat(40)}}`,
  `{${Array.from({ length: 1_001 }, (_, key) => `"k${key}":1`).join()}}`,
  '{"a',
  '}}',
])('leaves %s to the guard', (text) => expect(isPlain(text)).toBe(false));

test('nesting is cleared up to the limit', () => {
  const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
  expect([isPlain(nested(3), 3), isPlain(nested(4), 3)]).toEqual([true, false]);
});

test('a thousand objects, one inside or after the other, hold no more keys than their own', () => {
  const many = Array.from({ length: 3_000 }, (_, key) => `{"a":{"k${key}":1,"b":[{"c":1}]},"d":2}`);
  expect(isPlain(`[${many.join()}]`)).toBe(true);
});

test('nothing in which the guard finds a fault is cleared, whatever the text', () => {
  const pieces = ['{', '}', '[', ']', ',', ':', '"', '"a"', '"b"', '"a":', '"b":', '"\\u0061":', '"__proto__":', '"constructor":', '\\'];
  const more = [
    '{"a":1,',
    '"ü":',
    '"\\"":',
    '1',
    '-0.5',
    '1e400',
    '1E5',
    '123456789012345678',
    ' ',
    '"prototype"',
    '{"a":{',
    '}},',
    'null',
  ];
  const text = fc.array(fc.constantFrom(...pieces, ...more), { maxLength: 30 }).map((parts) => parts.join(''));
  const found = { cleared: 0, faults: 0 };
  fc.assert(
    fc.property(text, fc.integer({ min: 1, max: 6 }), (text, depth) => {
      const fault = guardJson(text, depth);
      const plain = isPlain(text, depth);
      if (fault !== undefined) found.faults += 1;
      if (plain) found.cleared += 1;
      expect(plain && fault !== undefined).toBe(false);
    }),
    { numRuns: 20_000, seed: 20260703 },
  );
  expect(Math.min(found.cleared, found.faults)).toBeGreaterThan(1_000);
});
