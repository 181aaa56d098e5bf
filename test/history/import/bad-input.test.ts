import { describe, expect, test } from 'vitest';
import { deals, imported, money, type Run, run } from './support.ts';

const header = 'id,date,partner,amount';
const row = (n: number, more = ''): string => `D${n},2024-01-0${n},acme,${n}.50${more}`;

const refusedAt = ({ result }: Run): readonly (readonly [line: number, code: string])[] => {
  if (result.status === 'refused') throw new Error(JSON.stringify(result));
  return result.report.reasons.map(({ code, first }) => [first.line, code] as const).sort(([a], [b]) => a - b);
};
const ids = ({ taken }: Run): readonly string[] => taken.activities.map(({ id }) => id);

describe('files as they come', () => {
  test('a byte-order mark is no part of the first column', async () => {
    const ran = await run({ 'deals.csv': `\uFEFF${header}\n${row(1)}\n` }, deals());
    expect(imported(ran).rows).toEqual({ read: 1, accepted: 1, rejected: 0, leftOut: 0 });
  });

  test('semicolons, decimal commas and days first', async () => {
    const text = `${header.replaceAll(',', ';')}\nD1;31.12.2023;acme;1.234,50\nD2;1.1.2024;acme;7\n`;
    const ran = await run({ 'deals.csv': text }, deals({}, { date: 'D.M.YYYY', number: { decimal: ',', thousands: '.' } }));
    expect(imported(ran).rows.accepted).toBe(2);
    expect(ran.taken.activities.map((activity) => money(activity))).toEqual(['1234.50', '7.00']);
  });

  test('a number of another form is refused, and what to write for it is told', async () => {
    const ran = await run({ 'deals.csv': `${header.replaceAll(',', ';')}\nD1;2024-01-01;acme;7,50\n` }, deals());
    const [reason] = imported(ran).reasons;
    expect(reason?.first.message).toBe(
      'amount is “7,50”; a number such as 1234.50 was expected. It may be of another form: write "number": { "decimal": "," } in the mapping.',
    );
    const told = async (amount: string) =>
      imported(await run({ 'deals.csv': `${header}\nD1,2024-01-01,acme,"${amount}"\n` }, deals())).reasons[0]?.first.message;
    expect(await told('1,234')).toMatch(/write "number": \{ "decimal": "," \} or \{ "thousands": "," \} in the mapping\.$/);
    expect(await told('1.234,50')).toMatch(/write "number": \{ "decimal": ",", "thousands": "\." \} in the mapping\.$/);
    expect(await told('seven')).toBe('amount is “seven”; a number such as 1234.50 was expected.');
    // which it is has been said
    const said = await run({ 'deals.csv': `${header}\nD1,2024-01-01,acme,"7,50"\n` }, deals({}, { number: { decimal: '.' } }));
    expect(imported(said).reasons[0]?.first.message).toBe('amount is “7,50”; a number such as 1234.50 was expected.');
  });

  test('line breaks in quotes are text, and count as lines', async () => {
    const text = `${header},note\nD1,2024-01-01,acme,1,"two\nlines, and ""quotes"""\nD2,2024-01-02,acme,x,"a\r\nb"\n${row(3, ',')}\n`;
    const ran = await run({ 'deals.csv': text }, deals({ facts: { 'deal.amount': 'amount', 'deal.product': { text: '{id}' } } }));
    expect(ids(ran)).toEqual(['D1', 'D3']);
    expect(refusedAt(ran)).toEqual([[4, 'not-a-number']]);
    expect(await ran.rejects()).toContain(',D2,2024-01-02,acme,x,"a\r\nb"\n');
  });

  test('line ends of all three sorts, and blank lines between', async () => {
    const ran = await run(
      { 'deals.csv': `${header}\r\n${row(1)}\r\n\r\n${row(2)}\n\n${row(3)}\r${row(4)}\r\n,,,\n   \nD5,x,acme,5\n` },
      deals(),
    );
    expect(ids(ran)).toEqual(['D1', 'D2', 'D3', 'D4']);
    expect(refusedAt(ran)).toEqual([[10, 'not-a-date']]);
  });

  test('Latin-1 is read where the mapping says so, and guessed where it says nothing', async () => {
    const bytes = Buffer.from(`${header}\nD1,2024-01-01,Käse & Söhne,1\nD2,2024-01-02,"Käse, Söhne",1\n`, 'latin1');
    const told = await run({ 'deals.csv': bytes }, deals({}, { encoding: 'latin-1' }));
    const guessed = await run({ 'deals.csv': bytes }, deals());
    for (const ran of [told, guessed]) {
      expect(ran.taken.activities.map(({ parties }) => parties[0]?.partner)).toEqual(['Käse & Söhne', 'Käse, Söhne']);
    }
    expect(imported(told).notes).toEqual([]);
    expect(imported(guessed).notes[0]).toMatch(/^deals\.csv is read as windows-1252/);
  });

  test('bytes that are not of the encoding refuse their row, by column', async () => {
    const bytes = Buffer.from(`${header}\n${row(1)}\nD2,2024-01-02,K\xe4se,2\n${row(3)}\n`, 'latin1');
    const ran = await run({ 'deals.csv': bytes }, deals({}, { encoding: 'utf-8' }));
    expect(ids(ran)).toEqual(['D1', 'D3']);
    expect(imported(ran).reasons[0]?.first).toMatchObject({ line: 3, column: 'partner' });
    expect(imported(ran).reasons[0]?.first.message).toContain('windows-1252');
    expect(await ran.rejects()).toContain('D2,2024-01-02,K\xe4se,2\n');
  });

  test.each(['utf16le', 'utf16be'] as const)('%s, with its refused rows written likewise', async (order) => {
    const text = `\uFEFF${header}\n${row(1)}\nD2,2024-01-02,Łódź,x\n`;
    const little = Buffer.from(text, 'utf16le');
    const bytes = order === 'utf16le' ? little : Buffer.from(little).swap16();
    const ran = await run({ 'deals.csv': bytes }, deals());
    expect(ids(ran)).toEqual(['D1']);
    const rejects = Buffer.from(await ran.rejects(), 'latin1');
    const read = (order === 'utf16le' ? rejects : rejects.swap16()).toString('utf16le');
    expect(read).toMatch(/^\uFEFFdealwright:line,dealwright:reason,id,date/);
    expect(read).toContain('D2,2024-01-02,Łódź,x\n');
  });

  test('UTF-16 where another encoding is said is told before a row is read', async () => {
    const ran = await run({ 'deals.csv': Buffer.from(`\uFEFF${header}\n`, 'utf16le') }, deals({}, { encoding: 'utf-8' }));
    expect(ran.result).toMatchObject({
      status: 'refused',
      findings: [{ pointer: '/activities/0/from', message: expect.stringContaining('looks like UTF-16') }],
    });
  });

  test('a file without a header, and one with lines before it', async () => {
    const bare = await run({ 'deals.csv': `${row(1)}\n` }, deals({}, { columns: ['id', 'date', 'partner', 'amount'] }));
    const titled = await run(
      { 'deals.csv': `Sales of 2024\n"for, internal"" use"\n${header}\n${row(1)}\nD2,x,acme,1\n` },
      deals({}, { skipLines: 2 }),
    );
    for (const ran of [bare, titled]) expect(ids(ran)).toEqual(['D1']);
    expect(refusedAt(titled)).toEqual([[5, 'not-a-date']]);
  });

  test('a header in quotes and with blanks; fields behind the last column that are empty', async () => {
    const ran = await run({ 'deals.csv': `"id", date ,"partner","amount"\n${row(1, ',,')}\n` }, deals());
    expect(imported(ran).rows.accepted).toBe(1);
  });

  test('no bytes at all', async () => {
    const ran = await run({ 'deals.csv': '' }, deals());
    expect(ran.result).toMatchObject({
      status: 'refused',
      findings: [{ message: 'deals.csv is empty: its first line should name the columns.' }],
    });
    expect(ran.taken.ended).toBe('aborted');
  });
});

describe('rows that break the rules are refused one by one', () => {
  test('a quote open at the end of the file: where it opened', async () => {
    const ran = await run({ 'deals.csv': `${header}\n${row(1)}\n"D2\nx",2024-01-02,acme,2\nD3,"2024-01-0` }, deals());
    const [, open] = imported(ran).reasons.map(({ first }) => first);
    expect(ids(ran)).toEqual(['D1']);
    expect(refusedAt(ran)).toEqual([
      [3, 'control-character'],
      [5, 'quote-not-closed'],
    ]);
    expect(open).toMatchObject({ line: 5, message: 'The quote opened on line 5, field 2, is not closed.' });
    expect(imported(ran).notes).toEqual(['The last line of deals.csv, line 5, has no line end: the file may have been cut off.']);
  });

  test('a quote that is never closed spoils its line, not what follows', async () => {
    const ran = await run({ 'deals.csv': `${header}\n${row(1)}\n"D2,2024-01-02,acme,2\n${row(3)}\n"D4",2024-01-04,acme,4\n` }, deals());
    expect(ids(ran)).toEqual(['D1', 'D3', 'D4']);
    expect(imported(ran).reasons).toMatchObject([
      {
        code: 'stray-quote',
        rows: 1,
        first: { line: 3, message: expect.stringMatching(/^The quote opened on line 3, field 1, is closed by one on line 5/) },
      },
    ]);
  });

  test('quotes within fields', async () => {
    const ran = await run(
      { 'deals.csv': `${header}\nD1,2024-01-01,5" pipes,1\nD2,2024-01-02,"5" pipes",2\nD3,2024-01-03,"5"" pipes",3\n` },
      deals(),
    );
    expect(ids(ran)).toEqual(['D3']);
    expect(imported(ran).reasons).toMatchObject([{ code: 'stray-quote', rows: 2, first: { line: 2 } }]);
    const unquoted = await run({ 'deals.csv': `${header}\nD1,2024-01-01,5" pipes,1\n` }, deals({}, { quote: '' }));
    expect(unquoted.taken.activities[0]?.parties[0]?.partner).toBe('5" pipes');
  });

  test('too few and too many fields, and a last line that was cut off', async () => {
    const ran = await run({ 'deals.csv': `${header}\nD1,2024-01-01,a,cme,1\n${row(2)}\nD3,2024-0` }, deals());
    expect(ids(ran)).toEqual(['D2']);
    expect(imported(ran).reasons).toMatchObject([
      { code: 'wrong-width', rows: 2, first: { line: 2, message: expect.stringContaining('5 fields; 4 were expected') } },
    ]);
    expect(imported(ran).notes).toHaveLength(1);
    expect(await ran.rejects()).toMatch(/\n4,".*cut off.*",D3,2024-0\n$/);
  });

  test('NUL bytes', async () => {
    const ran = await run({ 'deals.csv': `${header}\n${row(1)}\nD2,2024-01-02,ac\0me,2\n${row(3)}\n\0\0\0\0\0\0` }, deals());
    expect(ids(ran)).toEqual(['D1', 'D3']);
    expect(imported(ran).reasons).toMatchObject([{ code: 'nul-byte', rows: 2, first: { line: 3 } }]);
  });

  test('a row that is too long is refused; one that doesn’t end stops the import', async () => {
    const long = await run({ 'deals.csv': `${header}\n${row(1)}\nD2,2024-01-02,${'a'.repeat(1_000_000)},2\n${row(3)}\n` }, deals());
    expect(ids(long)).toEqual(['D1', 'D3']);
    expect(refusedAt(long)).toEqual([[3, 'row-too-long']]);
    const endless = await run(
      { 'deals.csv': Buffer.concat([Buffer.from(`${header}\n${row(1)}\n`), Buffer.alloc(17_000_000, 'a')]) },
      deals(),
    );
    expect(endless.result).toMatchObject({
      status: 'stopped',
      code: 'line-too-long',
      message: expect.stringContaining('line 3 does not end'),
    });
    expect(endless.taken.ended).toBe('aborted');
  });

  test('a quote that holds more than a row may', async () => {
    const text = `${header}\n"D1,2024-01-01,acme,1\n${'x,2024-01-01,acme,1\n'.repeat(60_000)}`;
    const ran = await run({ 'deals.csv': text }, deals({ id: { text: '{id}' } }));
    expect(imported(ran).reasons.find(({ code }) => code === 'quote-not-closed')).toMatchObject({ rows: 1, first: { line: 2 } });
    expect(imported(ran).rows).toMatchObject({ read: 60_001, rejected: 1 });
  });

  test('more columns than a file may have', async () => {
    const ran = await run({ 'deals.csv': `${Array.from({ length: 2_001 }, (_, index) => `c${index}`).join(',')}\n` }, deals());
    expect(ran.result).toMatchObject({ status: 'refused', findings: [{ message: 'deals.csv has 2001 columns, at most 2000 are read.' }] });
  });
});
