import { expect, test } from 'vitest';
import { deals, imported, money, run } from './support.ts';

const header = 'id,date,partner,amount';

test('each line becomes a deal', async () => {
  const ran = await run({ 'deals.csv': `${header}\nD1,2024-01-02,acme,10.50\nD2,2024-01-03,brix,20\n` }, deals());
  const report = imported(ran);
  expect(report.rows).toEqual({ read: 2, accepted: 2, rejected: 0, leftOut: 0 });
  expect(report.activities).toEqual({ added: 2, unchanged: 0, revised: 0, superseded: 0 });
  expect(ran.taken.activities.map((activity) => [activity.id, activity.parties[0]?.partner, money(activity)])).toEqual([
    ['D1', 'acme', '10.50'],
    ['D2', 'brix', '20.00'],
  ]);
  expect(ran.taken.ended).toBe('committed');
  expect(await ran.rejects()).toBe('');
});

test('bad', async () => {
  const ran = await run(
    { 'deals.csv': `${header}\nD1,2024-01-02,acme,10.50\nD2,2024-13-03,brix,x\nD3,"2024-01-02,a,b\nD4,2024-01-02,c` },
    deals(),
  );
  console.log(JSON.stringify(ran.result, null, 1), await ran.rejects());
});
