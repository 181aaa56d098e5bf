import { expect, test } from 'vitest';
import { csvCell } from '../../server/simulation/csv-cell.ts';

test.each([
  ['=HYPERLINK("http://x")', '"\'=HYPERLINK(""http://x"")"'],
  ['+1+cmd', "'+1+cmd"],
  ['-2+3', "'-2+3"],
  ['@SUM(A1)', "'@SUM(A1)"],
  ['\t=1', "'\t=1"],
])('what a spreadsheet would run is marked as text: %s', (value, written) => {
  expect(csvCell(value)).toBe(written);
});

test.each(['-12.50', '+3', '0.00', -7, 'a=b', '', true])('anything else stands as it is: %s', (value) => {
  expect(csvCell(value)).toBe(String(value));
});
