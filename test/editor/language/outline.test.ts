import { expect, test } from 'vitest';
import type { Outlined } from '../../../editor/language/model.ts';
import { filesOf, languageOf } from './support.ts';

const files = filesOf('northwind');
const language = languageOf(files);
const names = (of: readonly Outlined[]): string[] => of.map(({ name }) => name);
const shown = (path: string, { shown: { start, end } }: Outlined): string =>
  files.find((file) => file.path === path)?.text.slice(start, end) ?? '';

test('rules by their names, with what they decide', () => {
  const path = 'rules/70-incentives-reseller.json';
  const found = language.outline(path);
  expect(found.find(({ name }) => name === 'volume-rebate')).toMatchObject({ kind: 'rule', detail: 'incentive', children: [] });
  expect(found.every((one) => shown(path, one) === '{')).toBe(true);
});

test('a section in a file of its own: what it declares', () => {
  const path = 'parameters.json';
  const gold = language.outline(path).find(({ name }) => name === 'goldRevenue');
  expect(gold).toMatchObject({ kind: 'parameter', detail: 'money' });
  expect(gold && shown(path, gold)).toBe('"goldRevenue"');
});

test('sections of the program with theirs', () => {
  const found = language.outline('program.json');
  expect(names(found)).toContain('partnerTypes');
  expect(names(found)).not.toContain('currency');
  expect(names(found.find(({ name }) => name === 'partnerTypes')?.children ?? [])).toContain('reseller');
});

test('a scenario with its activities', () => {
  const [scenario] = language.outline('scenarios/01-first-decision.json');
  expect(scenario?.kind).toBe('scenario');
  expect(scenario?.children.length).toBeGreaterThan(0);
  expect(scenario?.children.every(({ kind, detail }) => kind === 'activity' && detail !== undefined)).toBe(true);
});

test('of unfinished text what can be read, and of nothing nothing', () => {
  const half = languageOf([{ path: 'rules/x.json', text: '[{ "name": "one", "decides": "gate" }, { "name": "two", ' }]);
  expect(names(half.outline('rules/x.json'))).toEqual(['one', 'two']);
  expect(language.outline('nowhere.json')).toEqual([]);
});
