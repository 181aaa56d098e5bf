import { describe, expect, test } from 'vitest';
import type { MappedValue, NumberFormat } from '../../../schemas/types.ts';
import { ZoneDays } from '../../../server/engine/facts/zone-days.ts';
import { dateParser } from '../../../server/history/import/dates.ts';
import { guessDates, guessDelimiter } from '../../../server/history/import/guess.ts';
import { numberParser, roundDecimal, showDecimal } from '../../../server/history/import/numbers.ts';
import { zoneOffsets } from '../../../server/history/import/zone-offsets.ts';
import { deals, factsOf, imported, type Run, run } from './support.ts';

describe('numbers', () => {
  const read = (form: Parameters<typeof numberParser>[0], text: string): string | undefined => {
    const number = numberParser(form)(text);
    return number && showDecimal(number);
  };

  test.each<[NumberFormat, string, string | undefined]>([
    [{}, '1234.50', '1234.5'],
    [{}, '-0.10', '-0.1'],
    [{}, '+007', '7'],
    [{}, '.5', '0.5'],
    [{}, '5.', '5'],
    [{}, '-0', '0'],
    [{}, '1,234', undefined],
    [{}, '1e3', undefined],
    [{}, '', undefined],
    [{}, '.', undefined],
    [{}, '--5', undefined],
    [{}, '+-5', undefined],
    [{}, '0x10', undefined],
    [{}, '１２', undefined],
    [{}, '9'.repeat(41), undefined],
    [{ decimal: ',' }, '1234,5', '1234.5'],
    [{ decimal: ',' }, '1.234', undefined],
    [{ decimal: ',', thousands: '.' }, '1.234.567,89', '1234567.89'],
    [{ decimal: ',', thousands: '.' }, '1.23', undefined],
    [{ decimal: ',', thousands: '.' }, '1,5.000', undefined],
    [{ thousands: ',' }, '12,345.6', '12345.6'],
    [{ thousands: ',' }, '12,34', undefined],
    [{ thousands: ',' }, ',123', undefined],
    [{ decimal: ',', thousands: ' ' }, '1 234\u00a0567,5', '1234567.5'],
    [{ thousands: "'" }, "1'234.5", '1234.5'],
    [{ strip: ['€', 'EUR'] }, '€ -5', '-5'],
    [{ strip: ['€', 'EUR'] }, '-€5 EUR', '-5'],
    [{ strip: ['€'] }, '$5', undefined],
    [{ parentheses: true }, '(5.25)', '-5.25'],
    [{ parentheses: true, strip: ['$'] }, '($5)', '-5'],
    [{ parentheses: true }, '(-5)', undefined],
    [{}, '(5)', undefined],
    [{ trailingMinus: true }, '5.00-', '-5'],
    [{}, '5.00-', undefined],
    [{}, '−5', '-5'],
    [{ percent: true }, '15 %', '0.15'],
    [{ percent: true }, '15', '0.15'],
    [{}, '15%', undefined],
    [{ scale: '1000' }, '1.5', '1500'],
    [{ scale: '0.01' }, '1999', '19.99'],
    [{ scale: '-1' }, '5', '-5'],
  ])('%j: %s is %s', (form, text, expected) => {
    expect(read(form, text)).toBe(expected);
  });

  test.each([
    ['0.125', 2, '0.12'],
    ['0.135', 2, '0.14'],
    ['-0.125', 2, '-0.12'],
    ['0.1251', 2, '0.13'],
    ['2.5', 0, '2'],
    ['7', 2, '7'],
  ])('%s to %i decimals is %s', (text, places, expected) => {
    const number = numberParser()(text);
    expect(number && showDecimal(roundDecimal(number, places))).toBe(expected);
  });
});

describe('dates', () => {
  const days = new ZoneDays('America/New_York');
  const read = (format: string, text: string, zone = 'America/New_York'): string | undefined => {
    const dated = dateParser(format, days, zone)(text);
    return dated === undefined ? undefined : [dated.day, dated.at].filter(Boolean).join(' ');
  };

  test.each([
    ['YYYY-MM-DD', '2024-02-29', '2024-02-29'],
    ['YYYY-MM-DD', '2024-2-9', undefined],
    ['DD.MM.YYYY', '29.02.2024', '2024-02-29'],
    ['D.M.YYYY', '9.2.2024', '2024-02-09'],
    ['MM/DD/YYYY', '02/29/2024', '2024-02-29'],
    ['MM/DD/YYYY', '29/02/2024', undefined],
    ['YYYYMMDD', '20240229', '2024-02-29'],
    ['DD-MMM-YY', '05-Mar-24', '2024-03-05'],
    ['DD-MMM-YY', '05-Mrz-24', undefined],
    ['DD.MM.YY', '01.01.99', '1999-01-01'],
    ['excel', '45351', '2024-02-29'],
    ['instant', '2024-03-01T02:30:00Z', '2024-02-29 2024-03-01T02:30:00.000Z'],
    ['instant', '2024-03-01 02:30:00+0200', '2024-02-29 2024-03-01T00:30:00.000Z'],
    ['instant', '2024-03-01T02:30:00', undefined],
    ['instant', '2024-02-30T02:30:00Z', undefined],
    ['epoch-seconds', '1709260200', '2024-02-29 2024-03-01T02:30:00.000Z'],
    ['epoch-milliseconds', '1709260200123', '2024-02-29 2024-03-01T02:30:00.123Z'],
    ['YYYY-MM-DD HH:mm:ss', '2024-02-29 23:30:00', '2024-02-29 2024-03-01T04:30:00.000Z'],
    ['YYYY-MM-DD HH:mm', '2024-02-29 24:00', undefined],
    ['YYYY-MM-DDTHH:mm:ss.SSSZ', '2024-02-29T23:30:00.5Z', '2024-02-29 2024-02-29T23:30:00.500Z'],
    // not in the calendar: the intake says so
    ['DD.MM.YYYY', '31.02.2024', '2024-02-31'],
  ])('%s: %s is %s', (format, text, expected) => {
    expect(read(format, text)).toBe(expected);
  });

  test('clocks that are set forward and back', () => {
    const offset = zoneOffsets('America/New_York');
    const hours = (text: string): number | undefined => {
      const ms = offset(Date.parse(`${text}Z`));
      return ms === undefined ? undefined : ms / 3_600_000;
    };
    expect([hours('2024-03-10T01:59:59'), hours('2024-03-10T02:30:00'), hours('2024-03-10T03:00:00')]).toEqual([-5, undefined, -4]);
    expect([hours('2024-11-03T00:59:59'), hours('2024-11-03T01:30:00'), hours('2024-11-03T02:00:00')]).toEqual([-4, -4, -5]);
  });

  test('guesses', () => {
    expect(guessDates(['01/02/2024', '03/04/2024'])).toEqual(['M/D/YYYY', 'D/M/YYYY']);
    expect(guessDates(['01/02/2024', '13/04/2024'])).toEqual(['D/M/YYYY']);
    expect(guessDates(['acme'])).toEqual([]);
    expect([
      guessDelimiter('a;b,c;d', '"'),
      guessDelimiter('"a;b;c",d', '"'),
      guessDelimiter('a\tb', '"'),
      guessDelimiter('a', '"'),
    ]).toEqual([';', ',', '\t', ',']);
  });
});

describe('values of facts', () => {
  const reasons = (ran: Run): readonly string[] => imported(ran).reasons.map(({ first }) => `${first.line} ${first.message}`);
  const withFacts = (facts: Record<string, MappedValue>, text: string, file = {}) =>
    run({ 'deals.csv': `id,date,partner,amount,x\n${text}` }, deals({ facts: { 'deal.amount': 'amount', ...facts } }, file));

  test('choices, words that mean yes, lists, text with columns, constants and defaults', async () => {
    const ran = await withFacts(
      {
        'deal.channel': { column: 'x', values: { Internet: 'web', Call: 'phone' } },
        'customer.new': { column: 'x', values: { Internet: true, Call: false } },
        'deal.tags': { column: 'x', split: 'e' },
        'customer.id': { text: '{partner}/{x}' },
        'deal.kind': { value: 'new' },
        'deal.quantity': { column: 'partner', values: { acme: 12 }, others: 'missing', default: 1 },
      },
      'D1,2024-01-01,acme,1,Internet\nD2,2024-01-02,brix,2, Call \n',
    );
    expect(ran.taken.activities.map(factsOf)).toEqual([
      {
        'deal.amount': 100,
        'deal.channel': 'web',
        'customer.new': true,
        'deal.tags': ['Int', 'rn', 't'],
        'customer.id': 'acme/Internet',
        'deal.kind': 'new',
        'deal.quantity': 12,
      },
      {
        'deal.amount': 200,
        'deal.channel': 'phone',
        'customer.new': false,
        'deal.tags': ['Call'],
        'customer.id': 'brix/Call',
        'deal.kind': 'new',
        'deal.quantity': 1,
      },
    ]);
  });

  test('what is not translated is refused, kept or missing', async () => {
    const values = { Internet: 'web' };
    const text = 'D1,2024-01-01,acme,1,phone\n';
    const refused = await withFacts({ 'deal.channel': { column: 'x', values } }, text);
    expect(reasons(refused)).toEqual(['2 x is “phone”, which the mapping has no deal.channel for: add it to "values".']);
    const kept = await withFacts({ 'deal.channel': { column: 'x', values, others: 'keep' } }, text);
    const missing = await withFacts({ 'deal.channel': { column: 'x', values, others: 'missing' } }, text);
    expect([kept, missing].map(({ taken }) => factsOf(taken.activities[0])['deal.channel'])).toEqual(['phone', undefined]);
  });

  test('words that mean missing, of the file and of a value', async () => {
    const text = 'D1,2024-01-01,acme,1,NULL\nD2,2024-01-02,acme,2,n/a\nD3,2024-01-03,acme,3,\n';
    const ran = await withFacts({ 'deal.product': 'x', 'deal.productLine': { column: 'x', missing: ['n/a'] } }, text, {
      missing: ['NULL'],
    });
    expect(ran.taken.activities.map((activity) => [activity.facts.get('deal.product'), activity.facts.get('deal.productLine')])).toEqual([
      [undefined, 'NULL'],
      ['n/a', undefined],
      [undefined, undefined],
    ]);
  });

  test('a text or a key of which a part is missing is missing', async () => {
    const join = { from: 'deals.csv', key: 'x', column: 'id' };
    const ran = await withFacts(
      { 'customer.id': { text: '{partner}-{x}' }, 'deal.product': { column: 'x', join } },
      'D1,2024-01-01,acme,1,NULL\nD2,2024-01-02,acme,2,\nD3,2024-01-03,acme,3,k\n',
      { missing: ['NULL'] },
    );
    expect(ran.taken.activities.map((activity) => [activity.facts.get('customer.id'), activity.facts.get('deal.product')])).toEqual([
      [undefined, undefined],
      [undefined, undefined],
      ['acme-k', 'D3'],
    ]);
  });

  test('what no value can be made of says so by line and column', async () => {
    const cases: readonly (readonly [MappedValue, string, string, string])[] = [
      ['x', 'deal.quantity', '1.5', '2 x is 1.5; deal.quantity is a whole number.'],
      ['x', 'deal.quantity', 'two', '2 x is “two”; a number such as 1234.50 was expected.'],
      [
        'x',
        'customer.lastPurchase',
        '12/31/2023',
        '2 x is “12/31/2023”; a date as YYYY-MM-DD was expected. It looks like M/D/YYYY: write "date" in the mapping.',
      ],
      [
        'x',
        'customer.lastPurchase',
        '2023-02-31',
        '2 x: customer.lastPurchase is “2023-02-31”; a day of the calendar as "YYYY-MM-DD" was expected.',
      ],
      ['x', 'customer.new', 'yes', '2 x is “yes”; true or false was expected: say by "values" which is which.'],
      ['x', 'deal.channel', 'fone', '2 x: deal.channel is “fone”; one of web, phone was expected. Did you mean phone?'],
      [{ column: 'x', number: { decimals: 1 } }, 'deal.grossMargin', '1,5', '2 x is “1,5”; a number such as 1234.50 was expected.'],
      ['x', 'deal.grossMargin', '1.005', '2 x: deal.grossMargin is “1.005”; a number with at most 2 decimal places was expected.'],
    ];
    for (const [value, fact, text, expected] of cases) {
      const ran = await withFacts({ [fact]: value }, `D1,2024-01-01,acme,1,"${text}"\n`);
      expect(reasons(ran)).toEqual([expected]);
    }
  });

  test('an instant orders a day, and says it where nothing else does', async () => {
    const { occurredOn: _, ...rest } = deals().activities?.[0] ?? { from: '' };
    const ran = await run(
      { 'deals.csv': 'id,when,partner,amount\nD1,2024-03-01T02:30:00Z,acme,1\nD2,2024-03-01 09:00,acme,2\n' },
      { activities: [{ ...rest, from: 'deals.csv', at: 'when' }] },
    );
    expect(ran.taken.activities.map(({ day, at }) => [day, at])).toEqual([[19_782, Date.parse('2024-03-01T02:30:00Z')]]);
    expect(reasons(ran)).toEqual(['3 when is “2024-03-01 09:00”; an instant such as 2026-03-01T09:30:00Z was expected.']);
  });
});
