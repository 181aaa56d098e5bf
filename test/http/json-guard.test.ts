import { describe, expect, test } from 'vitest';
import { guardJson } from '../../server/http/json-guard.ts';

const fault = (text: string) => {
  const found = guardJson(text, 32);
  return found && [found.fault, found.pointer];
};

describe('guardJson', () => {
  test.each([
    '{}',
    '[]',
    '"text"',
    '12.50',
    '{"a":1,"b":{"a":1},"c":[{"a":1},{"a":2}]}',
    '{"a":"{\\"a\\":1}","b":"\\\\","c":"a"}',
    '[1e3,-0.5,9007199254740991,0,0.0,0e5,-0]',
    '{"text":"__proto__ constructor 1e400"}',
    '{"":1," ":2}',
  ])('lets %s through', (text) => expect(guardJson(text, 32)).toBeUndefined());

  test.each([
    ['{"a":1,"a":2}', 'duplicate-key', '/a'],
    ['{"a":1,"b":[0,{"c":1,"d":{"e":1},"c":2}]}', 'duplicate-key', '/b/1/c'],
    ['{"a":1,"\\u0061":2}', 'duplicate-key', '/a'],
    ['{ "x/y" : 1 , "x/y" : 2 }', 'duplicate-key', '/x~1y'],
    ['{"__proto__":{"polluted":true}}', 'forbidden-name', '/__proto__'],
    ['{"\\u005f_proto__":1}', 'forbidden-name', '/__proto__'],
    ['[0,{"constructor":{"prototype":{}}}]', 'forbidden-name', '/1/constructor'],
    ['{"a":{"prototype":1}}', 'forbidden-name', '/a/prototype'],
    ['{"a":1e400}', 'number-out-of-range', '/a'],
    ['{"a":[1,-1e400]}', 'number-out-of-range', '/a/1'],
    ['1e-400', 'number-out-of-range', ''],
    ['9007199254740993', 'number-out-of-range', ''],
    ['{"a":40.0000000000000001}', 'number-out-of-range', '/a'],
    ['{"a":0.99999999999999999999}', 'number-out-of-range', '/a'],
    [`${'9'.repeat(400)}`, 'number-out-of-range', ''],
  ])('refuses %s as %s', (text, kind, pointer) => expect(fault(text)).toEqual([kind, pointer]));

  test('many keys: the one that repeats is found', () => {
    const keys = Array.from({ length: 1000 }, (_, index) => `"k${index}":${index}`);
    expect(guardJson(`{${keys.join()}}`, 32)).toBeUndefined();
    expect(fault(`{${keys.slice(1).join()},"k500":1}`)).toEqual(['duplicate-key', '/k500']);
    expect(fault(`{${keys.join()},"k1000":1}`)?.[0]).toBe('too-many-keys');
  });

  test('nesting up to the limit, and no further', () => {
    const nested = (depth: number) => `${'[{"a":'.repeat(depth / 2)}1${'}]'.repeat(depth / 2)}`;
    expect(guardJson(nested(32), 32)).toBeUndefined();
    expect(fault(nested(34))?.[0]).toBe('too-deep');
    expect(fault('['.repeat(10_000))?.[0]).toBe('too-deep');
  });

  test.each(['{"a', '{"a":1,', '"\\', '[1,2', '{,,}', '}}}', '{"a" "a"}', '', '-', '{"a\\', '{"\\q":1}'])(
    'what is no JSON (%s) is left to the parser',
    (text) => {
      expect(guardJson(text, 32)).toBeUndefined();
      expect(() => JSON.parse(text)).toThrow();
    },
  );

  test('what it lets through parses with every key and number that the text has', () => {
    const text = '{"a":[1,{"b":-2.5e-3,"c":"x\\"y"}],"d":{"a":null,"e":true}}';
    expect(guardJson(text, 32)).toBeUndefined();
    expect(JSON.stringify(JSON.parse(text))).toBe('{"a":[1,{"b":-0.0025,"c":"x\\"y"}],"d":{"a":null,"e":true}}');
  });
});
