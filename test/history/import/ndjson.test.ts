import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { MappingDocument } from '../../../schemas/types.ts';
import { imported, money, refused, run } from './support.ts';

const mapping: MappingDocument = {
  activities: [
    {
      from: 'deals.ndjson',
      kind: 'deal-closed',
      id: '/deal/number',
      occurredOn: { column: 'closed', date: 'instant' },
      partner: 'partner',
      partnerType: { value: 'reseller' },
      facts: { 'deal.amount': '/deal/amount', 'deal.tags': 'tags', 'customer.new': '/customer/new', 'deal.quantity': '/deal/seats' },
      itemsIn: '/deal/lines',
      items: { 'item.product': 'sku', 'item.amount': '/price/net' },
    },
  ],
};
const deal = (number: unknown, more: object = {}): string =>
  JSON.stringify({
    partner: 'acme',
    closed: '2024-03-01T02:30:00Z',
    customer: { new: true },
    tags: ['a', 'b'],
    deal: { number, amount: 1234.1, seats: 5, lines: [{ sku: 'S1', price: { net: '1000' } }, { sku: 'S2' }] },
    ...more,
  });

test('fields by name and by pointer, lists, numbers as they are written, items of a list', async () => {
  const ran = await run({ 'deals.ndjson': `\uFEFF${deal('D1')}\r\n\n${deal(17)}` }, mapping);
  expect(imported(ran).rows).toEqual({ read: 2, accepted: 2, rejected: 0, leftOut: 0 });
  const [first, second] = ran.taken.activities;
  expect([first?.id, second?.id, money(first), first?.day]).toEqual(['D1', '17', '1234.10', 19_782]);
  expect([first?.facts.get('deal.tags'), first?.facts.get('customer.new'), first?.facts.get('deal.quantity')]).toEqual([
    ['a', 'b'],
    true,
    5,
  ]);
  expect(first?.items.map((item) => Object.fromEntries(item))).toEqual([
    { 'item.product': 'S1', 'item.amount': 100_000 },
    { 'item.product': 'S2' },
  ]);
});

test('lines that are no objects, or have what can’t be used; each by line, and mended', async () => {
  const lines = [
    deal('D1'),
    '{"partner": "acme"',
    '[1]',
    deal('D4', { deal: { number: 'D4', amount: 0.1234567890123456 } }),
    deal('D5', { deal: { number: 'D5', amount: { net: 1 } } }),
    deal('D6', { deal: { number: ['D', '6'], amount: 1 } }),
    deal('D7', { deal: { number: 'D7', amount: 1, lines: 'none' } }),
    deal('D8', { deal: { number: 'D8', amount: 1, lines: [{ sku: 'x'.repeat(201) }] } }),
    `{"__proto__": {"partner": "evil"}}`,
    deal('D10', { closed: '2024-02-30T00:00:00Z' }),
  ];
  const ran = await run({ 'deals.ndjson': `${lines.join('\n')}\n` }, mapping);
  expect(imported(ran).rows).toEqual({ read: 10, accepted: 1, rejected: 9, leftOut: 0 });
  expect(
    imported(ran)
      .reasons.map(({ code, first }) => `${first.line} ${code} ${first.message}`)
      .sort((a, b) => Number.parseInt(a, 10) - Number.parseInt(b, 10)),
  ).toEqual([
    expect.stringMatching(/^2 not-json The line is no JSON: /),
    '3 not-an-object The line is no JSON object.',
    '4 number-not-exact /deal/amount is 0.1234567890123456, which can not be held exactly: write it as text.',
    '5 wrong-type /deal/amount is an object; text, a number or a list of texts was expected.',
    expect.stringMatching(/^8 too-long sku: item\.product is /),
    expect.stringMatching(/^9 missing-field/),
    expect.stringMatching(/^10 not-a-date/),
  ]);
  const rejects = await ran.rejects();
  expect(rejects.split('\n').slice(0, 4)).toEqual([
    expect.stringMatching(/^\{"dealwright:line":2,"dealwright:reason":"The line is no JSON/),
    '{"partner": "acme"',
    '{"dealwright:line":3,"dealwright:reason":"The line is no JSON object."}',
    '[1]',
  ]);
  const mended = rejects.replace('[1]', deal('D3')).replace('{"partner": "acme"\n', `${deal('D2')}\n`);
  await writeFile(join(ran.folder, 'mended'), mended, 'latin1');
  const instead = new Map([['deals.ndjson', join(ran.folder, 'mended')]]);
  const again = await run({}, mapping, { taken: ran.taken, files: { folder: ran.folder, instead }, rejects: join(ran.folder, 'more') });
  expect(imported(again).rows).toEqual({ read: 9, accepted: 2, rejected: 7, leftOut: 0 });
  expect(ran.taken.activities.map(({ id }) => id)).toEqual(['D1', 'D2', 'D3']);
  expect(await readFile(join(ran.folder, 'more.ndjson'), 'utf8')).toContain('"dealwright:line":6');
});

test('documents that are activities and partners already', async () => {
  const activity = {
    id: 'D1',
    kind: 'deal-closed',
    occurredOn: '2024-01-01',
    partner: 'acme',
    partnerType: 'reseller',
    facts: { 'deal.amount': '5.00' },
  };
  const files = {
    'activities.ndjson': [activity, { ...activity, id: 'D2', facts: { 'deal.amuont': '5.00' } }]
      .map((one) => JSON.stringify(one))
      .join('\n'),
    'partners.jsonl': `${JSON.stringify({ id: 'acme', enrollments: [{ partnerType: 'reseller', enrolledOn: '2024-01-01' }] })}\n`,
  };
  const asIs: MappingDocument = {
    partners: [{ from: 'partners.jsonl', asIs: true }],
    activities: [{ from: 'activities.ndjson', asIs: true }],
  };
  const ran = await run(files, asIs);
  expect([ran.taken.enrollments.length, ran.taken.activities.map(({ id }) => id)]).toEqual([1, ['D1']]);
  expect(imported(ran).reasons.map(({ first }) => `${first.line} ${first.column}`)).toEqual(['2 /facts/deal.amuont']);
});

test('lines of one deal are grouped like those of CSV', async () => {
  const line = (order: string, amount: number) => JSON.stringify({ order, date: '2024-01-01', amount });
  const grouped: MappingDocument = {
    activities: [
      {
        from: 'lines.ndjson',
        kind: 'deal-closed',
        group: 'order',
        id: 'order',
        occurredOn: 'date',
        partner: { value: 'acme' },
        partnerType: { value: 'reseller' },
        facts: { 'deal.amount': { column: 'amount', take: 'sum' } },
        items: { 'item.amount': 'amount' },
      },
    ],
  };
  const ran = await run({ 'lines.ndjson': [line('A', 0.1), line('B', 1), line('A', 0.2)].join('\n') }, grouped);
  expect(ran.taken.activities.map((activity) => [activity.id, money(activity), activity.items.length])).toEqual([
    ['A', '0.30', 2],
    ['B', '1.00', 1],
  ]);
});

test('what belongs to CSV, and fields that no line has', async () => {
  const csv = await run({ 'deals.csv': 'id\n' }, { activities: [{ ...mapping.activities?.[0], from: 'deals.csv' }] });
  expect(refused(csv)).toContainEqual(expect.stringMatching(/\/itemsIn option-not-here: deals\.csv is CSV/));
  const ran = await run(
    { 'deals.ndjson': `${deal('D1')}\n` },
    { activities: [{ ...mapping.activities?.[0], from: 'deals.ndjson', partner: 'partnr' }] },
  );
  expect(ran.result).toMatchObject({
    warnings: [{ code: 'unknown-column', pointer: '/activities/0/partner', hint: 'Did you mean partner?' }],
  });
});

test('lists in lists are refused with their line, however deep they go', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`;
  const ran = await run(
    { 'deals.ndjson': `${deal('D1')}\n${deal('D2').replace('["a","b"]', deep)}\n${deal('D3', { tags: ['a', ['b']] })}\n` },
    mapping,
  );
  expect(imported(ran).rows).toEqual({ read: 3, accepted: 1, rejected: 2, leftOut: 0 });
  expect(ran.taken.activities.map(({ id }) => id)).toEqual(['D1']);
});
