import { readFile } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { readMapping } from '../../../server/history/import/read-mapping.ts';
import { imported, money, run, salesProgram } from './support.ts';

test('the mapping of the README does what it says', async () => {
  const text = await readFile(new URL('../../../server/history/import/README.md', import.meta.url), 'utf8');
  const read = readMapping('README.md', /```json\n([\s\S]*?)```/.exec(text)?.[1] ?? '');
  if (!read.ok) throw new Error(JSON.stringify(read.diagnostics));
  const orders = [
    'Order;Status;Date;Reseller;Customer;Currency;Rate;Net;Sku',
    'A1;Won;01.02.2024;müller;c1;EUR;1,25;1.000,50;s1',
    'A1;Won;01.02.2024;müller;c1;EUR;1,25;99,50;s2',
    'A2;Booked;02.02.2024;müller;c1;USD;;5;s1',
    'A3;Open;02.02.2024;müller;c1;USD;;5;s1',
    'A1;Cancelled;03.02.2024;müller;;;;;',
    'A4;Won;03.02.2024;müller;c1;USD;;NULL;s1',
  ].join('\n');
  const files = {
    'orders.csv': Buffer.from(`${orders}\n`, 'latin1'),
    'firms.csv': 'Key,Firm,Since,Country\nmüller,Müller GmbH,2023-01-01,Germany\n',
    'products.csv': 'Sku,Name\ns1,Saw\ns2,Pot\n',
  };
  const document = salesProgram();
  const ran = await run(files, read.mapping, { document });
  expect(
    ran.taken.activities.map((activity) => [
      activity.kind,
      activity.id,
      money(activity),
      activity.items.map((item) => item.get('item.product')),
    ]),
  ).toEqual([
    ['deal-closed', 'A1', '1375.00', ['Saw', 'Pot']],
    ['deal-closed', 'A2', '5.00', ['Saw']],
    ['cancellation', 'A1-cancelled', undefined, []],
  ]);
  expect(ran.taken.activities.every(({ parties }) => parties[0]?.partner === 'müller')).toBe(true);
  expect(ran.taken.enrollments.map(({ partner, profile }) => [partner, profile.get('partner.country')])).toEqual([['müller', 'DE']]);
  expect(imported(ran).reasons.map(({ code, first }) => [code, first.line])).toEqual([
    ['no-rule', 5],
    ['missing-fact', 7],
  ]);
  expect(imported(ran).rows).toEqual({ read: 7, accepted: 5, rejected: 2, leftOut: 0 });
});
