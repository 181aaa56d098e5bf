import canonicalizeModule from 'canonicalize';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { canonicalJson } from '../../../server/engine/program/hash.ts';

// A CommonJS module that is the function itself; its types say otherwise.
const canonicalize = canonicalizeModule as unknown as (value: unknown) => string | undefined;

test('any JSON value has the text that RFC 8785 gives it', () => {
  fc.assert(
    fc.property(fc.jsonValue({ maxDepth: 5, noUnicodeString: false }), (value) => {
      expect(canonicalJson(value)).toBe(canonicalize(value));
    }),
    { seed: 8785, numRuns: 300 },
  );
});

test.each([
  ['names that are whole numbers', { b: 1, 10: 2, 9: 3, a: { 2: 'x', 1: 'y' } }, '{"10":2,"9":3,"a":{"1":"y","2":"x"},"b":1}'],
  ['the name of the prototype', JSON.parse('{"b":1,"__proto__":{"a":1}}'), '{"__proto__":{"a":1},"b":1}'],
  ['code units, not letters', { é: 1, z: 2, '\ud83d\ude00': 3, '\uffff': 4 }, '{"z":2,"é":1,"\ud83d\ude00":3,"\uffff":4}'],
  ['what is undefined', { a: undefined, b: [undefined, 1] }, '{"b":[null,1]}'],
  ['numbers', [1e21, -0, 0.1 + 0.2, 1e-7], '[1e+21,0,0.30000000000000004,1e-7]'],
  ['dates', { on: new Date(0) }, '{"on":"1970-01-01T00:00:00.000Z"}'],
])('%s', (_name, value, text) => {
  expect(canonicalJson(value)).toBe(text);
});

test.each([[undefined], [Number.NaN], [{ a: Number.POSITIVE_INFINITY }]])('%s has none', (value) => {
  expect(() => canonicalJson(value)).toThrow();
});
