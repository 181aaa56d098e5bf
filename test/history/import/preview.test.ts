import { expect, test } from 'vitest';
import { previewImport } from '../../../server/history/import/preview.ts';
import { folderOf } from '../../support/folder.ts';
import { deals, salesProgram, timelineOf } from './support.ts';

const text = 'id;date;partner;amount\nD1;01/02/2024;acme;1\nD2;13/02/2024;brix;x\nD3;03/02/2024;cogs;3\n';
const preview = async (mapping: Parameters<typeof previewImport>[0], count: number, content = text) =>
  previewImport(mapping, { folder: await folderOf({ 'deals.csv': content }) }, timelineOf(salesProgram()), count);

test('the first rows, what they become or why not; columns with samples; guesses', async () => {
  const found = await preview(deals({ occurredOn: { column: 'date', date: 'DD/MM/YYYY' } }), 2);
  expect(found.files).toEqual([
    {
      file: 'deals.csv',
      format: 'csv',
      encoding: 'utf-8',
      delimiter: ';',
      guessed: ['delimiter'],
      columns: [
        { name: 'id', samples: ['D1', 'D2', 'D3'] },
        { name: 'date', samples: ['01/02/2024', '13/02/2024', '03/02/2024'], dates: ['D/M/YYYY'] },
        { name: 'partner', samples: ['acme', 'brix', 'cogs'] },
        { name: 'amount', samples: ['1', 'x', '3'] },
      ],
    },
  ]);
  expect(found.findings).toEqual([]);
  expect(found.rows).toEqual([
    { file: 'deals.csv', line: 2, text: 'D1;01/02/2024;acme;1', becomes: 'activity' },
    {
      file: 'deals.csv',
      line: 3,
      text: 'D2;13/02/2024;brix;x',
      becomes: 'refused',
      reason: 'amount is “x”; a number such as 1234.50 was expected.',
    },
  ]);
  expect(found.documents).toEqual([
    {
      file: 'deals.csv',
      lines: [2],
      document: {
        id: 'D1',
        kind: 'deal-closed',
        occurredOn: '2024-02-01',
        partner: 'acme',
        partnerType: 'reseller',
        facts: { 'deal.amount': '1' },
      },
    },
  ]);
});

test('columns are shown where the mapping is wrong, and findings with them', async () => {
  const found = await preview(deals({ id: 'idd' }), 5);
  expect(found.files[0]?.columns.map(({ name }) => name)).toEqual(['id', 'date', 'partner', 'amount']);
  expect(found.findings).toMatchObject([{ pointer: '/activities/0/id', code: 'unknown-column', hint: 'Did you mean id?' }]);
  expect([found.rows, found.documents]).toEqual([[], []]);
});

test('a group is shown as far as its lines are among the rows', async () => {
  const lines = 'id,date,partner,amount\nA,2024-01-01,acme,1\nB,2024-01-01,acme,2\nA,2024-01-01,acme,3\n';
  const found = await preview(deals({ group: 'id', facts: { 'deal.amount': { column: 'amount', take: 'sum' } } }), 3, lines);
  expect(found.documents.map(({ lines: from, document }) => [from, (document as { facts: object }).facts])).toEqual([
    [[2, 4], { 'deal.amount': '4' }],
    [[3], { 'deal.amount': '2' }],
  ]);
});
