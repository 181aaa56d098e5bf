import { Ajv } from 'ajv';
import ajvFormats from 'ajv-formats';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { documentValidator } from '../../schemas/ajv.ts';

const ajv = new Ajv();
ajvFormats.default(ajv);
const standard = ajv.compile({ type: 'string', format: 'date' });
const validate = documentValidator('activity');
const own = (occurredOn: string): boolean => validate({ id: 'a', kind: 'deal-closed', occurredOn });

test('a date of a document is what ajv-formats takes for one', () => {
  const number = (digits: number, most: number) => fc.integer({ min: 0, max: most }).map((n) => String(n).padStart(digits, '0'));
  const near = fc.tuple(number(4, 2400), number(2, 14), number(2, 33)).map((parts) => parts.join('-'));
  const spoiled = fc
    .tuple(near, fc.nat(10), fc.constantFrom('', '-', '/', ' ', '\n', 'a', '٣', '0', '00'))
    .map(([date, at, put]) => date.slice(0, at) + put + date.slice(at + 1));
  let dates = 0;
  fc.assert(
    fc.property(fc.oneof(near, spoiled), (text) => {
      expect(own(text)).toBe(standard(text));
      if (own(text)) dates += 1;
    }),
    { numRuns: 5_000, seed: 20260704 },
  );
  expect(dates).toBeGreaterThan(1_000);
  for (const text of ['2000-02-29', '1900-02-29', '2024-02-30', '2024-04-31', '0000-01-01', '2024-00-10'])
    expect(own(text)).toBe(standard(text));
});
