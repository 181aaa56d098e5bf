import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { csvRows } from '../../../server/history/import/csv-rows.ts';
import { isFields, type Row } from '../../../server/history/import/row.ts';
import { deals, run } from './support.ts';

/*
 * Files that were cut, glued and gnawed at. Whatever they hold, every row is accepted or refused, and nothing is lost
 * on the way: rejects hold the bytes of each refused row.
 */

const piece = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(fc.integer({ min: 0, max: 12 }), fc.integer({ min: 1, max: 30 }), fc.constantFrom('1.50', 'x', '', '2', '1e9'))
      .map(([n, day, amount]) => `D${n},2024-01-${String(day).padStart(2, '0')},acme,${amount}\n`),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom('"', '""', ',', '\n', '\r\n', '\r', ',"', '",', '"\n', '\0', '\xe9', '\xc3\xa9', '   ', ';', '\uFEFF'),
  },
  { weight: 1, arbitrary: fc.string({ maxLength: 12, unit: fc.constantFrom(...'abD1,"\n\r 0.-') }) },
);
const mangled = fc.array(piece, { maxLength: 30 }).map((pieces) => Buffer.from(pieces.join(''), 'latin1'));

test('accepted + rejected = read, and the rejects file has every refused row as it was', async () => {
  await fc.assert(
    fc.asyncProperty(
      mangled,
      fc.constantFrom(undefined, 'id', { by: 'id', sorted: true } as const, { by: 'id', badLines: 'leave-out' } as const),
      async (body, group) => {
        const bytes = Buffer.concat([Buffer.from('id,date,partner,amount\n'), body]);
        const facts = { 'deal.amount': group === undefined ? 'amount' : ({ column: 'amount', take: 'sum' } as const) };
        const ran = await run({ 'deals.csv': bytes }, deals({ facts, ...(group && { group }) }, { encoding: 'utf-8' }));
        if (ran.result.status !== 'imported') throw new Error(JSON.stringify(ran.result));
        const { rows, reasons, files } = ran.result.report;
        expect(rows.accepted + rows.rejected).toBe(rows.read);
        const all = await rowsOf(bytes);
        const read = all.slice(1);
        expect(rows.read).toBe(read.length);
        expect(reasons.reduce((sum, reason) => sum + reason.rows, 0)).toBe(rows.rejected);
        const kept = files[0]?.rejects === undefined ? [] : (await rowsOf(await readFile(join(ran.folder, 'refused.csv')))).slice(1);
        const text = files[0]?.rejects === undefined ? '' : await readFile(join(ran.folder, 'refused.csv'), 'latin1');
        expect(rows.rejected === 0).toBe(text === '');
        // each refused row stands there behind its line
        for (const { line } of kept.length > 0 ? reasons.map(({ first }) => first) : []) {
          const row = read.find((one) => one.line === line);
          expect(text).toContain(row === undefined ? 'no such row' : row.raw.replace(/[\r\n]+$/, ''));
        }
      },
    ),
    { numRuns: 150 },
  );
});

test('rows have all bytes of the file, whatever pieces it comes in', async () => {
  await fc.assert(
    fc.asyncProperty(mangled, fc.integer({ min: 1, max: 9 }), async (bytes, size) => {
      const whole = await rowsOf(bytes);
      expect(await rowsOf(bytes, size)).toEqual(whole);
      // blank lines and fields are no rows; all else is in one, in order
      let at = 0;
      const text = bytes.toString('latin1');
      for (const { raw } of whole) {
        const found = text.indexOf(raw, at);
        expect(found).toBeGreaterThanOrEqual(at);
        expect(text.slice(at, found)).toMatch(/^[\s,"]*$/);
        at = found + raw.length;
      }
      expect(text.slice(at)).toMatch(/^[\s,"]*$/);
    }),
    { numRuns: 300 },
  );
});

test('what is sound is read as it was written', async () => {
  const field = fc.string({ maxLength: 8, unit: fc.constantFrom(...'ab,";\n\r é') });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.array(field, { minLength: 2, maxLength: 4 }), { maxLength: 8 }),
      fc.integer({ min: 1, max: 9 }),
      async (table, size) => {
        const rows = table.filter((cells) => cells.some((cell) => cell.trim() !== ''));
        const text = rows
          .map((cells) => `${cells.map((cell) => (/[",\n\r]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',')}\n`)
          .join('');
        const read = await rowsOf(Buffer.from(text, 'latin1'), size);
        expect(read.map(({ cells }) => cells)).toEqual(rows);
        let line = 1;
        for (const [index, { line: found }] of read.entries()) {
          expect(found).toBe(line);
          line += (rows[index]?.join(',').match(/\r\n|\n|\r/g)?.length ?? 0) + 1;
        }
      },
    ),
    { numRuns: 300 },
  );
});

async function rowsOf(bytes: Buffer, size = bytes.length): Promise<readonly Row[]> {
  async function* chunks(): AsyncGenerator<Buffer> {
    for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
  }
  const rows: Row[] = [];
  for await (const batch of csvRows(chunks(), { delimiter: ',', quote: '"', skipLines: 0 })) rows.push(...batch);
  for (const { cells, fault } of rows) expect(cells === undefined ? fault !== undefined : isFields(cells)).toBe(true);
  return rows;
}
