import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { edited } from '../../../editor/write/draft/draft-store.ts';
import { insertAt, type Path, removeAt, renameKey, setAt, valueAt } from '../../../editor/write/json.ts';
import { root } from '../../cli/support.ts';

const TEXT = `{
  "one": { "type": "rate", "value": "0.1" },

  "two": { "type": "money", "value": "5.00", "min": "0" },
  "lines": [
    { "a": 1 },
    { "a": 2 }
  ],
  "list": ["x", "y"],
  "none": {},
  "empty": []
}
`;

describe('a change of JSON text', () => {
  test.each<[string, readonly (string | number)[], unknown, string, string]>([
    ['replaces a value where it stands', ['two', 'value'], '6.00', '"5.00"', '"6.00"'],
    ['adds a field on the line of its neighbours', ['one', 'min'], '0', '"0.1" }', '"0.1", "min": "0" }'],
    ['adds to a list that has a line each', ['lines', 2], { a: 3 }, '{ "a": 2 }\n', '{ "a": 2 },\n    { "a": 3 }\n'],
    ['adds to a list on one line', ['list', 2], 'z', '["x", "y"]', '["x", "y", "z"]'],
    ['adds to what is empty', ['none', 'is'], true, '"none": {}', '"none": { "is": true }'],
    ['adds to an empty list', ['empty', 0], 'first', '"empty": []', '"empty": ["first"]'],
    ['adds what is deeper than there is', ['none', 'cap', 'amount'], '1', '"none": {}', '"none": { "cap": { "amount": "1" } }'],
    [
      'adds a field on a line of its own',
      ['three'],
      { type: 'count', value: 1 },
      '"empty": []\n',
      '"empty": [],\n  "three": { "type": "count", "value": 1 }\n',
    ],
  ])('%s', (_, path, value, before, after) => {
    const changed = edited(TEXT, setAt(TEXT, path, value));
    expect(changed).toBe(TEXT.replace(before, after));
    expect(valueAt(changed, path)).toEqual(value);
  });

  test('puts something between', () => {
    expect(edited(TEXT, insertAt(TEXT, ['lines'], 1, { a: 9 }))).toBe(TEXT.replace('{ "a": 2 }', '{ "a": 9 },\n    { "a": 2 }'));
    expect(edited(TEXT, insertAt(TEXT, ['list'], 0, 'w'))).toBe(TEXT.replace('["x"', '["w", "x"'));
  });

  test('takes something away, with its comma', () => {
    expect(edited(TEXT, removeAt(TEXT, ['list', 1]))).toBe(TEXT.replace('["x", "y"]', '["x"]'));
    expect(edited(TEXT, removeAt(TEXT, ['list', 0]))).toBe(TEXT.replace('["x", "y"]', '["y"]'));
    expect(edited(TEXT, removeAt(TEXT, ['lines', 1]))).toBe(TEXT.replace(',\n    { "a": 2 }', ''));
    expect(edited(TEXT, removeAt(TEXT, ['lines', 0, 'a']))).toBe(TEXT.replace('{ "a": 1 }', '{}'));
    expect(edited(TEXT, removeAt(TEXT, ['two', 'min']))).toBe(TEXT.replace(', "min": "0"', ''));
    expect(valueAt(edited(TEXT, removeAt(TEXT, ['one'])), [])).not.toHaveProperty('one');
    expect(removeAt(TEXT, ['nothing'])).toEqual([]);
  });

  test('gives a key another name', () => {
    expect(edited(TEXT, renameKey(TEXT, ['one'], 'first'))).toBe(TEXT.replace('"one"', '"first"'));
  });

  test('is none where it is so already', () => {
    expect(setAt(TEXT, ['list'], ['x', 'y'])).toEqual([]);
  });
});

test('every value of the example programs can be set to itself, and another, without a trace elsewhere', async () => {
  const folder = join(root, 'rules', 'northwind');
  const names = (await readdir(folder, { recursive: true })).filter((name) => name.endsWith('.json') && !name.includes('scenarios'));
  for (const name of names) {
    const text = await readFile(join(folder, name), 'utf8');
    let count = 0;
    const walk = (value: unknown, path: Path): void => {
      if (typeof value === 'object' && value !== null) {
        for (const [key, each] of Object.entries(value)) walk(each, [...path, Array.isArray(value) ? Number(key) : key]);
        return;
      }
      count += 1;
      if (count % 7 !== 0) return;
      expect(setAt(text, path, value)).toEqual([]);
      const changed = edited(text, setAt(text, path, 'another'));
      expect(edited(changed, setAt(changed, path, value))).toBe(text);
    };
    walk(valueAt(text, []), []);
  }
});
