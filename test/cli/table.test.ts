import { expect, test } from 'vitest';
import { inThrees, percent, signed, table } from '../../server/cli/table.ts';

test('figures stand under each other', () => {
  const shown = table(
    [{ title: 'incentive' }, { title: 'paid', align: 'right' }, { title: 'note' }],
    [
      ['volume-rebate', '1,200.00', ''],
      ['spiff', '5.00', 'new'],
    ],
  );
  expect(shown).toBe(['  incentive          paid  note', '  volume-rebate  1,200.00', '  spiff              5.00  new', ''].join('\n'));
});

test('a long name is cut, and nothing in it reaches the terminal', () => {
  const shown = table([{ title: 'partner' }], [['x'.repeat(60)], ['a\u001b[31m\nb']]);
  expect(shown.split('\n')[1]).toBe(`  ${'x'.repeat(43)}…`);
  expect(shown.split('\n')[2]).toBe('  a [31m b');
});

test.each([
  ['1250000.00', '1,250,000.00'],
  ['-1250.5', '-1,250.5'],
  [999, '999'],
  [1000, '1,000'],
  ['0.123456', '0.123456'],
])('%s in threes is %s', (value, shown) => {
  expect(inThrees(value)).toBe(shown);
});

test.each([
  ['1250.00', '+1,250.00'],
  ['-1250.00', '−1,250.00'],
  ['0.00', '0.00'],
  [0, '0'],
  [-3, '−3'],
])('%s with its sign is %s', (value, shown) => {
  expect(signed(value)).toBe(shown);
});

test('a share of nothing is none', () => {
  expect([percent(1, 3), percent(1, 0)]).toEqual(['33.3 %', '']);
});
