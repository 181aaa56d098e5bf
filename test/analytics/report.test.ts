import { expect, test } from 'vitest';
import { askingOf } from '../../server/analytics/asking.ts';
import { reportContent } from '../../server/analytics/report/content.ts';
import { reportCsv } from '../../server/analytics/report/csv.ts';
import { reportHtml } from '../../server/analytics/report/html.ts';
import { databases } from '../support/databases.ts';
import { byHand } from './hand.ts';
import { timeline, told, worldOn } from './support.ts';

test('a report is one page that says what it shows, and CSV with a line a figure', async () => {
  const [embedded] = databases;
  if (embedded === undefined) throw new Error('the embedded database is missing');
  const world = await worldOn('2026-06-30', embedded);
  await byHand(world.store);
  const region = '<script>alert(1)</script>';
  await told(world.store, {
    opportunity: [{ id: 'x', createdOn: '2026-01-01', outcome: 'won', closedOn: '2026-01-02', amount: '1.00', region }],
    'integration-use': [{ integration: '=cmd()', customer: 'c', partner: 'soft', partnerType: 'isv', since: '2026-01-01', region: '=1+1' }],
  });
  const reckoning = await world.reckoning();
  const asking = askingOf({ from: '2026-01-01', to: '2026-03-31', by: 'region' }, reckoning);
  const content = await reportContent(world.analytics, reckoning, timeline, asking);
  const html = reportHtml(content);
  expect(html).toContain('Win rate');
  expect(html).toContain('<b>66.7\u00a0%</b> <span class="mark">few</span>');
  expect(html).toContain('<span class="mark">estimate</span>');
  expect(html).toContain('1 left out: It isn’t said whether the customer was new.'.replace('1 left', '2 left'));
  expect(html).toMatch(/Win rate without a partner: <b>.*With a partner less without: <b>[+-]\d+\.\d<\/b> points/);
  expect(html).toContain('&lt;script&gt;');
  expect(html).not.toContain('<script');
  // a row a value of the slice, in a table a group of measures
  expect(html.match(/<td>EMEA<\/td>/g)).toHaveLength(3);
  const lines = reportCsv(content).split('\r\n');
  expect(lines[0]).toContain('measure,figure,quarter');
  expect(lines).toContain('win-rate,without-partner,2026-01-01,,0.75,3,4,0.300642,0.954413,Wilson score,small,,,');
  const difference = /^win-rate,difference,2026-01-01,,-0\.083333,,,-0\.\d+,0\.\d+,"Newcombe, from Wilson scores",,,,$/;
  expect(lines.filter((line) => difference.test(line))).toHaveLength(1);
  expect(lines.some((line) => line.includes("'=1+1"))).toBe(true);
  const widths = new Set(lines.slice(0, -1).map((line) => line.replaceAll(/"[^"]*"/g, '').split(',').length));
  expect([...widths]).toEqual([14]);
});
