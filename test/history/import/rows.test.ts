import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { MappingDocument } from '../../../schemas/types.ts';
import { deals, factsOf, imported, money, type Run, refused, run, salesProgram, Taken, timelineOf } from './support.ts';

const ids = ({ taken }: Run): readonly string[] => taken.activities.map(({ id }) => id);
const reasons = (ran: Run): readonly string[] =>
  imported(ran).reasons.map(({ code, rows, first }) => `${rows} ${code} ${first.file}:${first.line} ${first.message}`);
const header = 'id,date,partner,amount,x';
const [rule = { from: '' }] = deals().activities ?? [];

describe('joins', () => {
  const products = 'key,name,line\n1,Saw,Tools\n2,Pot,\n3,Pan,Kitchen\n3,Pan,Kitchen\n4,Mug,Kitchen\n4,Mug,Bar\n';
  const joined = (unmatched?: 'refuse' | 'missing' | 'keep') =>
    deals({
      facts: {
        'deal.amount': 'amount',
        'deal.productLine': { column: 'x', join: { from: 'products.csv', key: 'key', column: 'line', ...(unmatched && { unmatched }) } },
      },
    });
  const rows = [1, 2, 3, 9].map((key, index) => `D${index},2024-01-01,acme,1,${key}`).join('\n');

  test('find what stands in another file; what is not there is refused, missing or kept', async () => {
    const files = { 'deals.csv': `${header}\n${rows}\n`, 'products.csv': products };
    const lines = (ran: Run) => ran.taken.activities.map((activity) => activity.facts.get('deal.productLine'));
    const ran = await run(files, joined());
    expect(lines(ran)).toEqual(['Tools', undefined, 'Kitchen']);
    expect(reasons(ran)).toEqual(['1 unmatched-join deals.csv:5 x is “9”, and no row of products.csv has that as key.']);
    expect(lines(await run(files, joined('missing')))).toEqual(['Tools', undefined, 'Kitchen', undefined]);
    expect(lines(await run(files, joined('keep')))).toEqual(['Tools', undefined, 'Kitchen', '9']);
  });

  test('a key that stands there twice, with other content', async () => {
    const ran = await run({ 'deals.csv': `${header}\nD1,2024-01-01,acme,1,4\n`, 'products.csv': products }, joined());
    expect(reasons(ran)).toEqual([
      '1 ambiguous-join deals.csv:2 products.csv has several rows with key “4”, and not the same line in them.',
    ]);
  });

  test('several keys, and a line that can not be read', async () => {
    const mapping = deals({
      currency: 'x',
      exchange: { rate: { column: ['x', 'date'], join: { from: 'rates.csv', key: ['currency', 'day'], column: 'rate' } }, on: 'date' },
    });
    const rates = 'currency,day,rate\nEUR,2024-01-01,1.10\nEUR,2024-01-02,1.20\n"EUR,2024-01-03\nbroken\n';
    const text = `${header}\nD1,2024-01-01,acme,10,EUR\nD2,2024-01-02,acme,10,EUR\nD3,2024-01-03,acme,10,USD\nD4,2024-01-03,acme,10,EUR\n`;
    const ran = await run({ 'deals.csv': text, 'rates.csv': rates }, mapping);
    expect(ran.taken.activities.map((activity) => [money(activity), activity.exchange?.rate])).toEqual([
      ['11.00', '1.10'],
      ['12.00', '1.20'],
      // in the program's own currency: no rate is looked for
      ['10.00', undefined],
    ]);
    expect(imported(ran).reasons).toMatchObject([{ code: 'unmatched-join', rows: 1, first: { line: 5 } }]);
    expect(imported(ran).notes).toEqual(['rates.csv: what is joined can not be read on line 4.']);
  });
});

describe('rules', () => {
  const two = (otherRows?: 'leave-out'): MappingDocument => ({
    files: { 'deals.csv': { ...(otherRows && { otherRows }) } },
    activities: [
      { ...rule, when: { x: ['Won', 'Booked'] } },
      {
        ...rule,
        when: { x: '' },
        kind: 'cancellation',
        id: { text: '{id}-c' },
        facts: { 'cancelled.activity': 'id', 'cancelled.amount': 'amount' },
      },
    ],
  });
  const text = `${header}\nD1,2024-01-01,acme,1,Won\nD1,2024-01-02,acme,1,\nD2,2024-01-03,acme,1,Open\nD3,2024-01-04,acme,1,Booked\n`;

  test('the first whose "when" holds takes the row', async () => {
    const ran = await run({ 'deals.csv': text }, two());
    expect(ran.taken.activities.map(({ kind, id }) => [kind, id])).toEqual([
      ['deal-closed', 'D1'],
      ['cancellation', 'D1-c'],
      ['deal-closed', 'D3'],
    ]);
    expect(imported(ran).reasons).toMatchObject([{ code: 'no-rule', rows: 1, first: { line: 4 } }]);
  });

  test('rows that none takes may be left out: counted, and not among the refused', async () => {
    const ran = await run({ 'deals.csv': text }, two('leave-out'), { maxRejects: 0 });
    expect(imported(ran).rows).toEqual({ read: 4, accepted: 3, rejected: 1, leftOut: 1 });
    expect(await ran.rejects()).toBe('');
  });

  test('several parties, less those that a row doesn’t name', async () => {
    const mapping: MappingDocument = {
      activities: [
        {
          from: 'deals.csv',
          kind: 'deal-closed',
          id: 'id',
          occurredOn: 'date',
          facts: { 'deal.amount': 'amount' },
          parties: [
            { partner: 'x', partnerType: { value: 'distributor' }, role: { value: 'distributor' }, share: { value: '0.25' } },
            { partner: 'partner', partnerType: { value: 'reseller' }, role: { value: 'principal' }, share: 'share' },
          ],
        },
      ],
    };
    const ran = await run(
      {
        'deals.csv': `${header},share\nD1,2024-01-01,acme,1,dist,0.75\nD2,2024-01-02,acme,1,,1\nD3,2024-01-03,acme,1,dist,0.8\nD4,2024-01-03,acme,1,,1.5\n`,
      },
      mapping,
    );
    expect(ran.taken.activities.map(({ parties }) => parties.map(({ partner, role, share }) => [partner, role, share]))).toEqual([
      [
        ['dist', 'distributor', 250_000_000],
        ['acme', 'principal', 750_000_000],
      ],
      [['acme', 'principal', 1_000_000_000]],
    ]);
    expect(imported(ran).reasons).toMatchObject([
      { code: 'shares-above-one', first: { line: 4 } },
      { code: 'out-of-range', first: { line: 5, column: 'share' } },
    ]);
  });

  test('terms of agreements', async () => {
    const document = salesProgram({ parameters: { goldRevenue: { type: 'money', value: '1000.00', perAgreement: true } } });
    const mapping: MappingDocument = {
      activities: [
        {
          ...rule,
          kind: 'agreement-signed',
          facts: { 'agreement.id': 'id' },
          terms: { goldRevenue: { column: 'amount', number: { scale: '1000' } } },
        },
      ],
    };
    const ran = await run({ 'deals.csv': `${header}\nA1,2024-01-01,acme,1.5,\n` }, mapping, { document });
    expect(Object.fromEntries(ran.taken.activities[0]?.terms ?? [])).toEqual({ goldRevenue: 150_000 });
    const wrong = await run(
      { 'deals.csv': `${header}\n` },
      { activities: [{ ...mapping.activities?.[0], from: 'deals.csv', terms: { silver: 'amount' } }] },
      { document },
    );
    expect(refused(wrong)).toEqual([
      '/activities/0/terms/silver unknown-parameter: There is no per-agreement parameter “silver”. One of goldRevenue.',
    ]);
  });
});

describe('partners', () => {
  const partners = (again?: 'first'): NonNullable<MappingDocument['partners']>[number] => ({
    from: 'partners.csv',
    id: 'key',
    name: 'firm',
    enrollments: [{ partnerType: { value: 'reseller' }, enrolledOn: 'since', tier: { column: 'tier', missing: ['-'] } }],
    facts: { 'partner.country': 'country' },
    ...(again && { again }),
  });
  const text =
    'key,firm,since,tier,country\nacme,Acme,2024-01-01,gold,US\nbrix,Brix,2024-01-02,-,DE\nacme,Acme,2024-01-01,gold,US\nacme,Acme,2024-01-01,gold,CA\ncogs,,2024-01-01,platinum,US\n';

  test('of a file of their own; the same again is fine, another profile is not', async () => {
    const ran = await run({ 'partners.csv': text }, { partners: [partners()] });
    expect(ran.taken.enrollments.map(({ partner, tier, profile }) => [partner, tier, profile.get('partner.country')])).toEqual([
      ['acme', 'gold', 'US'],
      ['brix', undefined, 'DE'],
    ]);
    expect(reasons(ran)).toEqual([
      '1 partner-differs partners.csv:5 “acme” as reseller stands on line 2 of partners.csv with another profile. Write "again": "first" if that one counts.',
      '1 unknown-level partners.csv:6 tier: The partner type reseller has no level platinum. One of registered, gold.',
    ]);
    const first = await run({ 'partners.csv': text }, { partners: [partners('first')] });
    expect(imported(first).rows).toEqual({ read: 5, accepted: 4, rejected: 1, leftOut: 0 });
  });

  test('in the very rows of their deals', async () => {
    const mapping: MappingDocument = {
      partners: [
        {
          from: 'deals.csv',
          id: 'partner',
          enrollments: [{ partnerType: { value: 'reseller' }, enrolledOn: { value: '2024-01-01' } }],
          facts: { 'partner.country': 'x' },
        },
      ],
      activities: [rule],
    };
    const ran = await run(
      { 'deals.csv': `${header}\nD1,2024-01-01,acme,1,US\nD2,2024-01-02,acme,1,US\nD3,2024-01-03,acme,1,DE\nD4,2024-01-04,brix,x,DE\n` },
      mapping,
    );
    expect(ids(ran)).toEqual(['D1', 'D2']);
    expect(imported(ran).rows).toEqual({ read: 4, accepted: 2, rejected: 2, leftOut: 0 });
    expect(imported(ran).partners).toEqual({ added: 2, unchanged: 0 });
    expect(imported(ran).reasons.map(({ code, first }) => [code, first.line])).toEqual([
      ['partner-differs', 4],
      ['not-a-number', 5],
    ]);
  });

  test('that are not among them are told', async () => {
    const files = { 'partners.csv': text, 'deals.csv': `${header}\nD1,2024-01-01,acme,1,\nD2,2024-01-02,acmee,1,\n` };
    const ran = await run(files, { partners: [partners('first')], activities: [rule] });
    expect(imported(ran).notes).toEqual([
      'Not among the partners of this import: acmee as reseller. Unless the history has them, they are enrolled from their first activity on.',
    ]);
    expect(imported(await run(files, { activities: [rule] })).notes).toEqual([]);
  });

  test('that the history has otherwise', async () => {
    const taken = new Taken(timelineOf(salesProgram()));
    await run({ 'partners.csv': 'key,firm,since,tier,country\nacme,Acme,2023-01-01,gold,US\n' }, { partners: [partners()] }, { taken });
    const ran = await run({ 'partners.csv': text }, { partners: [partners('first')] }, { taken });
    expect(imported(ran).reasons[0]).toMatchObject({ code: 'partner-conflict', rows: 2, first: { line: 2 } });
  });
});

describe('the same again', () => {
  const one = {
    'deals.csv': `${header},rev\nD1,2024-01-01,acme,1,,1\nD2,2024-01-02,acme,2,,1\nD1,2024-01-01,acme,9,,1\nD2,2024-01-02,acme,2,,1\nD2,2024-01-02,acme,5,,2\n`,
  };
  const mapping = deals({ revision: 'rev' });

  test('changes nothing; other content under the same revision is refused with both places', async () => {
    const ran = await run(one, mapping);
    expect(imported(ran).activities).toEqual({ added: 2, unchanged: 1, revised: 1, superseded: 0 });
    expect(reasons(ran)).toEqual([
      '1 conflict deals.csv:4 Revision 1 of D1 of direct stands on line 2 of deals.csv, with other content. A change needs a higher revision.',
    ]);
    const { taken } = ran;
    const { hash } = taken;
    const again = await run(one, mapping, { taken });
    expect(imported(again).activities).toEqual({ added: 0, unchanged: 4, revised: 0, superseded: 0 });
    expect(imported(again).rows).toEqual(imported(ran).rows);
    expect(taken.hash).toBe(hash);
  });

  test('places are told across files', async () => {
    const files = {
      'a.csv': `${header}\nD1,2024-01-01,acme,1,\nD2,2024-01-01,acme,1,\n`,
      'b.csv': `${header}\nD3,2024-01-01,acme,1,\nD2,2024-01-01,acme,2,\n`,
    };
    const ran = await run(files, {
      activities: [
        { ...rule, from: 'a.csv' },
        { ...rule, from: 'b.csv' },
      ],
    });
    expect(reasons(ran)).toEqual([expect.stringMatching(/^1 conflict b\.csv:3 Revision 1 of D2 of direct stands on line 3 of a\.csv/)]);
    expect(await readFile(join(ran.folder, 'refused-b.csv'), 'utf8')).toContain(',D2,2024-01-01,acme,2,\n');
    expect(imported(ran).files.map(({ file, rejects }) => [file, rejects])).toEqual([
      ['a.csv', undefined],
      ['b.csv', join(ran.folder, 'refused-b.csv')],
    ]);
  });
});

describe('refused rows, mended', () => {
  const text = `${header}\nD1,2024-01-01,acme,1,\nD2,2024-01-02,"ac""me, ""Inc""",two,"a\nb"\nD3,nowhen,acme,3,\nD4,"2024-01-04,acme,4,\n`;

  test.each([
    ['with a header', {}, text],
    ['without', { columns: header.split(',') }, text.slice(header.length + 1)],
    ['with lines before it', { skipLines: 1 }, `Deals\n${text}`],
    [
      'without quotes',
      { quote: '' },
      `${header}\nD1,2024-01-01,acme,1,\nD2,2024-01-02,ac"me,two,\nD3,nowhen,acme,3,\nD4,"2024-01-04,acme,4,\n`,
    ],
    ['in Latin-1', { encoding: 'latin-1' } as const, text],
  ])('are imported by the same mapping: %s', async (_, file, content) => {
    const ran = await run({ 'deals.csv': Buffer.from(content, 'latin1') }, deals({}, file));
    expect(imported(ran).rows).toMatchObject({ accepted: 1, rejected: 3 });
    const path = join(ran.folder, 'refused.csv');
    const rejects = await readFile(path, 'latin1');
    expect(rejects).toMatch(/^dealwright:line,dealwright:reason/);
    const again = await run({ 'deals.csv': Buffer.from(rejects, 'latin1') }, deals({}, file), { taken: ran.taken });
    expect(imported(again).rows).toMatchObject({ read: 3, accepted: 0, rejected: 3 });
    // the rows are the same as before, each behind its new line and the same reason
    const rows = (from: string): string =>
      from.replaceAll(/^\d+,"?The quote opened on line \d+, field \d/gm, 'Q').replaceAll(/^\d+,/gm, '');
    expect(rows(await again.rejects())).toBe(rows(rejects));
    await writeFile(
      path,
      rejects.replaceAll('two', '2').replaceAll('nowhen', '2024-01-03').replaceAll('"2024-01-04', '2024-01-04'),
      'latin1',
    );
    const mended = await run({}, deals({}, file), {
      taken: ran.taken,
      files: { folder: ran.folder, instead: new Map([['deals.csv', path]]) },
      rejects: join(ran.folder, 'more.csv'),
    });
    expect(imported(mended).rows).toMatchObject({ read: 3, accepted: 3, rejected: 0 });
    expect(ran.taken.activities.map(({ id }) => id)).toEqual(['D1', 'D2', 'D3', 'D4']);
  });

  test('are not written over what is imported', async () => {
    const ran = await run({ 'deals.csv': text }, deals());
    const over = await run({}, deals(), { files: { folder: ran.folder }, rejects: join(ran.folder, 'deals.csv') });
    expect(over.result).toMatchObject({ status: 'stopped', code: 'rejects-unwritable' });
    expect(await readFile(join(ran.folder, 'deals.csv'), 'utf8')).toBe(text);
  });

  test('too many stop the import, and are kept', async () => {
    const ran = await run({ 'deals.csv': text }, deals(), { maxRejects: 1 });
    expect(ran.result).toMatchObject({ status: 'stopped', code: 'too-many-rejects', message: 'more than 1 rows are refused.' });
    expect(ran.taken.ended).toBe('aborted');
    expect((await ran.rejects()).split('\n').length).toBeGreaterThan(2);
  });

  test('being told to stop leaves no rejects behind that look whole', async () => {
    const controller = new AbortController();
    controller.abort();
    const ran = await run({ 'deals.csv': text }, deals(), { signal: controller.signal });
    expect(ran.result).toMatchObject({ status: 'stopped', code: 'aborted' });
    expect(ran.taken.ended).toBe('aborted');
  });
});

test('progress is told in bytes and rows', async () => {
  const told: (readonly [number, number, number])[] = [];
  const text = `${header}\n${Array.from({ length: 5_000 }, (_, index) => `D${index},2024-01-01,acme,1,`).join('\n')}\n`;
  await run({ 'deals.csv': text }, deals(), { onProgress: (...args) => told.push(args) });
  expect(told.length).toBeGreaterThan(1);
  expect(told.at(-1)).toEqual([text.length, text.length, 5_000]);
  expect(told.every(([read, total], index) => total === text.length && read >= (told[index - 1]?.[0] ?? 0))).toBe(true);
});

test('facts of a row as they were typed', async () => {
  const ran = await run({ 'deals.csv': `${header}\nD1,2024-01-01,acme,1.5,\n` }, deals());
  expect(factsOf(ran.taken.activities[0])).toEqual({ 'deal.amount': 150 });
});
