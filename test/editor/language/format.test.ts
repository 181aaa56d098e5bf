import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { format } from '../../../editor/language/format.ts';

const files = readdirSync('rules', { recursive: true, encoding: 'utf8' }).filter((path) => path.endsWith('.json'));

describe('the house format', () => {
  test.each(files)('leaves rules/%s as it is', (path) => {
    const text = readFileSync(`rules/${path}`, 'utf8');
    expect(format(text)).toBe(text);
  });

  test('puts in order what was written carelessly, and keeps order, lines and empty lines', () => {
    const written = '{"a":1,\n      "b":[1,2 ,3],"c":{},\n\n\n\n"d":{"e":[\n{"f":"x"}]},"g":[ ]}';
    expect(format(written)).toBe('{\n  "a": 1,\n  "b": [1, 2, 3], "c": {},\n\n  "d": { "e": [\n    { "f": "x" }\n  ] }, "g": []\n}\n');
  });

  test('breaks what is too long for a line, and only that', () => {
    const program = JSON.stringify(JSON.parse(readFileSync('rules/northwind/measures.json', 'utf8')));
    const text = format(program) ?? '';
    expect(text.split('\n').every((line) => line.length <= 250)).toBe(true);
    expect(JSON.parse(text)).toEqual(JSON.parse(program));
    expect(format(text)).toBe(text);
  });

  test.each(['', '{', '{"a":1,}', '{"a":1} {', '// a\n{}', '{"a":\'x\'}', '{"a" 1}', '["\u0001"]', '['.repeat(10_000)])(
    'leaves alone what is no JSON: %#',
    (text) => {
      expect(format(text)).toBeUndefined();
    },
  );
});
